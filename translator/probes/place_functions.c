/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * .function: entries of functions and of their inlined copies, by name or by address.
 */
#include "probes/place_search.h"

#include "debuginfo/symbols.h"

#include <string.h>

bool instance_wanted(const struct place_search *search, const struct source_function *function,
		     const struct function_instance *instance)
{
	if (search->wanted == WANT_EXPORTED && !function->external)
		return false;
	if (instance->inlined)
		return search->wanted == WANT_ALL || search->wanted == WANT_INLINE;
	return search->wanted != WANT_INLINE;
}

/*
 * Of a function, the compiler may make a part code of its own, NAME.part.0, which the rest calls:
 * its entry is not that of the function.
 */
static bool is_part(const struct place_search *search, const struct source_function *function,
		    const struct function_instance *instance)
{
	struct symbol symbol;

	return !instance->inlined && function->instance_count > 1 &&
	       symbol_at(search->object->debuginfo, instance->pc, &symbol) &&
	       strstr(symbol.name, ".part.");
}

/*
 * Code in a file with DWARF of which only a symbol tells is assembler. It need not return, as
 * _start and what signal handlers return to do not: what a probe there takes for the return address
 * is something else then. Who asks for it by name knows.
 */
static bool may_not_return(const struct place_search *search,
			   const struct source_function *function)
{
	return search->wanted == WANT_RETURN && search->many && function->is_symbol &&
	       debuginfo_has_dwarf(search->object->debuginfo);
}

static void add_function(struct place_search *search, const struct source_function *function)
{
	const char *name = NULL;

	if (may_not_return(search, function)) {
		search->harmful = "it is assembler, which need not return as functions do";
		return;
	}
	for (uint32_t i = 0; i < function->instance_count; i++) {
		struct function_instance instance;

		function_instance(search->object->debuginfo, function, i, &instance);
		if (!instance_wanted(search, function, &instance) ||
		    is_part(search, function, &instance))
			continue;
		if (!name)
			name = place_name(search, function->name, function->file, function->line,
					  NULL);
		if (add_place_at(search, name, function, &instance, instance.pc) &&
		    search->resolve->session->options.listing == LIST_POINTS)
			break;
	}
}

/* For one that is not there: the file it is in, or the nearest names; NULL when there are none. */
static const char *similar_functions(const struct place_search *search)
{
	struct arena *arena = search->resolve->arena;
	struct debuginfo *debuginfo = search->object->debuginfo;
	const char *names[3], *name = search->spec.name;
	const struct function_query elsewhere = { .name = name };
	struct source_function *functions;

	if (search->spec.file && !search->many && functions_find(debuginfo, &elsewhere, &functions))
		return arena_printf(arena, "'%s' is in %s, line %u", functions[0].name,
				    functions[0].file, functions[0].line);
	size_t count = search->many ? 0 : functions_similar(debuginfo, name, 3, names);

	if (!count)
		return NULL;
	char *text = arena_printf(arena, "did you mean '%s'", names[0]);

	for (size_t i = 1; i < count; i++)
		text = arena_printf(arena, "%s%s'%s'", text, i + 1 < count ? ", " : " or ",
				    names[i]);
	return arena_printf(arena, "%s?", text);
}

/* Says that nothing has the name; without DWARF that is no more than that no symbol has. */
static void no_function(const struct place_search *search)
{
	const struct debuginfo_error *missing = debuginfo_no_dwarf(search->object->debuginfo);
	const char *similar = similar_functions(search);

	if (debuginfo_has_dwarf(search->object->debuginfo))
		resolve_fail(search->resolve, search->component->place, similar,
			     "%s has no function '%s'", object_name(search->object),
			     search->component->string);
	else
		resolve_fail(search->resolve, search->component->place,
			     similar ? similar : missing->remedy, "no symbol of %s is '%s', and %s",
			     object_name(search->object), search->component->string, missing->text);
}

/* True when a line asked for is in the source of @function. */
static bool has_line(const struct place_search *search, const struct source_function *function)
{
	unsigned int end = function_end_line(search->object->debuginfo, function);

	for (size_t i = 0; i < search->spec.range_count; i++)
		if (search->spec.ranges[i].first < end &&
		    search->spec.ranges[i].last >= function->line)
			return true;
	return false;
}

size_t named_functions(struct place_search *search, struct source_function **functions)
{
	const struct function_query query = { .name = search->spec.name,
					      .file = search->spec.file };
	size_t count = functions_find(search->object->debuginfo, &query, functions), kept = 0;

	if (!count) {
		no_function(search);
		return 0;
	}
	if (!search->spec.has_lines || search->spec.kind != LINES_ABSOLUTE)
		return count;
	for (size_t i = 0; i < count; i++)
		if (has_line(search, &(*functions)[i]))
			(*functions)[kept++] = (*functions)[i];
	if (!kept)
		resolve_fail(search->resolve, search->component->place,
			     arena_printf(search->resolve->arena, "'%s' begins at line %u of %s",
					  (*functions)[0].name, (*functions)[0].line,
					  (*functions)[0].file),
			     "line %u is not in the source of '%s'", search->spec.ranges[0].first,
			     search->spec.name);
	return kept;
}

bool resolve_functions(struct resolve *resolve, const struct point *point)
{
	struct source_function *functions;
	struct place_search search;
	size_t count;

	if (!place_search_object(&search, resolve, point))
		return false;
	count = named_functions(&search, &functions);
	if (!count)
		return false;
	for (size_t i = 0; i < count; i++)
		add_function(&search, &functions[i]);
	return place_search_end(&search, "leave out the suffix to probe it wherever it is",
				"'%s' has no such instance: it is %s", search.component->string,
				functions[0].call_count ? "called, not inlined" : "always inlined");
}

bool resolve_function_address(struct resolve *resolve, const struct point *point)
{
	struct function_instance instance;
	struct source_function function;
	struct place_search search;

	if (!place_search_object(&search, resolve, point))
		return false;
	if (!function_at(search.object->debuginfo, argument_address(&search), &function, &instance))
		return resolve_no_address(&search);
	if (instance_wanted(&search, &function, &instance))
		add_place_at(&search,
			     place_name(&search, function.name, function.file, function.line, NULL),
			     &function, &instance, instance.pc);
	return place_search_end(&search, NULL, "'%s' is not of this kind", function.name);
}
