// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "output_files.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Writes the name of file @number, begun now. Returns false after a message. */
static bool make_name(const struct output_files *files, unsigned long number, char name[PATH_MAX])
{
	time_t now = time(NULL);
	struct tm parts;
	char base[PATH_MAX];

	if (!strftime(base, sizeof(base), files->format, localtime_r(&now, &parts)))
		return error("'%s' is no name of a file, or too long", files->format);
	if (number || files->most)
		return snprintf(name, PATH_MAX, "%s.%lu", base, number) < PATH_MAX ||
		       error("the name '%s' is too long", base);
	strcpy(name, base);
	return true;
}

/* Returns a descriptor of file @number, empty; -1 after a message. */
static int begin_file(struct output_files *files, unsigned long number)
{
	char name[PATH_MAX], *copy;

	if (!make_name(files, number, name))
		return -1;
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0) {
		error("cannot write %s: %s", name, strerror(errno));
		return -1;
	}
	if (!files->keep)
		return fd;
	copy = files->names[number % files->keep];
	if (copy && strcmp(copy, name) && unlink(copy) && errno != ENOENT)
		warning("cannot remove %s: %s", copy, strerror(errno));
	free(copy);
	files->names[number % files->keep] = strdup(name);
	return fd;
}

bool output_files_open(struct output_files *files)
{
	pthread_mutex_init(&files->lock, NULL);
	if (files->keep) {
		files->names = calloc(files->keep, sizeof(*files->names));
		if (!files->names)
			return error("there is not enough memory for %u names", files->keep);
	}
	files->fd = begin_file(files, 0);
	return files->fd >= 0;
}

bool output_files_switch(struct output_files *files)
{
	int fd;

	if (!files->format)
		return true;
	pthread_mutex_lock(&files->lock);
	fd = begin_file(files, files->number + 1);
	if (fd >= 0) {
		files->number++;
		dup3(fd, files->fd, O_CLOEXEC);
		if (files->with_messages)
			dup2(fd, STDERR_FILENO);
		close(fd);
	}
	pthread_mutex_unlock(&files->lock);
	return fd >= 0;
}

void output_files_take_messages(struct output_files *files)
{
	pthread_mutex_lock(&files->lock);
	files->with_messages = true;
	dup2(files->fd, STDERR_FILENO);
	pthread_mutex_unlock(&files->lock);
}

/* The file's length and not what was written here: commands of system() write to it too. */
bool output_files_reserve(struct output_files *files, size_t size)
{
	off_t length;

	if (!files->most)
		return true;
	length = lseek(files->fd, 0, SEEK_END);
	return length <= 0 || (unsigned long long)length + size <= files->most ||
	       output_files_switch(files);
}
