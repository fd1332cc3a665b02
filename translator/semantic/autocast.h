/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types of the target that follow a value through the script, so that `t = $task; t->pid` works.
 */
#ifndef STAP_SEMANTIC_AUTOCAST_H
#define STAP_SEMANTIC_AUTOCAST_H

#include "debuginfo/types.h"
#include "semantic/analysis.h"

/* What the member target_type of expressions, variables and functions points to. */
struct target_type {
	const struct type *type; /* of the number; NULL when only its name is known yet: */
	const char *type_name;	 /* that of a type of the kernel, looked up when it is needed */
	bool is_user;		 /* what it points to is in user space */
	bool is_mixed;		 /* it is given several types: no cast */
};

/* Returns the type of the value of @expr, as far as it is known by now; NULL: it has none. */
const struct target_type *value_target_type(const struct expr *expr);

/*
 * Carries the types of values on to the variables and functions that are given them, over all
 * bodies in use. Returns whether there was something new.
 */
bool follow_types(struct analysis *analysis);

#endif
