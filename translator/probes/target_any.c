/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What means the same in every probe, and in functions: @cast, @var, @enum.
 */
#include "probes/kernel.h"
#include "probes/lowering.h"
#include "semantic/target_type.h"
#include "target_debuginfo.h"

#include "debuginfo/names.h"
#include "debuginfo/types/type_source.h"
#include "debuginfo/values/variables.h"

#include <string.h>

/* ---------------------------------------------------------------- where to look */

/*
 * The types in a header, "<x.h>" or "kernel<x.h>", which say too whose memory has values of them.
 * NULL after resolve_fail().
 */
static const struct type_source *types_of_header(struct lowering *l, const char *name)
{
	struct session *session = l->resolve->session;
	bool is_kernel = !strncmp(name, "kernel", strlen("kernel"));
	const char *header = is_kernel ? name + strlen("kernel") : name, *why, *path;
	struct debuginfo_error error = { 0 };
	struct debuginfo *debuginfo;

	path = session->header_types(session, header, is_kernel, &why);
	if (!path) {
		resolve_fail(l->resolve, l->place, why, "the header %s does not compile", header);
		return NULL;
	}
	debuginfo = debuginfo_open_file(l->resolve->arena, path, session->cache_directory, &error);
	if (!debuginfo) {
		resolve_fail(l->resolve, l->place, error.remedy, "%s", error.text);
		return NULL;
	}
	l->is_user = !is_kernel;
	return debuginfo_types(debuginfo);
}

/*
 * The types that one name in the last argument of @cast means, and whose memory has values of them.
 * NULL after resolve_fail().
 */
static const struct type_source *types_of(struct lowering *l, const char *name)
{
	const struct probed_object *object;

	if (strchr(name, '<') || strchr(name, '"'))
		return types_of_header(l, name);
	object = object_named(l->resolve, l->place, l->own, name);
	if (!object)
		return NULL;
	l->is_user = object->kind == OBJECT_USER;
	return debuginfo_types(object->debuginfo);
}

/*
 * What the probe is in, of which what is named without a module is first: a module, or a file of
 * user space. NULL: the kernel, or what has no debuginfo.
 */
static const struct probed_object *own_object(const struct probe *probe)
{
	const struct probed_object *object =
		probe && probe->family->object ? probe->family->object(probe) : NULL;

	return object && object->kind != OBJECT_KERNEL && object->debuginfo ? object : NULL;
}

/* ---------------------------------------------------------------- @cast */

/* A type of the kernel's; NULL after resolve_fail(). */
static const struct type *kernel_type(struct lowering *l, const char *name)
{
	const struct type_source *types = kernel_types(l->resolve, l->place);
	const struct type *type = types ? type_find(types, name) : NULL;

	if (types && !type)
		resolve_fail(l->resolve, l->place,
			     did_you_mean(l->resolve->arena, type_find_nearest(types, name)),
			     "the kernel has no type '%s'", name);
	return type;
}

/* A type of what the probe is in, else of the kernel's; NULL after resolve_fail(). */
static const struct type *own_or_kernel_type(struct lowering *l, const char *name)
{
	const struct type_source *types = l->object ? debuginfo_types(l->object->debuginfo) : NULL;
	const struct type *type = types ? type_find(types, name) : NULL;
	struct resolve quiet = resolve_quietly(l->resolve);
	struct lowering in_kernel = *l;

	if (type || !l->is_user)
		return type ? type : kernel_type(l, name);
	in_kernel.resolve = &quiet;
	l->is_user = false;
	type = kernel_type(&in_kernel, name);
	if (!type)
		resolve_fail(l->resolve, l->place,
			     did_you_mean(l->resolve->arena, type_find_nearest(types, name)),
			     "%s has no type '%s'", object_name(l->object), name);
	return type;
}

/* The type that @cast names, from the first of "a:b" that has it. */
static const struct type *named_type(struct lowering *l, const char *name, const char *modules)
{
	const struct type_source *types;
	const struct type *type = NULL;
	const char *nearest = NULL;

	if (!modules)
		return own_or_kernel_type(l, name);
	for (const char *at = modules; *at && !type;) {
		size_t length = strcspn(at, ":");

		types = types_of(l, arena_strndup(l->resolve->arena, at, length));
		if (!types)
			return NULL;
		type = type_find(types, name);
		if (!type && !nearest)
			nearest = type_find_nearest(types, name);
		at += length + (at[length] == ':');
	}
	if (!type)
		resolve_fail(l->resolve, l->place, did_you_mean(l->resolve->arena, nearest),
			     "%s has no type '%s'", modules, name);
	return type;
}

/* A pointer to the type that @cast names, unless that is a pointer itself. */
static const struct type *cast_type(struct lowering *l, const struct expr *target)
{
	const struct type *type = named_type(l, target->target.type_name, target->target.module);

	return !type || type->kind == KIND_POINTER ? type : type_pointer_to(type);
}

/* The type that the value before -> or [ has by where it came from. */
static const struct type *own_type(struct lowering *l, const struct expr *pointer)
{
	const struct target_type *known = pointer->target_type;
	const char *remedy = "say what it is: @cast(…, \"type\")";

	if (known && !known->type)
		return kernel_type(l, known->type_name);
	if (!known)
		resolve_fail(l->resolve, l->place, remedy, "the type of this value is not known");
	else if (known->is_mixed)
		resolve_fail(l->resolve, l->place, remedy,
			     "this value is of different types at different places");
	else
		return known->type;
	return NULL;
}

