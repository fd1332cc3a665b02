/* SPDX-License-Identifier: GPL-2.0-only */
/* What a process has mapped: /proc/PID/maps. */
#ifndef STAPRUN_MAPPINGS_H
#define STAPRUN_MAPPINGS_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct mapping {
	uint64_t start, end;
	bool is_code;
	bool is_file;
	char path[PATH_MAX]; /* as the process sees it; " (deleted)" behind it when it is gone */
};

/* Reads one line of the file. False when it is none. */
bool mapping_parse(const char *line, struct mapping *mapping);

/* Calls @use with each mapping of a process, as long as it lives. */
void mappings_of(pid_t process, void (*use)(void *argument, const struct mapping *mapping),
		 void *argument);

/*
 * Opens the file that is mapped, wherever it is: also one that was deleted, or that only the
 * process can see by its path. Returns a descriptor or -1.
 */
int mapping_open(pid_t process, const struct mapping *mapping);

#endif
