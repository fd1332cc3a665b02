/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tables of an index as arrays, before they are laid out as one file.
 */
#ifndef STAP_DEBUGINFO_INDEX_MERGE_H
#define STAP_DEBUGINFO_INDEX_MERGE_H

#include "debuginfo/index/index.h"
#include "debuginfo/index/index_scan.h"

struct index_tables {
	struct arena *arena;
	VEC(char) strings;
	VEC(struct index_file) files;
	VEC(struct index_scope) scopes;
	VEC(struct index_function) functions;
	VEC(uint32_t) functions_by_file;
	VEC(struct index_instance) instances;
	VEC(struct index_range) ranges;
	VEC(struct index_symbol) symbols;
	VEC(uint32_t) symbols_by_address;
	VEC(struct index_type) types;
	VEC(struct index_enumerator) enumerators;
	VEC(struct index_variable) variables;
	VEC(struct index_section) sections;

	struct string_set string_set; /* what is in `strings`, … */
	VEC(uint32_t) string_offsets; /* … and where */
};

/* From the numbers of one thread to those in the index. */
struct renumbering {
	uint32_t *files, *scopes, *functions, *instances;
};

/* Begin to fill in @tables, of which the arena is set. */
void index_tables_begin(struct index_tables *tables);

/* Merge and sort what the threads found: fills in all tables but those of symbols and sections. */
void index_merge(struct index_tables *tables, const struct index_scan *scans,
		 unsigned int scan_count);

/* The part of index_merge() for types, enumerators and variables; @to has the files already. */
void index_merge_names(struct index_tables *tables, const struct index_scan *scans,
		       unsigned int scan_count, const struct renumbering *to);

/* The offset of @string in the table of strings, put there when it is new. */
uint32_t index_add_string(struct index_tables *tables, const char *string);

#endif
