/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of x86-64 as the kernel hands them to the runtime. The script sees them as struct
 * stap_registers, whose layout is the kernel's struct pt_regs: checked here.
 */
#ifndef STAP_ARCH_PROBED_REGISTERS_H
#define STAP_ARCH_PROBED_REGISTERS_H

#include <linux/build_bug.h>
#include <linux/ftrace.h>
#include <linux/ptrace.h>
#include <linux/stddef.h>

#include "registers.h"

static_assert(sizeof(struct stap_registers) == sizeof(struct pt_regs));
static_assert(offsetof(struct stap_registers, r15) == offsetof(struct pt_regs, r15));
static_assert(offsetof(struct stap_registers, bx) == offsetof(struct pt_regs, bx));
static_assert(offsetof(struct stap_registers, ax) == offsetof(struct pt_regs, ax));
static_assert(offsetof(struct stap_registers, di) == offsetof(struct pt_regs, di));
static_assert(offsetof(struct stap_registers, ip) == offsetof(struct pt_regs, ip));
static_assert(offsetof(struct stap_registers, sp) == offsetof(struct pt_regs, sp));

static __always_inline const struct stap_registers *stap_registers_of(struct pt_regs *registers)
{
	return (const struct stap_registers *)registers;
}

/* ftrace saves what it saves in the places of a struct pt_regs, which is all of its own struct. */
static __always_inline const struct stap_registers *stap_entry_registers(struct ftrace_regs *saved)
{
	return (const struct stap_registers *)saved;
}

/*
 * For a kretprobe's pre_handler at a function's entry. To hook the return it reads the stack
 * pointer alone, which ftrace always saves.
 */
static __always_inline struct pt_regs *stap_hook_registers(struct ftrace_regs *saved)
{
	return (struct pt_regs *)saved;
}

#endif
