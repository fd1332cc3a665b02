/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process(…).mark("name") and .provider("name").mark("name"): the places that a program's source
 * marks with sys/sdt.h. The notes in the file say where they are and where their arguments are, so
 * no debug information is needed; where there is some, the variables of the function are there too.
 */
#include "probes/mark.h"

#include "debuginfo/name_search.h"
#include "debuginfo/usdt.h"
#include "probes/mark_arguments.h"
#include "probes/place.h"
#include "probes/process.h"
#include "probes/user_object.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- which marks */

/* What the points says of marks; '-' in a name is what dtrace makes "__" of. */
struct mark_query {
	const char *provider; /* NULL: any */
	const char *name;
};

static const char *with_underscores(struct arena *arena, const char *name)
{
	const char *text = "";

	for (; *name; name++)
		text = arena_printf(arena, *name == '-' ? "%s__" : "%s%c", text, *name);
	return text;
}

static bool names_match(struct arena *arena, const char *pattern, const char *name)
{
	return name_matches(pattern, name) || name_matches(with_underscores(arena, pattern), name);
}

static bool mark_matches(struct arena *arena, const struct mark_query *query,
			 const struct usdt_mark *mark)
{
	return names_match(arena, query->name, mark->name) &&
	       (!query->provider || names_match(arena, query->provider, mark->provider));
}

/* ---------------------------------------------------------------- places */

/* The point with the names of the mark. */
static const char *mark_point(struct arena *arena, const struct point *point,
			      const struct usdt_mark *mark)
{
	const char *text = "";

	for (size_t i = 0; i < point->component_count; i++) {
		const struct component *component = &point->components[i];
		const char *argument = component->string;

		if (!strcmp(component->name, "provider"))
			argument = mark->provider;
		else if (!strcmp(component->name, "mark"))
			argument = mark->name;
		else if (component->number) /* process(PID): the path is beside it */
			argument = NULL;
		text = argument ? arena_printf(arena, "%s%s%s(\"%s\")", text, i ? "." : "",
					       component->name, argument)
				: arena_printf(arena, "%s%s%s(%lld)", text, i ? "." : "",
					       component->name, (long long)component->number);
	}
	return text;
}

/* Adds a probe at one place of a mark. False when there can be none: the file is damaged. */
static bool add_mark(struct resolve *resolve, const struct point *point,
		     const struct user_where *where, const struct usdt_mark *mark)
{
	const struct program_file *file = where->object->user->file;
	struct probe_place own = { 0 }, *place;
	uint64_t semaphore = 0;
	struct probe *probe;

	if (object_locate(resolve->session, where->object, mark->address, &own) ||
	    (mark->semaphore && !program_file_offset(file, mark->semaphore, &semaphore)))
		return false;
	place = arena_new_object(resolve->arena, struct probe_place);
	place->object = where->object;
	place->program = where->program;
	place->pid = where->pid;
	place->address = mark->address;
	place->offset = own.offset;
	place->symbol = mark->name;
	place->mark = mark;
	place->semaphore = semaphore;
	place->optional = point->optional;
	probe = probe_new(resolve, &process_family, point, mark_point(resolve->arena, point, mark));
	probe->family_data = place;
	return true;
}

/* ---------------------------------------------------------------- none found */

/* That it was a script that was named; NULL when it was not. */
static const char *script_remedy(struct resolve *resolve, const struct user_where *where)
{
	const char *script = where->object->user->file->script;

	return script ? arena_printf(resolve->arena, "it is the interpreter of %s", script) : NULL;
}

/* Why none of the marks is meant: the file has none, or none of the name. */
static bool no_mark(struct resolve *resolve, const struct point *point,
		    const struct user_where *where, const struct usdt_mark *marks, size_t count)
{
	const struct component *provider = point_component(point, "provider");
	const struct component *mark = point_component(point, "mark"), *wrong = mark;
	const char **names = arena_alloc(resolve->arena, (count + 1) * sizeof(*names));
	size_t kept = 0;

	if (!count)
		return resolve_fail(resolve, mark->place, script_remedy(resolve, where),
				    "%s has no marks", where->object->text);
	for (size_t i = 0; i < count; i++)
		if (!provider || names_match(resolve->arena, provider->string, marks[i].provider))
			names[kept++] = marks[i].name;
	if (!kept) {
		wrong = provider;
		for (; kept < count; kept++)
			names[kept] = marks[kept].provider;
	}
	return resolve_fail(resolve, wrong->place,
			    did_you_mean(resolve->arena, nearest_name(wrong->string, names, kept)),
			    "%s has no %s '%s'", where->object->text,
			    wrong == mark ? "mark" : "provider of marks", wrong->string);
}

bool resolve_marks(struct resolve *resolve, const struct point *point)
{
	const struct component *provider = point_component(point, "provider");
	const struct component *name = point_component(point, "mark");
	const struct mark_query query = { provider ? provider->string : NULL, name->string };
	struct user_where where;
	struct usdt_mark *marks;
	size_t count, added = 0;

	user_where(resolve, point, &where);
	count = usdt_marks(resolve->arena, where.object->user->file, &marks);
	for (size_t i = 0; i < count; i++)
		if (mark_matches(resolve->arena, &query, &marks[i]))
			added += add_mark(resolve, point, &where, &marks[i]);
	return added || no_mark(resolve, point, &where, marks, count);
}

/* ---------------------------------------------------------------- variables */

static bool lower_text(struct expr *target, enum expr_kind kind, const char *text, size_t size)
{
	target->kind = kind;
	target->type = TYPE_STRING;
	target->string.text = text;
	target->string.length = strlen(text);
	target->string_size = size;
	return true;
}

/* What has no other name here is a variable of the function that the mark is in. */
static bool lower_local(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	struct probe_place *place = probe->family_data;
	struct resolve quiet = resolve_quietly(resolve);
	struct source_function function;

	if (!place->has_instance &&
	    user_object_debuginfo(&quiet, target->place, place->object, true) &&
	    debuginfo_has_dwarf(place->object->debuginfo))
		place->has_instance = function_at(place->object->debuginfo, place->address,
						  &function, &place->instance);
	if (place->has_instance)
		return place_lower(resolve, probe, target);
	return resolve_fail(resolve, target->place,
			    mark_arguments_text(resolve->arena, place->mark),
			    "there is no variable '%s' at the mark '%s'", target->target.name,
			    place->mark->name);
}

bool mark_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	const struct probe_place *place = probe->family_data;
	const char *name = target->target.name;
	struct lowering l = {
		.resolve = resolve,
		.place = target->place,
		.name = name,
		.is_user = true,
		.own = place->object,
		.object = place->object,
	};
	bool is_bare = !target->target.access_count && !target->target.address_of;
	unsigned int number;

	/* The same C for all places, so that they can share a handler. */
	if (!strcmp(name, "$$name") && is_bare)
		return lower_text(target, EXPR_CODE, "stap_probe_symbol(c)",
				  strlen(place->mark->name) < 64 ? 64 : 0);
	if (!strcmp(name, "$$provider") && is_bare)
		return lower_text(target, EXPR_STRING, place->mark->provider, 0);
	if (!strcmp(name, "$$parms") || !strcmp(name, "$$vars"))
		return mark_arguments_lower(&l, place->mark, target);
	if (mark_argument_number(name, &number))
		return mark_argument_lower(&l, place->mark, number, target);
	return lower_local(resolve, probe, target);
}

const char *mark_variables(struct resolve *resolve, const struct probe *probe)
{
	const struct probe_place *place = probe->family_data;

	return mark_arguments_listed(resolve->arena, place->mark);
}
