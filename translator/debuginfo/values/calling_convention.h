/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a function finds its parameters and leaves its result, by their types alone: System V ABI
 * AMD64 §3.2.3. What is handed over in vector registers is not read.
 */
#ifndef STAP_DEBUGINFO_CALLING_CONVENTION_H
#define STAP_DEBUGINFO_CALLING_CONVENTION_H

#include "debuginfo/values/location.h"
#include "debuginfo/types/types.h"

/*
 * Where parameter @number (from 0) of a function with a result of type @result and these parameters
 * is at the function's first instruction. Returns NULL and fills in @error when that does not
 * follow from the types.
 */
const struct location *parameter_location(struct arena *arena, const struct type *result,
					  const struct type *const *parameters, size_t number,
					  struct debuginfo_error *error);

/*
 * Where a result of type @type is when the function has returned. Returns NULL and fills in @error
 * when that does not follow from the type.
 */
const struct location *result_location(struct arena *arena, const struct type *type,
				       struct debuginfo_error *error);

#endif
