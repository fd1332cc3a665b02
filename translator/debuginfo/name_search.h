/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Searching sorted names: exactly, by pattern, by similarity.
 */
#ifndef STAP_DEBUGINFO_NAME_SEARCH_H
#define STAP_DEBUGINFO_NAME_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

/* Name @number of a table sorted by name. */
typedef const char *name_of(const void *table, size_t number);

/* Entries first up to but without end. */
struct name_range {
	size_t first, end;
};

bool name_has_wildcards(const char *pattern);

/* True when @name is @pattern or, if that has wildcards, matches it as fnmatch(3) says. */
bool name_matches(const char *pattern, const char *name);

/* Where in a table of @count entries names that match @pattern can be: found by its literal start.
 */
struct name_range name_search(const char *pattern, name_of *name_of, const void *table,
			      size_t count);

/*
 * The names with the smallest edit distance to @name, nearest first, at most @limit and at most a
 * third of its letters away; their number is the result.
 */
size_t names_similar(const char *name, name_of *name_of, const void *table, size_t count,
		     size_t limit, const char **names);

#endif
