/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The procedure linkage table (System V ABI AMD64 §5.2): the stubs through which a program or
 * library calls functions of other ones. They are in .plt, or .plt.sec where landing pads (IBT)
 * made two tables of it, and in .plt.got for functions whose address is taken too.
 */
#ifndef STAP_DEBUGINFO_PLT_H
#define STAP_DEBUGINFO_PLT_H

#include "debuginfo/files/program_file.h"

struct plt_entry {
	const char *name; /* of the function that it leads to, without a version */
	uint64_t address; /* of its first instruction, link-time */
};

/* The stubs that calls go to, sorted by address, owned by the arena; their number is the result. */
size_t plt_entries(struct arena *arena, const struct program_file *file,
		   struct plt_entry **entries);

#endif
