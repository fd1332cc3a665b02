// SPDX-License-Identifier: GPL-2.0-only
#include "feeder.h"
#include "mappings.h"
#include "message.h"
#include "needed_files.h"
#include "object_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---------------------------------------------------------------- one file */

/* Remembers a file that is open. False when it was brought before, or there are too many. */
static bool is_new(struct feeder *feeder, int fd)
{
	struct stat status;

	if (fstat(fd, &status) || !S_ISREG(status.st_mode) || feeder->file_count == FEEDER_FILES)
		return false;
	for (size_t i = 0; i < feeder->file_count; i++)
		if (feeder->files[i].inode == status.st_ino &&
		    feeder->files[i].device == status.st_dev)
			return false;
	feeder->files[feeder->file_count++] = (struct fed_file){ status.st_dev, status.st_ino };
	return true;
}

/* Brings a file that is open, under the name that is shown. */
static void feed_open_file(struct feeder *feeder, int fd, const char *name)
{
	struct stap_object_data *data;
	char place[64];
	int number;

	if (!is_new(feeder, fd))
		return;
	data = object_file_data(fd, feeder->parts);
	snprintf(place, sizeof(place), "/proc/self/fd/%d", fd);
	number = session_feed_file(feeder->session, place, name, data);
	if (number && number != EEXIST)
		verbose("the module does not take %s: %s", name, strerror(number));
	else
		verbose("%s: %u bytes for the module", name, data ? data->size : 0);
	free(data);
}

static void feed_path(void *argument, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	feed_open_file(argument, fd, path);
	close(fd);
}

struct fed_process {
	struct feeder *feeder;
	pid_t process;
	uint64_t address; /* that was asked for */
	bool is_fed;	  /* what is mapped there */
};

static void feed_mapping(void *argument, const struct mapping *mapping)
{
	struct fed_process *process = argument;
	int fd;

	if (!mapping->is_file || (!mapping->is_code && process->address - mapping->start >=
							       mapping->end - mapping->start))
		return;
	fd = mapping_open(process->process, mapping);
	if (fd < 0)
		return;
	feed_open_file(process->feeder, fd, mapping->path);
	close(fd);
	process->is_fed |= process->address - mapping->start < mapping->end - mapping->start;
}

/*
 * Brings all files with code that a process has mapped, and the one that is mapped at @address:
 * where one is met, the others come next. Returns whether that one was to be had.
 */
static bool feed_process(struct feeder *feeder, pid_t process, uint64_t address)
{
	struct fed_process fed = { feeder, process, address, false };

	mappings_of(process, feed_mapping, &fed);
	return fed.is_fed;
}

/* ---------------------------------------------------------------- before the start */

void feeder_prepare(struct feeder *feeder, const struct session *session, unsigned parts,
		    pid_t target, const char *command)
{
	struct stap_object_data *vdso;

	*feeder = (struct feeder){ .session = session };
	if (parts)
		feeder->files = calloc(FEEDER_FILES, sizeof(*feeder->files));
	if (!feeder->files)
		return;
	feeder->parts = parts;
	vdso = object_vdso_data(parts);
	if (vdso)
		session_feed_file(session, "", "", vdso);
	free(vdso);
	if (command)
		needed_files_of_command(command, feed_path, feeder);
	else if (target)
		feed_process(feeder, target, 0);
}

/* ---------------------------------------------------------------- while it runs */

static void answer(struct feeder *feeder, const struct stap_wanted_file *wanted)
{
	if (!feed_process(feeder, (pid_t)wanted->process, wanted->address))
		session_unavailable(feeder->session, wanted->number);
}

static void *answer_requests(void *argument)
{
	struct feeder *feeder = argument;

	pthread_mutex_lock(&feeder->lock);
	while (!feeder->ending) {
		struct stap_wanted_file wanted;

		if (!feeder->count) {
			pthread_cond_wait(&feeder->changed, &feeder->lock);
			continue;
		}
		wanted = feeder->queue[feeder->first];
		feeder->first = (feeder->first + 1) % FEEDER_QUEUE;
		feeder->count--;
		pthread_mutex_unlock(&feeder->lock);
		answer(feeder, &wanted);
		pthread_mutex_lock(&feeder->lock);
	}
	pthread_mutex_unlock(&feeder->lock);
	return NULL;
}

bool feeder_start(struct feeder *feeder)
{
	int number;

	if (!feeder->parts)
		return true;
	pthread_mutex_init(&feeder->lock, NULL);
	pthread_cond_init(&feeder->changed, NULL);
	number = pthread_create(&feeder->thread, NULL, answer_requests, feeder);
	if (number)
		feeder->parts = 0;
	return number ? error("cannot make a thread: %s", strerror(number)) : true;
}

void feeder_request(struct feeder *feeder, const struct stap_wanted_file *wanted)
{
	bool is_full;

	if (!feeder->parts)
		return;
	pthread_mutex_lock(&feeder->lock);
	is_full = feeder->count == FEEDER_QUEUE;
	if (!is_full)
		feeder->queue[(feeder->first + feeder->count++) % FEEDER_QUEUE] = *wanted;
	pthread_cond_signal(&feeder->changed);
	pthread_mutex_unlock(&feeder->lock);
	if (is_full)
		session_unavailable(feeder->session, wanted->number);
}

void feeder_end(struct feeder *feeder)
{
	if (!feeder->parts)
		return;
	pthread_mutex_lock(&feeder->lock);
	feeder->ending = true;
	pthread_cond_signal(&feeder->changed);
	pthread_mutex_unlock(&feeder->lock);
	pthread_join(feeder->thread, NULL);
}
