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
	PLACE_FORMS("process(number)"),
	PLACE_FORMS("process"),
	NULL,
};

/* @point with the path of the program that it means, by which its places are named. */
static struct point *with_program(struct arena *arena, const struct point *point, const char *path)
{
	struct point *copy = arena_new_object(arena, struct point);
	size_t size = point->component_count * sizeof(*point->components);

	*copy = *point;
	copy->expanded_from = point;
	copy->components = arena_alloc(arena, size);
	memcpy(copy->components, point->components, size);
	copy->components[0].has_argument = copy->components[0].argument_is_string = true;
	copy->components[0].string = path;
	return copy;
}

static bool process_resolve(struct resolve *resolve, const struct point *point)
{
	struct user_program program;

	if (!check_range(resolve, point_component(point, "maxactive"), 0, MOST_ACTIVE) ||
	    !user_program(resolve, point, true, &program))
		return false;
	if (!program.pid)
		point = with_program(resolve->arena, point, program.object->user->path);
	return resolve_places(resolve, point);
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
