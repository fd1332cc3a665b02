// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets (struct sk_buff): headers of IP, TCP and UDP, and data. Handler context or sleeper. What
 * a header says is not trusted: nothing behind the linear part is read, and every walk is bounded.
 */
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/dst.h>
#include <net/ipv6.h>

#include "tapset/member.h"

#define MOST_EXTENSIONS 8

/* Addresses of headers; 0 where there is none. */
struct headers {
	u64 network;
	u64 transport;
	u64 end; /* of the linear part */
	u8 version;
	u8 protocol;
};

/* Reads @size bytes of a header in network order. Returns 0 where the linear part ends before. */
static u64 header_field(struct stap_context *c, const struct headers *h, u64 address,
			unsigned int size)
{
	u64 value;

	if (!address || address + size > h->end)
		return 0;
	value = stap_read_kernel(c, address, size, NULL);
	switch (size) {
	case 2:
		return be16_to_cpu((__force __be16)value);
	case 4:
		return be32_to_cpu((__force __be32)value);
	case 8:
		return be64_to_cpu((__force __be64)value);
	}
	return value;
}

#define FIELD(c, h, type, base, member)                                                            \
	header_field(c, h, (base) ? (base) + offsetof(type, member) : 0, sizeof_field(type, member))

static void find_linear(struct stap_context *c, u64 skb, struct headers *h)
{
	u64 head;

	*h = (struct headers){};
	if (!skb)
		return;
	head = (unsigned long)STAP_MEMBER(c, struct sk_buff, skb, head);
	if (!head)
		return;
	h->network = head + STAP_MEMBER(c, struct sk_buff, skb, network_header);
#ifdef NET_SKBUFF_DATA_USES_OFFSET
	h->end = head + STAP_MEMBER(c, struct sk_buff, skb, tail);
#else
	h->end = (unsigned long)STAP_MEMBER(c, struct sk_buff, skb, tail);
#endif
}

/* Goes from the header of IPv6 over those that extend it. Returns 0 when there is no other one. */
static u64 skip_extensions(struct stap_context *c, struct headers *h)
{
	u64 at = h->network + sizeof(struct ipv6hdr);
	int i;

	for (i = 0; i < MOST_EXTENSIONS; i++) {
		u64 length;

		switch (h->protocol) {
		case NEXTHDR_HOP:
		case NEXTHDR_ROUTING:
		case NEXTHDR_DEST:
			length = (FIELD(c, h, struct ipv6_opt_hdr, at, hdrlen) + 1) * 8;
			break;
		case NEXTHDR_AUTH:
			length = (FIELD(c, h, struct ipv6_opt_hdr, at, hdrlen) + 2) * 4;
			break;
		case NEXTHDR_FRAGMENT:
			/* The lowest three bits of these two bytes are flags. */
			if (header_field(c, h, at + 2, 2) & ~7ull) {
				h->protocol = header_field(c, h, at, 1);
				return 0;
			}
			length = 8;
			break;
		default:
			return at;
		}
		if (at + length > h->end)
			return 0;
		h->protocol = header_field(c, h, at, 1);
		at += length;
	}
	return 0;
}

static void find_headers(struct stap_context *c, u64 skb, struct headers *h)
{
	u8 first;

	find_linear(c, skb, h);
	first = header_field(c, h, h->network, 1);
	h->version = first >> 4;
	if (h->version == 4) {
		h->protocol = FIELD(c, h, struct iphdr, h->network, protocol);
		/* The highest three bits are flags. */
		if (!(FIELD(c, h, struct iphdr, h->network, frag_off) & 0x1fff))
			h->transport = h->network + (first & 15) * 4;
	} else if (h->version == 6) {
		h->protocol = FIELD(c, h, struct ipv6hdr, h->network, nexthdr);
		h->transport = skip_extensions(c, h);
	}
	if (h->protocol == IPPROTO_TCP && h->transport + sizeof(struct tcphdr) > h->end)
		h->transport = 0;
	if (h->protocol == IPPROTO_UDP && h->transport + sizeof(struct udphdr) > h->end)
		h->transport = 0;
}

static int64_t route_error(struct stap_context *c, u64 skb)
{
	u64 entry = STAP_MEMBER(c, struct sk_buff, skb, _skb_refdst) & SKB_DST_PTRMASK;

	return entry ? STAP_MEMBER(c, struct dst_entry, entry, error) : 0;
}

/* What is known without headers. */
static int64_t packet_member(struct stap_context *c, u64 skb, enum stap_packet_part part)
{
	if (part == STAP_PACKET_ETHER_TYPE)
		return be16_to_cpu(STAP_MEMBER(c, struct sk_buff, skb, protocol));
	if (part == STAP_PACKET_ROUTE_ERROR)
		return route_error(c, skb);
	return stap_read_kernel(c, skb + PKT_TYPE_OFFSET, 1, NULL) & 7; /* its lowest bits */
}

static int64_t tcp_number(struct stap_context *c, const struct headers *h,
			  enum stap_packet_part part)
{
	u64 tcp = h->protocol == IPPROTO_TCP ? h->transport : 0;

