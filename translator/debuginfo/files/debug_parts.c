/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening the parts: libdw finds .dwo files by what the skeletons say.
 */
#include <dwarf.h>
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debuginfo/files/debug_parts.h"
#include "debuginfo/files/elf_section.h"

bool debug_parts_next_unit(Dwarf *dwarf, bool is_types, Dwarf_Off offset, Dwarf_Off *next,
			   size_t *header_size)
{
	uint64_t signature;
	Dwarf_Off type;

	return !dwarf_next_unit(dwarf, offset, next, header_size, NULL, NULL, NULL, NULL,
				is_types ? &signature : NULL, is_types ? &type : NULL);
}

/* The bytes of a file's section, as far as units are in it. */
static Dwarf_Off section_size(Dwarf *dwarf, bool is_types)
{
	Dwarf_Off offset = 0, next;
	size_t header_size;

	while (debug_parts_next_unit(dwarf, is_types, offset, &next, &header_size))
		offset = next;
	return offset;
}

static struct debug_part *add_part(struct debug_parts *parts, Dwarf *main, Dwarf *dwarf)
{
	struct debug_part *items =
		realloc(parts->items, (parts->count + 1) * sizeof(*parts->items));
	struct debug_part *last = items && parts->count ? &items[parts->count - 1] : NULL;

	if (!items)
		return NULL;
	parts->items = items;
	items[parts->count] = (struct debug_part){
		.dwarf = dwarf,
		.base = last ? last->base + last->size : section_size(main, false),
		.is_types = dwarf == main,
		.size = section_size(dwarf, dwarf == main),
	};
	return &items[parts->count++];
}

static bool open_alternate(struct debug_parts *parts, Dwarf *main, const char *path)
{
	struct debug_part *part;
	Dwarf *dwarf;

	parts->alternate_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (parts->alternate_fd < 0)
		return false;
	dwarf = dwarf_begin(parts->alternate_fd, DWARF_C_READ);
	part = dwarf ? add_part(parts, main, dwarf) : NULL;
	if (!part) {
		dwarf_end(dwarf);
		return false;
	}
	dwarf_setalt(main, dwarf);
	line_sections_find(&part->lines, dwarf_getelf(dwarf));
	return true;
}

/* The name of the .dwo that a skeleton's unit is in. */
static const char *split_name(Dwarf_Die *skeleton)
{
	Dwarf_Attribute attribute;

	if (!dwarf_attr(skeleton, DW_AT_dwo_name, &attribute) &&
	    !dwarf_attr(skeleton, DW_AT_GNU_dwo_name, &attribute))
		return NULL;
	return dwarf_formstring(&attribute);
}

static void open_split(struct debug_parts *parts, Dwarf *main)
{
	Dwarf_Die skeleton, split;
	uint8_t type;

	for (Dwarf_CU *unit = NULL;
	     !dwarf_get_units(main, unit, &unit, NULL, &type, &skeleton, &split);) {
		struct debug_part *part;

		if (type != DW_UT_skeleton)
			continue;
		parts->skeletons++;
		part = split.cu ? add_part(parts, main, dwarf_cu_getdwarf(split.cu)) : NULL;
		if (part) {
			part->skeleton = dwarf_dieoffset(&skeleton);
			continue;
		}
		parts->missing++;
		if (!parts->missing_name)
			parts->missing_name = split_name(&skeleton);
	}
}

bool debug_parts_open(struct debug_parts *parts, Dwarf *main, const char *alternate)
{
	GElf_Shdr header;

	*parts = (struct debug_parts){ .alternate_fd = -1 };
	if (alternate && !open_alternate(parts, main, alternate))
		return false;
	/* Skeletons refer to their addresses by numbers: there must be a table of those. */
	if (elf_section_named(dwarf_getelf(main), ".debug_addr", &header))
		open_split(parts, main);
	if (elf_section_named(dwarf_getelf(main), ".debug_types", &header))
		return add_part(parts, main, main) != NULL;
	return true;
}

void debug_parts_close(struct debug_parts *parts)
{
	if (parts->alternate_fd >= 0) {
		if (parts->count)
			dwarf_end(parts->items[0].dwarf);
		close(parts->alternate_fd);
	}
	free(parts->items);
	*parts = (struct debug_parts){ .alternate_fd = -1 };
}

/* Whether a unit is one of .debug_types. */
static bool is_type_unit(Dwarf_CU *unit)
{
	Dwarf_Half version;
	uint8_t type;

	return !dwarf_cu_info(unit, &version, &type, NULL, NULL, NULL, NULL, NULL) &&
	       version == 4 && type == DW_UT_type;
}

static const struct debug_part *part_of(const struct debug_parts *parts, Dwarf_CU *unit)
{
	Dwarf *dwarf = parts->count ? dwarf_cu_getdwarf(unit) : NULL;

	for (size_t i = 0; i < parts->count; i++)
		if (parts->items[i].dwarf == dwarf &&
		    (!parts->items[i].is_types || is_type_unit(unit)))
			return &parts->items[i];
	return NULL;
}

Dwarf_Off debug_parts_offset(const struct debug_parts *parts, Dwarf_Die *die)
{
	const struct debug_part *part = part_of(parts, die->cu);

	return dwarf_dieoffset(die) + (part ? part->base : 0);
}

bool debug_parts_die(const struct debug_parts *parts, Dwarf *main, Dwarf_Off offset, Dwarf_Die *die)
{
	size_t low = 0, high = parts->count;

	while (low < high) { /* the first part that starts behind it */
		size_t middle = low + (high - low) / 2;

		if (parts->items[middle].base <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return dwarf_offdie(main, offset, die);

	const struct debug_part *part = &parts->items[low - 1];

	return part->is_types ? dwarf_offdie_types(main, offset - part->base, die)
			      : dwarf_offdie(part->dwarf, offset - part->base, die);
}

const struct line_sections *debug_parts_lines(const struct debug_parts *parts, Dwarf *main,
					      const struct line_sections *own, Dwarf_Die *unit,
					      Dwarf_Die *lines_unit)
{
	const struct debug_part *part = part_of(parts, unit->cu);

	*lines_unit = *unit;
	if (!part || part->is_types)
		return own;
	if (!part->skeleton)
		return &part->lines;
	dwarf_offdie(main, part->skeleton, lines_unit);
	return own;
}
