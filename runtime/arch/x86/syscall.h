/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a system call of x86-64 passes, in the order of its parameters: of a 64-bit call in rdi,
 * rsi, rdx, r10, r8, r9 (System V ABI AMD64 §A.2.1), of a 32-bit one in ebx, ecx, edx, esi, edi,
 * ebp. The kernel's headers know which it is.
 */
#ifndef STAP_ARCH_SYSCALL_H
#define STAP_ARCH_SYSCALL_H

#include <linux/sched.h>
#include <asm/syscall.h>
#include <asm/unistd.h>

#define STAP_SYSCALL_ARGUMENTS 6

/* Whether the current task is in a 32-bit call. */
static __always_inline bool stap_call_is_compat(void)
{
#ifdef CONFIG_IA32_EMULATION
	return in_ia32_syscall();
#else
	return false;
#endif
}

/* Of the current task, while it is in the call. */
static __always_inline unsigned long stap_syscall_value(struct pt_regs *registers, unsigned int i)
{
	unsigned long values[STAP_SYSCALL_ARGUMENTS];

	syscall_get_arguments(current, registers, values);
	return values[i];
}

/* The number with which a task leaves each call that executes another program. */
static __always_inline bool stap_call_is_exec(int64_t number, bool is_compat)
{
#ifdef __NR_ia32_execve
	if (is_compat)
		return number == __NR_ia32_execve;
#endif
	return !is_compat && number == __NR_execve;
}

#endif
