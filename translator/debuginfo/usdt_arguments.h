/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The arguments of a mark, as operands of the assembler (AT&T's syntax for x86-64):
 *	-4@%eax 8@-16(%rbp) 8@$5 -2@8+table(%rip) 4f@%ecx 8@(%rax,%rbx,8) -4@%fs:errno@tpoff
 * each with its size in bytes before the '@': negative for one that is signed, with an 'f' behind
 *it for a floating-point number.
 */
#ifndef STAP_DEBUGINFO_USDT_ARGUMENTS_H
#define STAP_DEBUGINFO_USDT_ARGUMENTS_H

#include "debuginfo/debuginfo.h"

enum usdt_kind {
	USDT_REGISTER,	/* the low `width` bytes of `base`, or its second byte */
	USDT_IMMEDIATE, /* `displacement`, plus the address of `symbol` */
	USDT_MEMORY,	/* at base + index * scale + displacement, plus the address of `symbol` */
	USDT_UNKNOWN,	/* what cannot be had, or is not understood */
};

enum {
	USDT_NO_REGISTER = -1
};

struct usdt_argument {
	const char *text; /* as written */
	enum usdt_kind kind;
	unsigned int size; /* bytes: 1, 2, 4, 8 */
	bool is_signed, is_float;
	int base, index; /* by DWARF's numbers; or USDT_NO_REGISTER */
	unsigned int scale;
	unsigned int width;   /* of a register as it is named, bytes */
	bool is_second_byte;  /* %ah, %bh, %ch, %dh */
	bool is_thread_local; /* %fs:, SYMBOL@tpoff: from the thread's own base on */
	int64_t displacement;
	const char *symbol; /* NULL: none */
	const char *why;    /* of USDT_UNKNOWN: "is in a floating-point register" */
};

/* The arguments in @text, as a note has them, owned by the arena; their number is the result. */
size_t usdt_arguments_parse(struct arena *arena, const char *text,
			    struct usdt_argument **arguments);

#endif
