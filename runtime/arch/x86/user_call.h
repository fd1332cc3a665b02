/* SPDX-License-Identifier: GPL-2.0-only */
/* A call in user space of x86-64 (System V ABI AMD64 §3.2.2): what its stack pointer tells. */
#ifndef STAP_ARCH_USER_CALL_H
#define STAP_ARCH_USER_CALL_H

#include <linux/ptrace.h>

/* The stack pointer at the entry of the call that has just returned: the return popped 8 bytes. */
static __always_inline unsigned long stap_returned_stack(const struct pt_regs *registers)
{
	return registers->sp - sizeof(u64);
}

/* Where the return address is at a function's entry. */
static __always_inline unsigned long stap_return_slot(const struct pt_regs *registers)
{
	return registers->sp;
}

#endif
