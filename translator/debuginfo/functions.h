/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions by name, source file, line and address.
 *
 * A function is what the source has at one place: name, file and line. Its instances are what the
 * compiler made of it: code of its own, called (several, when each of several compilation units
 * has its copy of a static function, or the compiler cloned it), and copies inlined in other
 * functions. Looking functions up reads only the index, never the DWARF.
 */
#ifndef STAP_DEBUGINFO_FUNCTIONS_H
#define STAP_DEBUGINFO_FUNCTIONS_H

#include "debuginfo/debuginfo.h"

struct source_function {
	const char *name; /* with as many of its scopes as the query has */
	const char *file; /* as the compiler was given it: "fs/read_write.c"; "" when not known */
	unsigned int line;
	bool external;	     /* visible outside its compilation unit */
	bool is_symbol;	     /* only a symbol: no file, no line, no DIE */
	uint32_t call_count; /* instances that are called: the first ones */
	uint32_t instance_count;
	uint32_t index; /* its number in the index */
};

struct function_instance {
	uint64_t pc;  /* entry: where a probe on it goes */
	uint64_t die; /* the subprogram or inlined_subroutine: debuginfo_die(); 0: only a symbol */
	bool inlined;
	uint32_t index; /* its number in the index */
};

struct function_query {
	const char *name; /* exact, or patterns of fnmatch(3), with scopes: see scoped_names.h */
	/*
	 * A path or a pattern that the end of the function's file matches from a '/' on (or the
	 * whole): "read_write.c" and "fs/read_write.c" match "fs/read_write.c". NULL for any file.
	 */
	const char *file;
	unsigned int line; /* of the declaration; 0 for any */
};

/*
 * The functions that match, sorted by name, file and line; their number is the result, @found gets
 * the array. Functions of which no code was made are not known.
 * An exact name that no function has, but an ELF symbol at the entry of one, finds that one (so do
 * mangled names); else it finds the instances of the template of that name. In programs and
 * libraries, code that only symbols tell of is a function too, and wildcards find functions by
 * their other names as well: mangled ones only when the pattern begins like one.
 */
size_t functions_find(struct debuginfo *debuginfo, const struct function_query *query,
		      struct source_function **found);

/* Whether @name, as in a query, means @function. */
bool function_is_named(struct debuginfo *debuginfo, const char *name,
		       const struct source_function *function);

/* The instances of a function: those called first, then those inlined, each sorted by address. */
void function_instance(struct debuginfo *debuginfo, const struct source_function *function,
		       uint32_t number, struct function_instance *instance);

/*
 * The function with code of its own that contains @pc (in any of its parts), and which instance of
 * it. False when none does.
 */
bool function_at(struct debuginfo *debuginfo, uint64_t pc, struct source_function *function,
		 struct function_instance *instance);

/* The function that an instance is one of. */
struct source_function function_of_instance(struct debuginfo *debuginfo,
					    const struct function_instance *instance);

/*
 * The line that the next function in the file of @function is declared at: the lines from its own
 * up to that one are its source. UINT_MAX after the last one.
 */
unsigned int function_end_line(struct debuginfo *debuginfo, const struct source_function *function);

/* True when @path matches @pattern as function_query.file says. */
bool function_file_matches(const char *pattern, const char *path);

/* The up to @limit names of functions nearest to @name by spelling, nearest first. */
size_t functions_similar(struct debuginfo *debuginfo, const char *name, size_t limit,
			 const char **names);

#endif
