/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the files of the process family: process.c (points) and process_emit.c (the table). */
#ifndef STAP_PROBES_PROCESS_H
#define STAP_PROBES_PROCESS_H

#include "probes/family.h"

size_t process_emit(FILE *stream, struct session *session, const char *table,
		    struct probe *const *probes, size_t count);

extern const struct probe_family process_family;

#endif
