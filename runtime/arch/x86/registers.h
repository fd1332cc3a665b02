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

#define STAP_REGISTER_INDEX(name)                                                                  \
	((int)(__builtin_offsetof(struct stap_registers, name) / sizeof(unsigned long)))

/*
 * Returns where the register with DWARF number @number (System V ABI AMD64, figure 3.36) is among
 * the words of struct stap_registers; -1 if unknown.
 */
static inline int stap_register_index(unsigned number)
{
	switch (number) {
	case 0:
		return STAP_REGISTER_INDEX(ax);
	case 1:
		return STAP_REGISTER_INDEX(dx);
	case 2:
		return STAP_REGISTER_INDEX(cx);
	case 3:
		return STAP_REGISTER_INDEX(bx);
	case 4:
		return STAP_REGISTER_INDEX(si);
	case 5:
		return STAP_REGISTER_INDEX(di);
	case 6:
		return STAP_REGISTER_INDEX(bp);
	case 7:
		return STAP_REGISTER_INDEX(sp);
	case 8:
		return STAP_REGISTER_INDEX(r8);
	case 9:
		return STAP_REGISTER_INDEX(r9);
	case 10:
		return STAP_REGISTER_INDEX(r10);
	case 11:
		return STAP_REGISTER_INDEX(r11);
	case 12:
		return STAP_REGISTER_INDEX(r12);
	case 13:
		return STAP_REGISTER_INDEX(r13);
	case 14:
		return STAP_REGISTER_INDEX(r14);
	case 15:
		return STAP_REGISTER_INDEX(r15);
	case 16:
		return STAP_REGISTER_INDEX(ip);
	}
	return -1;
}

/* Returns the register with DWARF number @number; 0 if unknown. */
static inline unsigned long stap_register(const struct stap_registers *registers, unsigned number)
{
	int index = stap_register_index(number);

	return index < 0 ? 0 : ((const unsigned long *)registers)[index];
}

/* The DWARF numbers that a function entry probe has without saving all registers (args, sp, ip). */
#define STAP_ENTRY_REGISTERS                                                                       \
	(1u << 0 | 1u << 1 | 1u << 2 | 1u << 4 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 8 | 1u << 9 | \
	 1u << 16)

#define STAP_RETURN_REGISTER   0
#define STAP_RETURN_REGISTER_2 1 /* the upper half of what has more than 8 bytes */
#define STAP_STACK_REGISTER    7

#endif
