/* SPDX-License-Identifier: GPL-2.0-only */
/* --dump-functions and --dump-probe-aliases: what the library has, one per line, sorted. */
#ifndef STAP_CATALOGUE_DUMP_H
#define STAP_CATALOGUE_DUMP_H

#include "session.h"

/*
 * Write "NAME:TYPE (PARAMETER:TYPE, …)" or "NAME = POINT, …" for each function or alias that
 * scripts can name; with -v for the library's own as well. Return false after errors in library
 * files.
 */
bool dump_functions(struct session *session, FILE *stream);
bool dump_aliases(struct session *session, FILE *stream);

#endif
