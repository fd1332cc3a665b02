/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel writes where it probes.
 */
#ifndef STAP_ARCH_PROBED_CODE_H
#define STAP_ARCH_PROBED_CODE_H

#include <linux/types.h>
#include <linux/uaccess.h>

/* Whether the place at @address, whose own first byte is @own, is a kprobe's jump. */
static inline bool stap_is_jump(u8 own, const void *address)
{
	const u8 jump = 0xe9; /* jmp with 32 bits of displacement */
	u8 now;

	return own != jump && !copy_from_kernel_nofault(&now, address, sizeof(now)) && now == jump;
}

#endif
