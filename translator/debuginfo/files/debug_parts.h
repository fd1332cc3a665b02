/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug information that is not all in one file. What several programs have in common, dwz puts
 * into an alternate file (.gnu_debugaltlink); and the compiler may leave the most of each unit in a
 * file of its own, NAME.dwo (split DWARF: DWARF 5 §7.3.2, or gcc's extension to DWARF 4), of which
 * the program only has a skeleton.
 *
 * Types that DWARF 4 has in units of their own are in the same file, but in another section,
 * .debug_types: that is a part, too.
 *
 * For the index, and all that refers to DIEs by number, the .debug_info of the parts is behind that
 * of the file itself, one after the other: this makes one number of where a DIE is.
 */
#ifndef STAP_DEBUGINFO_DEBUG_PARTS_H
#define STAP_DEBUGINFO_DEBUG_PARTS_H

#include <elfutils/libdw.h>
#include <stdbool.h>

#include "debuginfo/lines/source_files.h"

struct debug_part {
	Dwarf *dwarf; /* owned by that of the file, but for an alternate one; or that of the file */
	bool is_types; /* the .debug_types of the file itself */
	Dwarf_Off base, size;
	Dwarf_Off skeleton; /* of split DWARF: offset of the unit's DIE in the file; else 0 */
	struct line_sections lines; /* of an alternate file */
};

struct debug_parts {
	struct debug_part *items; /* by base; those are what is beside the file itself */
	size_t count;
	int alternate_fd;	   /* -1: it is not open here */
	size_t skeletons, missing; /* units of which only the skeleton is in the file; those found
				      nowhere */
	const char *missing_name;  /* of the first .dwo that was not found; NULL: none */
};

/*
 * Find the parts of @main, whose alternate file is at @alternate (NULL: it has none). False when
 * that cannot be opened.
 */
bool debug_parts_open(struct debug_parts *parts, Dwarf *main, const char *alternate);

/* Close what was opened, after the main file's Dwarf. */
void debug_parts_close(struct debug_parts *parts);

/*
 * The next unit of .debug_info, or with @is_types of .debug_types, as dwarf_next_unit() has it:
 * false at the end.
 */
bool debug_parts_next_unit(Dwarf *dwarf, bool is_types, Dwarf_Off offset, Dwarf_Off *next,
			   size_t *header_size);

/* The number of a DIE, and the DIE of a number. */
Dwarf_Off debug_parts_offset(const struct debug_parts *parts, Dwarf_Die *die);
bool debug_parts_die(const struct debug_parts *parts, Dwarf *main, Dwarf_Off offset,
		     Dwarf_Die *die);

/*
 * The unit DIE that has the lines and files of the unit @unit, and the sections that they are in:
 * @main's own, or those of the alternate file.
 */
const struct line_sections *debug_parts_lines(const struct debug_parts *parts, Dwarf *main,
					      const struct line_sections *own, Dwarf_Die *unit,
					      Dwarf_Die *lines_unit);

#endif
