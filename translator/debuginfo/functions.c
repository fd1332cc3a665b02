/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looking functions up in the index.
 */
#include <ctype.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/internal.h"
#include "debuginfo/name_search.h"
#include "debuginfo/index/number_set.h"
#include "debuginfo/scoped_names.h"
#include "debuginfo/symbols.h"

bool function_file_matches(const char *pattern, const char *path)
{
	bool wild = name_has_wildcards(pattern);

	for (const char *tail = path; tail;) {
		if (wild ? !fnmatch(pattern, tail, 0) : !strcmp(pattern, tail))
			return true;
		tail = strchr(tail, '/');
		if (tail)
			tail++;
	}
	return false;
}

static const char *function_name(const void *context, size_t number)
{
	const struct index *index = context;

	return index_string(index, index->functions[number].name);
}

static struct source_function function_of(const struct index *index, uint32_t number)
{
	const struct index_function *entry = &index->functions[number];

	return (struct source_function){
		.name = index_string(index, entry->name),
		.file = index_string(index, index->files[entry->file].path),
		.line = entry->line,
		.external = entry->flags & INDEX_EXTERNAL,
		.is_symbol = entry->flags & INDEX_IS_SYMBOL,
		.call_count = entry->call_count,
		.instance_count = entry->instance_count,
		.index = number,
	};
}

/* Which files match, each tried once: 0 not tried, 1 no, 2 yes. */
static bool file_wanted(const struct index *index, const char *pattern, uint32_t file, char *tried)
{
	if (!pattern)
		return true;
	if (!tried[file])
		tried[file] =
			function_file_matches(pattern, index_string(index, index->files[file].path))
				? 2
				: 1;
	return tried[file] == 2;
}

typedef VEC(struct source_function) function_list;

/*
 * Whether the pattern matches only what the compiler made of a name: letters of mangled scopes and
 * types, or the end that clones and parts have.
 */
static bool is_by_chance(const char *pattern, const char *symbol)
{
	if (strchr(symbol, '.') && !strchr(pattern, '.'))
		return true;
	return symbol[0] == '_' && (symbol[1] == 'Z' || (symbol[1] == 'R' && isupper(symbol[2]))) &&
	       strncmp(pattern, symbol, 2) != 0;
}

static bool alias_wanted(const struct function_query *query, const struct source_function *function)
{
	return (!query->line || query->line == function->line) &&
	       (!query->file || function_file_matches(query->file, function->file));
}

/* Functions that the ELF symbols know under another name: aliases, mostly of assembler. */
static void find_aliases(struct debuginfo *debuginfo, const struct function_query *query,
			 function_list *functions)
{
	bool wild = name_has_wildcards(query->name);
	struct symbol *symbols;
	size_t count = symbols_find(debuginfo, query->name, &symbols);

	for (size_t i = 0; i < count; i++) {
		struct function_instance instance;
		struct source_function function;

		if (!symbols[i].code ||
		    (wild &&
		     (!symbols[i].function || is_by_chance(query->name, symbols[i].name))) ||
		    !function_at(debuginfo, symbols[i].address, &function, &instance) ||
		    instance.pc != symbols[i].address || (wild && function.is_symbol) ||
		    !alias_wanted(query, &function))
			continue;
		vec_push(debuginfo->arena, functions, function);
	}
}

/* The functions whose names match and that are only symbols, or are not. */
static void find_named(struct debuginfo *debuginfo, const struct function_query *query,
		       struct scoped_pattern *pattern, bool symbols, function_list *functions)
{
	const struct index *index = &debuginfo->index;
	struct arena *arena = debuginfo->arena;
	char *tried = arena_alloc(arena, index_count(index, INDEX_FILES) + 1);
	struct name_range range = name_search(scoped_pattern_search(arena, pattern), function_name,
					      index, index_count(index, INDEX_FUNCTIONS));

	for (size_t i = range.first; i < range.end; i++) {
		const struct index_function *entry = &index->functions[i];
		struct source_function function;

		if ((entry->flags & INDEX_IS_SYMBOL ? true : false) != symbols ||
		    (query->line && entry->line != query->line) ||
		    !scoped_pattern_matches(pattern, index, arena, function_name(index, i),
					    entry->scope) ||
		    !file_wanted(index, query->file, entry->file, tried))
			continue;
		function = function_of(index, (uint32_t)i);
		function.name =
			scoped_name_shown(pattern, index, arena, function.name, entry->scope);
		vec_push(arena, functions, function);
	}
}

/* Of functions that are only symbols, those of other code than the ones before. */
static void find_code_without_dwarf(struct debuginfo *debuginfo, const struct function_query *query,
				    struct scoped_pattern *pattern, function_list *functions)
{
	struct number_set entries = { 0 };
	function_list symbols = { 0 };

	find_named(debuginfo, query, pattern, true, &symbols);
	for (size_t i = 0; i < symbols.count; i++) {
		struct function_instance instance;

		function_instance(debuginfo, &symbols.items[i], 0, &instance);
		if (!is_by_chance(query->name, symbols.items[i].name) &&
		    number_set_add(&entries, debuginfo->arena, instance.pc))
			vec_push(debuginfo->arena, functions, symbols.items[i]);
	}
}

static int compare_functions(const void *a, const void *b)
{
	const struct source_function *x = a, *y = b;

	return x->index < y->index ? -1 : x->index > y->index;
}

/* Sorts them as the index is, each once. */
static void sort_functions(function_list *functions)
{
	size_t kept = 0;

	if (functions->count)
		qsort(functions->items, functions->count, sizeof(*functions->items),
		      compare_functions);
	for (size_t i = 0; i < functions->count; i++)
		if (!kept || functions->items[i].index != functions->items[kept - 1].index)
			functions->items[kept++] = functions->items[i];
	functions->count = kept;
}

