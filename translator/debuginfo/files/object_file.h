/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file as the debuginfo layer reads it: ELF, and DWARF on demand.
 *
 * A relocatable file (ET_REL: a kernel module) has no addresses. Its sections are laid out one
 * behind the other, from OBJECT_FILE_BASE on, each at its alignment: in this one address space all
 * of them are apart, and an address says which section it is in (sections.h). What the DWARF says
 * of addresses is relocated to that layout.
 */
#ifndef STAP_DEBUGINFO_OBJECT_FILE_H
#define STAP_DEBUGINFO_OBJECT_FILE_H

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>

#include "debuginfo/files/debug_parts.h"

/* Of relocatable files: where the first section is laid. No address below it is in the file. */
#define OBJECT_FILE_BASE 0x10000

struct object_file {
	int fd;	      /* -1 of relocatable files, which are mapped: there may be a thousand */
	Elf *elf;     /* its sections have their addresses once the DWARF was asked for */
	Dwarf *dwarf; /* NULL until object_file_dwarf() */
	/* The path of the alternate file of dwz, set before that; NULL: it has none. */
	const char *alternate;
	struct debug_parts parts; /* what of the DWARF is in other files */

	/* Of a relocatable file, from then on: a private copy of the file, and its layout. */
	void *copy;
	size_t copy_size;
	Dwfl *layout;
};

/*
 * Open the file at @path. Returns false, with nothing left open, when that cannot be (errno is set)
 * or when it is no ELF file (errno is 0).
 */
bool object_file_open(struct object_file *file, const char *path);

bool object_file_is_relocatable(const struct object_file *file);

/*
 * The DWARF, opened and relocated by the first call; NULL when there is none. Of a relocatable file
 * this replaces file->elf: what was had from it before is gone.
 */
Dwarf *object_file_dwarf(struct object_file *file);

/* The number of a DIE, of whichever part, and the DIE of a number; false when there is none. */
Dwarf_Off object_file_die_offset(const struct object_file *file, Dwarf_Die *die);
bool object_file_die(const struct object_file *file, Dwarf_Off offset, Dwarf_Die *die);

/* Close what object_file_open() opened. */
void object_file_close(struct object_file *file);

#endif
