/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the library asks of sockets, packets and network devices. Part of stap.h.
 *
 * All in handler context or on the sleeper, without a lock. Pointers are a script's: what cannot be
 * read raises "kernel read fault at 0x…" and gives 0 or "". A null pointer gives 0 or "" without an
 * error. Numbers are in host order. Packets are read where they are linear, which headers are; of
 * what is not there the result is 0 or "".
 */
#ifndef STAP_NETWORK_H
#define STAP_NETWORK_H

/* A struct socket*, as the system calls know it. */
enum stap_socket_part {
	STAP_SOCKET_FAMILY,
	STAP_SOCKET_TYPE,
	STAP_SOCKET_STATE,
	STAP_SOCKET_FLAGS,
	STAP_SOCKET_PROTOCOL,
};
int64_t stap_socket_number(struct stap_context *c, uint64_t socket, enum stap_socket_part part);

/* A struct sock*. Ports and addresses are those of an IPv4 or IPv6 socket; others have none. */
enum stap_sock_part {
	STAP_SOCK_FAMILY,
	STAP_SOCK_STATE,
	STAP_SOCK_LOCAL_PORT,
	STAP_SOCK_REMOTE_PORT,
	STAP_SOCK_LOCAL_ADDRESS, /* of IPv4 */
	STAP_SOCK_REMOTE_ADDRESS,
	STAP_SOCK_ACCEPT_QUEUE_FULL, /* 1: a listener has no room for one more connection */
};
int64_t stap_sock_number(struct stap_context *c, uint64_t sock, enum stap_sock_part part);
void stap_sock_address(struct stap_context *c, char *text, size_t size, uint64_t sock,
		       bool is_remote);

/* A struct sock* that is of TCP; of another the result is 0. The timeout is in microseconds. */
enum stap_tcp_part {
	STAP_TCP_STATE,
	STAP_TCP_RTO,
	STAP_TCP_CWND,
	STAP_TCP_RECEIVE_MSS,
	STAP_TCP_SSTHRESH,
	STAP_TCP_DELAYED_ACK_DUE, /* 1: its time is over, and the timer is to send it */
};
int64_t stap_tcp_number(struct stap_context *c, uint64_t sock, enum stap_tcp_part part);
/* How many segments a struct sk_buff* of the send queue is; 0 when all has been sent before. */
int64_t stap_tcp_new_segments(struct stap_context *c, uint64_t sock, uint64_t skb);
/* How many segments it is, sent before or not; at least 1. */
int64_t stap_tcp_segments(struct stap_context *c, uint64_t skb);

/* A struct sockaddr* in kernel memory, of IPv4 or IPv6. */
int64_t stap_sockaddr_port(struct stap_context *c, uint64_t sockaddr);
void stap_sockaddr_address(struct stap_context *c, char *text, size_t size, uint64_t sockaddr);
/* The 4 or 16 bytes at @address as text: 127.0.0.1, or 2001:db8::1. AF_INET or AF_INET6. */
void stap_ip_address(struct stap_context *c, char *text, size_t size, uint64_t address, int family);

/*
 * A struct sk_buff*. Headers of IP are found from the network header, behind the extension headers
 * of IPv6; a fragment that is not the first has no header of TCP or UDP.
 */
enum stap_packet_part {
	STAP_PACKET_NETWORK, /* the address of the header */
	STAP_PACKET_PROTOCOL,
	STAP_PACKET_TCP,
	STAP_PACKET_UDP,
	STAP_PACKET_SOURCE_PORT,
	STAP_PACKET_DESTINATION_PORT,
	STAP_PACKET_TCP_FLAGS,
	STAP_PACKET_TCP_SEQUENCE,
	STAP_PACKET_TCP_ACKNOWLEDGED,
	STAP_PACKET_TCP_WINDOW,
	STAP_PACKET_SOURCE, /* of IPv4 */
	STAP_PACKET_DESTINATION,
	STAP_PACKET_ETHER_TYPE,
	STAP_PACKET_KIND,	 /* PACKET_HOST … */
	STAP_PACKET_ROUTE_ERROR, /* an errno of a packet that has no way, else 0 */
};
int64_t stap_packet_number(struct stap_context *c, uint64_t skb, enum stap_packet_part part);
void stap_packet_address(struct stap_context *c, char *text, size_t size, uint64_t skb,
			 bool is_destination);
/* Its data, as far as linear and as it fits: two hexadecimal digits, or a character, per byte. */
void stap_packet_hex(struct stap_context *c, char *text, size_t size, uint64_t skb);
void stap_packet_characters(struct stap_context *c, char *text, size_t size, uint64_t skb);
/* @count bytes (8 at most) at @offset behind the network header. */
int64_t stap_packet_header(struct stap_context *c, uint64_t skb, unsigned int offset,
			   unsigned int count);
/* The hardware (6 bytes) or IPv4 address at @offset behind the network header. */
void stap_packet_header_mac(struct stap_context *c, char *text, size_t size, uint64_t skb,
			    unsigned int offset);
void stap_packet_header_ip(struct stap_context *c, char *text, size_t size, uint64_t skb,
			   unsigned int offset);

/* A counter of the network namespace (struct net*): what this CPU has counted. */
enum stap_ip_counter {
	STAP_IP_IN_DISCARDS,
	STAP_IP_FRAGMENT_FAILS,
};
int64_t stap_ip_counter(struct stap_context *c, uint64_t net, enum stap_ip_counter counter);

/* A struct net_device*. */
void stap_device_name(struct stap_context *c, char *text, size_t size, uint64_t device);
int64_t stap_device_mac_length(struct stap_context *c, uint64_t device);
void stap_device_mac(struct stap_context *c, char *text, size_t size, uint64_t device);
/* @length bytes at @address, as a hardware address is written: 02:00:00:00:00:01 */
void stap_mac(struct stap_context *c, char *text, size_t size, uint64_t address, int64_t length);

#endif
