// SPDX-License-Identifier: GPL-2.0-only
/* System calls: sockets, waiting for descriptors. */
#include <linux/capability.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/in.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/poll.h>
#include <linux/socket.h>
#include <linux/tcp.h>
#include <uapi/linux/eventpoll.h>

#include "call_text.h"
#include "socket_address.h"
#include "structures.h"

STAP_NAMES(socket_types, STAP_VALUE(SOCK_STREAM), STAP_VALUE(SOCK_DGRAM), STAP_VALUE(SOCK_RAW),
	   STAP_VALUE(SOCK_RDM), STAP_VALUE(SOCK_SEQPACKET), STAP_VALUE(SOCK_DCCP),
	   STAP_VALUE(SOCK_PACKET));

STAP_NAMES(socket_flags, STAP_FLAG(SOCK_CLOEXEC), STAP_FLAG(SOCK_NONBLOCK));

STAP_NAMES(protocols, STAP_VALUE(IPPROTO_IP), STAP_VALUE(IPPROTO_ICMP), STAP_VALUE(IPPROTO_IGMP),
	   STAP_VALUE(IPPROTO_IPIP), STAP_VALUE(IPPROTO_TCP), STAP_VALUE(IPPROTO_EGP),
	   STAP_VALUE(IPPROTO_PUP), STAP_VALUE(IPPROTO_UDP), STAP_VALUE(IPPROTO_IDP),
	   STAP_VALUE(IPPROTO_DCCP), STAP_VALUE(IPPROTO_IPV6), STAP_VALUE(IPPROTO_RSVP),
	   STAP_VALUE(IPPROTO_GRE), STAP_VALUE(IPPROTO_ESP), STAP_VALUE(IPPROTO_AH),
	   STAP_VALUE(IPPROTO_SCTP), STAP_VALUE(IPPROTO_UDPLITE), STAP_VALUE(IPPROTO_MPLS),
	   STAP_VALUE(IPPROTO_RAW), STAP_VALUE(IPPROTO_ICMPV6), STAP_VALUE(IPPROTO_MPTCP));

STAP_NAMES(shutdown_hows, { ~0ul, 0, "SHUT_RD" }, { ~0ul, 1, "SHUT_WR" }, { ~0ul, 2, "SHUT_RDWR" });

STAP_NAMES(message_flags, STAP_FLAG(MSG_OOB), STAP_FLAG(MSG_PEEK), STAP_FLAG(MSG_DONTROUTE),
	   STAP_FLAG(MSG_CTRUNC), STAP_FLAG(MSG_PROBE), STAP_FLAG(MSG_TRUNC),
	   STAP_FLAG(MSG_DONTWAIT), STAP_FLAG(MSG_EOR), STAP_FLAG(MSG_WAITALL), STAP_FLAG(MSG_FIN),
	   STAP_FLAG(MSG_SYN), STAP_FLAG(MSG_CONFIRM), STAP_FLAG(MSG_RST), STAP_FLAG(MSG_ERRQUEUE),
	   STAP_FLAG(MSG_NOSIGNAL), STAP_FLAG(MSG_MORE), STAP_FLAG(MSG_WAITFORONE),
	   STAP_FLAG(MSG_BATCH), STAP_FLAG(MSG_ZEROCOPY), STAP_FLAG(MSG_FASTOPEN),
	   STAP_FLAG(MSG_CMSG_CLOEXEC));

STAP_NAMES(option_levels, STAP_VALUE(SOL_IP), { ~0ul, SOL_SOCKET, "SOL_SOCKET" },
	   STAP_VALUE(SOL_TCP), STAP_VALUE(SOL_UDP), STAP_VALUE(SOL_IPV6),
	   { ~0ul, SOL_RAW, "SOL_RAW" }, STAP_VALUE(SOL_NETLINK), STAP_VALUE(SOL_PACKET));

