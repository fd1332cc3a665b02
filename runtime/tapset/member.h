/* SPDX-License-Identifier: GPL-2.0-only */
/* Members of the kernel's structures behind pointers that may be anything. Handler context. */
#ifndef STAP_MEMBER_H
#define STAP_MEMBER_H

#include <linux/uaccess.h>

#include "runtime.h"

/* The value of @member of the @type at @address (u64); 0, and an error of the handler, on a fault.
 */
#define STAP_MEMBER(c, type, address, member)                                                      \
	((typeof(((type *)0)->member))stap_read_kernel(c, (address) + offsetof(type, member),      \
						       sizeof_field(type, member), NULL))

/* Reads @member, of any size, of the @type at @address into *@to. False on a fault. */
#define STAP_READ_MEMBER(to, type, address, member)                                                \
	(!copy_from_kernel_nofault(to, (char *)(unsigned long)(address) + offsetof(type, member),  \
				   sizeof_field(type, member)))

#endif
