/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the vDSO of 64-bit code is mapped in a process of x86-64; 0: nowhere. Any context. */
#ifndef STAP_ARCH_VDSO_H
#define STAP_ARCH_VDSO_H

#include <linux/mm_types.h>
#include <asm/mmu_context.h>

static __always_inline unsigned long stap_vdso_address(struct mm_struct *mm)
{
	return is_64bit_mm(mm) ? (unsigned long)READ_ONCE(mm->context.vdso) : 0;
}

#endif
