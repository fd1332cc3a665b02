/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names with scopes: "name", "class::name", "::name", "ns::*::name", "ns::**::name".
 *
 * What stands before the name are the scopes that it is in, the innermost last; as many as are
 * written, so "class::name" is found in any namespace. The whole program is a scope without a name.
 * Each part may be a pattern of fnmatch(3), which does not go across "::"; "**" alone stands for
 * any number of scopes. Anonymous and inline namespaces may be left out, as in C++.
 */
#ifndef STAP_DEBUGINFO_SCOPED_NAMES_H
#define STAP_DEBUGINFO_SCOPED_NAMES_H

#include "debuginfo/index/index.h"

struct scoped_pattern {
	const char **parts; /* the last one is for the name itself */
	size_t count;
	bool is_literal; /* without patterns: '*' is a character */
	/*
	 * Template arguments may be left out (unless is_literal), and blanks in them do not count:
	 * for a second try, when nothing is called exactly so.
	 */
	bool is_loose;
	unsigned char *scopes_tried; /* per scope: 0 not tried, 1 no, 2 yes */
};

/*
 * The length of the first part of a name with scopes: up to a "::" that is in no brackets. What an
 * operator's name has behind "operator" belongs to it.
 */
size_t scoped_name_part(const char *text);

/* Reads @text; the parts are owned by the arena. */
struct scoped_pattern scoped_pattern_read(struct arena *arena, const char *text, bool is_literal);

/* The part for the name itself. */
static inline const char *scoped_pattern_name(const struct scoped_pattern *pattern)
{
	return pattern->parts[pattern->count - 1];
}

/* The text that all names which match begin with, so that they can be searched: a pattern, too. */
const char *scoped_pattern_search(struct arena *arena, const struct scoped_pattern *pattern);

/* Whether @name in scope number @scope is meant. Remembers in @pattern which scopes match. */
bool scoped_pattern_matches(struct scoped_pattern *pattern, const struct index *index,
			    struct arena *arena, const char *name, uint32_t scope);

/* @name with as many of its scopes as @pattern has: as it is shown to who asked so. */
const char *scoped_name_shown(const struct scoped_pattern *pattern, const struct index *index,
			      struct arena *arena, const char *name, uint32_t scope);

#endif
