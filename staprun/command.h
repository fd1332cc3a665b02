/* SPDX-License-Identifier: GPL-2.0-only */
/* -c COMMAND: a process that exists from the start, as target(), and runs when told to. */
#ifndef STAPRUN_COMMAND_H
#define STAPRUN_COMMAND_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct command {
	pid_t pid; /* 0: none */
	int hold;  /* written to: it runs; closed: it ends */
};

/*
 * Makes the process, with the signal mask @mask. It gets the words of @text as a shell splits them,
 * or the whole text as a shell script when there is more in it than words. Returns false after a
 * message. To be called before there are threads. With @takes_input it does not share our standard
 * input, which it finds empty.
 */
bool command_prepare(struct command *command, const char *text, const sigset_t *mask,
		     bool takes_input);

/*
 * In a new process, also of one with threads: gives it the rights of who started staprun, which has
 * more when it is set-user-ID. Returns false when that fails.
 */
bool command_drop_privileges(void);
/* Likewise: an empty standard input. */
void command_empty_input(void);

/*
 * The first program that runs for @text: its first word, or the shell. Copies at most @size bytes
 * of its name, which is as execvp(3) takes it.
 */
void command_program(const char *text, char *name, size_t size);

/* Lets it run. */
void command_release(struct command *command);

/*
 * Returns the exit status, 128 + signal when it was killed, once it has ended; -1 before. With
 * @milliseconds it waits that long for it.
 */
int command_status(struct command *command, int milliseconds);

/* Asks it to end, if it has not ended yet. */
void command_terminate(struct command *command);

#endif
