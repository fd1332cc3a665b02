/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Merging what the threads of a scan found. Each numbered its names, files and functions for
 * itself; here they get their common order, which is that of the index.
 */
#define _GNU_SOURCE /* qsort_r */
#include <stdlib.h>
#include <string.h>

#include "debuginfo/index/index_merge.h"
#include "debuginfo/index/number_map.h"

void index_tables_begin(struct index_tables *tables)
{
	string_set_init(&tables->string_set, tables->arena);
	index_add_string(tables, "");
}

uint32_t index_add_string(struct index_tables *tables, const char *string)
{
	uint32_t number = string_set_add(&tables->string_set, string);

	if (number < tables->string_offsets.count)
		return tables->string_offsets.items[number];

	size_t length = strlen(string) + 1;
	uint32_t offset = tables->strings.count;

	while (tables->strings.capacity - tables->strings.count < length)
		arena_vec_grow(tables->arena, &tables->strings.items, tables->strings.capacity,
			       &tables->strings.capacity, 1);
	memcpy(tables->strings.items + offset, string, length);
	tables->strings.count += length;
	vec_push(tables->arena, &tables->string_offsets, offset);
	return offset;
}

/* A function of one thread, with what the common order goes by. */
struct merged_function {
	const char *name;
	uint32_t file; /* position in INDEX_FILES */
	uint32_t line;
	uint32_t scope; /* position in INDEX_SCOPES */
	uint32_t flags;
	uint32_t scan, number;
};

/* An instance of one thread, under the number its function now has. */
struct merged_instance {
	struct scanned_instance instance;
	uint32_t scan, number;
};

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void merge_files(struct index_tables *tables, const struct index_scan *scans,
			unsigned int scan_count, struct renumbering *to)
{
	struct arena *arena = tables->arena;
	struct string_set set;

	string_set_init(&set, arena);
	for (unsigned int i = 0; i < scan_count; i++)
		for (size_t j = 0; j < scans[i].files.strings.count; j++)
			string_set_add(&set, scans[i].files.strings.items[j]);

	const char **sorted = arena_alloc(arena, (set.strings.count + 1) * sizeof(*sorted));
	uint32_t *position = arena_alloc(arena, (set.strings.count + 1) * sizeof(*position));

	for (size_t i = 0; i < set.strings.count; i++)
		sorted[i] = set.strings.items[i];
	qsort(sorted, set.strings.count, sizeof(*sorted), compare_strings);
	for (size_t i = 0; i < set.strings.count; i++) {
		struct index_file file = { .path = index_add_string(tables, sorted[i]) };

		vec_push(arena, &tables->files, file);
		position[string_set_add(&set, sorted[i])] = i;
	}
	for (unsigned int i = 0; i < scan_count; i++) {
		size_t count = scans[i].files.strings.count;

		to[i].files = arena_alloc(arena, (count + 1) * sizeof(uint32_t));
		for (size_t j = 0; j < count; j++)
			to[i].files[j] =
				position[string_set_add(&set, scans[i].files.strings.items[j])];
	}
}

/* Scopes while they are merged: in the order that threads met them. */
struct scope_list {
	VEC(struct index_scope) items;
	VEC(uint32_t) depths;
	const char *strings;
};

/* Outer scopes come before inner ones. */
static int compare_scopes(const struct scope_list *list, uint32_t a, uint32_t b)
{
	const struct index_scope *x = &list->items.items[a], *y = &list->items.items[b];
	uint32_t x_depth = list->depths.items[a], y_depth = list->depths.items[b];
	int order;

	if (a == b)
		return 0;
	if (x_depth != y_depth) {
		order = x_depth > y_depth ? compare_scopes(list, x->outer, b)
					  : compare_scopes(list, a, y->outer);
		return order ? order : x_depth > y_depth ? 1 : -1;
	}
	order = compare_scopes(list, x->outer, y->outer);
	return order ? order : strcmp(list->strings + x->name, list->strings + y->name);
}

static int compare_scope_numbers(const void *a, const void *b, void *data)
{
	return compare_scopes(data, *(const uint32_t *)a, *(const uint32_t *)b);
}

/* Add the scopes of one thread to @list, each once; scopes[n] is where its number n is there. */
static void gather_scopes(struct index_tables *tables, const struct index_scan *scan,
			  struct scope_list *list, struct number_map *known, uint32_t *scopes)
{
	for (size_t i = 1; i < scan->scopes.count; i++) {
		const struct scanned_scope *scanned = &scan->scopes.items[i];
		struct index_scope scope = {
			.name = index_add_string(tables, scan->names.strings.items[scanned->name]),
			.outer = scopes[scanned->outer],
			.flags = scanned->flags,
		};
		uint64_t key = (uint64_t)(scope.outer + 1) << 32 | scope.name;
		uint32_t *number = number_map_find(known, key);

		scopes[i] = number ? *number : (uint32_t)list->items.count;
		if (number) {
			list->items.items[*number].flags |= scope.flags;
			continue;
		}
		number_map_add(known, tables->arena, key, list->items.count);
		vec_push(tables->arena, &list->items, scope);
		vec_push(tables->arena, &list->depths, list->depths.items[scope.outer] + 1);
	}
}