STAP_NAMES(socket_options, STAP_VALUE(SO_DEBUG), STAP_VALUE(SO_REUSEADDR), STAP_VALUE(SO_TYPE),
	   STAP_VALUE(SO_ERROR), STAP_VALUE(SO_DONTROUTE), STAP_VALUE(SO_BROADCAST),
	   STAP_VALUE(SO_SNDBUF), STAP_VALUE(SO_RCVBUF), STAP_VALUE(SO_SNDBUFFORCE),
	   STAP_VALUE(SO_RCVBUFFORCE), STAP_VALUE(SO_KEEPALIVE), STAP_VALUE(SO_OOBINLINE),
	   STAP_VALUE(SO_NO_CHECK), STAP_VALUE(SO_PRIORITY), STAP_VALUE(SO_LINGER),
	   STAP_VALUE(SO_BSDCOMPAT), STAP_VALUE(SO_REUSEPORT), STAP_VALUE(SO_PASSCRED),
	   STAP_VALUE(SO_PEERCRED), STAP_VALUE(SO_RCVLOWAT), STAP_VALUE(SO_SNDLOWAT),
	   STAP_VALUE(SO_RCVTIMEO_OLD), STAP_VALUE(SO_SNDTIMEO_OLD), STAP_VALUE(SO_BINDTODEVICE),
	   STAP_VALUE(SO_ATTACH_FILTER), STAP_VALUE(SO_DETACH_FILTER), STAP_VALUE(SO_PEERNAME),
	   STAP_VALUE(SO_ACCEPTCONN), STAP_VALUE(SO_PEERSEC), STAP_VALUE(SO_PASSSEC),
	   STAP_VALUE(SO_MARK), STAP_VALUE(SO_PROTOCOL), STAP_VALUE(SO_DOMAIN),
	   STAP_VALUE(SO_RXQ_OVFL), STAP_VALUE(SO_PEEK_OFF), STAP_VALUE(SO_BUSY_POLL),
	   STAP_VALUE(SO_INCOMING_CPU), STAP_VALUE(SO_COOKIE), STAP_VALUE(SO_ZEROCOPY));

STAP_NAMES(tcp_options, STAP_VALUE(TCP_NODELAY), STAP_VALUE(TCP_MAXSEG), STAP_VALUE(TCP_CORK),
	   STAP_VALUE(TCP_KEEPIDLE), STAP_VALUE(TCP_KEEPINTVL), STAP_VALUE(TCP_KEEPCNT),
	   STAP_VALUE(TCP_SYNCNT), STAP_VALUE(TCP_LINGER2), STAP_VALUE(TCP_DEFER_ACCEPT),
	   STAP_VALUE(TCP_WINDOW_CLAMP), STAP_VALUE(TCP_INFO), STAP_VALUE(TCP_QUICKACK),
	   STAP_VALUE(TCP_CONGESTION), STAP_VALUE(TCP_MD5SIG), STAP_VALUE(TCP_USER_TIMEOUT),
	   STAP_VALUE(TCP_FASTOPEN), STAP_VALUE(TCP_TIMESTAMP), STAP_VALUE(TCP_NOTSENT_LOWAT));

STAP_NAMES(ip_options, STAP_VALUE(IP_TOS), STAP_VALUE(IP_TTL), STAP_VALUE(IP_HDRINCL),
	   STAP_VALUE(IP_OPTIONS), STAP_VALUE(IP_RECVOPTS), STAP_VALUE(IP_PKTINFO),
	   STAP_VALUE(IP_MTU_DISCOVER), STAP_VALUE(IP_RECVERR), STAP_VALUE(IP_RECVTTL),
	   STAP_VALUE(IP_RECVTOS), STAP_VALUE(IP_MTU), STAP_VALUE(IP_FREEBIND),
	   STAP_VALUE(IP_TRANSPARENT), STAP_VALUE(IP_BIND_ADDRESS_NO_PORT),
	   STAP_VALUE(IP_MULTICAST_IF), STAP_VALUE(IP_MULTICAST_TTL), STAP_VALUE(IP_MULTICAST_LOOP),
	   STAP_VALUE(IP_ADD_MEMBERSHIP), STAP_VALUE(IP_DROP_MEMBERSHIP));

STAP_NAMES(ipv6_options, STAP_VALUE(IPV6_ADDRFORM), STAP_VALUE(IPV6_UNICAST_HOPS),
	   STAP_VALUE(IPV6_MULTICAST_IF), STAP_VALUE(IPV6_MULTICAST_HOPS),
	   STAP_VALUE(IPV6_MULTICAST_LOOP), STAP_VALUE(IPV6_MTU_DISCOVER), STAP_VALUE(IPV6_MTU),
	   STAP_VALUE(IPV6_RECVERR), STAP_VALUE(IPV6_V6ONLY), STAP_VALUE(IPV6_RECVPKTINFO),
	   STAP_VALUE(IPV6_TCLASS));

