/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of the line table that are an instance's own: of its source, not of what is inlined in
 * it.
 */
#ifndef STAP_DEBUGINFO_LINE_ROWS_H
#define STAP_DEBUGINFO_LINE_ROWS_H

#include "debuginfo/functions.h"

typedef void line_row_visitor(void *data, uint64_t pc, unsigned int line);

/*
 * Call @visit for each row in the code of @instance whose place is in the source of @function: in
 * its file, at or behind its line and before the next function. By ascending address in each range.
 */
void line_rows_visit(struct debuginfo *debuginfo, const struct source_function *function,
		     const struct function_instance *instance, line_row_visitor *visit, void *data);

/* Line numbers, sorted and each once, as text: "451-457, 459"; at most @limit stretches of them. */
char *line_numbers_text(struct arena *arena, const unsigned int *lines, size_t count, size_t limit);

#endif
