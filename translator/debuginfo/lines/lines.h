/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Source lines to addresses: `name@file:LINE` and its variants, from the line number program of the
 * compilation units that the functions are in (DWARF 5 §6.2).
 */
#ifndef STAP_DEBUGINFO_LINES_H
#define STAP_DEBUGINFO_LINES_H

#include "debuginfo/functions.h"

enum line_kind {
	LINES_ABSOLUTE, /* :A-B	 lines of the file */
	LINES_RELATIVE, /* +N	 counted from the line the function is declared at */
	LINES_ALL,	/* :*	 every line that has code; there are no ranges */
};

/* From `first` up to and with `last`. */
struct line_range {
	unsigned int first, last;
};

struct line_query {
	struct function_query function; /* whose `line` is 0; a file is required */
	enum line_kind kind;
	const struct line_range *ranges;
	size_t range_count;
	/*
	 * For a range without code in a function take the nearest line of the function that has
	 * code (of two as near, the later one). A pattern then means only functions that the range
	 * begins in the source of.
	 */
	bool nearest;
	bool repeats_addresses; /* of several lines at one address all are given */
};

struct line_place {
	uint64_t pc;
	const char *file;
	unsigned int line;
	struct source_function function;   /* the matched one that the line belongs to, … */
	struct function_instance instance; /* … and which instance of it */
};

/*
 * The places of the lines asked for: for each line, in each instance of each matching function, the
 * lowest address that the line table has for it; of several lines at one address one, unless the
 * query has it otherwise; sorted by function, line and address. A line belongs to the function
 * whose source it is in, also where that is inlined. Their number is the result, @found gets the
 * array. Zero with @error set when no function matches or no line asked for has code; the remedy
 * then names similar functions, or the nearest lines that have code.
 */
size_t lines_find(struct debuginfo *debuginfo, const struct line_query *query,
		  struct line_place **found, struct debuginfo_error *error);

/* The source place of @pc: the line table's row that covers it. False when none does. */
bool line_at(struct debuginfo *debuginfo, uint64_t pc, const char **file, unsigned int *line);

/* The first address of the code of that row: where the statement that @pc is in begins. */
bool line_start(struct debuginfo *debuginfo, uint64_t pc, uint64_t *start);

#endif
