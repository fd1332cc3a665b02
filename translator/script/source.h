/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Source files and places in them. Every token, expression and statement knows its place, so that
 * any later pass can show the line with a caret.
 */
#ifndef STAP_SCRIPT_SOURCE_H
#define STAP_SCRIPT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct source_file {
	const char *name; /* as shown to people: a path, "<input>" for -e, "<stdin>" for - */
	const char *text; /* NUL-terminated; may hold NUL bytes before `size` */
	size_t size;
	bool is_tapset; /* from the library, shipped or -I: privileged, unused names not warned of
			 */
	/* Of a tapset file: where its directory is in the search path. 0: first. */
	unsigned library_rank;
	/* The file whose private names this text sees as its own; NULL: none. */
	const struct source_file *part_of;
	bool is_embedded_c; /* embedded C is allowed: guru mode or a tapset file */
};

/* How a token came out of a macro: each level names the macro and the place of its use. */
struct expansion;

struct place {
	const struct source_file *file;	   /* NULL: made by the translator, no place to show */
	unsigned line, column;		   /* from 1; columns count bytes, a tab is one */
	const struct expansion *expansion; /* NULL when not from a macro */
};

struct expansion {
	const char *macro;
	struct place use; /* its own .expansion leads to the enclosing macro */
};

#endif
