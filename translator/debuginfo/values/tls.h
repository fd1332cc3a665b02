/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the thread variables of a program or library are found at run time (System V ABI AMD64,
 * "Thread-Local Storage"; U. Drepper, "ELF Handling For Thread-Local Storage"). Their block is
 * described by PT_TLS; an offset in it says which variable. Where a thread has its copy:
 *
 *	the program		at a fixed distance below the thread pointer
 *	a library that was	at a distance that the dynamic loader puts into the word of a
 *	there at the start	relocation R_X86_64_TPOFF64
 *	any library		by the number of the module, which it puts into the word of a
 *				relocation R_X86_64_DTPMOD64
 *	either			by a pair of words of a relocation R_X86_64_TLSDESC
 *
 * A library has such relocations where its own code uses its variables.
 */
#ifndef STAP_DEBUGINFO_TLS_H
#define STAP_DEBUGINFO_TLS_H

#include "debuginfo/debuginfo.h"

enum tls_model {
	TLS_EXECUTABLE,
	TLS_OFFSET,
	TLS_MODULE,
	TLS_DESCRIPTOR
};

struct tls_block {
	enum tls_model model;
	int64_t start; /* TLS_EXECUTABLE: of the block, from the thread pointer */
	uint64_t slot; /* else the link-time address of the word or words */
	uint64_t own;  /* TLS_OFFSET, TLS_DESCRIPTOR: offset in the block that the slot is for */
};

/*
 * How the thread variables of an object are found. False with @error when it has none, or nothing
 * leads to them.
 */
bool tls_find(struct debuginfo *debuginfo, struct tls_block *block, struct debuginfo_error *error);

#endif
