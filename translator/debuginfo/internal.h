/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the debuginfo layer share of an open file.
 */
#ifndef STAP_DEBUGINFO_INTERNAL_H
#define STAP_DEBUGINFO_INTERNAL_H

#include <elfutils/libdw.h>
#include <gelf.h>

#include "debuginfo/functions.h"
#include "debuginfo/index/index.h"
#include "debuginfo/files/object_file.h"
#include "debuginfo/lines/source_files.h"
#include "debuginfo/types/type_source.h"

/* A compilation unit whose lines were asked for. */
struct line_unit {
	Dwarf_CU *unit;
	Dwarf_Lines *rows; /* sorted by address */
	size_t row_count;
	const char **paths; /* of its files by number, normalised; NULL: not asked for yet */
	struct source_files sources;
};

/* A stretch of code that no probe can be in. */
struct forbidden_range {
	uint64_t start, end;
	const char *reason;
};

/* A unit that declares a function of another one: it may call it. */
struct declaring_unit {
	const char *name;
	uint64_t unit; /* offset of its DIE */
};

struct callers; /* call_sites.c */

struct debuginfo {
	struct arena *arena;
	const char *path;
	const char *build_id;
	struct object_file file;    /* with the DWARF, or the program when there is none */
	struct object_file program; /* with the code; not open when that is in .file */
	bool is_program;	    /* or a library: not of the kernel */
	bool has_dwarf;
	struct debuginfo_error no_dwarf; /* why it has none */
	struct line_sections line_sections;
	bool cfi_read;
	Dwarf_CFI *debug_frame, *eh_frame; /* NULL when there is none */
	VEC(struct line_unit *) line_units;
	bool forbidden_read;
	VEC(struct forbidden_range) forbidden; /* sorted, without overlaps */
	bool declaring_units_read;
	VEC(struct declaring_unit) declaring_units; /* sorted by name */
	VEC(struct callers *) callers;
	struct index index;
	struct type_source types;
};

/* The DWARF, opened on first use: what the index answers needs none. NULL when it cannot be read.
 */
Dwarf *debuginfo_dwarf(struct debuginfo *debuginfo);

/* The ELF file with the code and what goes with it, such as .eh_frame. */
Elf *debuginfo_code(struct debuginfo *debuginfo);

/* The number of a DIE (debug_parts.h: its offset in .debug_info, as long as that is one), and back.
 */
uint64_t debuginfo_die_offset(struct debuginfo *debuginfo, Dwarf_Die *die);
bool debuginfo_die(struct debuginfo *debuginfo, uint64_t offset, Dwarf_Die *die);

#endif
