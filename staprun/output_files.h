/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files of -o: FILE, and FILE.1, FILE.2 … after each switch; with -S they are FILE.0 and so on.
 * FILE is a format of strftime(3), for the time at which a file is begun.
 */
#ifndef STAPRUN_OUTPUT_FILES_H
#define STAPRUN_OUTPUT_FILES_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct output_files {
	const char *format;	 /* -o; NULL: there are no files */
	unsigned long long most; /* bytes of one, or 0 */
	unsigned keep;		 /* so many, or 0: all */
	int fd;			 /* of the file that is written: the same for all */
	pthread_mutex_t lock;	 /* what follows */
	bool with_messages;	 /* standard error is the same file */
	unsigned long number;	 /* of the file that is written */
	char **names;		 /* of those kept, by number % keep */
};

/* Begins the first file; fd is valid then. Returns false after a message. */
bool output_files_open(struct output_files *files);

/* From now on standard error is the same file. Any thread. */
void output_files_take_messages(struct output_files *files);

/*
 * Begins the next file, and removes the oldest when there are more than shall be kept. Any thread,
 * at any time: what is written by way of fd from now on goes there. Without files it does nothing.
 * Returns false after a message.
 */
bool output_files_switch(struct output_files *files);

/* Before @size bytes are written: switches when they would make the file longer than -S says. */
bool output_files_reserve(struct output_files *files, size_t size);

#endif