STAP_NAMES(poll_events, { 0x1, 0x1, "POLLIN" }, { 0x2, 0x2, "POLLPRI" }, { 0x4, 0x4, "POLLOUT" },
	   { 0x8, 0x8, "POLLERR" }, { 0x10, 0x10, "POLLHUP" }, { 0x20, 0x20, "POLLNVAL" },
	   { 0x40, 0x40, "POLLRDNORM" }, { 0x80, 0x80, "POLLRDBAND" },
	   { 0x100, 0x100, "POLLWRNORM" }, { 0x200, 0x200, "POLLWRBAND" },
	   { 0x2000, 0x2000, "POLLRDHUP" });

STAP_NAMES(epoll_operations, STAP_VALUE(EPOLL_CTL_ADD), STAP_VALUE(EPOLL_CTL_DEL),
	   STAP_VALUE(EPOLL_CTL_MOD));

STAP_NAMES(epoll_flags, { O_CLOEXEC, O_CLOEXEC, "EPOLL_CLOEXEC" });

STAP_NAMES(epoll_events, { 0x1, 0x1, "EPOLLIN" }, { 0x2, 0x2, "EPOLLPRI" },
	   { 0x4, 0x4, "EPOLLOUT" }, { 0x8, 0x8, "EPOLLERR" }, { 0x10, 0x10, "EPOLLHUP" },
	   { 0x40, 0x40, "EPOLLRDNORM" }, { 0x80, 0x80, "EPOLLRDBAND" },
	   { 0x100, 0x100, "EPOLLWRNORM" }, { 0x200, 0x200, "EPOLLWRBAND" },
	   { 0x400, 0x400, "EPOLLMSG" }, { 0x2000, 0x2000, "EPOLLRDHUP" },
	   { 1u << 28, 1u << 28, "EPOLLEXCLUSIVE" }, { 1u << 29, 1u << 29, "EPOLLWAKEUP" },
	   { 1u << 30, 1u << 30, "EPOLLONESHOT" }, { 1u << 31, 1u << 31, "EPOLLET" });

STAP_NAMES(eventfd_flags, { 1, 1, "EFD_SEMAPHORE" }, { O_CLOEXEC, O_CLOEXEC, "EFD_CLOEXEC" },
	   { O_NONBLOCK, O_NONBLOCK, "EFD_NONBLOCK" });

static void write_socket_type(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned long flags = (u32)value & ~SOCK_TYPE_MASK;

	stap_call_put_enum(text, value & SOCK_TYPE_MASK, &socket_types);
	if (!flags)
		return;
	stap_call_put(text, "|");
	stap_call_put_flags(text, flags, &socket_flags);
}

STAP_NAMES(netlink_protocols, STAP_VALUE(NETLINK_ROUTE), STAP_VALUE(NETLINK_USERSOCK),
	   STAP_VALUE(NETLINK_SOCK_DIAG), STAP_VALUE(NETLINK_XFRM), STAP_VALUE(NETLINK_SELINUX),
	   STAP_VALUE(NETLINK_AUDIT), STAP_VALUE(NETLINK_FIB_LOOKUP), STAP_VALUE(NETLINK_CONNECTOR),
	   STAP_VALUE(NETLINK_NETFILTER), STAP_VALUE(NETLINK_KOBJECT_UEVENT),
	   STAP_VALUE(NETLINK_GENERIC), STAP_VALUE(NETLINK_CRYPTO));

static void write_protocol(struct stap_call_text *text, unsigned long value, const void *data)
{
	u32 family = text->values[0];

	if (family == AF_INET || family == AF_INET6)
		stap_call_put_enum(text, (u32)value, &protocols);
	else if (family == AF_NETLINK)
		stap_call_put_enum(text, (u32)value, &netlink_protocols);
	else
		stap_write_int(text, value, NULL);
}

static void write_option(struct stap_call_text *text, unsigned long value, const void *data)
{
	switch ((u32)text->values[1]) {
	case SOL_SOCKET:
		return stap_call_put_enum(text, (u32)value, &socket_options);
	case SOL_TCP:
		return stap_call_put_enum(text, (u32)value, &tcp_options);
	case SOL_IP:
		return stap_call_put_enum(text, (u32)value, &ip_options);
	case SOL_IPV6:
		return stap_call_put_enum(text, (u32)value, &ipv6_options);
	}
	stap_write_hex(text, (u32)value, NULL);
}

/* A number, or bytes. */
static void write_option_value(struct stap_call_text *text, unsigned long value, const void *data)
{
	if ((int)text->values[4] == sizeof(int))
		stap_write_int_at(text, value, NULL);
	else if ((int)text->values[4] < 0)
		stap_write_pointer(text, value, NULL);
	else
		stap_call_put_buffer(text, value, (u32)text->values[4]);
}

