/* SPDX-License-Identifier: GPL-2.0-only */
/* The type that a value has in the target, as it follows the value through the script. */
#ifndef STAP_SEMANTIC_TARGET_TYPE_H
#define STAP_SEMANTIC_TARGET_TYPE_H

#include "debuginfo/types/types.h"

/* What the member target_type of expressions, variables and functions points to. */
struct target_type {
	const struct type *type; /* of the number; NULL when only its name is known yet: */
	const char *type_name;	 /* that of a type of the kernel, looked up when it is needed */
	bool is_user;		 /* what it points to is in user space */
	bool is_mixed;		 /* it is given several types: no cast */
};

#endif
