/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The line tables of units, read on first use and kept.
 */
#ifndef STAP_DEBUGINFO_LINE_UNITS_H
#define STAP_DEBUGINFO_LINE_UNITS_H

#include "debuginfo/internal.h"

struct line_row {
	uint64_t pc;
	const char *file;
	unsigned int line; /* 0: code of no line */
	bool end_sequence;
};

/* The lines of the unit @die is in; NULL when it has none. */
struct line_unit *line_unit_of(struct debuginfo *debuginfo, Dwarf_Die *die);

/* The number of the first row whose address is @pc or higher; the row count when there is none. */
size_t line_unit_first_row(const struct line_unit *unit, uint64_t pc);

/* Row @number; false when there is no such row. */
bool line_unit_row(struct debuginfo *debuginfo, struct line_unit *unit, size_t number,
		   struct line_row *row);

#endif
