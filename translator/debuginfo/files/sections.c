/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looking sections up in the index. There are some dozens.
 */
#include "debuginfo/files/sections.h"
#include "debuginfo/internal.h"

#include <string.h>

static struct section section_of(const struct index *index, size_t number)
{
	const struct index_section *entry = &index->sections[number];

	return (struct section){
		.name = index_string(index, entry->name),
		.address = entry->address,
		.size = entry->size,
	};
}

bool section_at(struct debuginfo *debuginfo, uint64_t address, struct section *section)
{
	const struct index *index = &debuginfo->index;

	for (size_t i = 0; i < index_count(index, INDEX_SECTIONS); i++) {
		*section = section_of(index, i);
		if (address - section->address < section->size)
			return true;
	}
	return false;
}

bool section_named(struct debuginfo *debuginfo, const char *name, struct section *section)
{
	const struct index *index = &debuginfo->index;

	for (size_t i = 0; i < index_count(index, INDEX_SECTIONS); i++) {
		*section = section_of(index, i);
		if (!strcmp(section->name, name))
			return true;
	}
	return false;
}

static bool is_unique(const struct index *index, size_t number)
{
	const struct index_symbol *symbols = index->symbols; /* sorted by name */

	return (!number || symbols[number - 1].name != symbols[number].name) &&
	       (number + 1 == index_count(index, INDEX_SYMBOLS) ||
		symbols[number + 1].name != symbols[number].name);
}

bool section_anchor(struct debuginfo *debuginfo, const struct section *section, const char **name,
		    uint64_t *offset)
{
	const struct index *index = &debuginfo->index;
	const struct index_symbol *best = NULL;
	const uint32_t rank = INDEX_SYMBOL_FUNCTION | INDEX_SYMBOL_GLOBAL;

	for (size_t i = 0; i < index_count(index, INDEX_SYMBOLS); i++) {
		const struct index_symbol *symbol = &index->symbols[i];

		if (symbol->address - section->address < section->size && is_unique(index, i) &&
		    (!best || (symbol->flags & rank) > (best->flags & rank)))
			best = symbol;
	}
	if (!best)
		return false;
	*name = index_string(index, best->name);
	*offset = best->address - section->address;
	return true;
}
