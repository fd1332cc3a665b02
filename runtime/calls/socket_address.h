/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses of sockets in the memory of a process. */
#ifndef STAP_SOCKET_ADDRESS_H
#define STAP_SOCKET_ADDRESS_H

#include <linux/socket.h>

#include "call_text.h"

extern const struct stap_value_names stap_socket_families;

/* clang-format off */
/* The address that the argument points to, its length in the argument @number (1 … 6). */
#define STAP_SOCKET_ADDRESS(number) \
	{ .write = stap_write_socket_address, .data = (const void *)(number) }
/* clang-format on */

stap_argument_writer stap_write_socket_address;
/* The same where the length is known. */
void stap_call_put_socket_address(struct stap_call_text *text, unsigned long address, long length);

#endif
