/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module knows of one ELF file of user space: how to unwind its frames, and its symbols.
 * One piece of data, in the byte order of the machine, made by the translator (which puts it into
 * the module) or by staprun (which writes it to the module when it sees an unknown file mapped),
 * and kept in the cache by build-id.
 *
 * All addresses in it are link-time addresses less `base`, and so fit into 32 bits. Places in the
 * data are offsets in bytes from its start, multiples of 8. The module trusts nothing in it:
 * stap_object_data_check() is passed before it is used.
 */
#ifndef STAP_OBJECT_DATA_H
#define STAP_OBJECT_DATA_H

#include <linux/types.h>

/* Another one whenever what is made changes: data is kept in caches. */
#define STAP_OBJECT_DATA_MAGIC 0x32444f53 /* "SOD2" */

struct stap_table {
	__u32 offset; /* from the start of the data */
	__u32 count;  /* entries */
};

struct stap_object_data {
	__u32 magic;
	__u32 size; /* of all of it, bytes */
	__u64 base;
	struct stap_table segments; /* struct stap_segment: those that are executable */

	/*
	 * Unwinding (System V ABI §3.7, DWARF 5 §6.4). The row of a pc is the last one whose
	 * address is not above it; a row ends where the next one begins. `pcs` are sorted; `rules`
	 * says for each where in `frames` its rule begins, in units of union stap_frame_word: as
	 * __u16, or as __u32 (wide_rules) in a file whose rules need more room than that reaches.
	 */
	struct stap_table pcs;	  /* __u32 */
	struct stap_table rules;  /* __u16 or __u32 */
	struct stap_table frames; /* union stap_frame_word: rules, each different one but once */
	struct stap_table expressions; /* __u8: DWARF expressions, each after its length (__u16) */
	__u32 wide_rules;
	__u32 padding;

	/* Symbols of functions and data, sorted by address; names in `strings`, ended by NUL. */
	struct stap_table symbols; /* struct stap_object_symbol */
	struct stap_table strings; /* char */

	/* Lines and inlined calls, where there is DWARF and the script asks for them. */
	struct stap_table lines;   /* struct stap_object_line, sorted by address */
	struct stap_table inlines; /* struct stap_object_inline, by start, outer before inner */
};

struct stap_segment {
	__u64 address; /* link-time, not less base */
	__u64 offset;  /* in the file */
	__u64 size;    /* bytes in the file */
};

enum stap_cfa_kind {
	STAP_CFA_NONE,	     /* no unwinding from here: there is no information */
	STAP_CFA_REGISTER,   /* register + offset */
	STAP_CFA_EXPRESSION, /* offset is that of an expression in `expressions` */
	STAP_CFA_OUTERMOST,  /* the outermost frame: its return address is said to be undefined */
};

enum stap_saved_kind {
	STAP_SAVED_AT_CFA,	     /* in memory at CFA + offset */
	STAP_SAVED_CFA_PLUS,	     /* the value is CFA + offset */
	STAP_SAVED_REGISTER,	     /* in the register with number offset */
	STAP_SAVED_AT_EXPRESSION,    /* in memory at an expression: offset in `expressions` */
	STAP_SAVED_VALUE_EXPRESSION, /* the value of an expression */
	STAP_SAVED_UNDEFINED,	     /* it is lost */
};

enum stap_frame_flags {
	STAP_FRAME_SIGNAL = 1, /* of a signal handler's caller: its pc is not behind a call */
	STAP_FRAME_CALLED = 2, /* the return address is where a call puts it, at CFA - 8 */
	/*
	 * Besides STAP_FRAME_CALLED, the CFA is register + offset, and all words are of general
	 * registers at CFA - offset: so are nearly all rules.
	 */
	STAP_FRAME_PLAIN = 4,
};

/* Registers are by DWARF's numbers (System V ABI AMD64, figure 3.36); this is the return address.
 */
#define STAP_FRAME_RA	     16
#define STAP_FRAME_REGISTERS 17

/* A rule: where the caller's registers are. It is followed by one word per saved register. */
struct stap_frame_rule {
	__u8 cfa_kind;
	__u8 cfa_register;
	__u8 flags;
	__u8 saved_count; /* words of struct stap_frame_saved that follow */
	__s32 cfa_offset;
};

/*
 * A register that has not the same value in the caller. Those in memory at CFA + offset come first.
 * The stack pointer has no word when it is the CFA in the caller; the return address, with
 * STAP_FRAME_CALLED.
 */
struct stap_frame_saved {
	__u8 number;
	__u8 kind;
	__u16 padding;
	__s32 offset;
};

union stap_frame_word {
	struct stap_frame_rule rule;
	struct stap_frame_saved saved;
};

struct stap_object_symbol {
	__u32 address;
	__u32 size; /* bytes; 0: not known */
	__u32 name; /* in strings */
};

struct stap_object_line {
	__u32 address; /* from here up to the next one's */
	__u32 file;    /* in strings; of the end of a sequence: ~0 */
	__u32 line;
};

struct stap_object_inline {
	__u32 start, end;
	__u32 name;		    /* of the function that was inlined */
	__u32 call_file, call_line; /* where it is called */
	__u32 depth;		    /* 0: in a function with code of its own */
};

#endif
