/* SPDX-License-Identifier: GPL-2.0-only */
/* Syntax tree back to source text: stap -p1, and -v's view of a probe. */
#ifndef STAP_SCRIPT_PRINTER_H
#define STAP_SCRIPT_PRINTER_H

#include "script/ast.h"

#include <stdio.h>

/* Write source that parses to the same tree. */
void print_script(FILE *stream, const struct script *script);
void print_expr(FILE *stream, const struct expr *expr);
void print_stmt(FILE *stream, const struct stmt *stmt, unsigned indent);

/* Writes a point without its ? ! if: kernel.function("vfs_read").return */
void print_point(FILE *stream, const struct point *point);

#endif
