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

#define STAP_OBJECT_DATA_MAGIC 0x31444f53 /* "SOD1" */

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
	 * address is not above it. `pcs` are sorted; `rules` has a number in `frames` for each.
	 */
	struct stap_table pcs;	       /* __u32 */
	struct stap_table rules;       /* __u16 */
	struct stap_table frames;      /* struct stap_frame_rule, each but once */
	struct stap_table expressions; /* __u8: DWARF expressions, each after its length (__u16) */

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

/* The registers whose values a frame may have saved; the order of stap_frame_rule.saved. */
enum stap_frame_register {
	STAP_FRAME_RBX,
	STAP_FRAME_RBP,
	STAP_FRAME_R12,
	STAP_FRAME_R13,
	STAP_FRAME_R14,
	STAP_FRAME_R15,
	STAP_FRAME_RA, /* the return address */
	STAP_FRAME_REGISTERS
};

enum stap_cfa_kind {
	STAP_CFA_NONE,	     /* no unwinding from here: the outermost frame, or no information */
	STAP_CFA_REGISTER,   /* register + offset */
	STAP_CFA_EXPRESSION, /* offset is that of an expression in `expressions` */
};

enum stap_saved_kind {
	STAP_SAVED_SAME,	     /* the register has the caller's value */
	STAP_SAVED_UNDEFINED,	     /* it is lost; of the return address: the outermost frame */
	STAP_SAVED_AT_CFA,	     /* in memory at CFA + offset */
	STAP_SAVED_CFA_PLUS,	     /* the value is CFA + offset */
	STAP_SAVED_REGISTER,	     /* in the register with number offset */
	STAP_SAVED_AT_EXPRESSION,    /* in memory at an expression: offset in `expressions` */
	STAP_SAVED_VALUE_EXPRESSION, /* the value of an expression */
};

/* Where the caller's registers are. Registers are by DWARF's numbers. */
struct stap_frame_rule {
	__u8 cfa_kind;
	__u8 cfa_register;
	__u8 is_signal; /* the frame of a signal handler's caller: its pc is not behind a call */
	__u8 saved_kind[STAP_FRAME_REGISTERS];
	__u8 rsp_kind; /* STAP_SAVED_SAME: the caller's rsp is the CFA, as it nearly always is */
	__u8 padding;
	__s32 cfa_offset;
	__s32 saved[STAP_FRAME_REGISTERS];
	__s32 rsp;
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
