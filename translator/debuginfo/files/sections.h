/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sections of a relocatable file, out of the index: what is loaded as one piece, somewhere. A
 * module of the kernel has no other addresses than offsets in them; those that debuginfo speaks of
 * are in the layout of object_file.h.
 */
#ifndef STAP_DEBUGINFO_SECTIONS_H
#define STAP_DEBUGINFO_SECTIONS_H

#include "debuginfo/debuginfo.h"

struct section {
	const char *name;
	uint64_t address, size;
};

/* The section that @address is in; false when none is, and for files that have addresses. */
bool section_at(struct debuginfo *debuginfo, uint64_t address, struct section *section);

/* The section called @name; false when there is none. */
bool section_named(struct debuginfo *debuginfo, const char *name, struct section *section);

/*
 * The symbol in @section by which the section can be found where it was loaded: the only one of its
 * name in the file. Functions and global symbols are preferred. Gives its name and where in the
 * section it is; false when there is none.
 */
bool section_anchor(struct debuginfo *debuginfo, const struct section *section, const char **name,
		    uint64_t *offset);

#endif
