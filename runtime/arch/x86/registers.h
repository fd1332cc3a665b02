/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of x86-64 as a probe sees them, without any kernel header. The layout is the kernel's
 * `struct pt_regs`, which is fixed by ptrace(2); runtime/context.c checks it when the kit is made.
 */
#ifndef STAP_ARCH_REGISTERS_H
#define STAP_ARCH_REGISTERS_H

struct stap_registers {
	unsigned long r15, r14, r13, r12, bp, bx;
	unsigned long r11, r10, r9, r8, ax, cx, dx, si, di;
	unsigned long orig_ax, ip, cs, flags, sp, ss;
};

/* Returns the register with DWARF number @number (System V ABI AMD64, figure 3.36); 0 if unknown.
 */
static inline unsigned long stap_register(const struct stap_registers *registers, unsigned number)
{
	switch (number) {
	case 0:
		return registers->ax;
	case 1:
		return registers->dx;
	case 2:
		return registers->cx;
	case 3:
		return registers->bx;
	case 4:
		return registers->si;
	case 5:
		return registers->di;
	case 6:
		return registers->bp;
	case 7:
		return registers->sp;
	case 8:
		return registers->r8;
	case 9:
		return registers->r9;
	case 10:
		return registers->r10;
	case 11:
		return registers->r11;
	case 12:
		return registers->r12;
	case 13:
		return registers->r13;
	case 14:
		return registers->r14;
	case 15:
		return registers->r15;
	case 16:
		return registers->ip;
	}
	return 0;
}

/* The DWARF numbers that a function entry probe has without saving all registers (args, sp, ip). */
#define STAP_ENTRY_REGISTERS                                                                       \
	(1u << 0 | 1u << 1 | 1u << 2 | 1u << 4 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 8 | 1u << 9 | \
	 1u << 16)

#define STAP_RETURN_REGISTER 0
#define STAP_STACK_REGISTER  7

#endif
