/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which addresses of x86-64 are the kernel's. A read at any other must not even be tried: at a user
 * address it would reach user memory, at a non-canonical one it would fault in another way, and the
 * vsyscall page counts as the user's though it lies above.
 */
#ifndef STAP_ARCH_KERNEL_MEMORY_H
#define STAP_ARCH_KERNEL_MEMORY_H

#include <linux/mm.h>
#include <asm/processor.h>
#include <asm/vsyscall.h>

static __always_inline bool stap_is_kernel_address(unsigned long address)
{
	return address >= -1UL << (boot_cpu_data.x86_virt_bits - 1) &&
	       (address & PAGE_MASK) != VSYSCALL_ADDR;
}

#endif
