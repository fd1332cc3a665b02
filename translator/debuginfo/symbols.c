/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looking symbols up in the index.
 */
#include "debuginfo/symbols.h"
#include "debuginfo/internal.h"
#include "debuginfo/name_search.h"

static const char *symbol_name(const void *context, size_t number)
{
	const struct index *index = context;

	return index_string(index, index->symbols[number].name);
}

static struct symbol symbol_of(const struct index *index, size_t number)
{
	const struct index_symbol *entry = &index->symbols[number];

	return (struct symbol){
		.name = index_string(index, entry->name),
		.address = entry->address,
		.size = entry->size,
		.function = entry->flags & INDEX_SYMBOL_FUNCTION,
		.global = entry->flags & INDEX_SYMBOL_GLOBAL,
		.code = entry->flags & INDEX_SYMBOL_CODE,
	};
}

size_t symbols_find(struct debuginfo *debuginfo, const char *pattern, struct symbol **found)
{
	const struct index *index = &debuginfo->index;
	struct name_range range =
		name_search(pattern, symbol_name, index, index_count(index, INDEX_SYMBOLS));
	VEC(struct symbol) symbols = { 0 };

	for (size_t i = range.first; i < range.end; i++)
		if (name_matches(pattern, symbol_name(index, i)))
			vec_push(debuginfo->arena, &symbols, symbol_of(index, i));
	*found = symbols.items;
	return symbols.count;
}

/* The position in INDEX_SYMBOLS_BY_ADDRESS of the first symbol that is at @address or behind it. */
static size_t first_not_before(const struct index *index, uint64_t address)
{
	size_t low = 0, high = index_count(index, INDEX_SYMBOLS_BY_ADDRESS);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->symbols[index->symbols_by_address[middle]].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool symbol_at(struct debuginfo *debuginfo, uint64_t address, struct symbol *symbol)
{
	const struct index *index = &debuginfo->index;
	size_t count = index_count(index, INDEX_SYMBOLS_BY_ADDRESS);
	size_t at = first_not_before(index, address);

	if (at == count || index->symbols[index->symbols_by_address[at]].address != address) {
		if (!at)
			return false;
		/* The best of those at the nearest address before. */
		at = first_not_before(index,
				      index->symbols[index->symbols_by_address[at - 1]].address);
	}
	*symbol = symbol_of(index, index->symbols_by_address[at]);
	return true;
}
