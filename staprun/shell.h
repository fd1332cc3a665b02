/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of system(): each runs in a shell of its own, in the order in which the script
 * asked, some at a time. What it writes goes where the script's output goes.
 */
#ifndef STAPRUN_SHELL_H
#define STAPRUN_SHELL_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SHELL_RUNNING 64   /* at the same time */
#define SHELL_QUEUE   4096 /* waiting; more are not run */

struct shell {
	const sigset_t *mask; /* of signals, for commands */
	bool takes_input;     /* they find an empty standard input */
	pid_t running[SHELL_RUNNING];
	size_t running_count;
	pthread_mutex_t lock; /* what follows */
	char *queue[SHELL_QUEUE];
	size_t first, count;
	unsigned long long dropped;
};

void shell_prepare(struct shell *shell, const sigset_t *mask, bool takes_input);

/* Queues a command of @size bytes. Any thread; shell_work() has to be called then. */
void shell_request(struct shell *shell, const char *text, size_t size);

/*
 * Starts what waits as long as there may be more, with @output as its standard output, after taking
 * notice of what has ended: after SIGCHLD and after each request, in the main thread.
 */
void shell_work(struct shell *shell, int output);

/* True when nothing runs and nothing waits. The main thread. */
bool shell_is_idle(struct shell *shell);

/* Asks what runs to end, forgets what waits, and says how many were not run. */
void shell_end(struct shell *shell);

#endif
