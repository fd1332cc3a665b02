/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looking through dpkg's lists, /var/lib/dpkg/info/PACKAGE.list, one path a line.
 */
#define _GNU_SOURCE /* memmem */
#include <dirent.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#include "debuginfo/files/debian_package.h"
#include "debuginfo/files/mapped_file.h"
#include "debuginfo/files/sysroot.h"

static bool has_line(const char *text, size_t size, const char *line)
{
	size_t length = strlen(line);
	const char *end = text + size;

	for (const char *at = text; (at = memmem(at, (size_t)(end - at), line, length)); at++)
		if ((at == text || at[-1] == '\n') && (at + length == end || at[length] == '\n'))
			return true;
	return false;
}

static bool list_has(int directory, const char *name, const char *const paths[2])
{
	size_t size;
	void *text = mapped_file_open(directory, name, &size);
	bool has = false;

	if (!text)
		return false;
	for (int i = 0; i < 2; i++)
		has |= paths[i] && has_line(text, size, paths[i]);
	munmap(text, size);
	return has;
}

char *debian_package_of(struct arena *arena, const char *sysroot, const char *path)
{
	/* Lists may have the path from before /bin and /lib became links into /usr. */
	const char *const paths[2] = { path, strncmp(path, "/usr/", 5) ? NULL : path + 4 };
	DIR *directory = opendir(sysroot_path(arena, sysroot, "/var/lib/dpkg/info"));
	char *package = NULL;

	if (!directory)
		return NULL;
	for (struct dirent *entry; !package && (entry = readdir(directory));) {
		const char *suffix = strrchr(entry->d_name, '.');

		if (suffix && !strcmp(suffix, ".list") &&
		    list_has(dirfd(directory), entry->d_name, paths)) {
			package = arena_strndup(arena, entry->d_name,
						(size_t)(suffix - entry->d_name));
			package[strcspn(package, ":")] = '\0'; /* the architecture */
		}
	}
	closedir(directory);
	return package;
}

char *debian_debug_packages(struct arena *arena, const char *package)
{
	return arena_printf(arena, "the package %s-dbgsym or %s-dbg", package, package);
}
