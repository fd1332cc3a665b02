// SPDX-License-Identifier: GPL-2.0-only
/* Addresses of the network as text: IPv4, IPv6, hardware. Handler context or sleeper. */
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/kernel.h>
#include <linux/socket.h>

#include "tapset/member.h"

#define LONGEST_MAC 32 /* bytes: MAX_ADDR_LEN */

/* Copies @count bytes, a multiple of 4. Returns false, with an error raised, on a fault. */
static bool read_words(struct stap_context *c, u32 *words, u64 address, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count / 4; i++)
		words[i] = stap_read_kernel(c, address + 4 * i, 4, NULL);
	return !c->error;
}

void stap_ip_address(struct stap_context *c, char *text, size_t size, uint64_t address, int family)
{
	u32 words[4];

	*text = 0;
	if (family == AF_INET && read_words(c, words, address, sizeof(struct in_addr)))
		snprintf(text, size, "%pI4", words);
	else if (family == AF_INET6 && read_words(c, words, address, sizeof(struct in6_addr)))
		snprintf(text, size, "%pI6c", words);
}

int64_t stap_sockaddr_port(struct stap_context *c, uint64_t sockaddr)
{
	sa_family_t family;

	if (!sockaddr)
		return 0;
	family = STAP_MEMBER(c, struct sockaddr_in, sockaddr, sin_family);
	if (family != AF_INET && family != AF_INET6)
		return 0;
	BUILD_BUG_ON(offsetof(struct sockaddr_in, sin_port) !=
		     offsetof(struct sockaddr_in6, sin6_port));
	return be16_to_cpu(STAP_MEMBER(c, struct sockaddr_in, sockaddr, sin_port));
}

void stap_sockaddr_address(struct stap_context *c, char *text, size_t size, uint64_t sockaddr)
{
	sa_family_t family = 0;

	if (sockaddr)
		family = STAP_MEMBER(c, struct sockaddr_in, sockaddr, sin_family);
	stap_ip_address(c, text, size,
			sockaddr + (family == AF_INET ? offsetof(struct sockaddr_in, sin_addr)
						      : offsetof(struct sockaddr_in6, sin6_addr)),
			family);
}

void stap_mac(struct stap_context *c, char *text, size_t size, uint64_t address, int64_t length)
{
	int64_t i;

	*text = 0;
	length = min_t(int64_t, length, min_t(size_t, LONGEST_MAC, size / 3));
	for (i = 0; i < length; i++) {
		u8 byte = stap_read_kernel(c, address + i, 1, NULL);

		if (c->error) {
			*text = 0;
			return;
		}
		snprintf(text + 3 * i, 4, i + 1 < length ? "%02x:" : "%02x", byte);
	}
}
