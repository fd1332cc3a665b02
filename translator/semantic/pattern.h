/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Comparing probe points: component by component, with the wildcards * ? […] in component names,
 * and ** which also crosses dots.
 */
#ifndef STAP_SEMANTIC_PATTERN_H
#define STAP_SEMANTIC_PATTERN_H

#include "script/ast.h"

/* Returns the point as text, without ? ! if: kernel.function("vfs_read").return */
const char *point_text(struct arena *arena, const struct point *point);

/* Return true when @name holds one of * ? [ */
bool has_wildcard(const char *name);
/* Also for any component of @point (not its arguments). */
bool point_has_wildcard(const struct point *point);

/* Returns true when names and arguments are the same. */
bool points_equal(const struct point *a, const struct point *b);

/*
 * Returns how many components of the pattern @point stand for all of @name (components of an
 * alias), 0 when they do not. With ** it is all of @point.
 */
size_t point_prefix(const struct point *point, const struct point *name);
bool point_begins_with(const struct point *point, const struct point *name);

/* Returns true when an alias of this dotted name could be meant; arguments are not compared. */
bool point_may_mean(const struct point *point, const char *dotted);

/* fnmatch(3); a wildcard does not stand for the leading __ of an internal name. */
bool component_matches(const char *pattern, const char *name);

#endif
