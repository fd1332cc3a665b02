/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of the library that conditionals on systemtap_v keep for old scripts:
 *
 *	%( systemtap_v <= "4.4" %? function old() { … } %)
 */
#ifndef STAP_SEMANTIC_DEPRECATION_H
#define STAP_SEMANTIC_DEPRECATION_H

#include "semantic/analysis.h"

/*
 * Returns the remedy for the unknown @name (of an alias, its components with dots between them):
 * which --compatible would bring it. NULL when none would.
 */
const char *compatible_remedy(struct analysis *analysis, enum library_kind kind, const char *name);

/*
 * Warns that @name, of the library's file @file and used at @use, is there only because of
 * --compatible.
 */
void warn_of_deprecated(struct analysis *analysis, enum library_kind kind, const char *name,
			const struct source_file *file, struct place use);

#endif
