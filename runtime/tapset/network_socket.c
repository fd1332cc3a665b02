// SPDX-License-Identifier: GPL-2.0-only
/* Sockets: as the system calls know them (struct socket), and the network (struct sock). */
#include <linux/net.h>
#include <net/inet_sock.h>
#include <net/sock.h>

#include "tapset/member.h"

static sa_family_t socket_family(struct stap_context *c, u64 socket)
{
	u64 operations = (unsigned long)STAP_MEMBER(c, struct socket, socket, ops);

	return operations ? STAP_MEMBER(c, struct proto_ops, operations, family) : 0;
}

int64_t stap_socket_number(struct stap_context *c, uint64_t socket, enum stap_socket_part part)
{
	u64 sock;

	if (!socket)
		return 0;
	switch (part) {
	case STAP_SOCKET_FAMILY:
		return socket_family(c, socket);
	case STAP_SOCKET_TYPE:
		return STAP_MEMBER(c, struct socket, socket, type);
	case STAP_SOCKET_STATE:
		return STAP_MEMBER(c, struct socket, socket, state);
	case STAP_SOCKET_FLAGS:
		return STAP_MEMBER(c, struct socket, socket, flags);
	case STAP_SOCKET_PROTOCOL:
		sock = (unsigned long)STAP_MEMBER(c, struct socket, socket, sk);
		return sock ? STAP_MEMBER(c, struct sock, sock, sk_protocol) : 0;
	}
	return 0;
}

static bool is_internet(struct stap_context *c, u64 sock)
{
	sa_family_t family = STAP_MEMBER(c, struct sock, sock, sk_family);

	return family == AF_INET || family == AF_INET6;
}

static bool queue_is_full(struct stap_context *c, u64 sock)
{
	return STAP_MEMBER(c, struct sock, sock, sk_ack_backlog) >
	       STAP_MEMBER(c, struct sock, sock, sk_max_ack_backlog);
}

int64_t stap_sock_number(struct stap_context *c, uint64_t sock, enum stap_sock_part part)
{
	if (!sock)
		return 0;
	switch (part) {
	case STAP_SOCK_FAMILY:
		return STAP_MEMBER(c, struct sock, sock, sk_family);
	case STAP_SOCK_STATE:
		return STAP_MEMBER(c, struct sock, sock, sk_state);
	case STAP_SOCK_ACCEPT_QUEUE_FULL:
		return queue_is_full(c, sock);
	default:
		break;
	}
	if (!is_internet(c, sock))
		return 0;
	switch (part) {
	case STAP_SOCK_LOCAL_PORT:
		return STAP_MEMBER(c, struct sock, sock, sk_num);
	case STAP_SOCK_REMOTE_PORT:
		return be16_to_cpu(STAP_MEMBER(c, struct sock, sock, sk_dport));
	case STAP_SOCK_LOCAL_ADDRESS:
		return be32_to_cpu(STAP_MEMBER(c, struct sock, sock, sk_rcv_saddr));
	case STAP_SOCK_REMOTE_ADDRESS:
		return be32_to_cpu(STAP_MEMBER(c, struct sock, sock, sk_daddr));
	default:
		return 0;
	}
}

void stap_sock_address(struct stap_context *c, char *text, size_t size, uint64_t sock,
		       bool is_remote)
{
	sa_family_t family = 0;
	u64 address = sock;

	if (sock)
		family = STAP_MEMBER(c, struct sock, sock, sk_family);
	if (family == AF_INET)
		address += is_remote ? offsetof(struct sock, sk_daddr)
				     : offsetof(struct sock, sk_rcv_saddr);
#if IS_ENABLED(CONFIG_IPV6)
	else if (family == AF_INET6)
		address += is_remote ? offsetof(struct sock, sk_v6_daddr)
				     : offsetof(struct sock, sk_v6_rcv_saddr);
#endif
	stap_ip_address(c, text, size, address, family);
}
