/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Merging the types, enumerators and variables that the threads of a scan found. Several may have
 * found the same; which one counts does not depend on the threads: the one at the lowest offset.
 */
#include <stdlib.h>
#include <string.h>

#include "debuginfo/index/index_merge.h"

/* Anything with a name, and what the order goes by. */
struct merged_name {
	const char *name;
	uint32_t scope; /* position in INDEX_SCOPES */
	uint32_t kind;	/* of a type */
	uint32_t file;	/* of a variable: position in INDEX_FILES */
	uint32_t flags; /* of a variable */
	uint32_t die;
};

typedef VEC(struct merged_name) name_list;

static int compare_numbers(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

/* Those of which one counts are equal. */
static int compare_names(const struct merged_name *a, const struct merged_name *b)
{
	int order = compare_numbers(a->kind, b->kind);

	if (!order)
		order = strcmp(a->name, b->name);
	if (!order)
		order = compare_numbers(a->file, b->file);
	return order ? order : compare_numbers(a->scope, b->scope);
}

/* Among equals, the one that counts comes first. */
static int compare_merged(const void *a, const void *b)
{
	const struct merged_name *x = a, *y = b;
	int order = compare_names(x, y);

	if (!order)
		order = compare_numbers(x->flags & INDEX_IN_FUNCTION, y->flags & INDEX_IN_FUNCTION);
	return order ? order : compare_numbers(x->die, y->die);
}

/* Sort @names, and leave of equals the first. */
static void sort_names(name_list *names)
{
	size_t kept = 0;

	if (names->count)
		qsort(names->items, names->count, sizeof(*names->items), compare_merged);
	for (size_t i = 0; i < names->count; i++)
		if (!kept || compare_names(&names->items[i], &names->items[kept - 1]))
			names->items[kept++] = names->items[i];
	names->count = kept;
}

static void merge_types(struct index_tables *tables, const struct index_scan *scans,
			unsigned int scan_count, const struct renumbering *to)
{
	name_list names = { 0 };

	for (unsigned int i = 0; i < scan_count; i++) {
		for (size_t j = 0; j < scans[i].types.count; j++) {
			const struct scanned_type *type = &scans[i].types.items[j];
			struct merged_name merged = {
				.name = scans[i].names.strings.items[type->name],
				.scope = to[i].scopes[type->scope],
				.kind = type->kind,
				.die = type->die,
			};

			vec_push(tables->arena, &names, merged);
		}
	}
	sort_names(&names);
	for (size_t i = 0; i < names.count; i++) {
		struct index_type type = {
			.name = index_add_string(tables, names.items[i].name),
			.scope = names.items[i].scope,
			.kind = names.items[i].kind,
			.die = names.items[i].die,
		};

		vec_push(tables->arena, &tables->types, type);
	}
}

static void merge_enumerators(struct index_tables *tables, const struct index_scan *scans,
			      unsigned int scan_count)
{
	name_list names = { 0 };

	for (unsigned int i = 0; i < scan_count; i++) {
		for (size_t j = 0; j < scans[i].enumerators.count; j++) {
			const struct scanned_enumerator *enumerator =
				&scans[i].enumerators.items[j];
			struct merged_name merged = {
				.name = scans[i].names.strings.items[enumerator->name],
				.die = enumerator->die,
			};

			vec_push(tables->arena, &names, merged);
		}
	}
	sort_names(&names);
	for (size_t i = 0; i < names.count; i++) {
		struct index_enumerator enumerator = {
			.name = index_add_string(tables, names.items[i].name),
			.die = names.items[i].die,
		};

		vec_push(tables->arena, &tables->enumerators, enumerator);
	}
}

static void merge_variables(struct index_tables *tables, const struct index_scan *scans,
			    unsigned int scan_count, const struct renumbering *to)
{
	name_list names = { 0 };

	for (unsigned int i = 0; i < scan_count; i++) {
		for (size_t j = 0; j < scans[i].variables.count; j++) {
			const struct scanned_variable *variable = &scans[i].variables.items[j];
			struct merged_name merged = {
				.name = scans[i].names.strings.items[variable->name],
				.scope = to[i].scopes[variable->scope],
				.file = to[i].files[variable->file],
				.flags = variable->flags,
				.die = variable->die,
			};

			vec_push(tables->arena, &names, merged);
		}
	}
	sort_names(&names);
	for (size_t i = 0; i < names.count; i++) {
		struct index_variable variable = {
			.name = index_add_string(tables, names.items[i].name),
			.scope = names.items[i].scope,
			.file = names.items[i].file,
			.flags = names.items[i].flags,
			.die = names.items[i].die,
		};

		vec_push(tables->arena, &tables->variables, variable);
	}
}

void index_merge_names(struct index_tables *tables, const struct index_scan *scans,
		       unsigned int scan_count, const struct renumbering *to)
{
	merge_types(tables, scans, scan_count, to);
	merge_enumerators(tables, scans, scan_count);
	merge_variables(tables, scans, scan_count, to);
}
