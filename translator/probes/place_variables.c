/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Context variables at a place in code: $x from what is in scope there, $return from the
 * calling convention, and the lists of them.
 */
#include "probes/place.h"

#include "debuginfo/values/calling_convention.h"
#include "debuginfo/language.h"
#include "debuginfo/names.h"
#include "debuginfo/values/variables.h"
#include "probes/lowering.h"
#include "session.h"

#include <string.h>

/* What $x is looked up in. */
struct scope {
	struct lowering *l;
	const struct probe *probe;
	const struct probe_place *place;
	struct debuginfo *debuginfo;
};

/* ---------------------------------------------------------------- $return */

static const struct type *result_type(const struct scope *s)
{
	const struct type *type = type_of_result(s->debuginfo, &s->place->instance);

	return type && type->kind != KIND_VOID ? type : NULL;
}

bool place_result(struct lowering *l, const struct probe *probe, const struct type *type,
		  struct target_value *value)
{
	const struct location *location;
	struct debuginfo_error error;

	if (!probe->is_return)
		return resolve_fail(l->resolve, l->place, "add .return to the probe point",
				    "$return is only there when the function returns");
	if (!type || type->kind == KIND_VOID)
		return resolve_fail(l->resolve, l->place, NULL, "'%s' returns nothing",
				    probe->function_name);
	location = result_location(l->resolve->arena, type, &error);
	if (!location)
		return resolve_fail(l->resolve, l->place, NULL, "%s", error.text);
	return lower_location(l, location, type, value);
}

/* The same of the function that the place is in. */
static bool own_result(const struct scope *s, struct target_value *value)
{
	const struct type *type = result_type(s);
	struct debuginfo_error error = { 0 };

	if (type && s->probe->is_return &&
	    !language_returns_as_c(s->debuginfo, &s->place->instance, type, &error))
		return resolve_fail(s->l->resolve, s->l->place, error.remedy, "%s", error.text);
	return place_result(s->l, s->probe, type, value);
}

/* ---------------------------------------------------------------- $x */

static bool variable_value(const struct scope *s, const struct source_variable *variable,
			   struct target_value *value, struct debuginfo_error *error)
{
	const struct location *location = variable_location(s->debuginfo, variable, error);

	return location && lower_location(s->l, location, variable->type, value);
}

/* A variable of the file that the place is in, or of the kernel. */
static const struct source_variable *file_variable(const struct scope *s, const char *name)
{
	struct source_function function = function_of_instance(s->debuginfo, &s->place->instance);
	struct source_global *globals;
	size_t count = globals_find(s->debuginfo, name, function.file, &globals);

	if (!count)
		count = globals_find(s->debuginfo, name, NULL, &globals);
	for (size_t i = 0; i < count; i++)
		if (globals[i].external || !strcmp(globals[i].file, function.file))
			return variable_of_die(s->debuginfo, globals[i].die);
	return NULL;
}

