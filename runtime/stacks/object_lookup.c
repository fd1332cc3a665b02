// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lookups in the data of a file: the name, the line and the inlined functions of an address. The
 * data is checked for its tables alone, so each index that stands in it is checked here. Any
 * context.
 */
#include "stacks/user_symbols.h"

#define NEIGHBORS_MAX 16   /* names before the nearest one that may reach over it */
#define INLINES_MAX   4096 /* that are looked at for one address */

static const void *table_of(const struct stap_object_data *data, struct stap_table table)
{
	return (const char *)data + table.offset;
}

/* A string, which the check has made sure that a NUL ends; NULL when it is beyond. */
static const char *string_at(const struct stap_object_data *data, u32 at)
{
	return at < data->strings.count ? (const char *)table_of(data, data->strings) + at : NULL;
}

/* How many of @count entries of @size bytes, which begin with an address, are not above @address.
 */
static __always_inline u32 count_up_to(const void *entries, u32 count, u32 size, u32 address)
{
	u32 low = 0, high = count;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (*(const u32 *)(entries + (size_t)middle * size) <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool stap_object_symbol_at(const struct stap_object_data *data, u32 address,
			   struct stap_symbol *symbol)
{
	const struct stap_object_symbol *symbols = table_of(data, data->symbols);
	u32 count = count_up_to(symbols, data->symbols.count, sizeof(*symbols), address), i;

	for (i = 0; i < NEIGHBORS_MAX && i < count; i++) {
		const struct stap_object_symbol *at = &symbols[count - 1 - i];

		if (address - at->address >= at->size)
			continue;
		symbol->name = string_at(data, at->name);
		symbol->offset = address - at->address;
		symbol->size = at->size;
		return symbol->name;
	}
	return false;
}

/* ---------------------------------------------------------------- lines */

static void walk_begin(struct stap_source_walk *walk)
{
	const struct stap_object_data *data = walk->data;
	const struct stap_object_line *lines = table_of(data, data->lines);
	const struct stap_object_inline *inlines = table_of(data, data->inlines);
	u32 count = count_up_to(lines, data->lines.count, sizeof(*lines), walk->address);

	walk->is_begun = true;
	walk->file = ~0u;
	if (count) {
		walk->file = lines[count - 1].file;
		walk->line = lines[count - 1].line;
	}
	walk->next = count_up_to(inlines, data->inlines.count, sizeof(*inlines), walk->address);
	walk->depth = ~0u;
}

/* The innermost inlined function around those that were told already; NULL: there is none. */
static const struct stap_object_inline *next_inline(struct stap_source_walk *walk)
{
	const struct stap_object_inline *inlines = table_of(walk->data, walk->data->inlines);
	u32 looked_at = 0;

	while (walk->next && looked_at++ < INLINES_MAX) {
		const struct stap_object_inline *at = &inlines[--walk->next];
		bool is_around = walk->address < at->end && at->depth < walk->depth;

		if (at->depth == 0) /* what comes before is in others */
			walk->next = 0;
		if (is_around)
			return at;
	}
	walk->next = 0;
	return NULL;
}

bool stap_source_walk_on(struct stap_source_walk *walk, struct stap_symbol *symbol)
{
	const struct stap_object_inline *inlined;

	if (!walk->is_begun)
		walk_begin(walk);
	if (walk->is_over)
		return false;
	symbol->file = string_at(walk->data, walk->file);
	symbol->line = walk->line;
	inlined = next_inline(walk);
	symbol->is_inlined = inlined;
	walk->is_over = !inlined;
	if (!inlined)
		return true;
	symbol->name = string_at(walk->data, inlined->name);
	walk->depth = inlined->depth;
	walk->file = inlined->call_file;
	walk->line = inlined->call_line;
	return true;
}
