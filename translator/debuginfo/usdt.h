/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Marks that a program's source put into it with sys/sdt.h (USDT): at each place there is a nop,
 * and a note (.note.stapsdt) with its name and where the arguments are.
 */
#ifndef STAP_DEBUGINFO_USDT_H
#define STAP_DEBUGINFO_USDT_H

#include "debuginfo/files/program_file.h"

struct usdt_mark {
	const char *provider, *name;
	const char *arguments; /* as in the note: usdt_arguments.h */
	uint64_t address;      /* of the nop, link-time */
	uint64_t semaphore;    /* of a 16-bit counter of who looks at it, link-time; 0: none */
};

/*
 * The marks of a program or library, sorted by name, provider and address, owned by the arena;
 * their number is the result. A mark can be at several places.
 */
size_t usdt_marks(struct arena *arena, const struct program_file *file, struct usdt_mark **marks);

#endif
