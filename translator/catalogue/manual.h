/* SPDX-License-Identifier: GPL-2.0-only */
/* The manual of a library, and the forms that it is written in. */
#ifndef STAP_CATALOGUE_MANUAL_H
#define STAP_CATALOGUE_MANUAL_H

#include "catalogue/catalogue.h"
#include "catalogue/examples.h"

#include <stdio.h>

/* A file of the library, and what of it scripts can name. */
struct manual_file {
	const char *path;  /* below the library's directory */
	const char *title; /* the first sentence of its first comment, without the dot */
	const char *about; /* the rest of that; "" */
	VEC(const struct catalogue_item *) functions;
	VEC(const struct catalogue_item *) aliases;
};

struct manual {
	struct arena *arena;
	const char *name; /* of the library; NULL: the shipped one */
	VEC(struct manual_file) files;
	struct example_list examples;
};

/* "strlen(s:string):long"; without the type when it gives no value. */
const char *manual_call(struct arena *arena, const struct function *function);

/*
 * Returns the comment of an item, "" without one. An alias NAME.return needs none: what it is goes
 * without saying.
 */
const char *manual_comment(struct arena *arena, const struct catalogue_item *item);

/* Write man pages of section 7. */
void manual_write_functions(const struct manual *manual, FILE *stream);
void manual_write_aliases(const struct manual *manual, FILE *stream);

/* Writes a page that needs no other file, with an index and a search field. */
void manual_write_html(const struct manual *manual, FILE *stream);

#endif
