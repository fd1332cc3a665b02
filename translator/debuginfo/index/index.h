/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The index: from names and addresses to places in the DWARF. It is made once per file, kept in
 * $CACHE/index/KEY, and mapped into memory afterwards, so that a lookup touches a few pages of it
 * and one compilation unit. The key is the build-id of a kernel or module; of programs and
 * libraries, which may be there with and without debug information, more goes into it
 * (debuginfo.c).
 *
 * The file is a header and tables, each an array of one struct; references between tables are array
 * positions, strings are offsets into the table of strings. It is in the byte order of the host,
 * for the host: a cache, not an exchange format.
 */
#ifndef STAP_DEBUGINFO_INDEX_H
#define STAP_DEBUGINFO_INDEX_H

#include <stddef.h>

#include "debuginfo/debuginfo.h"

/* Changes with every change of what is below, and of what is put in. */
#define INDEX_VERSION 8

enum index_table {
	INDEX_STRINGS,		 /* char: NUL-terminated strings, the first one empty */
	INDEX_FILES,		 /* struct index_file, sorted by path */
	INDEX_SCOPES,		 /* struct index_scope, the outer one before */
	INDEX_FUNCTIONS,	 /* struct index_function, sorted by name, file path, line, scope */
	INDEX_FUNCTIONS_BY_FILE, /* uint32_t: functions, sorted by file and line */
	INDEX_INSTANCES, /* struct index_instance, by function; called before inlined, by pc */
	INDEX_RANGES,	 /* struct index_range, sorted by start */
	INDEX_SYMBOLS,	 /* struct index_symbol, sorted by name, address */
	INDEX_SYMBOLS_BY_ADDRESS, /* uint32_t: symbols in code, sorted by address, best first */
	INDEX_TYPES,		  /* struct index_type, sorted by kind, name, scope */
	INDEX_ENUMERATORS,	  /* struct index_enumerator, sorted by name */
	INDEX_VARIABLES,	  /* struct index_variable, sorted by name, file path, scope */
	INDEX_SECTIONS,		  /* struct index_section, by address; only of relocatable files */
	INDEX_TABLE_COUNT,
};

struct index_header {
	char magic[8];
	uint32_t version;
	uint32_t header_size;
	char key[64 + 1];
	uint64_t file_size;
	uint64_t checksum; /* of everything behind the header */
	struct {
		uint64_t offset;
		uint32_t count;
		uint32_t entry_size;
	} tables[INDEX_TABLE_COUNT];
};

struct index_file {
	uint32_t path;
	uint32_t first_function; /* in INDEX_FUNCTIONS_BY_FILE */
	uint32_t function_count;
};

enum {
	INDEX_TRANSPARENT = 1 /* of a scope: names in it are known in the outer one, too */
};

/* A namespace, a class, a function that has classes; the first one is that of the whole program. */
struct index_scope {
	uint32_t name;
	uint32_t outer; /* position in INDEX_SCOPES */
	uint32_t flags;
};

enum {
	INDEX_EXTERNAL = 1,
	INDEX_IN_FUNCTION = 2, /* of a variable */
	INDEX_IS_SYMBOL =
		4 /* of a function: there is only a symbol, and its instances have no DIE */
};

struct index_function {
	uint32_t name;
	uint32_t scope; /* position in INDEX_SCOPES */
	uint32_t file;	/* position in INDEX_FILES */
	uint32_t line;
	uint32_t flags;
	uint32_t first_instance;
	uint32_t call_count;
	uint32_t instance_count;
};

struct index_instance {
	uint64_t pc;
	uint32_t die;
	uint32_t function;
};

/* A stretch of code of a called instance; a function has several when it is split hot and cold. */
struct index_range {
	uint64_t start;
	uint32_t size;
	uint32_t instance;
};

enum {
	INDEX_SYMBOL_FUNCTION = 1,
	INDEX_SYMBOL_GLOBAL = 2,
	INDEX_SYMBOL_CODE = 4
};

struct index_symbol {
	uint64_t address;
	uint32_t size; /* UINT32_MAX for that and more */
	uint32_t name;
	uint32_t flags;
};

/* The first complete type of its kind, name and scope. */
struct index_type {
	uint32_t name;
	uint32_t scope; /* position in INDEX_SCOPES */
	uint32_t kind;	/* enum named_type */
	uint32_t die;
};

struct index_enumerator {
	uint32_t name;
	uint32_t die;
};

/* A variable that is not automatic; one for each name, file and scope. */
struct index_variable {
	uint32_t name;
	uint32_t scope; /* position in INDEX_SCOPES */
	uint32_t file;	/* position in INDEX_FILES */
	uint32_t flags;
	uint32_t die;
};

/* A section that is loaded, where object_file.h lays it. */
struct index_section {
	uint64_t address;
	uint64_t size;
	uint32_t name;
};

/* An index in memory. */
struct index {
	const struct index_header *header;
	size_t size;
	const char *strings;
	const struct index_file *files;
	const struct index_scope *scopes;
	const struct index_function *functions;
	const uint32_t *functions_by_file;
	const struct index_instance *instances;
	const struct index_range *ranges;
	const struct index_symbol *symbols;
	const uint32_t *symbols_by_address;
	const struct index_type *types;
	const struct index_enumerator *enumerators;
	const struct index_variable *variables;
	const struct index_section *sections;
};

/* What an index is made from. */
struct index_source {
	const char *key;
	const char *path;      /* of the file with the DWARF; NULL: none has it */
	const char *alternate; /* of its alternate file (debug_parts.h); NULL: it has none */
	const char *program;   /* a program or library, whose symbols count too; NULL: it is none */
};

/*
 * Map the index called @key from @cache_dir. False when there is none that can be trusted: not
 * ours or writable by others (it or its directory), of another version, truncated, or damaged.
 */
bool index_map(struct index *index, const char *cache_dir, const char *key);

/*
 * Build the index of @source, and keep it in @cache_dir unless that is NULL, cannot be written, or
 * is not to be trusted. Takes one file descriptor and one libdw handle per thread. False with
 * @error when a file cannot be read.
 */
bool index_build(struct index *index, struct arena *arena, const struct index_source *source,
		 const char *cache_dir, struct debuginfo_error *error);

void index_unmap(struct index *index);

/* Entry count of a table. */
static inline size_t index_count(const struct index *index, enum index_table table)
{
	return index->header->tables[table].count;
}

static inline const char *index_string(const struct index *index, uint32_t offset)
{
	return index->strings + offset;
}

#endif
