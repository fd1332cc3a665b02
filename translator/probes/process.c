/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process(…).function, .statement, .plt, .absolute: places in the code of programs and libraries,
 * which uprobes serve. Places are found as those of the kernel are, by the files that
 * place_search.h lists.
 */
#include "probes/process.h"
#include "probes/place_search.h"
#include "probes/user_object.h"

#include <string.h>

/* Behind what names the program. */
#define PROCESS_FORMS(program)                                                                     \
	PLACE_FORMS(program), PLT_FORMS(program), PLACE_FORMS(program ".library(string)"),         \
		PLT_FORMS(program ".library(string)")

#define PLT_FORMS(object)                                                                          \
	object ".plt", object ".plt.return", object ".plt(string)", object ".plt(string).return"

static const char *const process_forms[] = {
	PROCESS_FORMS("process"),
	PROCESS_FORMS("process(string)"),
	PROCESS_FORMS("process(number)"),
	"process(number).statement(number).absolute",
	"process(number).statement(number).absolute.return",
	NULL,
};

static bool resolve_in_file(struct resolve *resolve, const struct point *point)
{
	if (point_component(point, "plt"))
		return resolve_plt(resolve, point);
	if (point_component(point, "absolute"))
		return resolve_process_address(resolve, point);
	return resolve_places(resolve, point);
}

static bool process_resolve(struct resolve *resolve, const struct point *point)
{
	return check_range(resolve, point_component(point, "maxactive"), 0, MOST_ACTIVE) &&
	       user_resolve(resolve, point, resolve_in_file);
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
