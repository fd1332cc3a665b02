/* SPDX-License-Identifier: GPL-2.0-only */
/* $syscall, $arg1 … $arg6 and $return of a system call, which process.syscall and kernel.syscall
 * share. */
#ifndef STAP_PROBES_CALL_VARIABLES_H
#define STAP_PROBES_CALL_VARIABLES_H

#include "probes/family.h"

/* As probe_family.lower, in a probe at a call or, with @is_return, at its return. */
bool call_variable_lower(struct resolve *resolve, const struct probe *probe, bool is_return,
			 struct expr *target);

/* For -L. */
const char *call_variables(bool is_return);

#endif
