/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * .statement: places in the code of functions, by line or by address.
 */
#include "probes/place_search.h"

bool resolve_statements(struct resolve *resolve, const struct point *point)
{
	struct debuginfo_error error = { 0 };
	struct place_search search;
	struct line_place *places;
	size_t count;

	if (!place_search_object(&search, resolve, point))
		return false;
	if (!search.spec.has_lines)
		return resolve_functions(resolve, point);
	const struct line_query query = {
		.function = { .name = search.spec.name, .file = search.spec.file },
		.kind = search.spec.kind,
		.ranges = search.spec.ranges,
		.range_count = search.spec.range_count,
		.nearest = point_component(point, "nearest") != NULL,
		/* A list of a program's lines is to be whole; a probe runs once for an address. */
		.repeats_addresses = resolve->session->options.listing != LIST_NONE &&
				     search.object->kind == OBJECT_USER,
	};

	count = lines_find(search.object->debuginfo, &query, &places, &error);
	if (!count)
		return resolve_fail(resolve, search.component->place, error.remedy, "%s",
				    error.text);
	for (size_t i = 0; i < count; i++)
		add_place_at(&search,
			     place_name(&search, places[i].function.name, places[i].file,
					places[i].line, NULL),
			     &places[i].function, &places[i].instance, places[i].pc);
	return place_search_end(&search, NULL, "'%s' has no place", search.component->string);
}

bool resolve_no_address(struct place_search *search)
{
	static const char *const remedies[] = {
		[OBJECT_KERNEL] = "addresses are those of the debug file, without KASLR",
		[OBJECT_MODULE] = "addresses are offsets in the .text of the module",
		[OBJECT_USER] = "addresses are those of the file, as nm shows them",
	};

	return resolve_fail(search->resolve, search->component->place,
			    remedies[search->object->kind], "no function of %s is at 0x%llx",
			    object_name(search->object),
			    (unsigned long long)search->component->number);
}

/*
 * An address, taken as it is or, with .nearest, the beginning of the statement that it is in. The
 * variables of the function that it is in can be named.
 */
bool resolve_statement_address(struct resolve *resolve, const struct point *point)
{
	struct function_instance instance;
	struct source_function function;
	struct place_search search;
	uint64_t pc;

	if (!place_search_object(&search, resolve, point))
		return false;
	pc = argument_address(&search);
	if (!function_at(search.object->debuginfo, pc, &function, &instance))
		return resolve_no_address(&search);
	if (point_component(point, "nearest"))
		line_start(search.object->debuginfo, pc, &pc);
	add_place_at(
		&search,
		place_name_of(&search, arena_printf(resolve->arena, "0x%llx",
						    (unsigned long long)search.component->number)),
		&function, &instance, pc);
	return place_search_end(&search, NULL, "there is no place");
}
