// SPDX-License-Identifier: GPL-2.0-only
/* Addresses of sockets as text: see socket_address.h. Handler context. */
#include <linux/if_packet.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/netlink.h>
#include <linux/un.h>

#include "socket_address.h"

union address {
	sa_family_t family;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_un un;
	struct sockaddr_nl netlink;
	struct sockaddr_ll packet;
};

static const struct stap_value_name family_items[] = {
	STAP_VALUE(AF_UNSPEC),	   STAP_VALUE(AF_UNIX),	     STAP_VALUE(AF_INET),
	STAP_VALUE(AF_AX25),	   STAP_VALUE(AF_IPX),	     STAP_VALUE(AF_APPLETALK),
	STAP_VALUE(AF_NETROM),	   STAP_VALUE(AF_BRIDGE),    STAP_VALUE(AF_ATMPVC),
	STAP_VALUE(AF_X25),	   STAP_VALUE(AF_INET6),     STAP_VALUE(AF_ROSE),
	STAP_VALUE(AF_DECnet),	   STAP_VALUE(AF_NETBEUI),   STAP_VALUE(AF_SECURITY),
	STAP_VALUE(AF_KEY),	   STAP_VALUE(AF_NETLINK),   STAP_VALUE(AF_PACKET),
	STAP_VALUE(AF_ASH),	   STAP_VALUE(AF_ECONET),    STAP_VALUE(AF_ATMSVC),
	STAP_VALUE(AF_RDS),	   STAP_VALUE(AF_SNA),	     STAP_VALUE(AF_IRDA),
	STAP_VALUE(AF_PPPOX),	   STAP_VALUE(AF_WANPIPE),   STAP_VALUE(AF_LLC),
	STAP_VALUE(AF_IB),	   STAP_VALUE(AF_MPLS),	     STAP_VALUE(AF_CAN),
	STAP_VALUE(AF_TIPC),	   STAP_VALUE(AF_BLUETOOTH), STAP_VALUE(AF_IUCV),
	STAP_VALUE(AF_RXRPC),	   STAP_VALUE(AF_ISDN),	     STAP_VALUE(AF_PHONET),
	STAP_VALUE(AF_IEEE802154), STAP_VALUE(AF_CAIF),	     STAP_VALUE(AF_ALG),
	STAP_VALUE(AF_NFC),	   STAP_VALUE(AF_VSOCK),     STAP_VALUE(AF_KCM),
	STAP_VALUE(AF_QIPCRTR),	   STAP_VALUE(AF_SMC),	     STAP_VALUE(AF_XDP),
	STAP_VALUE(AF_MCTP),
};

const struct stap_value_names stap_socket_families = { family_items, ARRAY_SIZE(family_items) };

/* Returns false after it wrote why there is nothing to show. */
static bool read_address(struct stap_call_text *text, unsigned long at, long length,
			 union address *address)
{
	memset(address, 0, sizeof(*address));
	if (at && length < (long)sizeof(address->family)) {
		stap_write_pointer(text, at, NULL);
		return false;
	}
	return stap_call_read(text, address, at, min_t(size_t, length, sizeof(*address)));
}

/* A path, or after a NUL an abstract name. */
static void put_unix(struct stap_call_text *text, const struct sockaddr_un *address, long length)
{
	const char *name = address->sun_path;
	long size = min_t(long, length, sizeof(*address)) - offsetof(struct sockaddr_un, sun_path);
	bool is_abstract = size > 0 && !*name;
	char escaped[2 * UNIX_PATH_MAX];

	if (size <= 0)
		return;
	/* sun_path need not end with a NUL: a copy does. */
	stap_escape(text->c, escaped, sizeof(escaped), name + is_abstract, size - is_abstract,
		    true);
	stap_call_put(text, is_abstract ? ", sun_path=@" : ", sun_path=");
	stap_call_put(text, escaped);
}

void stap_call_put_socket_address(struct stap_call_text *text, unsigned long at, long length)
{
	union {
		union address address;
		char bytes[sizeof(union address) + 1]; /* a NUL behind any path */
	} read = {};
	const union address *address = &read.address;

	if (!read_address(text, at, length, &read.address))
		return;
	stap_call_put(text, "{sa_family=");
	stap_call_put_enum(text, address->family, &stap_socket_families);
	switch (address->family) {
	case AF_UNIX:
		put_unix(text, &address->un, length);
		break;
	case AF_INET:
		stap_call_printf(text, ", sin_port=htons(%u), sin_addr=inet_addr(\"%pI4\")",
				 ntohs(address->in.sin_port), &address->in.sin_addr);
		break;
	case AF_INET6:
		stap_call_printf(text,
				 ", sin6_port=htons(%u), sin6_flowinfo=htonl(%u), "
				 "inet_pton(AF_INET6, \"%pI6c\", &sin6_addr), sin6_scope_id=%u",
				 ntohs(address->in6.sin6_port), ntohl(address->in6.sin6_flowinfo),
				 &address->in6.sin6_addr, address->in6.sin6_scope_id);
		break;
	case AF_NETLINK:
		stap_call_printf(text, ", nl_pid=%u, nl_groups=%08x", address->netlink.nl_pid,
				 address->netlink.nl_groups);
		break;
	case AF_PACKET:
		stap_call_printf(text, ", sll_protocol=htons(%#x), sll_ifindex=%d",
				 ntohs(address->packet.sll_protocol), address->packet.sll_ifindex);
		break;
	}
	stap_call_put(text, "}");
}

void stap_write_socket_address(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_call_put_socket_address(text, value, (int)text->values[(unsigned long)data - 1]);
}

/* ---------------------------------------------------------------- for the script */

/* The address that the second argument of bind() and connect() points to, zeros if none. */
static void read_for_script(struct stap_context *c, union address *address)
{
	int64_t length = stap_syscall_argument(c, 3);

	memset(address, 0, sizeof(*address));
	if (length >= (int64_t)sizeof(address->family) &&
	    !stap_copy_from_user(c, address, stap_syscall_argument(c, 2),
				 min_t(size_t, length, sizeof(*address))))
		memset(address, 0, sizeof(*address));
}

void stap_call_sockaddr_family(struct stap_context *c, char *to, size_t size)
{
	struct stap_output out = stap_string_begin(to, size);
	struct stap_call_text text = { .c = c, .out = &out };
	union address address;

	read_for_script(c, &address);
	stap_call_put_enum(&text, address.family, &stap_socket_families);
	stap_string_end(&out);
}

void stap_call_sockaddr_address(struct stap_context *c, char *to, size_t size)
{
	union address address;

	read_for_script(c, &address);
	*to = 0;
	if (address.family == AF_INET)
		scnprintf(to, size, "%pI4", &address.in.sin_addr);
	else if (address.family == AF_INET6)
		scnprintf(to, size, "%pI6c", &address.in6.sin6_addr);
}

int64_t stap_call_sockaddr_number(struct stap_context *c, enum stap_call_sockaddr_number which)
{
	union address address;

	read_for_script(c, &address);
	if (address.family == AF_INET && which == STAP_SOCKADDR_PORT)
		return ntohs(address.in.sin_port);
	if (address.family != AF_INET6)
		return -1;
	switch (which) {
	case STAP_SOCKADDR_PORT:
		return ntohs(address.in6.sin6_port);
	case STAP_SOCKADDR_FLOW:
		return ntohl(address.in6.sin6_flowinfo);
	case STAP_SOCKADDR_SCOPE:
		return address.in6.sin6_scope_id;
	}
	return -1;
}
