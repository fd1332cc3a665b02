/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Following symbolic links below a sysroot.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debuginfo/files/sysroot.h"

enum {
	LINKS_MAX = 40 /* as the kernel follows */
};

char *sysroot_path(struct arena *arena, const char *sysroot, const char *path)
{
	return arena_printf(arena, "%s%s", sysroot ? sysroot : "", path);
}

/* The path of the file called the first @length bytes of @name in @directory; "" is the root. */
static char *step(struct arena *arena, const char *directory, const char *name, size_t length)
{
	if (!length || (length == 1 && *name == '.'))
		return arena_strdup(arena, directory);
	if (length == 2 && !memcmp(name, "..", 2)) {
		const char *last = strrchr(directory, '/');

		return arena_strndup(arena, directory, last ? (size_t)(last - directory) : 0);
	}
	return arena_printf(arena, "%s/%.*s", directory, (int)length, name);
}

/* Where the link at the target's @path leads, in @target; false when it is no link. */
static bool read_link(struct arena *arena, const char *sysroot, const char *path,
		      char target[PATH_MAX])
{
	ssize_t length = readlink(sysroot_path(arena, sysroot, path), target, PATH_MAX - 1);

	if (length <= 0)
		return false;
	target[length] = '\0';
	return true;
}

/* realpath(3), with the sysroot as the root. */
static char *resolve_below(struct arena *arena, const char *sysroot, const char *path)
{
	const char *rest = path;
	char *done = arena_strdup(arena, "");
	struct stat status;

	for (int links = 0; *rest;) {
		size_t length = strcspn(rest, "/");
		char target[PATH_MAX];
		char *next = step(arena, done, rest, length);

		rest += length + (rest[length] == '/');
		if (strlen(next) > strlen(done) && read_link(arena, sysroot, next, target)) {
			if (++links > LINKS_MAX) {
				errno = ELOOP;
				return NULL;
			}
			rest = arena_printf(arena, "%s/%s", target, rest);
			if (*target == '/')
				done = arena_strdup(arena, "");
			continue;
		}
		done = next;
	}
	if (stat(sysroot_path(arena, sysroot, done), &status))
		return NULL;
	return *done ? done : arena_strdup(arena, "/");
}

char *sysroot_resolve(struct arena *arena, const char *sysroot, const char *path)
{
	char *real, *copy;

	if (sysroot)
		return resolve_below(arena, sysroot, path);
	real = realpath(path, NULL);
	copy = real ? arena_strdup(arena, real) : NULL;
	free(real);
	return copy;
}
