/* SPDX-License-Identifier: GPL-2.0-only */
/* The examples: scripts that answer a question each, in examples/GROUP/NAME.stp. */
#ifndef STAP_CATALOGUE_EXAMPLES_H
#define STAP_CATALOGUE_EXAMPLES_H

#include "session.h"

struct example {
	const char *group, *name, *path;
	const char *title; /* "" when it has none */
	const char *text;  /* "" when it cannot be read */
};

struct example_list {
	struct example *items;
	size_t count, capacity;
};

/* Adds all examples to @list, by group. Returns false after a message. */
bool examples_find(struct session *session, struct example_list *list);

/* Writes all examples to @stream: a line per group, then one for each of its examples. */
bool examples_list(struct session *session, FILE *stream);

/*
 * Writes the example @name, which may be GROUP/NAME and end in .stp, to @stream. Returns false
 * after a message when there is none, or when several groups have one.
 */
bool examples_print(struct session *session, const char *name, FILE *stream);

#endif
