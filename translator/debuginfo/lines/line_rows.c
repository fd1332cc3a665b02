/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Walking the rows of one instance.
 */
#include <string.h>

#include "debuginfo/internal.h"
#include "debuginfo/lines/line_rows.h"
#include "debuginfo/lines/line_units.h"

/* The rows of one range of addresses. */
static void visit_range(struct debuginfo *debuginfo, const struct source_function *function,
			struct line_unit *unit, uint64_t start, uint64_t end,
			line_row_visitor *visit, void *data)
{
	unsigned int end_line = function_end_line(debuginfo, function);
	struct line_row row;

	for (size_t i = line_unit_first_row(unit, start); i < unit->row_count; i++) {
		if (!line_unit_row(debuginfo, unit, i, &row) || row.pc >= end)
			break;
		if (!row.end_sequence && row.line && row.line >= function->line &&
		    row.line < end_line && !strcmp(row.file, function->file))
			visit(data, row.pc, row.line);
	}
}

void line_rows_visit(struct debuginfo *debuginfo, const struct source_function *function,
		     const struct function_instance *instance, line_row_visitor *visit, void *data)
{
	struct line_unit *unit;
	Dwarf_Addr base, start, end;
	Dwarf_Die die;

	if (!debuginfo_die(debuginfo, instance->die, &die))
		return;
	unit = line_unit_of(debuginfo, &die);
	for (ptrdiff_t at = 0; unit && (at = dwarf_ranges(&die, at, &base, &start, &end)) > 0;)
		visit_range(debuginfo, function, unit, start, end, visit, data);
}

char *line_numbers_text(struct arena *arena, const unsigned int *lines, size_t count, size_t limit)
{
	char *text = arena_strdup(arena, "");

	for (size_t i = 0; i < count && limit; limit--) {
		size_t first = i;

		while (i + 1 < count && lines[i + 1] <= lines[i] + 1)
			i++;
		if (*text)
			text = arena_printf(arena, "%s, ", text);
		if (lines[i] == lines[first])
			text = arena_printf(arena, "%s%u", text, lines[first]);
		else
			text = arena_printf(arena, "%s%u-%u", text, lines[first], lines[i]);
		i++;
	}
	return text;
}
