/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Places that a point means: their names, and the probes for them. A kernel has hundreds of
 * thousands for kernel.function("*"), so what all share is worked out once.
 */
#include "probes/place_search.h"
#include "probes/user_object.h"

#include "debuginfo/language.h"

#include <string.h>

static enum wanted wanted_of(const struct point *point)
{
	if (point_component(point, "call"))
		return WANT_CALL;
	if (point_component(point, "inline"))
		return WANT_INLINE;
	if (point_component(point, "exported"))
		return WANT_EXPORTED;
	return point_component(point, "return") ? WANT_RETURN : WANT_ALL;
}

const struct component *where_of(const struct point *point)
{
	static const char *const names[] = { "function", "statement", "plt" };
	const struct component *component = NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !component; i++)
		component = point_component(point, names[i]);
	return component;
}

/* A component as it is written. */
static const char *component_text(struct arena *arena, const struct component *component)
{
	if (!component->has_argument)
		return component->name;
	if (component->argument_is_string)
		return arena_printf(arena, "%s(\"%s\")", component->name, component->string);
	return arena_printf(arena, "%s(%lld)", component->name, (long long)component->number);
}

/* The parts of the names, the suffixes as written. */
static void prepare_names(struct place_search *search)
{
	struct arena *arena = search->resolve->arena;
	const struct point *point = search->point;
	const struct component *component = point->components;

	search->head = "";
	for (; component != search->component; component++)
		search->head = arena_printf(arena, "%s%s.", search->head,
					    component_text(arena, component));
	search->head = arena_printf(arena, "%s%s(", search->head, component->name);
	search->tail = ")";
	while (++component < point->components + point->component_count) {
		const char *name = component->name;

		if (!strcmp(name, "callee") || !strcmp(name, "callees") || !strcmp(name, "label")) {
			search->middle = !strcmp(name, "label") ? ").label(" : ").callee(";
			continue;
		}
		search->tail = arena_printf(arena, "%s.%s", search->tail,
					    component_text(arena, component));
	}
}

int64_t max_active_of(const struct resolve *resolve, const struct point *point)
{
	const struct component *max_active = point_component(point, "maxactive");

	if (max_active)
		return max_active->number;
	if (!point_component(point, "return"))
		return 0;
	int64_t limit = session_limit(resolve->session, "KRETACTIVE", 0);

	return limit < 0 ? 0 : limit > MOST_ACTIVE ? MOST_ACTIVE : limit;
}

void place_search_begin(struct place_search *search, struct resolve *resolve,
			const struct point *point)
{
	*search = (struct place_search){
		.resolve = resolve,
		.point = point,
		.component = where_of(point),
		.wanted = wanted_of(point),
		.max_active = max_active_of(resolve, point),
	};
	prepare_names(search);
}

/* Without DWARF only functions are known, by their symbols. */
static bool check_symbols_do(const struct place_search *search)
{
	static const char *const suffixes[] = { "inline", "callee", "callees", "label" };
	const struct debuginfo_error *missing = debuginfo_no_dwarf(search->object->debuginfo);
	const struct component *wanted = search->spec.file ? search->component : NULL;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes) && !wanted; i++)
		wanted = point_component(search->point, suffixes[i]);
	if (!wanted)
		return true;
	return resolve_fail(
		search->resolve, wanted->place, missing->remedy, "%s: %s",
		wanted == search->component
			? "files and lines cannot be told"
			: arena_printf(search->resolve->arena, ".%s cannot be told", wanted->name),
		missing->text);
}

bool place_search_object(struct place_search *search, struct resolve *resolve,
			 const struct point *point)
{
	place_search_begin(search, resolve, point);
	search->object = point_object(resolve, point);
	if (!search->object)
		return false;
	if (search->component->argument_is_string) {
		if (!parse_function_spec(resolve, search->component, &search->spec))
			return false;
		search->many = spec_has_wildcard(&search->spec);
	}
	return debuginfo_has_dwarf(search->object->debuginfo) || check_symbols_do(search);
}

const char *place_text(const struct place_search *search, const char *function, const char *file,
		       unsigned int line)
{
	struct arena *arena = search->resolve->arena;

	if (!*file) /* only a symbol tells of it */
		return arena_printf(arena, "\"%s\"", function);
	return arena_printf(arena, "\"%s@%s:%u\"", function, file, line);
}

const char *place_name_of(const struct place_search *search, const char *argument)
{
	return arena_printf(search->resolve->arena, "%s%s%s", search->head, argument, search->tail);
}

