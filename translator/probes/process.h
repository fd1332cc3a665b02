/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the files of the process family: process.c (points), process_plt.c (.plt),
 * process_absolute.c (.absolute) and process_emit.c (the table).
 */
#ifndef STAP_PROBES_PROCESS_H
#define STAP_PROBES_PROCESS_H

#include "probes/family.h"

/* Adds the stubs that a point with .plt means, of one file. False after resolve_fail(). */
bool resolve_plt(struct resolve *resolve, const struct point *point);

/* Adds the place at an address of a running process. False after resolve_fail(). */
bool resolve_process_address(struct resolve *resolve, const struct point *point);

size_t process_emit(FILE *stream, struct session *session, const char *table,
		    struct probe *const *probes, size_t count);

extern const struct probe_family process_family;

#endif
