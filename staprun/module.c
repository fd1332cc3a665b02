// SPDX-License-Identifier: GPL-2.0-only
#include "module.h"
#include "message.h"
#include "protocol.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BUSY_WAIT 5000 /* milliseconds */

static long milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---------------------------------------------------------------- inserting */

/* Opens the kernel's log at its end; -1 when that is not allowed. */
static int open_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd;
}

/*
 * Copies the text of the last message since open_log() that names the module; "" when there is
 * none. A record is "PRIORITY,NUMBER,TIME,FLAGS;TEXT\n" and more lines.
 */
static void last_log_line(int log, const char *name, char *line, size_t size)
{
	char record[8192];

	*line = '\0';
	while (log >= 0) {
		ssize_t length = read(log, record, sizeof(record) - 1);

		if (length < 0 && errno == EPIPE)
			continue; /* messages were overwritten meanwhile */
		if (length <= 0)
			return;
		record[length] = '\0';
		char *text = strchr(record, ';');

		if (!text)
			continue;
		text[strcspn(text, "\n")] = '\0';
		if (strstr(text, name))
			snprintf(line, size, "%s", text + 1);
	}
}

static const char *insert_reason(int number)
{
	switch (number) {
	case EEXIST:
		return "a module of this name is loaded already (staprun -d NAME removes it if it "
		       "is not in use)";
	case EPERM:
		return "not permitted: it needs root with CAP_SYS_MODULE, and a kernel that is "
		       "not locked down";
	case EKEYREJECTED:
		return "this kernel accepts signed modules only";
	case ENOEXEC:
		return "it does not fit this kernel";
	case ENOENT:
		return "it needs a symbol that this kernel does not have";
	}
	return strerror(number);
}

bool module_insert(int fd, const char *name)
{
	int log = open_log();
	long end = milliseconds_now() + BUSY_WAIT;
	char line[1024];
	int number = 0;

	/* EBUSY: a module of this name is about to be gone. */
	while (syscall(SYS_finit_module, fd, "", 0)) {
		number = errno;
		if (number != EBUSY || milliseconds_now() >= end)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
		number = 0;
	}
	if (number)
		last_log_line(log, name, line, sizeof(line));
	if (log >= 0)
		close(log);
	if (!number)
		return true;
	error("cannot insert module %s: %s%s%s", name, insert_reason(number),
	      *line ? "\n  the kernel says: " : "", line);
	return false;
}

/* ---------------------------------------------------------------- removing */

int module_remove(const char *name, int milliseconds)
{
	long end = milliseconds_now() + milliseconds;
	long pause_ns = 500000;

	while (syscall(SYS_delete_module, name, O_NONBLOCK)) {
		if ((errno != EWOULDBLOCK && errno != EBUSY && errno != EINTR) ||
		    milliseconds_now() >= end)
			return errno;
		nanosleep(&(struct timespec){ .tv_nsec = pause_ns }, NULL);
		if (pause_ns < 50000000)
			pause_ns *= 2;
	}
	return 0;
}

/* ---------------------------------------------------------------- what a module tells */

struct description {
	char text[512];
};

/* Reads the module's lines "KEY VALUE"; "" when there is no such module. */
static void describe(const char *name, struct description *description)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/proc/" STAP_PROC_PREFIX "%s", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, description->text, sizeof(description->text) - 1);

	description->text[length < 0 ? 0 : length] = '\0';
	close(fd);
}

/* True when the description has the line "KEY VALUE". */
static bool is_line(const struct description *description, const char *line)
{
	const char *found = strstr(description->text, line);

	return found && (found == description->text || found[-1] == '\n') &&
	       found[strlen(line)] == '\n';
}

static long number_of(const struct description *description, const char *key)
{
	const char *found = strstr(description->text, key);

	return found ? strtol(found + strlen(key), NULL, 10) : 0;
}

/* Nobody has the module open, or is just about to. */
static bool is_unused(const struct description *description)
{
	return is_line(description, "open 0") &&
	       !(is_line(description, "state loaded") && is_line(description, "loader lives"));
}

int module_remove_unused(const char *name, int milliseconds)
{
	struct description description;

	describe(name, &description);
	if (!*description.text)
		return ENOENT;
	return is_unused(&description) ? module_remove(name, milliseconds) : EBUSY;
}

void module_sweep(void)
{
	DIR *directory = opendir("/proc");
	struct dirent *entry;

	/* The kernel lists the processes last. */
	while (directory && (entry = readdir(directory)) &&
	       !isdigit((unsigned char)*entry->d_name)) {
		const char *name = entry->d_name + strlen(STAP_PROC_PREFIX);
		struct description description;

		if (strncmp(entry->d_name, STAP_PROC_PREFIX, strlen(STAP_PROC_PREFIX)))
			continue;
		describe(name, &description);
		if (is_unused(&description) && !module_remove(name, 0))
			verbose("removed module %s, which was left over", name);
	}
	if (directory)
		closedir(directory);
}

void module_say_memory(const char *name)
{
	struct description description;
	char path[PATH_MAX], size[32] = "?";

	describe(name, &description);
	snprintf(path, sizeof(path), "/sys/module/%s/coresize", name);
	FILE *file = fopen(path, "re");

	if (file) {
		if (fgets(size, sizeof(size), file))
			size[strcspn(size, "\n")] = '\0';
		fclose(file);
	}
	verbose("%s: %s bytes of code and data, per CPU %ld bytes and a ring of %ld bytes", name,
		size, number_of(&description, "memory_per_cpu "),
		number_of(&description, "ring_per_cpu "));
}
