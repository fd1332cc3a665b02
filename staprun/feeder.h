/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Brings a module the data of files of user space: before the start what the target has mapped, and
 * later each file that the module asks for.
 */
#ifndef STAPRUN_FEEDER_H
#define STAPRUN_FEEDER_H

#include "session.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

#define FEEDER_QUEUE 256  /* requests; when they are more, some are put off */
#define FEEDER_FILES 4096 /* that are brought in one run */

struct fed_file {
	dev_t device;
	ino_t inode;
};

struct feeder {
	const struct session *session;
	unsigned parts;		/* of the data, that the module wants; 0: nothing */
	struct fed_file *files; /* that were brought */
	size_t file_count;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct stap_wanted_file queue[FEEDER_QUEUE];
	size_t first, count;
	bool ending;
};

/*
 * Before the start of a session: brings the vDSO, and what the process @target (0: none) or the
 * program of @command (NULL: none) will run first.
 */
void feeder_prepare(struct feeder *feeder, const struct session *session, unsigned parts,
		    pid_t target, const char *command);

/* Starts a thread for what is asked for later. Returns false after a message. */
bool feeder_start(struct feeder *feeder);

/* Takes a request of the module. */
void feeder_request(struct feeder *feeder, const struct stap_wanted_file *wanted);

/* Ends the thread, once it is done with what it is at. */
void feeder_end(struct feeder *feeder);

#endif
