/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a value is: a DWARF location expression (DWARF 5 §2.5, §2.6), evaluated symbolically for
 * one address into a small tree without stack operations, branches or references to other parts of
 * the debug information. Code generation prints the tree as C.
 */
#ifndef STAP_DEBUGINFO_LOCATION_H
#define STAP_DEBUGINFO_LOCATION_H

#include "debuginfo/debuginfo.h"

/* All values are 64 bits; the operations are those of C on uint64_t unless they say "signed". */
enum location_op {
	LOC_CONSTANT,	    /* value */
	LOC_REGISTER,	    /* register number value (DWARF's number), as it is at the probe */
	LOC_ENTRY_REGISTER, /* register number value, as it was when the function was entered */
	LOC_ADDRESS,	    /* value is a link-time address: add the displacement of the object */
	LOC_TLS,	 /* the address of the thread variable at offset a in the object's block */
	LOC_READ,	 /* size bytes of memory at a, zero-extended */
	LOC_RETURN,	 /* the return address in memory at a, whatever a return probe put there */
	LOC_SIGN_EXTEND, /* low size bytes of a, sign-extended */
	LOC_ZERO_EXTEND, /* low size bytes of a, zero-extended */
	LOC_NEGATE,	 /* -a */
	LOC_NOT,	 /* ~a */
	LOC_ADD,	 /* a + b … */
	LOC_SUBTRACT,
	LOC_MULTIPLY,
	LOC_DIVIDE,	   /* unsigned; by zero: the evaluation fails */
	LOC_DIVIDE_SIGNED, /* signed, likewise */
	LOC_MODULO,
	LOC_MODULO_SIGNED,
	LOC_AND,
	LOC_OR,
	LOC_XOR,
	LOC_SHIFT_LEFT,		/* by 64 or more: 0 */
	LOC_SHIFT_RIGHT,	/* by 64 or more: 0 */
	LOC_SHIFT_RIGHT_SIGNED, /* by 64 or more: 0 or -1, as the sign is */
	LOC_EQUAL,		/* 1 or 0 … */
	LOC_NOT_EQUAL,
	LOC_LESS,
	LOC_LESS_EQUAL,
	LOC_LESS_SIGNED,
	LOC_LESS_EQUAL_SIGNED,
	LOC_OBJECT,  /* the address of the object whose base class is meant (types.h) */
	LOC_UNKNOWN, /* cannot be known when it comes to this: the evaluation fails */
	LOC_SELECT,  /* a when c is not zero, else b; only the one chosen may be evaluated */
};

/* Operands may be shared between expressions: never changed once made. */
struct location_expression {
	enum location_op op;
	unsigned int size; /* bytes: 1, 2, 4, 8 */
	uint64_t value;
	const struct location_expression *a, *b, *c;
	uint32_t weight; /* nodes when written out: bounded, though operands may be shared */
};

enum location_kind {
	LOCATION_MEMORY,   /* expression is the address of the value in kernel memory */
	LOCATION_REGISTER, /* the value is the low bytes of register `dwarf_register` */
	LOCATION_VALUE,	   /* the value is the low bytes of expression, and has no place */
	LOCATION_BYTES,	   /* the value is these bytes, in the order of memory */
	LOCATION_PIECES,   /* the value is composed, lowest address first */
	/*
	 * A pointer that the compiler left out: its number is not known, but what it would point to
	 * is the value of another variable, `pointee`, from byte `pointee_offset` on.
	 */
	LOCATION_IMPLICIT_POINTER,
	LOCATION_ABSENT, /* only as a piece: this part was optimised out */
};

struct location {
	enum location_kind kind;
	unsigned int dwarf_register;
	const struct location_expression *expression;
	const uint8_t *bytes;
	size_t byte_count;
	struct location_piece *pieces;
	size_t piece_count;
	uint64_t pointee_die;		/* offset in .debug_info */
	const struct location *pointee; /* NULL: that is optimised out, too */
	int64_t pointee_offset;
	bool needs_entry_value; /* some LOC_ENTRY_REGISTER is in it */
	bool needs_address;	/* some LOC_ADDRESS is in it */
};

struct location_piece {
	struct location location; /* never LOCATION_PIECES */
	unsigned int bit_size;
	unsigned int bit_offset; /* from the start of its location (DW_OP_bit_piece) */
};

/*
 * The location as text, for messages and tests: "memory (reg7 + 16)", "register 5",
 * "value 3".
 */
char *location_text(struct arena *arena, const struct location *location);

#endif
