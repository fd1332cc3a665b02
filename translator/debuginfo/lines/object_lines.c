// SPDX-License-Identifier: GPL-2.0-only
#include "debuginfo/lines/object_lines.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <libiberty/demangle.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MOST 256 /* of nested DIEs */

struct collector {
	struct string_table *strings;
	uint64_t base;
	struct stap_object_line *lines;
	size_t line_count, line_capacity;
	struct stap_object_inline *inlines;
	size_t inline_count, inline_capacity;
	bool failed; /* no memory */
};

/* Room for one more entry of @size bytes in an array. Returns the array, which may have moved. */
static void *grow(struct collector *c, void *array, size_t count, size_t *capacity, size_t size)
{
	void *larger;

	if (count < *capacity)
		return array;
	*capacity = *capacity ? 2 * *capacity : 4096;
	larger = realloc(array, *capacity * size);
	if (larger)
		return larger;
	*capacity = count;
	c->failed = true;
	return array;
}

/* Whether @address can be said in the data's terms. */
static bool is_near(const struct collector *c, uint64_t address)
{
	return address >= c->base && address - c->base < UINT32_MAX;
}

/* ---------------------------------------------------------------- lines */

static void add_line(struct collector *c, uint64_t address, uint32_t file, uint32_t line)
{
	if (!is_near(c, address))
		return;
	c->lines = grow(c, c->lines, c->line_count, &c->line_capacity, sizeof(*c->lines));
	if (c->failed)
		return;
	c->lines[c->line_count++] = (struct stap_object_line){ address - c->base, file, line };
}