/* Each scope once, in an order that does not depend on the threads. */
static void merge_scopes(struct index_tables *tables, const struct index_scan *scans,
			 unsigned int scan_count, struct renumbering *to)
{
	struct arena *arena = tables->arena;
	struct number_map known = { 0 };
	struct scope_list list = { 0 };

	vec_push(arena, &list.items, (struct index_scope){ 0 });
	vec_push(arena, &list.depths, 0);
	for (unsigned int i = 0; i < scan_count; i++) {
		to[i].scopes = arena_alloc(arena, (scans[i].scopes.count + 1) * sizeof(uint32_t));
		gather_scopes(tables, &scans[i], &list, &known, to[i].scopes);
	}
	list.strings = tables->strings.items;

	size_t count = list.items.count;
	uint32_t *order = arena_alloc(arena, count * sizeof(*order));
	uint32_t *position = arena_alloc(arena, count * sizeof(*position));

	for (size_t i = 0; i < count; i++)
		order[i] = i;
	qsort_r(order, count, sizeof(*order), compare_scope_numbers, &list);
	for (size_t i = 0; i < count; i++)
		position[order[i]] = i;
	for (size_t i = 0; i < count; i++) {
		struct index_scope scope = list.items.items[order[i]];

		scope.outer = position[scope.outer];
		vec_push(arena, &tables->scopes, scope);
	}
	for (unsigned int i = 0; i < scan_count; i++)
		for (size_t j = 0; j < scans[i].scopes.count; j++)
			to[i].scopes[j] = position[to[i].scopes[j]];
}

static int compare_functions(const void *a, const void *b)
{
	const struct merged_function *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order)
		return order;
	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->scope < y->scope ? -1 : x->scope > y->scope;
}

static void merge_functions(struct index_tables *tables, const struct index_scan *scans,
			    unsigned int scan_count, struct renumbering *to)
{
	struct arena *arena = tables->arena;
	VEC(struct merged_function) all = { 0 };

	for (unsigned int i = 0; i < scan_count; i++) {
		to[i].functions =
			arena_alloc(arena, (scans[i].functions.count + 1) * sizeof(uint32_t));
		for (size_t j = 0; j < scans[i].functions.count; j++) {
			const struct scanned_function *function = &scans[i].functions.items[j];
			struct merged_function merged = {
				.name = scans[i].names.strings.items[function->name],
				.file = to[i].files[function->file],
				.line = function->line,
				.scope = to[i].scopes[function->scope],
				.flags = function->flags,
				.scan = i,
				.number = j,
			};

			vec_push(arena, &all, merged);
		}
	}
	if (all.count)
		qsort(all.items, all.count, sizeof(*all.items), compare_functions);
	for (size_t i = 0; i < all.count; i++) {
		const struct merged_function *merged = &all.items[i];

		if (!i || compare_functions(merged, merged - 1)) {
			struct index_function function = {
				.name = index_add_string(tables, merged->name),
				.scope = merged->scope,
				.file = merged->file,
				.line = merged->line,
			};

			vec_push(arena, &tables->functions, function);
		}
		tables->functions.items[tables->functions.count - 1].flags |= merged->flags;
		to[merged->scan].functions[merged->number] = tables->functions.count - 1;
	}
}

