/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process(…).function, .statement, .plt, .mark, .absolute: places in the code of programs and
 * libraries, which uprobes serve. Functions and lines are found as those of the kernel are, by the
 * files that place_search.h lists; marks by mark.c.
 */
#include "probes/process.h"
#include "probes/mark.h"
#include "probes/place_search.h"
#include "probes/user_object.h"

#include <string.h>

/* Behind what names the program. */
#define PROCESS_FORMS(program)                                                                     \
	PLACE_FORMS(program), PLT_FORMS(program), MARK_FORMS(program),                             \
		PLACE_FORMS(program ".library(string)"), PLT_FORMS(program ".library(string)"),    \
		MARK_FORMS(program ".library(string)")

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
	if (point_component(point, "mark"))
		return resolve_marks(resolve, point);
	return resolve_places(resolve, point);
}

static bool process_resolve(struct resolve *resolve, const struct point *point)
{
	return check_range(resolve, point_component(point, "maxactive"), 0, MOST_ACTIVE) &&
	       user_resolve(resolve, point, resolve_in_file);
}

static bool is_mark(const struct probe *probe)
{
	return ((const struct probe_place *)probe->family_data)->mark;
}

static bool process_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	return is_mark(probe) ? mark_lower(resolve, probe, target)
			      : place_lower(resolve, probe, target);
}

static const char *process_variables(struct resolve *resolve, const struct probe *probe)
{
	return is_mark(probe) ? mark_variables(resolve, probe) : place_variables(resolve, probe);
}

const struct probe_family process_family = {
	.name = "process",
	.type = "uprobe",
	.forms = process_forms,
	.has_places = true,
	.resolve = process_resolve,
	.lower = process_lower,
	.variables = process_variables,
	.object = place_object,
	.registers = REGISTERS_USER,
	.emit = process_emit,
	.runtime_family = "stap_user_family",
	.runtime_type = "struct stap_user_probe",
};