const char *place_name(const struct place_search *search, const char *function, const char *file,
		       unsigned int line, const char *last)
{
	const char *text = place_text(search, function, file, line);

	if (!last)
		return place_name_of(search, text);
	return arena_printf(search->resolve->arena, "%s%s%s%s%s", search->head, text,
			    search->middle, last, search->tail);
}

/* What is asked of the stack is asked at the entry, of a return probe too. */
static void set_condition(const struct place_search *search, struct probe *probe)
{
	struct arena *arena = search->resolve->arena;

	probe->condition = search->condition;
	if (!search->condition || !probe->is_return)
		return;
	probe->condition = arena_new_object(arena, struct expr);
	probe->condition->kind = EXPR_SAVED;
	probe->condition->type = TYPE_LONG;
	probe->condition->place = search->point->place;
	probe->condition->saved = (unsigned int)probe->saved.count;
	vec_push(arena, &probe->saved, search->condition);
}

struct probe_place *add_place(struct place_search *search, const char *name,
			      const char *function_name)
{
	struct probe *probe =
		probe_new(search->resolve, object_family(search->object), search->point, name);
	struct probe_place *place = arena_new_object(search->resolve->arena, struct probe_place);

	place->object = search->object;
	if (search->object && search->object->kind == OBJECT_USER) {
		struct user_where where;

		user_where(search->resolve, search->point, &where);
		place->program = where.program;
		place->pid = where.pid;
	}
	place->max_active = search->max_active;
	probe->family_data = place;
	probe->function_name = function_name;
	probe->is_return = search->wanted == WANT_RETURN;
	set_condition(search, probe);
	search->added++;
	return place;
}

struct probe_place *add_place_at(struct place_search *search, const char *name,
				 const struct source_function *function,
				 const struct function_instance *instance, uint64_t pc)
{
	struct probe_place where = { 0 }, *place;
	const char *forbidden = object_locate(search->resolve->session, search->object, pc, &where);

	const char *harmful = search->wanted == WANT_RETURN
				      ? language_forbids_return(search->object->debuginfo, instance)
				      : NULL;

	if (forbidden || harmful) {
		search->forbidden = forbidden;
		search->harmful = harmful;
		return NULL;
	}
	place = add_place(search, name, function->name);
	place->address = pc;
	place->section = where.section;
	place->offset = where.offset;
	place->is_entry = !instance->inlined && pc == instance->pc;
	/*
	 * Of many, the kernel may refuse some when the script runs. So it may an inlined copy, that
	 * lies in code which allows no probe: the others still serve.
	 */
	place->optional = search->point->optional || instance->inlined || search->many;
	place->has_instance = true;
	place->instance = *instance;
	return place;
}

uint64_t argument_address(const struct place_search *search)
{
	return object_address(search->object, (uint64_t)search->component->number);
}

static const char *argument_text(const struct place_search *search,
				 const struct component *component)
{
	return component->argument_is_string ? component->string
					     : arena_printf(search->resolve->arena, "0x%llx",
							    (unsigned long long)component->number);
}

bool place_search_end(struct place_search *search, const char *remedy, const char *format, ...)
{
	const struct component *component = search->component;
	va_list arguments;
	const char *text;

	if (search->added)
		return true;
	if (search->harmful)
		return resolve_fail(search->resolve, component->place, NULL,
				    "a probe where '%s' returns would break the program: %s",
				    argument_text(search, component), search->harmful);
	if (search->forbidden)
		return resolve_fail(search->resolve, component->place, NULL,
				    "the kernel does not allow a probe on '%s': it %s",
				    argument_text(search, component), search->forbidden);
	va_start(arguments, format);
	text = arena_vprintf(search->resolve->arena, format, arguments);
	va_end(arguments);
	return resolve_fail(search->resolve, component->place, remedy, "%s", text);
}

static bool resolve_function(struct resolve *resolve, const struct point *point)
{
	if (!where_of(point)->argument_is_string)
		return resolve_function_address(resolve, point);
	if (point_component(point, "callee") || point_component(point, "callees"))
		return resolve_callees(resolve, point);
	if (point_component(point, "label"))
		return resolve_labels(resolve, point);
	return resolve_functions(resolve, point);
}

bool resolve_places(struct resolve *resolve, const struct point *point)
{
	const struct component *component = where_of(point);

	if (!strcmp(component->name, "function"))
		return resolve_function(resolve, point);
	return component->argument_is_string ? resolve_statements(resolve, point)
					     : resolve_statement_address(resolve, point);
}
