/* SPDX-License-Identifier: GPL-2.0-only */
/* A module's session: commands out, frames in, by two threads of which the owner hears by a pipe.
 */
#ifndef STAPRUN_SESSION_H
#define STAPRUN_SESSION_H

#include "object_data.h"
#include "output.h"
#include "symbols.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What the threads tell: one byte each in the pipe. */
enum session_event {
	SESSION_STARTED = 'a', /* begin probes ran, probes are armed */
	SESSION_NOT_STARTED,   /* the reasons were shown */
	SESSION_COMMAND,       /* system() was called, for whoever gave output.command */
	SESSION_WANTS_END,     /* exit(), an error, or nobody takes the output any more */
	SESSION_STOPPED,       /* nothing is armed, end probes ran */
	SESSION_DRAINED,       /* all output was shown */
};

struct session {
	const char *name; /* of the module */
	int fd;		  /* of its file in /proc */
	int events;	  /* to read enum session_event from */
	int event_writer;
	sem_t stop;
	struct output output;	   /* belongs to the reader until SESSION_DRAINED */
	atomic_bool out_of_memory; /* it did not start for that reason */
	pthread_t reader, commander;
};

/*
 * Opens the file of a module that was just inserted; of @session only the output is set, all else
 * is 0. Returns false after a message.
 */
bool session_open(struct session *session, const char *name);

/* Before the start. Return false after a message. */
bool session_setup(struct session *session, pid_t target);
bool session_set_global(struct session *session, const char *assignment);
bool session_set_symbols(struct session *session, const struct symbols *symbols);

/*
 * Brings the module a file that is at @place and is called @name; both "" for the vDSO. @data NULL:
 * there is none. Returns 0 or an errno; EEXIST: the module knows it. Any thread, one at a time.
 */
int session_feed_file(const struct session *session, const char *place, const char *name,
		      const struct stap_object_data *data);
/* Says that wanted file @number was not to be had. */
void session_unavailable(const struct session *session, uint32_t number);

/*
 * Hands over @size bytes of the standard input, STAP_INPUT_MOST at most; 0: it has ended. Waits
 * until the script has seen them. Returns 0 or an errno; ENODEV: the script wants no more. Any
 * thread, one at a time.
 */
int session_input(const struct session *session, const char *text, size_t size);

/*
 * Starts the threads, and thereby the session: SESSION_STARTED or SESSION_NOT_STARTED will come.
 * Returns false after a message.
 */
bool session_start(struct session *session);

/* Puts @event into the pipe. Any thread. */
void session_tell(const struct session *session, enum session_event event);

/* Once: SESSION_STOPPED and SESSION_DRAINED will come, also after SESSION_NOT_STARTED. */
void session_stop(struct session *session);

/* The end must not wait for output to be taken. */
void session_hurry(struct session *session);

/* After SESSION_STOPPED: closes the file, so that the module can be removed. */
void session_close(struct session *session);

#endif
