/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.function of a kernel without debuginfo, by the types that it carries itself (BTF): entry
 * and return of functions with code of their own, their parameters and results. Where they are is
 * found by their symbols when the module runs; where parameters are follows from the calling
 * convention. Everything else is left to debuginfo, which then says that it is missing.
 */
#include "debuginfo/types/btf.h"
#include "debuginfo/values/calling_convention.h"
#include "debuginfo/forbidden.h"
#include "probes/kernel.h"
#include "probes/lowering.h"
#include "probes/place_search.h"
#include "semantic/pattern.h"
#include "target_debuginfo.h"

#include <string.h>

/* ---------------------------------------------------------------- points */

bool kernel_btf_serves(struct resolve *resolve, const struct point *point)
{
	static const char *const forms[] = {
		"kernel.function(string)",
		"kernel.function(string).call",
		"kernel.function(string).return",
		"kernel.function(string).return.maxactive(number)",
	};
	struct debuginfo_error error;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (point_has_form(point, forms[i]) && !strchr(point->components[1].string, '@'))
			return !session_kernel_debuginfo(resolve->session, &error);
	return false;
}

/* The point as if it had been written for this function alone. */
static const char *name_of(struct resolve *resolve, const struct point *point, const char *function)
{
	struct point own = *point;

	own.components =
		arena_alloc(resolve->arena, point->component_count * sizeof(*own.components));
	memcpy(own.components, point->components, point->component_count * sizeof(*own.components));
	own.components[1].string = function;
	return point_text(resolve->arena, &own);
}

static void add_function(struct resolve *resolve, const struct point *point,
			 const struct btf_function *function, bool optional)
{
	struct probe *probe =
		probe_new(resolve, &kernel_family, point, name_of(resolve, point, function->name));
	struct probe_place *place = arena_new_object(resolve->arena, struct probe_place);

	place->symbol = function->name;
	place->is_entry = true;
	place->optional = optional || point->optional;
	place->traced_only = optional;
	place->max_active = max_active_of(resolve, point);
	place->function = function;
	probe->family_data = place;
	probe->function_name = function->name;
	probe->is_return = point_component(point, "return") != NULL;
}

static const char *similar_functions(struct resolve *resolve, struct btf_source *btf,
				     const char *name)
{
	const char *names[3];
	size_t count = has_wildcard(name) ? 0 : btf_functions_similar(btf, name, 3, names);
	char *text = arena_strdup(resolve->arena, "");

	for (size_t i = 0; i < count; i++)
		text = arena_printf(resolve->arena, "%s%s'%s'", text,
				    !i		    ? "did you mean "
				    : i + 1 < count ? ", "
						    : " or ",
				    names[i]);
	return count ? arena_printf(resolve->arena, "%s? ", text) : text;
}

bool kernel_btf_resolve(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[1];
	struct debuginfo_error missing;
	struct btf_source *btf = session_kernel_btf(resolve->session, &missing);
	bool is_pattern = has_wildcard(component->string);
	struct btf_function *functions;
	size_t count;

	if (!btf)
		return resolve_fail(resolve, component->place, missing.remedy, "%s", missing.text);
	count = btf_functions_find(btf, component->string, &functions);
	if (!count)
		return resolve_fail(
			resolve, component->place,
			arena_printf(resolve->arena,
				     "%sFunctions that are always inlined are known to debug "
				     "information only: %s",
				     similar_functions(resolve, btf, component->string),
				     missing.remedy),
			"the kernel has no function '%s' with code of its own", component->string);
	if (!is_pattern && functions[0].is_ambiguous)
		return resolve_fail(
			resolve, component->place, missing.remedy,
			"the kernel has several functions '%s', which only debug information tells "
			"apart",
			component->string);
	if (!is_pattern && function_forbidden(component->string))
		return resolve_fail(resolve, component->place, NULL,
				    "the kernel does not allow a probe on '%s': it %s",
				    component->string, function_forbidden(component->string));
	for (size_t i = 0; i < count; i++)
		if (!functions[i].is_ambiguous)
			add_function(resolve, point, &functions[i], is_pattern);
	return true;
}

/* ---------------------------------------------------------------- variables */

/* What $x is looked up in. */
struct scope {
	struct lowering *l;
	const struct probe *probe;
	const struct btf_signature *signature;
};

static const struct btf_signature *signature_of(struct session *session, const struct probe *probe)
{
	const struct probe_place *place = probe->family_data;

	return btf_signature(session->kernel_btf, place->function->id);
}

static bool parameter_value(const struct scope *s, size_t number, struct target_value *value)
{
	const struct btf_signature *signature = s->signature;
	struct arena *arena = s->l->resolve->arena;
	const struct type **types = arena_alloc(arena, signature->parameter_count * sizeof(*types));
	struct debuginfo_error error, missing;
	const struct location *location;

	for (size_t i = 0; i < signature->parameter_count; i++)
		types[i] = signature->parameters[i].type;
	location = parameter_location(arena, signature->result, types, number, &error);
	if (location)
		return lower_location(s->l, location, types[number], value);
	session_kernel_btf(s->l->resolve->session, &missing);
	return resolve_fail(s->l->resolve, s->l->place, missing.remedy,
			    "%s without debug information", error.text);
}

