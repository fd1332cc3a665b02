// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE /* pipe2, tm_zone */
#include "session.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---------------------------------------------------------------- commands */

/* Sends a command with @size bytes of content. Returns 0 or an errno. */
/* Returns how much of the content was taken, or -errno. */
static ssize_t write_command(const struct session *session, enum stap_command_kind kind,
			     const void *content, size_t size)
{
	char buffer[STAP_COMMAND_MOST];
	const struct stap_command command = { .protocol = STAP_PROTOCOL, .kind = kind };

	if (size > sizeof(buffer) - sizeof(command))
		return -E2BIG;
	memcpy(buffer, &command, sizeof(command));
	if (size)
		memcpy(buffer + sizeof(command), content, size);

	ssize_t written = write(session->fd, buffer, sizeof(command) + size);

	return written < 0 ? -errno : written - (ssize_t)sizeof(command);
}

/* Returns an error number, or 0. */
static int send_command(const struct session *session, enum stap_command_kind kind,
			const void *content, size_t size)
{
	ssize_t taken = write_command(session, kind, content, size);

	return taken < 0 ? (int)-taken : 0;
}

bool session_open(struct session *session, const char *name)
{
	char path[PATH_MAX];
	int pipe_ends[2];

	session->name = name;
	snprintf(path, sizeof(path), "/proc/" STAP_PROC_PREFIX "%s", name);
	session->fd = open(path, O_RDWR | O_CLOEXEC);
	if (session->fd < 0)
		return error("cannot open %s: %s", path, strerror(errno));
	if (pipe2(pipe_ends, O_CLOEXEC)) {
		close(session->fd);
		return error("cannot make a pipe: %s", strerror(errno));
	}
	session->events = pipe_ends[0];
	session->event_writer = pipe_ends[1];
	sem_init(&session->stop, 0, 0);
	return true;
}

/* The time zone as it is here and now. */
static void set_zone(struct stap_setup *setup)
{
	time_t now = time(NULL);
	struct tm local;

	if (!localtime_r(&now, &local))
		return;
	setup->seconds_west = -local.tm_gmtoff;
	snprintf(setup->zone, sizeof(setup->zone), "%s", local.tm_zone);
}

bool session_setup(struct session *session, pid_t target)
{
	char buffer[sizeof(struct stap_setup) + PATH_MAX];
	struct stap_setup setup = { .target = target };
	ssize_t length = readlink("/proc/self/exe", buffer + sizeof(setup), PATH_MAX - 1);

	if (length < 0)
		return error("cannot read /proc/self/exe: %s", strerror(errno));
	set_zone(&setup);
	memcpy(buffer, &setup, sizeof(setup));
	buffer[sizeof(setup) + length] = '\0';

	int number = send_command(session, STAP_COMMAND_SETUP, buffer, sizeof(setup) + length + 1);

	if (number == EPROTO)
		return error("the module and staprun are of different versions of stap");
	return number ? error("cannot set up the module: %s", strerror(number)) : true;
}

bool session_set_global(struct session *session, const char *assignment)
{
	int length = strcspn(assignment, "=");
	int number = send_command(session, STAP_COMMAND_PARAMETER, assignment, strlen(assignment));

	switch (number) {
	case 0:
		return true;
	case ENOENT:
		return error("the script has no global variable '%.*s' that can be set", length,
			     assignment);
	case EINVAL:
		return error("the global variable '%.*s' is a number, and '%s' is none", length,
			     assignment, assignment + length + 1);
	case E2BIG:
		return error("the string for the global variable '%.*s' is too long", length,
			     assignment);
	}
	return error("cannot set the global variable '%.*s': %s", length, assignment,
		     strerror(number));
}

bool session_set_symbols(struct session *session, const struct symbols *symbols)
{
	struct {
		struct stap_symbols head;
		__u64 addresses[STAP_SYMBOLS_MAX];
	} content;

	for (size_t first = 0; first < symbols->count; first += content.head.count) {
		size_t count = symbols->count - first;

		content.head.first = first;
		content.head.count = count < STAP_SYMBOLS_MAX ? count : STAP_SYMBOLS_MAX;
		memcpy(content.addresses, symbols->addresses + first,
		       content.head.count * sizeof(*content.addresses));
		int number = send_command(session, STAP_COMMAND_SYMBOLS, &content,
					  sizeof(content.head) +
						  content.head.count * sizeof(*content.addresses));

		if (number)
			return error("cannot tell the module where functions are: %s",
				     strerror(number));
	}
	return true;
}