static void add_unit_lines(struct collector *c, Dwarf_Die *unit)
{
	const char *last_path = NULL;
	Dwarf_Lines *lines;
	uint32_t file = 0;
	size_t count;

	if (dwarf_getsrclines(unit, &lines, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		Dwarf_Line *line = dwarf_onesrcline(lines, i);
		const char *path = dwarf_linesrc(line, NULL, NULL);
		Dwarf_Addr address;
		int number;
		bool is_end;

		if (dwarf_lineaddr(line, &address) || dwarf_lineno(line, &number) ||
		    dwarf_lineendsequence(line, &is_end) || !path)
			continue;
		if (path != last_path)
			file = string_table_add(c->strings, path);
		last_path = path;
		add_line(c, address, is_end ? UINT32_MAX : file, (uint32_t)number);
	}
}

/* By address; at one address the end of a sequence comes before what begins there. */
static int compare_lines(const void *left, const void *right)
{
	const struct stap_object_line *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return (b->file == UINT32_MAX) - (a->file == UINT32_MAX);
}

/* Keeps of each address the last line, and nothing that repeats the one before. */
static void merge_lines(struct collector *c)
{
	size_t count = 0;

	for (size_t i = 0; i < c->line_count; i++) {
		const struct stap_object_line *line = &c->lines[i];

		if (i + 1 < c->line_count && line[1].address == line->address)
			continue;
		if (count && c->lines[count - 1].file == line->file &&
		    c->lines[count - 1].line == line->line)
			continue;
		c->lines[count++] = *line;
	}
	c->line_count = count;
}

/* ---------------------------------------------------------------- inlined calls */

static const char *attribute_string(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;

	return dwarf_formstring(dwarf_attr_integrate(die, name, &attribute));
}

/* The name as symbols are shown: demangled, without parameters. */
static uint32_t add_function_name(struct collector *c, Dwarf_Die *die)
{
	const char *mangled = attribute_string(die, DW_AT_linkage_name);
	const char *name = dwarf_diename(die);
	char *shown = NULL;
	uint32_t at;

	if (mangled)
		shown = cplus_demangle_v3(mangled, DMGL_ANSI);
	at = string_table_add(c->strings, shown ? shown : name ? name : "");
	free(shown);
	return at;
}

static uint32_t attribute_number(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	Dwarf_Word value = 0;

	dwarf_formudata(dwarf_attr(die, name, &attribute), &value);
	return (uint32_t)value;
}

static void add_inline(struct collector *c, Dwarf_Die *die, Dwarf_Files *files, uint32_t depth)
{
	const char *path = dwarf_filesrc(files, attribute_number(die, DW_AT_call_file), NULL, NULL);
	struct stap_object_inline entry = {
		.name = add_function_name(c, die),
		.call_file = path ? string_table_add(c->strings, path) : UINT32_MAX,
		.call_line = attribute_number(die, DW_AT_call_line),
		.depth = depth,
	};
	Dwarf_Addr base, start, end;

	for (ptrdiff_t at = 0; (at = dwarf_ranges(die, at, &base, &start, &end)) > 0;) {
		if (start >= end || !is_near(c, start) || !is_near(c, end))
			continue;
		c->inlines = grow(c, c->inlines, c->inline_count, &c->inline_capacity,
				  sizeof(*c->inlines));
		if (c->failed)
			return;
		entry.start = start - c->base;
		entry.end = end - c->base;
		c->inlines[c->inline_count++] = entry;
	}
}

/* Whether functions with code may be below a DIE. */
static bool is_scope(int tag)
{
	switch (tag) {
	case DW_TAG_subprogram:
	case DW_TAG_lexical_block:
	case DW_TAG_inlined_subroutine:
	case DW_TAG_namespace:
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_module:
		return true;
	}
	return false;
}

/* @depth: the number of inlined calls around the children of @parent; @level: of DIEs. */
static void add_inlines_below(struct collector *c, Dwarf_Die *parent, Dwarf_Files *files,
			      uint32_t depth, unsigned level)
{
	Dwarf_Die die;

	if (level == DEPTH_MOST || dwarf_child(parent, &die))
		return;
	do {
		int tag = dwarf_tag(&die);
		bool is_inlined = tag == DW_TAG_inlined_subroutine;

		if (is_inlined)
			add_inline(c, &die, files, depth);
		if (is_scope(tag))
			add_inlines_below(c, &die, files, depth + is_inlined, level + 1);
	} while (!c->failed && !dwarf_siblingof(&die, &die));
}

static int compare_inlines(const void *left, const void *right)
{
	const struct stap_object_inline *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->depth < b->depth ? -1 : a->depth > b->depth;
}

/* ---------------------------------------------------------------- both */

static void collect(struct collector *c, Dwarf *dwarf)
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die die, split;
	uint8_t type;

	while (!c->failed && !dwarf_get_units(dwarf, unit, &unit, NULL, &type, &die, &split)) {
		Dwarf_Die *content = type == DW_UT_skeleton && split.addr ? &split : &die;
		Dwarf_Files *files;
		size_t count;

		if (type == DW_UT_type || type == DW_UT_split_type)
			continue;
		add_unit_lines(c, &die);
		if (!dwarf_getsrcfiles(content, &files, &count))
			add_inlines_below(c, content, files, 0, 0);
	}
}

void object_lines_add(struct data_writer *writer, struct string_table *strings, void *dwarf)
{
	struct collector c = { .strings = strings };

	if (writer->failed)
		return;
	c.base = writer->data->base;
	collect(&c, dwarf);
	if (c.line_count)
		qsort(c.lines, c.line_count, sizeof(*c.lines), compare_lines);
	merge_lines(&c);
	if (c.inline_count)
		qsort(c.inlines, c.inline_count, sizeof(*c.inlines), compare_inlines);
	data_writer_add(writer, offsetof(struct stap_object_data, lines), c.lines, sizeof(*c.lines),
			c.line_count);
	data_writer_add(writer, offsetof(struct stap_object_data, inlines), c.inlines,
			sizeof(*c.inlines), c.inline_count);
	writer->failed |= c.failed;
	free(c.lines);
	free(c.inlines);
}