/* No parameter has the name: the nearest that has, and what would know variables. */
static bool no_variable(const struct scope *s)
{
	const struct btf_signature *signature = s->signature;
	struct lowering *l = s->l;
	const char **names =
		arena_alloc(l->resolve->arena, signature->parameter_count * sizeof(*names) + 1);
	struct debuginfo_error missing;
	const char *nearest;

	for (size_t i = 0; i < signature->parameter_count; i++)
		names[i] = signature->parameters[i].name;
	nearest = nearest_name(l->name + 1, names, signature->parameter_count);
	session_kernel_btf(l->resolve->session, &missing);
	return resolve_fail(l->resolve, l->place,
			    arena_printf(l->resolve->arena,
					 "%s%s%sLocal and global variables are known to debug "
					 "information only: %s",
					 nearest ? "did you mean '$" : "", nearest ? nearest : "",
					 nearest ? "'? " : "", missing.remedy),
			    "'%s' has no parameter '%s'", s->probe->function_name, l->name);
}

static bool named_value(const struct scope *s, struct target_value *value)
{
	const char *name = s->l->name + 1;

	if (!strcmp(name, "return"))
		return place_result(s->l, s->probe, s->signature->result, value);
	for (size_t i = 0; i < s->signature->parameter_count; i++)
		if (!strcmp(s->signature->parameters[i].name, name))
			return parameter_value(s, i, value);
	return no_variable(s);
}

/* ---------------------------------------------------------------- $$parms */

/* A parameter that cannot be had is listed as such: why, is not for the person. */
static struct listed_value listed_parameter(const struct scope *s, size_t number)
{
	struct resolve quiet = resolve_quietly(s->l->resolve);
	struct lowering l = *s->l;
	struct scope own = *s;
	struct listed_value listed = { .name = s->signature->parameters[number].name };

	l.resolve = &quiet;
	own.l = &l;
	listed.is_available = parameter_value(&own, number, &listed.value);
	return listed;
}

static bool lower_parameters(const struct scope *s, struct expr *target)
{
	const struct btf_signature *signature = s->signature;
	VEC(struct listed_value) values = { 0 };

	for (size_t i = 0; i < signature->parameter_count; i++) {
		if (!*signature->parameters[i].name)
			continue;
		struct listed_value listed = listed_parameter(s, i);

		vec_push(s->l->resolve->arena, &values, listed);
	}
	return lower_list(s->l, values.items, values.count, target);
}

static bool lower_result(const struct scope *s, struct expr *target)
{
	struct listed_value listed = { .name = "return", .is_available = true };

	if (!s->probe->is_return || s->signature->result->kind == KIND_VOID)
		return lower_list(s->l, NULL, 0, target);
	return place_result(s->l, s->probe, s->signature->result, &listed.value) &&
	       lower_list(s->l, &listed, 1, target);
}

static bool no_locals(const struct scope *s)
{
	struct debuginfo_error missing;

	session_kernel_btf(s->l->resolve->session, &missing);
	return resolve_fail(s->l->resolve, s->l->place, missing.remedy,
			    "'%s' is known to debug information only", s->l->name);
}

/* $$vars is what there is of it: the parameters. */
static bool lower_all(const struct scope *s, struct expr *target)
{
	const char *name = s->l->name;

	if (!strcmp(name, "$$return"))
		return lower_result(s, target);
	if (!strcmp(name, "$$parms") || !strcmp(name, "$$vars"))
		return lower_parameters(s, target);
	return no_locals(s);
}

/* ---------------------------------------------------------------- the family's operations */

bool kernel_btf_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	struct lowering l = { .resolve = resolve,
			      .place = target->place,
			      .name = target->target.name };
	struct scope scope = { .l = &l,
			       .probe = probe,
			       .signature = signature_of(resolve->session, probe) };
	struct target_value value;

	if (!strncmp(l.name, "$$", 2))
		return lower_all(&scope, target);
	return named_value(&scope, &value) && lower_target_value(&l, &value, target);
}

const char *kernel_btf_variables(struct resolve *resolve, const struct probe *probe)
{
	const struct btf_signature *signature = signature_of(resolve->session, probe);
	const char *text = "";

	if (probe->is_return && signature->result->kind != KIND_VOID)
		text = arena_printf(resolve->arena, "$return:%s", signature->result->text);
	for (size_t i = 0; i < signature->parameter_count; i++) {
		const struct btf_parameter *parameter = &signature->parameters[i];

		if (*parameter->name)
			text = arena_printf(resolve->arena, "%s%s$%s:%s", text, *text ? " " : "",
					    parameter->name, parameter->type->text);
	}
	return text;
}
