/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types of the target that follow a value through the script, so that `t = $task; t->pid` works.
 */
#ifndef STAP_SEMANTIC_AUTOCAST_H
#define STAP_SEMANTIC_AUTOCAST_H

#include "semantic/analysis.h"
#include "semantic/target_type.h"

/* Returns the type of the value of @expr, as far as it is known by now; NULL: it has none. */
const struct target_type *value_target_type(const struct expr *expr);

/*
 * Carries the types of values on to the variables and functions that are given them, over all
 * bodies in use. Returns whether there was something new.
 */
bool follow_types(struct analysis *analysis);

#endif
