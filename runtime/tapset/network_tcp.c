// SPDX-License-Identifier: GPL-2.0-only
/* What TCP knows of a connection. Handler context or sleeper. */
#include <linux/jiffies.h>
#include <linux/tcp.h>
#include <net/inet_connection_sock.h>
#include <net/tcp.h>

#include "tapset/member.h"

static bool is_tcp(struct stap_context *c, u64 sock)
{
	sa_family_t family = STAP_MEMBER(c, struct sock, sock, sk_family);

	return (family == AF_INET || family == AF_INET6) &&
	       STAP_MEMBER(c, struct sock, sock, sk_type) == SOCK_STREAM &&
	       STAP_MEMBER(c, struct sock, sock, sk_protocol) == IPPROTO_TCP;
}

/* The condition on which tcp_delack_timer_handler() sends the acknowledgement. */
static bool delayed_ack_is_due(struct stap_context *c, u64 sock)
{
	u8 state = STAP_MEMBER(c, struct sock, sock, sk_state);
	u8 pending = STAP_MEMBER(c, struct inet_connection_sock, sock, icsk_ack.pending);

	if (state == TCP_CLOSE || state == TCP_LISTEN ||
	    STAP_MEMBER(c, struct tcp_sock, sock, compressed_ack))
		return false;
	if (!(pending & ICSK_ACK_TIMER) || !(pending & ICSK_ACK_SCHED))
		return false;
	return time_before_eq(
		(unsigned long)STAP_MEMBER(c, struct inet_connection_sock, sock, icsk_ack.timeout),
		jiffies);
}

int64_t stap_tcp_number(struct stap_context *c, uint64_t sock, enum stap_tcp_part part)
{
	if (!sock || !is_tcp(c, sock))
		return 0;
	switch (part) {
	case STAP_TCP_STATE:
		return STAP_MEMBER(c, struct sock, sock, sk_state);
	case STAP_TCP_RTO:
		return jiffies_to_usecs(
			STAP_MEMBER(c, struct inet_connection_sock, sock, icsk_rto));
	case STAP_TCP_CWND:
		return STAP_MEMBER(c, struct tcp_sock, sock, snd_cwnd);
	case STAP_TCP_RECEIVE_MSS:
		return STAP_MEMBER(c, struct inet_connection_sock, sock, icsk_ack.rcv_mss);
	case STAP_TCP_SSTHRESH:
		return STAP_MEMBER(c, struct tcp_sock, sock, snd_ssthresh);
	case STAP_TCP_DELAYED_ACK_DUE:
		return delayed_ack_is_due(c, sock);
	}
	return 0;
}

#define CONTROL(c, skb, member)                                                                    \
	STAP_MEMBER(c, struct tcp_skb_cb, (skb) + offsetof(struct sk_buff, cb), member)

int64_t stap_tcp_segments(struct stap_context *c, uint64_t skb)
{
	return max_t(int64_t, 1, skb ? CONTROL(c, skb, tcp_gso_segs) : 0);
}

int64_t stap_tcp_new_segments(struct stap_context *c, uint64_t sock, uint64_t skb)
{
	u32 start, end;

	if (!sock || !skb)
		return 0;
	start = CONTROL(c, skb, seq);
	end = CONTROL(c, skb, end_seq);
	if (start != end && !after(end, STAP_MEMBER(c, struct tcp_sock, sock, snd_nxt)))
		return 0;
	return stap_tcp_segments(c, skb);
}
