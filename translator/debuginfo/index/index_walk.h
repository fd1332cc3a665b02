/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of a scan share: index_scan.c (the threads, the units, functions),
 * index_scan_names.c (types, enumerators, variables) and index_scan_scopes.c (namespaces, classes).
 */
#ifndef STAP_DEBUGINFO_INDEX_WALK_H
#define STAP_DEBUGINFO_INDEX_WALK_H

#include <stdatomic.h>

#include "debuginfo/index/index_scan.h"
#include "debuginfo/index/number_map.h"
#include "debuginfo/index/number_set.h"
#include "debuginfo/files/object_file.h"
#include "debuginfo/lines/source_files.h"

enum {
	/* Blocks, classes and inlined instances nested deeper than this are damage. */
	BLOCK_DEPTH_MAX = 200,
	/* References from an instance to its abstract origin are followed this far. */
	ORIGIN_DEPTH_MAX = 8
};

/* What all threads share. */
struct shared_walk {
	const char *path, *alternate;
	const Dwarf_Off *units; /* the unit DIEs, by debug_parts_offset() */
	size_t unit_count;
	bool whole_paths;
	atomic_size_t next;
};

/* A DIE that others may be in, or that has a name; those below it are listed on demand. */
struct walk_node {
	Dwarf_Die die;
	Dwarf_Off offset, end; /* `end` is that of its next sibling; 0: not known */
	uint32_t scope;	       /* that it is in; when it is listed, that of what is in it */
	uint32_t first, count; /* in walk_unit.nodes, when it is listed */
	bool listed;
};

/* A unit as far as it was looked at. */
struct walk_unit {
	Dwarf_Die die;
	bool has_scopes; /* its language has namespaces or classes */
	VEC(struct walk_node) nodes;
	struct source_files sources;
	uint32_t *file_numbers; /* per file of the unit: number in scan->files + 1, or 0 */
	size_t file_capacity;
};

/* One thread. */
struct walk {
	struct index_scan *scan;
	struct shared_walk *shared;
	struct object_file file;
	struct line_sections sections;
	const char *info; /* .debug_info as mapped; NULL: not from the file itself */
	size_t info_size, released;

	struct walk_unit unit; /* the one being walked */
	bool assembler;
	/* Other units that it refers to (link-time optimisation, dwz), kept, by their addresses. */
	VEC(struct walk_unit *) others;
	struct number_map other_numbers;

	/* Origins of this unit already looked at: DIE offset to function number. */
	struct origin {
		Dwarf_Off die;
		uint32_t function;
		uint32_t generation;
	} * origins;
	size_t origin_slots, origin_count;
	uint32_t generation;

	/* Functions by name, file, line, scope: number + 1, or 0. */
	uint32_t *function_slots;
	size_t function_slot_count;

	struct number_map name_addresses; /* where a name is in the file: number in scan->names */
	/* What this thread has already: see index_scan_names.c. */
	struct number_set types_seen, enums_seen, variables_seen;
};

/* The number of a DIE: debug_parts.h. */
static inline Dwarf_Off walk_die_offset(struct walk *walk, Dwarf_Die *die)
{
	return object_file_die_offset(&walk->file, die);
}

/* ---------------------------------------------------------------- index_scan.c */

/* The number in scan->files of file @number of the unit that @die is in. */
uint32_t walk_file(struct walk *walk, Dwarf_Die *die, uint64_t number);

/* The unit that @die is in. */
struct walk_unit *walk_unit_of(struct walk *walk, Dwarf_Die *die);

/* ---------------------------------------------------------------- index_scan_scopes.c */

/* List what is in a node: its children with a name or with children, in their order. */
void walk_list(struct walk *walk, struct walk_unit *unit, uint32_t node);

/* The number in scan->scopes of the scope that @die, in whatever unit, is in. */
uint32_t walk_scope_of(struct walk *walk, Dwarf_Die *die);

/*
 * The scope of what @die, which is in scope @outer itself, defines: what was declared before is in
 * that declaration's.
 */
uint32_t walk_declared_scope(struct walk *walk, Dwarf_Die *die, uint32_t outer);

/* The class, namespace, function or block that @die is in. False where there are no scopes. */
bool walk_container(struct walk *walk, Dwarf_Die *die, Dwarf_Die *container);

/* ---------------------------------------------------------------- index_scan_names.c */

/* The number in scan->names of the name in @attribute; false when it is empty. */
bool walk_name(struct walk *walk, Dwarf_Attribute *attribute, uint32_t *number);

/*
 * Take up @die, which is in @scope, if it is a complete type with a name; true when it is one that
 * this thread had not met.
 */
bool walk_type(struct walk *walk, Dwarf_Die *die, uint32_t scope);

/* Take up a variable that is not in a function, if it has a place or value. */
void walk_global_variable(struct walk *walk, Dwarf_Die *die, uint32_t scope);

/* Take up a variable in a function or block, if it is static. */
void walk_static_variable(struct walk *walk, Dwarf_Die *die);

#endif
