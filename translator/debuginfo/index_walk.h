/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of a scan share: index_scan.c (the threads, the units, functions) and
 * index_scan_names.c (types, enumerators, variables).
 */
#ifndef STAP_DEBUGINFO_INDEX_WALK_H
#define STAP_DEBUGINFO_INDEX_WALK_H

#include <stdatomic.h>

#include "debuginfo/index_scan.h"
#include "debuginfo/number_set.h"
#include "debuginfo/object_file.h"
#include "debuginfo/source_files.h"

/* What all threads share. */
struct shared_walk {
	const char *path;
	const Dwarf_Off *units; /* offsets of the unit DIEs */
	size_t unit_count;
	atomic_size_t next;
};

/* One thread. */
struct walk {
	struct index_scan *scan;
	struct shared_walk *shared;
	struct object_file file;
	struct line_sections sections;
	const char *info; /* .debug_info as mapped; NULL: not from the file itself */
	size_t info_size, released;

	Dwarf_Die unit;
	bool assembler;
	struct source_files sources;
	uint32_t *file_numbers; /* per file of the unit: number in scan->files + 1, or 0 */
	size_t file_capacity;

	/* Origins of this unit already looked at: DIE offset to function number. */
	struct origin {
		Dwarf_Off die;
		uint32_t function;
		uint32_t generation;
	} * origins;
	size_t origin_slots, origin_count;
	uint32_t generation;

	/* Functions by name, file, line: number + 1, or 0. */
	uint32_t *function_slots;
	size_t function_slot_count;

	/* What this thread has already: see index_scan_names.c. */
	struct number_set types_seen, enums_seen, variables_seen;
};

/* The number in scan->files of file @number of the unit that @die is in. */
uint32_t walk_file(struct walk *walk, Dwarf_Die *die, uint64_t number);

/* Take up @die, which is directly in a unit or namespace, if it is a complete type with a name. */
void walk_type(struct walk *walk, Dwarf_Die *die);

/* Take up a variable that is directly in a unit or namespace, if it has a place or value. */
void walk_global_variable(struct walk *walk, Dwarf_Die *die);

/* Take up a variable in a function or block, if it is static. */
void walk_static_variable(struct walk *walk, Dwarf_Die *die);

#endif
