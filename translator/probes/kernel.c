/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.function, kernel.statement, kprobe.function, kprobe.statement: places in the kernel's
 * text. kernel.* is resolved by the target kernel's debuginfo, in the files that place_search.h
 * lists; kprobe.* needs none and knows no variables.
 */
#include "probes/kernel.h"
#include "probes/place_search.h"

#include "debuginfo/name_search.h"

#include <string.h>

#define SYMBOL_FORMS(object)                                                                       \
	object ".function(string)", object ".function(string).call",                               \
		object ".function(string).return",                                                 \
		object ".function(string).return.maxactive(number)"

static const char *const kernel_forms[] = {
	PLACE_FORMS("kernel"),
	"kernel.statement(number).absolute",
	PLACE_FORMS("module(string)"),
	SYMBOL_FORMS("kprobe"),
	SYMBOL_FORMS("kprobe.module(string)"),
	"kprobe.statement(number).absolute",
	NULL,
};

/* ---------------------------------------------------------------- kprobe.* */

static bool resolve_kprobe(struct resolve *resolve, const struct point *point)
{
	const struct component *component = where_of(point);
	const struct component *module = point_component(point, "module");
	struct probe_place *place;
	struct place_search search;

	if (name_has_wildcards(component->string))
		return resolve_fail(resolve, component->place,
				    module ? "use module(…).function" : "use kernel.function",
				    "kprobe.function takes one name, without wildcards");
	place_search_begin(&search, resolve, point);
	if (module) {
		search.object = kernel_module_by_name(resolve, module);
		if (!search.object)
			return false;
	}
	place = add_place(
		&search,
		place_name_of(&search, arena_printf(resolve->arena, "\"%s\"", component->string)),
		component->string);
	place->symbol = component->string;
	place->optional = point->optional;
	place->is_entry = true;
	if (module)
		place->section =
			kernel_symbol_section(resolve->session, search.object, component->string);
	return true;
}

/* An address of the running kernel: nothing is known about it. */
static bool resolve_absolute_address(struct resolve *resolve, const struct point *point)
{
	struct place_search search;

	place_search_begin(&search, resolve, point);
	if (!resolve->session->options.guru)
		return resolve_fail(resolve, search.component->place, "use stap -g",
				    "an absolute address needs guru mode");
	add_place(
		&search,
		place_name_of(&search, arena_printf(resolve->arena, "0x%llx",
						    (unsigned long long)search.component->number)),
		NULL)
		->address = (uint64_t)search.component->number;
	return true;
}

/* ---------------------------------------------------------------- dispatch */

static bool resolve_in_object(struct resolve *resolve, const struct point *point)
{
	if (kernel_btf_serves(resolve, point))
		return kernel_btf_resolve(resolve, point);
	if (point_component(point, "absolute"))
		return resolve_absolute_address(resolve, point);
	if (!strcmp(point->components[0].name, "kprobe"))
		return resolve_kprobe(resolve, point);
	return resolve_places(resolve, point);
}

/* @point for one module of those that its wildcard matches. */
static struct point *with_module(struct arena *arena, const struct point *point, const char *name)
{
	struct point *copy = arena_new_object(arena, struct point);
	size_t size = point->component_count * sizeof(*point->components);

	*copy = *point;
	copy->expanded_from = point;
	copy->components = arena_alloc(arena, size);
	memcpy(copy->components, point->components, size);
	copy->components[0].string = name;
	return copy;
}

/* Modules without debuginfo here are left out, and those that have nothing of that name. */
static bool resolve_in_modules(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[0];
	const char **names;
	size_t count = kernel_modules_matching(resolve, component, &names), found = 0;

	for (size_t i = 0; i < count; i++) {
		if (resolve_part(resolve, with_module(resolve->arena, point, names[i]),
				 resolve_in_object, count == 1))
			found++;
		else
			kernel_object_close_unused(resolve->session, names[i]);
	}
	if (found || count < 2)
		return found;
	return resolve_fail(resolve, where_of(point)->place, NULL,
			    "nothing found for '%s' in the %zu modules that '%s' matches",
			    where_of(point)->argument_is_string ? where_of(point)->string
								: "the address",
			    count, component->string);
}

static bool kernel_resolve(struct resolve *resolve, const struct point *point)
{
	const struct component *where = where_of(point);

	if (!check_range(resolve, point_component(point, "maxactive"), 0, MOST_ACTIVE))
		return false;
	if (!where || !where->has_argument)
		return resolve_fail(resolve, point->place,
				    "for instance kernel.function(\"vfs_read\")",
				    "the probe point is incomplete");
	if (!strcmp(point->components[0].name, "module") &&
	    name_has_wildcards(point->components[0].string))
		return resolve_in_modules(resolve, point);
	return resolve_in_object(resolve, point);
}

/* ---------------------------------------------------------------- variables */

static bool is_known_by_btf(const struct probe *probe)
{
	return ((const struct probe_place *)probe->family_data)->function != NULL;
}

static bool kernel_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	return is_known_by_btf(probe) ? kernel_btf_lower(resolve, probe, target)
				      : place_lower(resolve, probe, target);
}

static const char *kernel_variables(struct resolve *resolve, const struct probe *probe)
{
	return is_known_by_btf(probe) ? kernel_btf_variables(resolve, probe)
				      : place_variables(resolve, probe);
}

const struct probe_family kernel_family = {
	.name = "kernel",
	.type = "kprobe",
	.forms = kernel_forms,
	.has_places = true,
	.resolve = kernel_resolve,
	.lower = kernel_lower,
	.variables = kernel_variables,
	.object = place_object,
	.registers = REGISTERS_KERNEL,
	.emit = kernel_emit,
	.runtime_family = "stap_kernel_family",
	.runtime_type = "struct stap_kernel_probe",
};

/* Its points are those of the kernel family, which finds the places. */
static const char *const no_forms[] = { NULL };

const struct probe_family module_family = {
	.name = "module",
	.type = "kprobe",
	.forms = no_forms,
	.has_places = true,
	.lower = place_lower,
	.variables = place_variables,
	.object = place_object,
	.registers = REGISTERS_KERNEL,
	.emit = module_emit,
	.needs_table = kernel_has_modules,
	.runtime_family = "stap_module_family",
	.runtime_type = "struct stap_module_table",
};
