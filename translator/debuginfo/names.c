/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looking types, enumerators and variables up in the index.
 */
#include <dwarf.h>
#include <string.h>

#include "debuginfo/internal.h"
#include "debuginfo/name_search.h"
#include "debuginfo/names.h"
#include "debuginfo/scoped_names.h"

/* The types of one kind: a part of their table. */
struct type_table {
	const struct index *index;
	const struct index_type *types;
	size_t count;
};

static size_t first_of_kind(const struct index *index, uint32_t kind)
{
	size_t low = 0, high = index_count(index, INDEX_TYPES);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->types[middle].kind < kind)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct type_table types_of_kind(struct debuginfo *debuginfo, enum named_type kind)
{
	const struct index *index = &debuginfo->index;
	size_t first = first_of_kind(index, kind);

	return (struct type_table){
		.index = index,
		.types = index->types + first,
		.count = first_of_kind(index, kind + 1) - first,
	};
}

static const char *type_name(const void *context, size_t number)
{
	const struct type_table *table = context;

	return index_string(table->index, table->types[number].name);
}

static const char *enumerator_name(const void *context, size_t number)
{
	const struct index *index = context;

	return index_string(index, index->enumerators[number].name);
}

static const char *variable_name(const void *context, size_t number)
{
	const struct index *index = context;

	return index_string(index, index->variables[number].name);
}

/* The entry called @name, of names that are there once; @count when there is none. */
static size_t find_exact(const char *name, name_of *name_of, const void *table, size_t count)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name_of(table, middle), name);

		if (!order)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return count;
}

/* The first type that matches; the whole program's scope comes first. */
static uint64_t find_type(struct debuginfo *debuginfo, const struct type_table *table,
			  struct scoped_pattern *pattern)
{
	struct arena *arena = debuginfo->arena;
	struct name_range range =
		name_search(scoped_pattern_search(arena, pattern), type_name, table, table->count);

	for (size_t i = range.first; i < range.end; i++)
		if (scoped_pattern_matches(pattern, table->index, arena, type_name(table, i),
					   table->types[i].scope))
			return table->types[i].die;
	return 0;
}

uint64_t named_type_find(struct debuginfo *debuginfo, enum named_type kind, const char *name)
{
	struct scoped_pattern pattern = scoped_pattern_read(debuginfo->arena, name, true);
	struct type_table table = types_of_kind(debuginfo, kind);
	uint64_t die = find_type(debuginfo, &table, &pattern);

	if (die || !strchr(name, '<'))
		return die;
	pattern.is_loose = true;
	pattern.scopes_tried = NULL;
	return find_type(debuginfo, &table, &pattern);
}

size_t named_types_count(struct debuginfo *debuginfo, enum named_type kind, const char *name)
{
	struct type_table table = types_of_kind(debuginfo, kind);
	struct name_range range = name_search(name, type_name, &table, table.count);
	size_t count = 0;

	for (size_t i = range.first; i < range.end; i++)
		count += !strcmp(type_name(&table, i), name);
	return count;
}

size_t named_types_similar(struct debuginfo *debuginfo, enum named_type kind, const char *name,
			   size_t limit, const char **names)
{
	struct type_table table = types_of_kind(debuginfo, kind);
	struct scoped_pattern pattern = scoped_pattern_read(debuginfo->arena, name, true);

	name = scoped_pattern_name(&pattern);
	return names_similar(name, type_name, &table, table.count, limit, names);
}

bool enumerator_find(struct debuginfo *debuginfo, const char *name, int64_t *value)
{
	const struct index *index = &debuginfo->index;
	size_t count = index_count(index, INDEX_ENUMERATORS);
	size_t number = find_exact(name, enumerator_name, index, count);
	Dwarf_Attribute attribute;
	Dwarf_Sword number_of_it;
	Dwarf_Die die;

	if (number == count || !debuginfo_die(debuginfo, index->enumerators[number].die, &die) ||
	    !dwarf_attr(&die, DW_AT_const_value, &attribute) ||
	    dwarf_formsdata(&attribute, &number_of_it))
		return false;
	*value = number_of_it;
	return true;
}

static struct source_global global_of(const struct index *index, size_t number)
{
	const struct index_variable *variable = &index->variables[number];

	return (struct source_global){
		.name = index_string(index, variable->name),
		.file = index_string(index, index->files[variable->file].path),
		.die = variable->die,
		.external = variable->flags & INDEX_EXTERNAL,
	};
}

size_t globals_find(struct debuginfo *debuginfo, const char *name, const char *file,
		    struct source_global **found)
{
	const struct index *index = &debuginfo->index;
	struct scoped_pattern pattern = scoped_pattern_read(debuginfo->arena, name, false);
	struct name_range range = name_search(scoped_pattern_name(&pattern), variable_name, index,
					      index_count(index, INDEX_VARIABLES));
	VEC(struct source_global) globals = { 0 };

	for (size_t i = range.first; i < range.end; i++) {
		struct source_global global = global_of(index, i);

		if (scoped_pattern_matches(&pattern, index, debuginfo->arena, global.name,
					   index->variables[i].scope) &&
		    (!file || function_file_matches(file, global.file)))
			vec_push(debuginfo->arena, &globals, global);
	}
	*found = globals.items;
	return globals.count;
}

size_t globals_similar(struct debuginfo *debuginfo, const char *name, size_t limit,
		       const char **names)
{
	struct scoped_pattern pattern = scoped_pattern_read(debuginfo->arena, name, false);

	return names_similar(scoped_pattern_name(&pattern), variable_name, &debuginfo->index,
			     index_count(&debuginfo->index, INDEX_VARIABLES), limit, names);
}