/* A struct msghdr that is sent. */
static void write_message(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned int word = stap_call_word(text);
	unsigned long
		members[7]; /* name, its length, vectors, their number, control, length, flags */
	u32 i;

	if (!value)
		return stap_write_pointer(text, value, NULL);
	for (i = 0; i < ARRAY_SIZE(members); i++)
		if (!stap_call_read_long(text, &members[i], value + i * word))
			return;
	stap_call_put(text, "{msg_name=");
	if (members[0])
		stap_call_put_socket_address(text, members[0], (int)members[1]);
	else
		stap_call_put(text, "NULL");
	stap_call_printf(text, ", msg_namelen=%d, msg_iov=", (int)members[1]);
	stap_call_put_iovec(text, members[2], members[3]);
	stap_call_printf(text, ", msg_iovlen=%lu", members[3]);
	if (members[4]) {
		stap_call_put(text, ", msg_control=");
		stap_write_pointer(text, members[4], NULL);
	}
	stap_call_printf(text, ", msg_controllen=%lu, msg_flags=", members[5]);
	stap_call_put_flags(text, (u32)members[6], &message_flags);
	stap_call_put(text, "}");
}

static void write_poll(struct stap_call_text *text, unsigned long value, const void *data)
{
	u32 count = text->values[1], i;

	if (!value || !count)
		return stap_call_put(text, value ? "[]" : "NULL");
	stap_call_put(text, "[");
	for (i = 0; i < count && i < STAP_MOST_SHOWN; i++) {
		struct pollfd entry;

		if (!stap_copy_from_user(text->c, &entry, value + i * sizeof(entry), sizeof(entry)))
			break;
		stap_call_printf(text, "%s{fd=%d", i ? ", " : "", entry.fd);
		if (entry.fd >= 0) {
			stap_call_put(text, ", events=");
			stap_call_put_flags(text, (u16)entry.events, &poll_events);
		}
		stap_call_put(text, "}");
	}
	stap_call_put(text, i < count ? ", ...]" : "]");
}

/* An fd_set, of as many bits as the first argument says: [0 3]. */
static void write_descriptors(struct stap_call_text *text, unsigned long value, const void *data)
{
	u32 count = min_t(u32, text->values[0], 1024), i;
	const char *separator = "";
	u32 bits = 0;

	if (!value)
		return stap_write_pointer(text, value, NULL);
	stap_call_put(text, "[");
	for (i = 0; i < count; i++) {
		if (i % 32 == 0 &&
		    !stap_copy_from_user(text->c, &bits, value + i / 8, sizeof(bits)))
			break;
		if (!(bits >> i % 32 & 1))
			continue;
		stap_call_printf(text, "%s%u", separator, i);
		separator = " ";
	}
	stap_call_put(text, "]");
}

/* The address of a set and its size. */
static void write_pselect_mask(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned long address, size;
	u64 set = 0;

	if (!value)
		return stap_write_pointer(text, value, NULL);
	if (!stap_call_read_long(text, &address, value) ||
	    !stap_call_read_long(text, &size, value + stap_call_word(text)))
		return;
	stap_call_put(text, "{sigmask=");
	if (stap_call_read(text, &set, address, sizeof(set)))
		stap_call_put_sigset(text, set);
	stap_call_printf(text, ", sigsetsize=%lu}", size);
}

static void write_epoll_event(struct stap_call_text *text, unsigned long value, const void *data)
{
	struct {
		u32 events;
		u64 data;
	} __packed event;

	if ((u32)text->values[1] == EPOLL_CTL_DEL || !value)
		return stap_write_pointer(text, value, NULL);
	if (!stap_call_read(text, &event, value, sizeof(event)))
		return;
	stap_call_put(text, "{events=");
	stap_call_put_flags(text, event.events, &epoll_events);
	stap_call_printf(text, ", data={u32=%u, u64=%llu}}", (u32)event.data, event.data);
}

