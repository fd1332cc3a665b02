/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types, enumerators and variables by name: where in the DWARF they are. Looking them up reads only
 * the index, never the DWARF (but for the value of an enumerator).
 */
#ifndef STAP_DEBUGINFO_NAMES_H
#define STAP_DEBUGINFO_NAMES_H

#include "debuginfo/debuginfo.h"

enum named_type {
	NAMED_STRUCT,
	NAMED_UNION,
	NAMED_ENUM,
	NAMED_OTHER /* typedefs and base types */
};

/*
 * The offset in .debug_info of the first complete definition of the type called @name, without
 * "struct", "union" or "enum", with as many of its scopes as are wanted ("ns::class"); 0 when there
 * is none. One outside of all scopes comes first. Types declared in functions are not known.
 */
uint64_t named_type_find(struct debuginfo *debuginfo, enum named_type kind, const char *name);

/* How many such types there are: in several scopes. */
size_t named_types_count(struct debuginfo *debuginfo, enum named_type kind, const char *name);

/* The up to @limit names of types of @kind nearest to @name by spelling, nearest first. */
size_t named_types_similar(struct debuginfo *debuginfo, enum named_type kind, const char *name,
			   size_t limit, const char **names);

/*
 * The value of the first enumerator called @name, of an enumeration with or without a name that is
 * not declared in a function. False when there is none.
 */
bool enumerator_find(struct debuginfo *debuginfo, const char *name, int64_t *value);

struct source_global {
	const char *name;
	const char *file; /* of its definition, as the compiler was given it */
	uint64_t die;	  /* offset in .debug_info; the one that has the location or value */
	bool external;	  /* visible outside its compilation unit */
};

/*
 * The variables called @name, or that match this pattern of fnmatch(3), in @file (as
 * function_query.file; NULL for any): those at file scope that have a location or a constant
 * value, and those static in functions. Of several with one name in one file, one at file scope
 * counts before those in functions, else the first. Returns their number, @found gets the array,
 * sorted by name and file.
 */
size_t globals_find(struct debuginfo *debuginfo, const char *name, const char *file,
		    struct source_global **found);

/* The up to @limit names of such variables nearest to @name by spelling, nearest first. */
size_t globals_similar(struct debuginfo *debuginfo, const char *name, size_t limit,
		       const char **names);

#endif