int session_feed_file(const struct session *session, const char *place, const char *name,
		      const struct stap_object_data *data)
{
	struct {
		struct stap_fed_file head;
		char paths[2 * PATH_MAX];
	} file = { .head.size = data ? data->size : 0 };
	const size_t most = STAP_COMMAND_MOST - sizeof(struct stap_command);
	size_t place_size = strlen(place) + 1, name_size = strlen(name) + 1, size = 0;

	if (place_size + name_size > sizeof(file.paths))
		return ENAMETOOLONG;
	memcpy(file.paths, place, place_size);
	memcpy(file.paths + place_size, name, name_size);

	int number = send_command(session, STAP_COMMAND_FILE, &file,
				  sizeof(file.head) + place_size + name_size);

	for (size_t at = 0; !number && at < file.head.size; at += size) {
		size = file.head.size - at < most ? file.head.size - at : most;
		number = send_command(session, STAP_COMMAND_DATA, (const char *)data + at, size);
	}
	return number;
}

void session_unavailable(const struct session *session, uint32_t number)
{
	send_command(session, STAP_COMMAND_UNAVAILABLE, &number, sizeof(number));
}

int session_input(const struct session *session, const char *text, size_t size)
{
	for (;;) {
		ssize_t taken = write_command(session, STAP_COMMAND_INPUT, text, size);

		if (taken == -EINTR)
			continue;
		if (taken < 0)
			return (int)-taken;
		text += taken;
		size -= (size_t)taken;
		if (!size)
			return 0;
	}
}

/* ---------------------------------------------------------------- threads */

void session_tell(const struct session *session, enum session_event event)
{
	char byte = event;

	while (write(session->event_writer, &byte, 1) < 0 && errno == EINTR)
		;
}

static void *read_frames(void *argument)
{
	static alignas(STAP_FRAME_ALIGN) char buffer[STAP_READ_SIZE];
	struct session *session = argument;
	bool told = false;
	ssize_t size;

	/* EINTR: among others after this process was stopped and goes on. */
	while ((size = read(session->fd, buffer, sizeof(buffer))) > 0 ||
	       (size < 0 && errno == EINTR)) {
		if (size < 0)
			continue;
		output_frames(&session->output, buffer, size);
		if (!told && (session->output.exit_asked || session->output.broken)) {
			told = true;
			session_tell(session, SESSION_WANTS_END);
		}
	}
	if (session->out_of_memory) /* behind what the module itself said of it */
		error("there is not enough memory for the module");
	session_tell(session, SESSION_DRAINED);
	return NULL;
}

/* START and STOP take as long as the begin and end probes do: not on the main thread. */
static void *command_session(void *argument)
{
	struct session *session = argument;
	int number = send_command(session, STAP_COMMAND_START, NULL, 0);

	session->out_of_memory = number == ENOMEM;
	session_tell(session, number ? SESSION_NOT_STARTED : SESSION_STARTED);
	while (sem_wait(&session->stop) && errno == EINTR)
		;
	number = send_command(session, STAP_COMMAND_STOP, NULL, 0);
	if (number)
		error("cannot stop the module: %s", strerror(number));
	session_tell(session, SESSION_STOPPED);
	return NULL;
}

bool session_start(struct session *session)
{
	int number = pthread_create(&session->reader, NULL, read_frames, session);

	if (!number)
		number = pthread_create(&session->commander, NULL, command_session, session);
	return number ? error("cannot make a thread: %s", strerror(number)) : true;
}

void session_stop(struct session *session)
{
	sem_post(&session->stop);
}

void session_hurry(struct session *session)
{
	send_command(session, STAP_COMMAND_HURRY, NULL, 0);
}

void session_close(struct session *session)
{
	close(session->fd);
}
