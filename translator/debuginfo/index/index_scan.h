/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one thread finds in its share of the compilation units of a debug file, before it is merged,
 * sorted and written as an index.
 */
#ifndef STAP_DEBUGINFO_INDEX_SCAN_H
#define STAP_DEBUGINFO_INDEX_SCAN_H

#include <elfutils/libdw.h>

#include "debuginfo/debuginfo.h"
#include "debuginfo/index/number_map.h"
#include "debuginfo/index/string_set.h"

struct scanned_scope {
	uint32_t name;	/* in `names` */
	uint32_t outer; /* in `scopes`; the first one is that of no name, which is in itself */
	uint32_t flags; /* INDEX_TRANSPARENT */
};

struct scanned_function {
	uint32_t name;	/* in `names` */
	uint32_t scope; /* in `scopes` */
	uint32_t file;	/* in `files` */
	uint32_t line;
	uint32_t flags; /* INDEX_EXTERNAL */
};

struct scanned_instance {
	uint64_t pc;
	uint32_t die;
	uint32_t function;
	bool inlined;
};

struct scanned_range {
	uint64_t start;
	uint64_t end;
	uint32_t instance;
};

struct scanned_type {
	uint32_t name;	/* in `names` */
	uint32_t scope; /* in `scopes` */
	uint32_t kind;	/* enum named_type */
	uint32_t die;
};

struct scanned_enumerator {
	uint32_t name; /* in `names` */
	uint32_t die;
};

struct scanned_variable {
	uint32_t name;	/* in `names` */
	uint32_t scope; /* in `scopes` */
	uint32_t file;	/* in `files` */
	uint32_t flags;
	uint32_t die;
};

struct index_scan {
	struct arena *arena;
	struct string_set names, files;
	VEC(struct scanned_scope) scopes;
	struct number_map scopes_seen; /* outer scope and name: number in `scopes` */
	VEC(struct scanned_function) functions;
	VEC(struct scanned_instance) instances;
	VEC(struct scanned_range) ranges;
	VEC(struct scanned_type) types; /* each kind and name once, as are the two below */
	VEC(struct scanned_enumerator) enumerators;
	VEC(struct scanned_variable) variables;
	struct debuginfo_error error;
};

/* Begin @scan, with an arena of its own to be freed by the caller. */
void index_scan_begin(struct index_scan *scan);

/*
 * Scan the units of the file with the DWARF with @thread_count threads; the result of thread N is
 * in scans[N], each with an arena of its own to be freed by the caller. False with @error on
 * failure.
 */
struct index_source;
bool index_scan_file(const struct index_source *source, struct index_scan *scans,
		     unsigned int thread_count, struct arena *arena, struct debuginfo_error *error);

/* The number in scan->scopes of the scope called @name in scope number @outer. */
uint32_t index_scan_scope(struct index_scan *scan, uint32_t outer, const char *name,
			  uint32_t flags);

#endif
