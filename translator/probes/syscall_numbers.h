/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names and numbers of system calls, by the headers of the target kernel: what points of system
 * calls are resolved by, and the runtime's table.
 */
#ifndef STAP_PROBES_SYSCALL_NUMBERS_H
#define STAP_PROBES_SYSCALL_NUMBERS_H

#include "arena.h"

#include <stdbool.h>

struct session;

enum width {
	NATIVE,
	COMPAT
};

struct system_call {
	const char *name;
	int numbers[2]; /* by enum width; -1: there is none */
};

struct system_calls {
	VEC(struct system_call) items; /* by name */
};

/* NULL: the headers are missing, or have no table. */
const struct system_calls *system_calls(struct session *session);

/* Writes the table for the runtime's syscall_names.c; of a kernel without one, an empty one. */
bool system_calls_write(struct session *session, const char *path);

#endif
