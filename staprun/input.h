/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The standard input, for scripts with probes on it. A thread reads it and hands it to the module;
 * a terminal that the script wants by characters does not collect lines meanwhile.
 */
#ifndef STAPRUN_INPUT_H
#define STAPRUN_INPUT_H

#include "session.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <termios.h>

struct input {
	const struct session *session; /* NULL: the script does not want it */
	bool wants_characters;
	pthread_t thread;
	atomic_bool ending;
	pthread_mutex_t handing; /* held while the module takes something, which may last */
	pthread_mutex_t mode;	 /* what follows */
	bool has_mode;		 /* the terminal's mode is ours */
	struct termios saved;	 /* and was that */
};

/*
 * Once handlers run: starts the thread. In the background it waits until this process is in the
 * foreground of its terminal. Returns false after a message.
 */
bool input_start(struct input *input, const struct session *session, bool wants_characters);

/* After SIGCONT: the shell gave the terminal its own mode meanwhile. */
void input_continue(struct input *input);

/* Nothing is handed over any more, and the terminal has its mode back. Also without a start. */
void input_end(struct input *input);

#endif
