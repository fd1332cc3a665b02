/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the session and the control file use of each other and of the rings, beside runtime.h.
 */
#ifndef STAP_TRANSPORT_H
#define STAP_TRANSPORT_H

#include <linux/types.h>

/* ---------------------------------------------------------------- rings (transport.c) */

/* Allocates the rings (task context). Returns 0 or -ENOMEM, with nothing left allocated. */
int stap_transport_create(void);
/* Frees them. No handler runs, nobody reads or writes. */
void stap_transport_destroy(void);

/*
 * Copies what the rings hold, in order of time, as frames to @buffer of @size >= STAP_READ_SIZE / 2
 * bytes. Returns the bytes filled. One caller at a time, task context; it may sleep for some
 * microseconds while a handler writes. With @all no handler runs any more: nothing is so new that
 * another record might still have to come before it.
 */
size_t stap_transport_collect(char *buffer, size_t size, bool all);

/*
 * To be called before each collecting: waits for the next tick of the clock when something was
 * collected in this one. So a busy script is read in large pieces, and probes on what the reading
 * itself runs through cannot keep it busy. -EINTR after a signal.
 */
int stap_transport_pause(void);
/*
 * Waits until there is something to collect, stap_transport_wake() was called, or 0.2 s are over.
 * Handlers are asked for a wakeup only here, which makes at most one per tick, however many there
 * are. -EINTR after a signal.
 */
int stap_transport_wait(void);
/* Ends a wait for reading and a wait for room. Any context. */
void stap_transport_wake(void);

/* From now on nobody waits for room: what does not fit is lost. */
void stap_transport_hurry(void);

/*
 * Waits until no ring is more than half full or the session ends (task context). Returns 0, or
 * -EINTR for a signal, which may be to stop the process that reads as well.
 */
int stap_transport_wait_for_room(void);

size_t stap_transport_ring_size(void); /* bytes per CPU */
u64 stap_transport_lost(void);	       /* records lost until now */

/* ---------------------------------------------------------------- session (session.c) */

/* The commands of protocol.h, in task context and one at a time. Return 0 or -errno. */
int stap_session_setup(const struct stap_setup *setup, size_t size);
int stap_session_set_parameter(char *text); /* changes @text */
int stap_session_set_symbols(const struct stap_symbols *symbols, size_t size);
int stap_session_start(void);
int stap_session_end(void);

/* The file was closed: ends the session if that was not done, and has the module removed. */
void stap_session_abandon(void);
/* Waits for what stap_session_abandon() began. Before the module goes. */
void stap_session_flush(void);
/* Waits for signals that stap_raise_signal() is to send (task context). */
void stap_guru_flush(void);

bool stap_session_is_set_up(void); /* there are rings to read */
bool stap_session_is_over(void);   /* nothing is written to the rings any more */
/* Writes lines for a person or for staprun; returns their length. */
size_t stap_session_describe(char *text, size_t size);

/* ---------------------------------------------------------------- files (feeding.c) */

/* The commands about files. @content is as long as protocol.h says, and followed by a NUL. */
int stap_feed_file(const void *content, size_t size);
int stap_feed_data(const void *content, size_t size);
int stap_feed_unavailable(const void *content, size_t size);
/* Frees all that came, when no session is under way any more. Task context. */
void stap_feed_destroy(void);

/* ---------------------------------------------------------------- input (stdin.c) */

/*
 * @size bytes of the standard input, 0 at its end. Task context. Returns how many of them were
 * taken, fewer where a signal came; or -errno.
 */
ssize_t stap_input_take(const char *text, size_t size);

/* ---------------------------------------------------------------- control file (control.c) */

/* Make and remove /proc/stap:NAME. Removing waits for calls that are under way. */
int stap_control_create(void);
void stap_control_destroy(void);

#endif
