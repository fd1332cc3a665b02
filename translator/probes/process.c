/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process(…).function, .statement: places in the code of programs and libraries, which uprobes
 * serve. Places are found as those of the kernel are, by the files that place_search.h lists.
 */
#include "probes/process.h"
#include "probes/place_search.h"
#include "probes/user_object.h"

#include <string.h>

static const char *const process_forms[] = {
	PLACE_FORMS("process(string)"),
	PLACE_FORMS("process(string).library(string)"),
	PLACE_FORMS("process(number)"),
	PLACE_FORMS("process(number).library(string)"),
	PLACE_FORMS("process"),
	PLACE_FORMS("process.library(string)"),
	NULL,
};

static bool process_resolve(struct resolve *resolve, const struct point *point)
{
	return check_range(resolve, point_component(point, "maxactive"), 0, MOST_ACTIVE) &&
	       user_resolve(resolve, point, resolve_places);
}

const struct probe_family process_family = {
	.name = "process",
	.forms = process_forms,
	.has_places = true,
	.resolve = process_resolve,
	.lower = place_lower,
	.variables = place_variables,
	.object = place_object,
	.registers = REGISTERS_USER,
	.emit = process_emit,
	.runtime_family = "stap_user_family",
	.runtime_type = "struct stap_user_probe",
};