/*
 * For wildcards, what the symbols of a program with DWARF add. Without a file: what is only a
 * symbol has none, and is none of the functions that those mean who ask for all of a file.
 */
static void find_by_symbols(struct debuginfo *debuginfo, const struct function_query *query,
			    struct scoped_pattern *pattern, function_list *functions)
{
	if (pattern->count == 1 && strcmp(query->name, "*"))
		find_aliases(debuginfo, query, functions);
	if (!query->file && !query->line)
		find_code_without_dwarf(debuginfo, query, pattern, functions);
	sort_functions(functions);
}

size_t functions_find(struct debuginfo *debuginfo, const struct function_query *query,
		      struct source_function **found)
{
	struct scoped_pattern pattern = scoped_pattern_read(debuginfo->arena, query->name, false);
	bool exact = !name_has_wildcards(query->name), symbols = exact || !debuginfo->has_dwarf;
	function_list functions = { 0 };

	find_named(debuginfo, query, &pattern, false, &functions);
	if (!symbols && debuginfo->is_program)
		find_by_symbols(debuginfo, query, &pattern, &functions);
	if (!functions.count && symbols)
		find_named(debuginfo, query, &pattern, true, &functions);
	if (!functions.count && exact)
		find_aliases(debuginfo, query, &functions);
	pattern.is_loose = true;
	pattern.scopes_tried = NULL;
	if (!functions.count)
		find_named(debuginfo, query, &pattern, false, &functions);
	if (!functions.count && symbols)
		find_named(debuginfo, query, &pattern, true, &functions);
	*found = functions.items;
	return functions.count;
}

bool function_is_named(struct debuginfo *debuginfo, const char *name,
		       const struct source_function *function)
{
	const struct index *index = &debuginfo->index;
	const struct index_function *entry = &index->functions[function->index];
	struct scoped_pattern pattern = scoped_pattern_read(debuginfo->arena, name, false);

	return scoped_pattern_matches(&pattern, index, debuginfo->arena,
				      index_string(index, entry->name), entry->scope);
}

static struct function_instance instance_of(const struct index *index, uint32_t number)
{
	const struct index_instance *instance = &index->instances[number];
	const struct index_function *function = &index->functions[instance->function];

	return (struct function_instance){
		.pc = instance->pc,
		.die = instance->die,
		.inlined = number - function->first_instance >= function->call_count,
		.index = number,
	};
}

void function_instance(struct debuginfo *debuginfo, const struct source_function *function,
		       uint32_t number, struct function_instance *instance)
{
	const struct index *index = &debuginfo->index;

	*instance = instance_of(index, index->functions[function->index].first_instance + number);
}

bool function_at(struct debuginfo *debuginfo, uint64_t pc, struct source_function *function,
		 struct function_instance *instance)
{
	const struct index *index = &debuginfo->index;
	size_t low = 0, high = index_count(index, INDEX_RANGES);

	while (low < high) { /* the first range that starts behind pc */
		size_t middle = low + (high - low) / 2;

		if (index->ranges[middle].start <= pc)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || pc - index->ranges[low - 1].start >= index->ranges[low - 1].size)
		return false;
	*instance = instance_of(index, index->ranges[low - 1].instance);
	*function = function_of(index, index->instances[instance->index].function);
	return true;
}

struct source_function function_of_instance(struct debuginfo *debuginfo,
					    const struct function_instance *instance)
{
	const struct index *index = &debuginfo->index;

	return function_of(index, index->instances[instance->index].function);
}

unsigned int function_end_line(struct debuginfo *debuginfo, const struct source_function *function)
{
	const struct index *index = &debuginfo->index;
	const struct index_file *file = &index->files[index->functions[function->index].file];
	const uint32_t *numbers = index->functions_by_file + file->first_function;
	size_t low = 0, high = file->function_count;

	while (low < high) { /* the first function declared behind the line */
		size_t middle = low + (high - low) / 2;

		if (index->functions[numbers[middle]].line <= function->line)
			low = middle + 1;
		else
			high = middle;
	}
	return low < file->function_count ? index->functions[numbers[low]].line : UINT_MAX;
}

/* The name of a function with all its scopes. */
static const char *full_name(struct debuginfo *debuginfo, uint32_t number)
{
	const struct index *index = &debuginfo->index;
	const char *name = function_name(index, number);

	for (uint32_t scope = index->functions[number].scope; scope;
	     scope = index->scopes[scope].outer)
		name = arena_printf(debuginfo->arena, "%s::%s",
				    index_string(index, index->scopes[scope].name), name);
	return name;
}

size_t functions_similar(struct debuginfo *debuginfo, const char *name, size_t limit,
			 const char **names)
{
	const struct index *index = &debuginfo->index;
	struct scoped_pattern pattern = scoped_pattern_read(debuginfo->arena, name, false);
	size_t count = index_count(index, INDEX_FUNCTIONS), found = 0;
	struct name_range range;
	const char *nearest;

	if (pattern.count == 1)
		return names_similar(name, function_name, index, count, limit, names);
	/* The same name in other scopes, or that of the nearest. */
	if (!names_similar(scoped_pattern_name(&pattern), function_name, index, count, 1, &nearest))
		return 0;
	range = name_search(nearest, function_name, index, count);
	for (size_t i = range.first; i < range.end && found < limit; i++) {
		const char *full = full_name(debuginfo, (uint32_t)i);

		if (!strcmp(function_name(index, i), nearest) &&
		    (!found || strcmp(full, names[found - 1])))
			names[found++] = full;
	}
	return found;
}
