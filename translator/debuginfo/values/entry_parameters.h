/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parameters at the first instruction of a function that was compiled without optimisation. Its
 * debug information says where in the frame they are, as if they had always been there; but it is
 * the function's first instructions that put them there, out of where the caller left them.
 */
#ifndef STAP_DEBUGINFO_ENTRY_PARAMETERS_H
#define STAP_DEBUGINFO_ENTRY_PARAMETERS_H

#include <elfutils/libdw.h>

#include "debuginfo/values/variables.h"

/*
 * Where @variable is, given the @location that its DIE says: that itself, unless it is in a frame
 * that is still to be made. NULL with @error when that leads nowhere.
 */
struct location *entry_parameter_location(struct debuginfo *debuginfo,
					  const struct source_variable *variable,
					  struct location *location, struct debuginfo_error *error);

#endif