static int compare_places(const void *a, const void *b, void *data)
{
	const struct index_function *functions = data;
	const struct index_function *x = &functions[*(const uint32_t *)a];
	const struct index_function *y = &functions[*(const uint32_t *)b];

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void sort_by_file(struct index_tables *tables)
{
	for (uint32_t i = 0; i < tables->functions.count; i++)
		vec_push(tables->arena, &tables->functions_by_file, i);
	if (tables->functions.count)
		qsort_r(tables->functions_by_file.items, tables->functions.count, sizeof(uint32_t),
			compare_places, tables->functions.items);
	for (uint32_t i = 0; i < tables->functions.count; i++) {
		uint32_t function = tables->functions_by_file.items[i];
		struct index_file *file =
			&tables->files.items[tables->functions.items[function].file];

		if (!file->function_count++)
			file->first_function = i;
	}
}

static int compare_instances(const void *a, const void *b)
{
	const struct merged_instance *x = a, *y = b;

	if (x->instance.inlined != y->instance.inlined)
		return x->instance.inlined ? 1 : -1;
	if (x->instance.pc != y->instance.pc)
		return x->instance.pc < y->instance.pc ? -1 : 1;
	return x->instance.die < y->instance.die ? -1 : x->instance.die > y->instance.die;
}

/* All instances of the threads, in the order of their functions; starts[f] is where those of f
 * begin. */
static struct merged_instance *instances_by_function(struct index_tables *tables,
						     const struct index_scan *scans,
						     unsigned int scan_count,
						     const struct renumbering *to, uint32_t *starts)
{
	size_t function_count = tables->functions.count, total = 0;

	for (unsigned int i = 0; i < scan_count; i++) {
		total += scans[i].instances.count;
		for (size_t j = 0; j < scans[i].instances.count; j++)
			starts[to[i].functions[scans[i].instances.items[j].function] + 1]++;
	}
	for (size_t i = 0; i < function_count; i++)
		starts[i + 1] += starts[i];

	struct merged_instance *sorted = arena_alloc(tables->arena, (total + 1) * sizeof(*sorted));
	uint32_t *next = arena_alloc(tables->arena, (function_count + 1) * sizeof(*next));

	memcpy(next, starts, function_count * sizeof(*next));
	for (unsigned int i = 0; i < scan_count; i++) {
		for (size_t j = 0; j < scans[i].instances.count; j++) {
			struct merged_instance merged = {
				.instance = scans[i].instances.items[j],
				.scan = i,
				.number = j,
			};

			merged.instance.function = to[i].functions[merged.instance.function];
			sorted[next[merged.instance.function]++] = merged;
		}
	}
	return sorted;
}

/* Put the instances of function number @function, sorted, into the table: each address once. */
static void add_function_instances(struct index_tables *tables, uint32_t function,
				   struct merged_instance *instances, size_t count,
				   struct renumbering *to)
{
	struct index_function *entry = &tables->functions.items[function];

	qsort(instances, count, sizeof(*instances), compare_instances);
	entry->first_instance = tables->instances.count;
	for (size_t i = 0; i < count; i++) {
		const struct scanned_instance *instance = &instances[i].instance;
		bool again = i && instance->pc == instances[i - 1].instance.pc &&
			     instance->inlined == instances[i - 1].instance.inlined;

		if (!again) {
			struct index_instance added = {
				.pc = instance->pc,
				.die = instance->die,
				.function = function,
			};

			vec_push(tables->arena, &tables->instances, added);
			entry->instance_count++;
			entry->call_count += !instance->inlined;
		}
		to[instances[i].scan].instances[instances[i].number] = tables->instances.count - 1;
	}
}

static void merge_instances(struct index_tables *tables, const struct index_scan *scans,
			    unsigned int scan_count, struct renumbering *to)
{
	size_t function_count = tables->functions.count;
	uint32_t *starts = arena_alloc(tables->arena, (function_count + 2) * sizeof(*starts));
	struct merged_instance *sorted =
		instances_by_function(tables, scans, scan_count, to, starts);

	for (unsigned int i = 0; i < scan_count; i++)
		to[i].instances = arena_alloc(tables->arena,
					      (scans[i].instances.count + 1) * sizeof(uint32_t));
	for (size_t i = 0; i < function_count; i++)
		add_function_instances(tables, i, sorted + starts[i], starts[i + 1] - starts[i],
				       to);
}

static int compare_ranges(const void *a, const void *b)
{
	const struct index_range *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->instance < y->instance ? -1 : x->instance > y->instance;
}

static void merge_ranges(struct index_tables *tables, const struct index_scan *scans,
			 unsigned int scan_count, const struct renumbering *to)
{
	for (unsigned int i = 0; i < scan_count; i++) {
		for (size_t j = 0; j < scans[i].ranges.count; j++) {
			const struct scanned_range *scanned = &scans[i].ranges.items[j];
			uint64_t size = scanned->end - scanned->start;
			struct index_range range = {
				.start = scanned->start,
				.size = size < UINT32_MAX ? size : UINT32_MAX,
				.instance = to[i].instances[scanned->instance],
			};

			vec_push(tables->arena, &tables->ranges, range);
		}
	}
	if (tables->ranges.count)
		qsort(tables->ranges.items, tables->ranges.count, sizeof(*tables->ranges.items),
		      compare_ranges);
}

void index_merge(struct index_tables *tables, const struct index_scan *scans,
		 unsigned int scan_count)
{
	struct renumbering *to = arena_alloc(tables->arena, scan_count * sizeof(*to));

	merge_files(tables, scans, scan_count, to);
	merge_scopes(tables, scans, scan_count, to);
	merge_functions(tables, scans, scan_count, to);
	sort_by_file(tables);
	merge_instances(tables, scans, scan_count, to);
	merge_ranges(tables, scans, scan_count, to);
	index_merge_names(tables, scans, scan_count, to);
}
