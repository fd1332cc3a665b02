/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Line tables: libdw runs the line number program, our own reader names the files, so that they are
 * called the same here as in the index.
 */
#include "debuginfo/lines/line_units.h"
#include "debuginfo/lines/lines.h"

struct line_unit *line_unit_of(struct debuginfo *debuginfo, Dwarf_Die *die)
{
	struct arena *arena = debuginfo->arena;
	struct line_unit *unit;
	const struct line_sections *sections;
	Dwarf_Die unit_die, lines_die;

	for (size_t i = debuginfo->line_units.count; i--;)
		if (debuginfo->line_units.items[i]->unit == die->cu)
			return debuginfo->line_units.items[i];
	unit = arena_alloc(arena, sizeof(*unit));
	unit->unit = die->cu;
	unit->sources.whole_paths = debuginfo->is_program;
	if (!dwarf_diecu(die, &unit_die, NULL, NULL))
		return NULL;
	sections = debug_parts_lines(&debuginfo->file.parts, debuginfo->file.dwarf,
				     &debuginfo->line_sections, &unit_die, &lines_die);
	if (dwarf_getsrclines(&lines_die, &unit->rows, &unit->row_count) ||
	    !source_files_read(&unit->sources, arena, sections, &lines_die))
		return NULL;
	unit->paths = arena_alloc(arena, unit->sources.files.count * sizeof(*unit->paths));
	vec_push(arena, &debuginfo->line_units, unit);
	return unit;
}

static uint64_t row_address(const struct line_unit *unit, size_t number)
{
	Dwarf_Addr address = 0;

	dwarf_lineaddr(dwarf_onesrcline(unit->rows, number), &address);
	return address;
}

size_t line_unit_first_row(const struct line_unit *unit, uint64_t pc)
{
	size_t low = 0, high = unit->row_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (row_address(unit, middle) < pc)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const char *file_path(struct debuginfo *debuginfo, struct line_unit *unit, size_t number)
{
	char path[SOURCE_PATH_MAX];

	if (number >= unit->sources.files.count)
		return "";
	if (!unit->paths[number])
		unit->paths[number] = source_files_path(&unit->sources, number, path)
					      ? arena_strdup(debuginfo->arena, path)
					      : "";
	return unit->paths[number];
}

bool line_unit_row(struct debuginfo *debuginfo, struct line_unit *unit, size_t number,
		   struct line_row *row)
{
	Dwarf_Line *line = dwarf_onesrcline(unit->rows, number);
	Dwarf_Files *files;
	Dwarf_Addr address;
	size_t file;
	int line_number;

	if (!line || dwarf_lineaddr(line, &address) || dwarf_lineno(line, &line_number) ||
	    dwarf_line_file(line, &files, &file) || dwarf_lineendsequence(line, &row->end_sequence))
		return false;
	row->pc = address;
	row->line = line_number;
	row->file = file_path(debuginfo, unit, file);
	return true;
}

/* The last row that is not behind @pc: of several at one address the last counts. */
static bool row_at(struct debuginfo *debuginfo, uint64_t pc, struct line_row *row)
{
	struct function_instance instance;
	struct source_function function;
	struct line_unit *unit = NULL;
	Dwarf_Die die;
	size_t number;

	if (function_at(debuginfo, pc, &function, &instance) &&
	    debuginfo_die(debuginfo, instance.die, &die))
		unit = line_unit_of(debuginfo, &die);
	if (!unit)
		return false;
	number = line_unit_first_row(unit, pc + 1);
	return number && line_unit_row(debuginfo, unit, number - 1, row) && !row->end_sequence;
}

bool line_at(struct debuginfo *debuginfo, uint64_t pc, const char **file, unsigned int *line)
{
	struct line_row row;

	if (!row_at(debuginfo, pc, &row))
		return false;
	*file = row.file;
	*line = row.line;
	return true;
}

bool line_start(struct debuginfo *debuginfo, uint64_t pc, uint64_t *start)
{
	struct line_row row;

	if (!row_at(debuginfo, pc, &row))
		return false;
	*start = row.pc;
	return true;
}
