/* SPDX-License-Identifier: GPL-2.0-only */
/* The examples: scripts that answer a question each, in examples/GROUP/NAME.stp. */
#ifndef STAP_CATALOGUE_EXAMPLES_H
#define STAP_CATALOGUE_EXAMPLES_H

#include "session.h"

/* Writes all examples to @stream: a line per group, then one for each of its examples. */
bool examples_list(struct session *session, FILE *stream);

/*
 * Writes the example @name, which may be GROUP/NAME and end in .stp, to @stream. Returns false
 * after a message when there is none, or when several groups have one.
 */
bool examples_print(struct session *session, const char *name, FILE *stream);

#endif
