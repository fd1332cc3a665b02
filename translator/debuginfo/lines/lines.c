/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Source lines to addresses.
 */
#include <stdlib.h>
#include <string.h>

#include "debuginfo/internal.h"
#include "debuginfo/lines/line_rows.h"
#include "debuginfo/lines/lines.h"
#include "debuginfo/name_search.h"

enum {
	SIMILAR_COUNT = 5
};

struct line_search {
	struct debuginfo *debuginfo;
	struct line_range *ranges; /* wanted in the function being looked at */
	size_t range_count;
	struct source_function function;   /* that function, … */
	struct function_instance instance; /* … and the instance of it */
	VEC(struct line_place) places;
	size_t instance_places;	 /* where in `places` those of this instance begin */
	unsigned int entry_line; /* of the first row at its entry; 0: not met yet */
	/* The nearest lines with code on either side of the first range; 0 for none. */
	unsigned int below, above;
};

static bool line_wanted(const struct line_search *search, unsigned int line)
{
	for (size_t i = 0; i < search->range_count; i++)
		if (line >= search->ranges[i].first && line <= search->ranges[i].last)
			return true;
	return false;
}

static void note_nearest(const struct line_range *range, unsigned int line, unsigned int *below,
			 unsigned int *above)
{
	if (line < range->first && line > *below)
		*below = line;
	if (line > range->last && (!*above || line < *above))
		*above = line;
}

static void visit_row(void *data, uint64_t pc, unsigned int line)
{
	struct line_search *search = data;
	struct line_place place = {
		.pc = pc,
		.file = search->function.file,
		.line = line,
		.function = search->function,
		.instance = search->instance,
	};

	if (!search->entry_line && pc == search->instance.pc)
		search->entry_line = line;
	if (!line_wanted(search, line)) {
		note_nearest(&search->ranges[0], line, &search->below, &search->above);
		return;
	}
	for (size_t i = search->instance_places; i < search->places.count; i++) {
		struct line_place *known = &search->places.items[i];

		if (known->line == line) {
			if (pc < known->pc)
				known->pc = pc;
			return;
		}
	}
	vec_push(search->debuginfo->arena, &search->places, place);
}

