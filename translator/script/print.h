/* SPDX-License-Identifier: GPL-2.0-only */
/* Inside the printer: what its files share. */
#ifndef STAP_SCRIPT_PRINT_H
#define STAP_SCRIPT_PRINT_H

#include "script/printer.h"

/* Write a string with escapes; the second with its quotes. */
void print_escaped(FILE *stream, const char *text, size_t length);
void print_quoted(FILE *stream, const char *text, size_t length);

/* [i, *, "x"] */
void print_index(FILE *stream, const struct expr_list *keys);

/* "@count" */
const char *stat_op_text(enum stat_op op);

#endif
