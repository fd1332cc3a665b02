/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What depends on the language that a function is written in.
 */
#ifndef STAP_DEBUGINFO_LANGUAGE_H
#define STAP_DEBUGINFO_LANGUAGE_H

#include "debuginfo/functions.h"
#include "debuginfo/types/types.h"

/* Why a probe where the function returns would break the program; NULL when one would not. */
const char *language_forbids_return(struct debuginfo *debuginfo,
				    const struct function_instance *instance);

/*
 * Whether the function, at whose return a probe can be, hands a result of @type over as
 * calling_convention.h says. False with @error.
 */
bool language_returns_as_c(struct debuginfo *debuginfo, const struct function_instance *instance,
			   const struct type *type, struct debuginfo_error *error);

#endif