/* A name that is not there: the nearest that is, else all of them. */
static bool no_variable(const struct scope *s, const char *all)
{
	struct lowering *l = s->l;
	struct source_variable *variables;
	size_t count =
		variables_at(s->debuginfo, &s->place->instance, s->place->address, &variables);
	const char **names = arena_alloc(l->resolve->arena, (count + 2) * sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = variables[i].name;
	if (s->probe->is_return)
		names[count++] = "return";
	const char *nearest = nearest_name(l->name + 1, names, count);

	return resolve_fail(
		l->resolve, l->place,
		nearest ? arena_printf(l->resolve->arena, "did you mean '$%s'?", nearest) : all,
		"there is no variable '%s' here", l->name);
}

static bool named_value(const struct scope *s, struct target_value *value)
{
	struct debuginfo_error error = { 0 }, absent = { 0 };
	const char *name = s->l->name + 1;
	const struct source_variable *variable;

	if (!strcmp(name, "return"))
		return own_result(s, value);
	variable =
		variable_find(s->debuginfo, &s->place->instance, s->place->address, name, &absent);
	if (!variable)
		variable = file_variable(s, name);
	if (!variable)
		return no_variable(s, absent.remedy);
	if (variable_value(s, variable, value, &error))
		return true;
	return s->l->failed
		       ? false
		       : resolve_fail(s->l->resolve, s->l->place, error.remedy, "%s", error.text);
}

/* ---------------------------------------------------------------- $$vars */

enum list {
	LIST_PARAMETERS = 1,
	LIST_LOCALS = 2,
	LIST_RETURN = 4,
	LIST_UNKNOWN = 0,
};

static unsigned int list_of(const char *name)
{
	static const struct {
		const char *name;
		unsigned int list;
	} lists[] = {
		{ "$$vars", LIST_PARAMETERS | LIST_LOCALS },
		{ "$$parms", LIST_PARAMETERS },
		{ "$$locals", LIST_LOCALS },
		{ "$$return", LIST_RETURN },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (!strcmp(lists[i].name, name))
			return lists[i].list;
	return LIST_UNKNOWN;
}

/* A variable that cannot be had is listed as such: what its lowering says is not for the person. */
static struct listed_value listed_variable(const struct scope *s,
					   const struct source_variable *variable)
{
	struct resolve quiet = resolve_quietly(s->l->resolve);
	struct lowering l = *s->l;
	struct scope own = *s;
	struct listed_value listed = { .name = variable->name };
	struct debuginfo_error error = { 0 };

	l.resolve = &quiet;
	own.l = &l;
	listed.is_available = variable_value(&own, variable, &listed.value, &error);
	if (listed.is_available && type_is_scalar(variable->type))
		listed.is_available = lower_read(&l, &listed.value) != NULL;
	return listed;
}

static bool lower_variables(const struct scope *s, unsigned int list, struct expr *target)
{
	struct arena *arena = s->l->resolve->arena;
	struct source_variable *variables;
	size_t count =
		variables_at(s->debuginfo, &s->place->instance, s->place->address, &variables);
	VEC(struct listed_value) values = { 0 };

	if (list == LIST_RETURN && s->probe->is_return && result_type(s)) {
		struct listed_value listed = { .name = "return", .is_available = true };

		if (!own_result(s, &listed.value))
			return false;
		vec_push(arena, &values, listed);
	}
	for (size_t i = 0; i < count; i++) {
		struct listed_value listed;

		if (!(list & (variables[i].parameter ? LIST_PARAMETERS : LIST_LOCALS)))
			continue;
		listed = listed_variable(s, &variables[i]);
		vec_push(arena, &values, listed);
	}
	return lower_list(s->l, values.items, values.count, target);
}

/* ---------------------------------------------------------------- the families' operations */

static bool only_symbol(const struct scope *s)
{
	const struct debuginfo_error *missing = debuginfo_no_dwarf(s->debuginfo);

	if (!debuginfo_has_dwarf(s->debuginfo))
		return resolve_fail(s->l->resolve, s->l->place, missing->remedy,
				    "'%s' is not known: %s", s->l->name, missing->text);
	return resolve_fail(s->l->resolve, s->l->place, NULL,
			    "'%s' is not known: the debug information of %s does not have '%s'",
			    s->l->name, object_name(s->place->object), s->probe->function_name);
}

bool place_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	const struct probe_place *place = probe->family_data;
	struct lowering l = { .resolve = resolve,
			      .place = target->place,
			      .name = target->target.name };
	struct scope scope = { .l = &l, .probe = probe, .place = place };
	struct target_value value;

	if (!place->has_instance)
		return resolve_fail(resolve, l.place,
				    probe->family->registers == REGISTERS_USER
					    ? "use .function or .statement"
					    : "use kernel.function or kernel.statement",
				    "'%s' is not known here: this probe point uses no debuginfo",
				    l.name);
	scope.debuginfo = place->object->debuginfo;
	if (!place->instance.die)
		return only_symbol(&scope);
	l.own = l.object = place->object;
	l.is_user = place->object->kind == OBJECT_USER;
	if (!strncmp(l.name, "$$", 2)) {
		unsigned int list = list_of(l.name);

		if (list)
			return lower_variables(&scope, list, target);
		return resolve_fail(resolve, l.place,
				    "there are $$vars, $$parms, $$locals, $$return",
				    "'%s' is not available in probe %s", l.name, probe->name);
	}
	return named_value(&scope, &value) && lower_target_value(&l, &value, target);
}

const char *place_variables(struct resolve *resolve, const struct probe *probe)
{
	const struct probe_place *place = probe->family_data;
	struct source_variable *variables;
	char *text = arena_strdup(resolve->arena, "");

	if (!place->has_instance || !place->instance.die)
		return text;
	struct debuginfo *debuginfo = place->object->debuginfo;

	if (probe->is_return) {
		struct type *type = type_of_result(debuginfo, &place->instance);

		if (type && type->kind != KIND_VOID)
			text = arena_printf(resolve->arena, "$return:%s", type->text);
	}
	size_t count = variables_at(debuginfo, &place->instance, place->address, &variables);

	for (size_t i = 0; i < count; i++) {
		if (variable_is_available(debuginfo, &variables[i]))
			text = arena_printf(resolve->arena, "%s%s$%s:%s", text, *text ? " " : "",
					    variables[i].name, variables[i].type->text);
	}
	return text;
}

const struct probed_object *place_object(const struct probe *probe)
{
	return ((const struct probe_place *)probe->family_data)->object;
}