const struct stap_call stap_calls_network[] = {
	STAP_CALL(accept, STAP_INT, STAP_POINTER, STAP_POINTER),
	STAP_CALL(accept4, STAP_INT, STAP_POINTER, STAP_POINTER, STAP_FLAGS(socket_flags)),
	STAP_CALL(bind, STAP_INT, STAP_SOCKET_ADDRESS(3), STAP_INT),
	STAP_CALL(ppoll, { .write = write_poll }, STAP_UINT, STAP_TIMESPEC, STAP_SIGSET(5),
		  STAP_ULONG),
	STAP_CALL(pselect6, STAP_INT, { .write = write_descriptors },
		  { .write = write_descriptors }, { .write = write_descriptors }, STAP_TIMESPEC,
		  { .write = write_pselect_mask }),
	STAP_CALL(recvmmsg, STAP_INT, STAP_POINTER, STAP_UINT, STAP_FLAGS(message_flags),
		  STAP_TIMESPEC),
	STAP_CALL(select, STAP_INT, { .write = write_descriptors }, { .write = write_descriptors },
		  { .write = write_descriptors }, STAP_TIMEVAL),
	STAP_CALL(recvmsg, STAP_INT, STAP_POINTER, STAP_FLAGS(message_flags)),
	STAP_CALL(sendmsg, STAP_INT, { .write = write_message }, STAP_FLAGS(message_flags)),
	STAP_CALL(connect, STAP_INT, STAP_SOCKET_ADDRESS(3), STAP_INT),
	STAP_CALL(epoll_create, STAP_INT),
	STAP_CALL(epoll_create1, STAP_FLAGS(epoll_flags)),
	STAP_CALL(epoll_ctl, STAP_INT, STAP_ENUM(epoll_operations), STAP_INT,
		  { .write = write_epoll_event }),
	STAP_CALL(epoll_pwait, STAP_INT, STAP_POINTER, STAP_INT, STAP_INT, STAP_SIGSET(6),
		  STAP_ULONG),
	STAP_CALL(epoll_wait, STAP_INT, STAP_POINTER, STAP_INT, STAP_INT),
	STAP_CALL(eventfd, STAP_UINT),
	STAP_CALL(eventfd2, STAP_UINT, STAP_FLAGS(eventfd_flags)),
	STAP_CALL(getpeername, STAP_INT, STAP_POINTER, STAP_POINTER),
	STAP_CALL(getsockname, STAP_INT, STAP_POINTER, STAP_POINTER),
	STAP_CALL(getsockopt, STAP_INT, STAP_ENUM(option_levels), { .write = write_option },
		  STAP_POINTER, STAP_POINTER),
	STAP_CALL(listen, STAP_INT, STAP_INT),
	STAP_CALL(poll, { .write = write_poll }, STAP_UINT, STAP_INT),
	STAP_CALL(ppoll_time64, { .write = write_poll }, STAP_UINT, STAP_TIMESPEC, STAP_SIGSET(5),
		  STAP_ULONG),
	STAP_CALL(pselect6_time64, STAP_INT, { .write = write_descriptors },
		  { .write = write_descriptors }, { .write = write_descriptors }, STAP_TIMESPEC,
		  { .write = write_pselect_mask }),
	STAP_CALL(recv, STAP_INT, STAP_POINTER, STAP_ULONG, STAP_UINT),
	STAP_CALL(recvfrom, STAP_INT, STAP_POINTER, STAP_ULONG, STAP_FLAGS(message_flags),
		  STAP_POINTER, STAP_POINTER),
	STAP_CALL(recvmmsg_time64, STAP_INT, STAP_POINTER, STAP_UINT, STAP_FLAGS(message_flags),
		  STAP_TIMESPEC),
	STAP_CALL(_newselect, STAP_INT, STAP_POINTER, STAP_POINTER, STAP_POINTER, STAP_POINTER),
	STAP_CALL(send, STAP_INT, STAP_POINTER, STAP_ULONG, STAP_UINT),
	STAP_CALL(sendmmsg, STAP_INT, STAP_POINTER, STAP_UINT, STAP_FLAGS(message_flags)),
	STAP_CALL(sendto, STAP_INT, STAP_BUFFER(3), STAP_ULONG, STAP_FLAGS(message_flags),
		  STAP_SOCKET_ADDRESS(6), STAP_INT),
	STAP_CALL(setsockopt, STAP_INT, STAP_ENUM(option_levels), { .write = write_option },
		  { .write = write_option_value }, STAP_INT),
	STAP_CALL(shutdown, STAP_INT, STAP_ENUM(shutdown_hows)),
	STAP_CALL(socket, STAP_ENUM(stap_socket_families), { .write = write_socket_type },
		  { .write = write_protocol }),
	STAP_CALL(socketpair, STAP_ENUM(stap_socket_families), { .write = write_socket_type },
		  { .write = write_protocol }, STAP_POINTER),
	STAP_CALL(epoll_pwait2, STAP_INT, STAP_POINTER, STAP_INT, STAP_TIMESPEC, STAP_SIGSET(6),
		  STAP_ULONG),
	STAP_CALL(socketcall, STAP_INT, STAP_POINTER),
	{ NULL },
};