	switch (part) {
	case STAP_PACKET_TCP_FLAGS:
		return header_field(c, h, tcp ? tcp + 13 : 0, 1);
	case STAP_PACKET_TCP_SEQUENCE:
		return FIELD(c, h, struct tcphdr, tcp, seq);
	case STAP_PACKET_TCP_ACKNOWLEDGED:
		return FIELD(c, h, struct tcphdr, tcp, ack_seq);
	case STAP_PACKET_TCP_WINDOW:
		return FIELD(c, h, struct tcphdr, tcp, window);
	default:
		return tcp;
	}
}

int64_t stap_packet_number(struct stap_context *c, uint64_t skb, enum stap_packet_part part)
{
	bool has_ports;
	struct headers h;

	if (!skb)
		return 0;
	if (part == STAP_PACKET_ETHER_TYPE || part == STAP_PACKET_ROUTE_ERROR ||
	    part == STAP_PACKET_KIND)
		return packet_member(c, skb, part);
	find_headers(c, skb, &h);
	has_ports = h.protocol == IPPROTO_TCP || h.protocol == IPPROTO_UDP;
	switch (part) {
	case STAP_PACKET_NETWORK:
		return h.network;
	case STAP_PACKET_PROTOCOL:
		return h.protocol;
	case STAP_PACKET_UDP:
		return h.protocol == IPPROTO_UDP ? h.transport : 0;
	case STAP_PACKET_SOURCE_PORT:
		return has_ports ? FIELD(c, &h, struct udphdr, h.transport, source) : 0;
	case STAP_PACKET_DESTINATION_PORT:
		return has_ports ? FIELD(c, &h, struct udphdr, h.transport, dest) : 0;
	case STAP_PACKET_SOURCE:
		return h.version == 4 ? FIELD(c, &h, struct iphdr, h.network, saddr) : 0;
	case STAP_PACKET_DESTINATION:
		return h.version == 4 ? FIELD(c, &h, struct iphdr, h.network, daddr) : 0;
	default:
		return tcp_number(c, &h, part);
	}
}

void stap_packet_address(struct stap_context *c, char *text, size_t size, uint64_t skb,
			 bool is_destination)
{
	struct headers h;

	*text = 0;
	find_headers(c, skb, &h);
	if (h.version == 4 && h.network + sizeof(struct iphdr) <= h.end)
		stap_ip_address(c, text, size,
				h.network + (is_destination ? offsetof(struct iphdr, daddr)
							    : offsetof(struct iphdr, saddr)),
				AF_INET);
	else if (h.version == 6 && h.network + sizeof(struct ipv6hdr) <= h.end)
		stap_ip_address(c, text, size,
				h.network + (is_destination ? offsetof(struct ipv6hdr, daddr)
							    : offsetof(struct ipv6hdr, saddr)),
				AF_INET6);
}

/* ---------------------------------------------------------------- any header, and the data */

int64_t stap_packet_header(struct stap_context *c, uint64_t skb, unsigned int offset,
			   unsigned int count)
{
	struct headers h;

	find_linear(c, skb, &h);
	return header_field(c, &h, h.network ? h.network + offset : 0, count);
}

void stap_packet_header_mac(struct stap_context *c, char *text, size_t size, uint64_t skb,
			    unsigned int offset)
{
	struct headers h;

	*text = 0;
	find_linear(c, skb, &h);
	if (h.network && h.network + offset + 6 <= h.end)
		stap_mac(c, text, size, h.network + offset, 6);
}

void stap_packet_header_ip(struct stap_context *c, char *text, size_t size, uint64_t skb,
			   unsigned int offset)
{
	struct headers h;

	*text = 0;
	find_linear(c, skb, &h);
	if (h.network && h.network + offset + 4 <= h.end)
		stap_ip_address(c, text, size, h.network + offset, AF_INET);
}

/* Writes @width characters per byte of the data, as far as there is room. */
static void put_data(struct stap_context *c, char *text, size_t size, u64 skb, unsigned int width)
{
	static const char digits[] = "0123456789abcdef";
	struct headers h;
	u64 data = 0, i, count;

	*text = 0;
	find_linear(c, skb, &h);
	if (skb)
		data = (unsigned long)STAP_MEMBER(c, struct sk_buff, skb, data);
	if (!data || data >= h.end)
		return;
	count = min_t(u64, h.end - data, (size - 1) / width);
	for (i = 0; i < count; i++) {
		u8 byte = stap_read_kernel(c, data + i, 1, NULL);

		if (c->error)
			break;
		if (width == 2) {
			*text++ = digits[byte >> 4];
			*text++ = digits[byte & 15];
		} else {
			*text++ = byte >= ' ' && byte <= '~' ? byte : '.';
		}
	}
	*text = 0;
}

void stap_packet_hex(struct stap_context *c, char *text, size_t size, uint64_t skb)
{
	put_data(c, text, size, skb, 2);
}

void stap_packet_characters(struct stap_context *c, char *text, size_t size, uint64_t skb)
{
	put_data(c, text, size, skb, 1);
}
