/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.function, kernel.statement, kprobe.function, kprobe.statement: places in the kernel's
 * text. kernel.* is resolved by the target kernel's debuginfo, in the files that kernel_points.h
 * lists; kprobe.* needs none and knows no variables.
 */
#include "probes/kernel_points.h"

#include "debuginfo/name_search.h"
#include "debuginfo/types.h"
#include "target_debuginfo.h"

#include <string.h>

static const char *const kernel_forms[] = {
	"kernel.function(string)",
	"kernel.function(string).call",
	"kernel.function(string).callee(string)",
	"kernel.function(string).callee(string).call",
	"kernel.function(string).callee(string).return",
	"kernel.function(string).callee(string).return.maxactive(number)",
	"kernel.function(string).callees",
	"kernel.function(string).callees(number)",
	"kernel.function(string).exported",
	"kernel.function(string).inline",
	"kernel.function(string).label(string)",
	"kernel.function(string).return",
	"kernel.function(string).return.maxactive(number)",
	"kernel.function(number)",
	"kernel.function(number).call",
	"kernel.function(number).exported",
	"kernel.function(number).inline",
	"kernel.function(number).return",
	"kernel.function(number).return.maxactive(number)",
	"kernel.statement(string)",
	"kernel.statement(string).nearest",
	"kernel.statement(number)",
	"kernel.statement(number).absolute",
	"kprobe.function(string)",
	"kprobe.function(string).call",
	"kprobe.function(string).return",
	"kprobe.function(string).return.maxactive(number)",
	"kprobe.statement(number).absolute",
	NULL,
};

/* ---------------------------------------------------------------- debuginfo */

struct debuginfo *kernel_debuginfo(struct resolve *resolve, struct place place)
{
	struct debuginfo_error error;
	struct debuginfo *debuginfo = session_kernel_debuginfo(resolve->session, &error);

	if (!debuginfo)
		resolve_fail(resolve, place, error.remedy, "%s", error.text);
	return debuginfo;
}

const struct type_source *kernel_types(struct resolve *resolve, struct place place)
{
	struct debuginfo_error error;
	struct debuginfo *debuginfo = session_kernel_debuginfo(resolve->session, &error);
	struct btf_source *btf;

	if (debuginfo)
		return debuginfo_types(debuginfo);
	btf = session_kernel_btf(resolve->session, &error);
	if (!btf)
		resolve_fail(resolve, place, error.remedy, "%s", error.text);
	return btf ? btf_types(btf) : NULL;
}

const struct kernel_object *kernel_object(struct resolve *resolve, const struct point *point)
{
	struct debuginfo *debuginfo = kernel_debuginfo(resolve, point->components[1].place);
	struct kernel_object *object;

	if (!debuginfo)
		return NULL;
	object = arena_new_object(resolve->arena, struct kernel_object);
	object->debuginfo = debuginfo;
	return object;
}

const char *object_name(const struct kernel_object *object)
{
	return object->module ? object->module : "the kernel";
}

/* ---------------------------------------------------------------- kprobe.* */

static bool resolve_kprobe(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[1];
	struct kernel_place *place;
	struct place_search search;

	if (name_has_wildcards(component->string))
		return resolve_fail(resolve, component->place, "use kernel.function",
				    "kprobe.function takes one name, without wildcards");
	place_search_begin(&search, resolve, point);
	place = add_place(
		&search,
		place_name_of(&search, arena_printf(resolve->arena, "\"%s\"", component->string)),
		component->string);
	place->symbol = component->string;
	place->optional = point->optional;
	place->is_entry = true;
	return true;
}

/* ---------------------------------------------------------------- dispatch */

static bool resolve_function(struct resolve *resolve, const struct point *point)
{
	if (!strcmp(point->components[0].name, "kprobe"))
		return resolve_kprobe(resolve, point);
	if (!point->components[1].argument_is_string)
		return resolve_function_address(resolve, point);
	if (point_component(point, "callee") || point_component(point, "callees"))
		return resolve_callees(resolve, point);
	if (point_component(point, "label"))
		return resolve_labels(resolve, point);
	return resolve_functions(resolve, point);
}

static bool kernel_resolve(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[1];

	if (point->component_count < 2 || !component->has_argument)
		return resolve_fail(resolve, point->place,
				    "for instance kernel.function(\"vfs_read\")",
				    "the probe point is incomplete");
	if (kernel_btf_serves(resolve, point))
		return kernel_btf_resolve(resolve, point);
	if (!strcmp(component->name, "function"))
		return resolve_function(resolve, point);
	if (component->argument_is_string)
		return resolve_statements(resolve, point);
	return point_component(point, "absolute") ? resolve_absolute_address(resolve, point)
						  : resolve_statement_address(resolve, point);
}

const struct probe_family kernel_family = {
	.name = "kernel",
	.forms = kernel_forms,
	.has_places = true,
	.resolve = kernel_resolve,
	.lower = kernel_lower,
	.variables = kernel_variables,
	.emit = kernel_emit,
	.runtime_family = "stap_kernel_family",
	.runtime_type = "struct stap_kernel_probe",
};
