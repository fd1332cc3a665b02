/* SPDX-License-Identifier: GPL-2.0-only */
/* Running the compiler, the linker and make. */
#ifndef STAP_BUILD_COMMAND_H
#define STAP_BUILD_COMMAND_H

#include "arena.h"

#include <stdbool.h>

typedef VEC(const char *) argument_vector;

/*
 * Appends the words of a shell command line to @words: quotes and backslashes as in sh(1), no
 * expansion. Stops at an unquoted ';' or the end; returns what follows it, or NULL at the end.
 */
const char *command_split(struct arena *arena, const char *text, argument_vector *words);

struct command {
	const char *const *arguments; /* NULL-terminated; [0] is looked up in PATH */
	const char *directory;	      /* to run in; NULL: here */
	const char *environment;      /* one more NAME=VALUE, or NULL */
	const char *output_path;      /* stdout and stderr go here; NULL: inherited */
};

/*
 * Runs a command and waits for it; interrupts reach it as they reach us. Returns its exit status,
 * 128 + signal, or 127 when it could not be started.
 */
int command_run(const struct command *command);

/* Starts a command; command_wait() gives its status as command_run() does. Returns -1 on failure.
 */
int command_start(const struct command *command);
int command_wait(int pid);

/* Before make is run: options of a make that we run under are not meant for the kernel's. */
void command_forget_make(void);

#endif