static bool lower_cast(struct lowering *l, struct expr *target)
{
	struct target_value value = { .number = target->target.pointer };

	if (!target->target.type_name && target->target.pointer->target_type)
		l->is_user = target->target.pointer->target_type->is_user;
	value.type = target->target.type_name ? cast_type(l, target)
					      : own_type(l, target->target.pointer);
	if (!value.type)
		return false;
	if (!target->target.access_count) /* &@cast(…) is as good as @cast(…) */
		target->target.address_of = false;
	return lower_target_value(l, &value, target);
}

/* ---------------------------------------------------------------- @var */

/* name@file */
static void split_name(struct lowering *l, const char *text, const char **name, const char **file)
{
	const char *at = strchr(text, '@');

	*name = at ? arena_strndup(l->resolve->arena, text, (size_t)(at - text)) : text;
	*file = at ? at + 1 : NULL;
}

/*
 * In the object named, else that of the probe; of a probe in a module, else in the kernel. The
 * object is left in @l.
 */
static const struct source_global *find_global(struct lowering *l, const struct expr *target)
{
	const char *text = target->target.name, *name, *file, *nearest = NULL;
	struct source_global *globals;

	split_name(l, text, &name, &file);
	if (!target->target.module && l->object &&
	    globals_find(l->object->debuginfo, name, file, &globals))
		return globals;
	if (target->target.module || !l->is_user)
		l->object = object_named(l->resolve, l->place, l->own, target->target.module);
	if (!l->object)
		return NULL;
	l->is_user = l->object->kind == OBJECT_USER;
	if (globals_find(l->object->debuginfo, name, file, &globals))
		return globals;
	globals_similar(l->object->debuginfo, name, 1, &nearest);
	resolve_fail(l->resolve, l->place, did_you_mean(l->resolve->arena, nearest),
		     "%s has no variable '%s'", object_name(l->object), text);
	return NULL;
}

static bool lower_var(struct lowering *l, struct expr *target)
{
	const struct source_global *global = find_global(l, target);
	struct debuginfo_error error = { 0 };
	struct target_value value;

	if (!global)
		return false;
	const struct source_variable *variable = variable_of_die(l->object->debuginfo, global->die);
	const struct location *location =
		variable ? variable_location(l->object->debuginfo, variable, &error) : NULL;

	if (!location)
		return resolve_fail(l->resolve, l->place, error.remedy, "%s", error.text);
	return lower_location(l, location, variable->type, &value) &&
	       lower_target_value(l, &value, target);
}

/* ---------------------------------------------------------------- @enum */

static bool kernel_enumerator(struct lowering *l, const char *name, int64_t *value)
{
	struct debuginfo_error error;
	struct debuginfo *debuginfo = session_kernel_debuginfo(l->resolve->session, &error);
	struct btf_source *btf = session_kernel_btf(l->resolve->session, &error);

	if (!debuginfo && !btf)
		return resolve_fail(l->resolve, l->place, error.remedy, "%s", error.text);
	if (debuginfo ? enumerator_find(debuginfo, name, value)
		      : btf_enumerator_find(btf, name, value))
		return true;
	return resolve_fail(l->resolve, l->place, NULL, "the kernel has no enumerator '%s'", name);
}

static bool lower_enum(struct lowering *l, struct expr *target)
{
	const char *name = target->target.name;
	const char *module = target->target.module;
	const struct probed_object *object = l->object; /* the module that is probed */
	int64_t value;

	if (module) {
		bool is_kernel = !strcmp(module, "kernel");

		object = is_kernel ? NULL : object_named(l->resolve, l->place, l->own, module);
		if (!object && !is_kernel)
			return false;
	}
	if (!object || !enumerator_find(object->debuginfo, name, &value)) {
		if (object && module)
			return resolve_fail(l->resolve, l->place, NULL, "%s has no enumerator '%s'",
					    object_name(object), name);
		if (!kernel_enumerator(l, name, &value))
			return false;
	}
	*target = *lower_number(l, value);
	return true;
}

/* ---------------------------------------------------------------- all */

static bool lower_context(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	const char *name = target->target.name;

	if (!probe)
		return resolve_fail(resolve, target->place,
				    "pass it to the function as a parameter",
				    "'%s' is not available in a function", name);
	if (!probe->family->lower)
		return resolve_fail(resolve, target->place, NULL,
				    "'%s' is not available in probe %s", name, probe->name);
	return probe->family->lower(resolve, probe, target);
}

bool lower_target(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	struct lowering l = { .resolve = resolve,
			      .place = target->place,
			      .object = own_object(probe) };

	l.own = l.object;
	l.is_user = l.own && l.own->kind == OBJECT_USER;

	switch (target->target.kind) {
	case TARGET_CAST:
		l.name = "@cast";
		return lower_cast(&l, target);
	case TARGET_VAR:
		l.name = target->target.name;
		return lower_var(&l, target);
	case TARGET_ENUM:
		return lower_enum(&l, target);
	default:
		return lower_context(resolve, probe, target);
	}
}