static int compare_addresses(const void *a, const void *b)
{
	const struct line_place *x = a, *y = b;

	if (x->pc != y->pc)
		return x->pc < y->pc ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/*
 * Several lines can begin at one address: of those in this instance, keep the lowest, but rather
 * than the line by which the instance is entered (its declaration, its brace) any other.
 */
static void drop_repeated_addresses(struct line_search *search)
{
	struct line_place *places = search->places.items + search->instance_places;
	size_t count = search->places.count - search->instance_places, kept = 0;

	if (!count)
		return;
	qsort(places, count, sizeof(*places), compare_addresses);
	for (size_t i = 0; i < count; i++) {
		if (!kept || places[i].pc != places[kept - 1].pc)
			places[kept++] = places[i];
		else if (places[kept - 1].line == search->entry_line)
			places[kept - 1] = places[i];
	}
	search->places.count = search->instance_places + kept;
}

/* What is around one range in a function. */
struct surroundings {
	const struct line_range *range;
	unsigned int below, above;
	bool has_code;
};

static void visit_around(void *data, uint64_t pc, unsigned int line)
{
	struct surroundings *around = data;

	(void)pc;
	if (line >= around->range->first && line <= around->range->last)
		around->has_code = true;
	else
		note_nearest(around->range, line, &around->below, &around->above);
}

/* Let @range mean the nearest line with code in @function, unless it has some itself. */
static void move_to_nearest(struct debuginfo *debuginfo, const struct source_function *function,
			    struct line_range *range)
{
	struct surroundings around = { .range = range };
	struct function_instance instance;
	unsigned int line;

	for (uint32_t i = 0; i < function->instance_count; i++) {
		function_instance(debuginfo, function, i, &instance);
		line_rows_visit(debuginfo, function, &instance, visit_around, &around);
	}
	if (around.has_code || (!around.below && !around.above))
		return;
	line = around.above;
	if (!line || (around.below && range->first - around.below < line - range->last))
		line = around.below;
	range->first = range->last = line;
}

/* The lines of @query in @function; false when it is not meant. */
static bool ranges_in_function(struct line_search *search, const struct line_query *query,
			       const struct source_function *function)
{
	static const struct line_range all = { 1, UINT32_MAX };
	const struct line_range *ranges = query->kind == LINES_ALL ? &all : query->ranges;
	unsigned int base = query->kind == LINES_RELATIVE ? function->line : 0;

	search->range_count = 0;
	for (size_t i = 0; i < (query->kind == LINES_ALL ? 1 : query->range_count); i++) {
		struct line_range range = { ranges[i].first + base, ranges[i].last + base };

		if (query->nearest && name_has_wildcards(query->function.name) &&
		    (range.first < function->line ||
		     range.first >= function_end_line(search->debuginfo, function)))
			continue;
		if (query->nearest)
			move_to_nearest(search->debuginfo, function, &range);
		search->ranges[search->range_count++] = range;
	}
	return search->range_count > 0;
}

static void search_function(struct line_search *search, const struct line_query *query,
			    const struct source_function *function)
{
	search->function = *function;
	if (!ranges_in_function(search, query, function))
		return;
	for (uint32_t i = 0; i < function->instance_count; i++) {
		function_instance(search->debuginfo, function, i, &search->instance);
		search->instance_places = search->places.count;
		search->entry_line = 0;
		line_rows_visit(search->debuginfo, function, &search->instance, visit_row, search);
		if (!query->repeats_addresses)
			drop_repeated_addresses(search);
	}
}

static int compare_places(const void *a, const void *b)
{
	const struct line_place *x = a, *y = b;

	if (x->function.index != y->function.index)
		return x->function.index < y->function.index ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->pc < y->pc ? -1 : x->pc > y->pc;
}

static void report_no_function(struct debuginfo *debuginfo, const struct function_query *query,
			       struct debuginfo_error *error)
{
	struct arena *arena = debuginfo->arena;
	const char *names[SIMILAR_COUNT];
	size_t count = 0;

	error->text = arena_printf(arena, "no function %s in %s", query->name, query->file);
	if (!name_has_wildcards(query->name))
		count = functions_similar(debuginfo, query->name, SIMILAR_COUNT, names);
	for (size_t i = 0; i < count; i++)
		error->remedy =
			arena_printf(arena, "%s%s %s",
				     i ? error->remedy : "similar names:", i ? "," : "", names[i]);
}

static void report_no_line(struct line_search *search, const struct line_query *query,
			   struct debuginfo_error *error)
{
	struct arena *arena = search->debuginfo->arena;
	const struct source_function *function = &search->function;

	if (query->kind == LINES_ALL) {
		error->text = arena_printf(arena, "%s has no line information", function->name);
		return;
	}
	if (!search->range_count) {
		error->text = arena_printf(arena, "line %u of %s is in no function",
					   query->ranges[0].first, query->function.file);
		return;
	}
	if (search->range_count > 1)
		error->text = arena_printf(arena, "these lines of %s have no code in %s",
					   function->file, query->function.name);
	else if (search->ranges[0].first == search->ranges[0].last)
		error->text =
			arena_printf(arena, "line %u of %s has no code in %s",
				     search->ranges[0].first, function->file, query->function.name);
	else
		error->text = arena_printf(arena, "lines %u to %u of %s have no code in %s",
					   search->ranges[0].first, search->ranges[0].last,
					   function->file, query->function.name);
	if (search->below && search->above)
		error->remedy = arena_printf(arena, "the nearest lines with code are %u and %u",
					     search->below, search->above);
	else if (search->below || search->above)
		error->remedy = arena_printf(arena, "the nearest line with code is %u",
					     search->below ? search->below : search->above);
}

size_t lines_find(struct debuginfo *debuginfo, const struct line_query *query,
		  struct line_place **found, struct debuginfo_error *error)
{
	struct line_search search = {
		.debuginfo = debuginfo,
		.ranges = arena_alloc(debuginfo->arena,
				      (query->range_count + 1) * sizeof(struct line_range)),
	};
	struct source_function *functions;
	size_t count = functions_find(debuginfo, &query->function, &functions);

	*found = NULL;
	if (!count) {
		report_no_function(debuginfo, &query->function, error);
		return 0;
	}
	for (size_t i = 0; i < count; i++)
		search_function(&search, query, &functions[i]);
	if (!search.places.count) {
		report_no_line(&search, query, error);
		return 0;
	}
	qsort(search.places.items, search.places.count, sizeof(*search.places.items),
	      compare_places);
	*found = search.places.items;
	return search.places.count;
}
