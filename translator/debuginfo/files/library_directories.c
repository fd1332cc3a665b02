/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading ld.so.cache (the format that glibc has had since 2.2, "new" there) and ld.so.conf.
 */
#define _GNU_SOURCE /* memmem */
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "debuginfo/files/library_directories.h"
#include "debuginfo/files/mapped_file.h"
#include "debuginfo/files/sysroot.h"

enum {
	LIBRARY_X86_64 = 0x0303, /* flags of an entry: glibc's libraries, of 64 bits */
	INCLUDES_MAX = 8	 /* files of ld.so.conf that include others, deep */
};

static const char cache_magic[] = "glibc-ld.so.cache1.1";

struct cache_header {
	char magic[20];
	uint32_t count, strings_size;
	uint32_t unused[5];
};

/* Its strings are at offsets from the header. */
struct cache_entry {
	uint32_t flags, name, path, os_version;
	uint64_t hardware; /* not 0: only of some processors */
};

struct cached_library {
	const char *name, *path;
};

struct library_directories {
	struct arena *arena;
	VEC(struct cached_library) cached;
	VEC(const char *) configured;
};

/* Debian's and others'. */
static const char *const own_directories[] = {
	"/lib/x86_64-linux-gnu",
	"/usr/lib/x86_64-linux-gnu",
	"/lib64",
	"/usr/lib64",
	"/lib",
	"/usr/lib",
};

/* The string at @offset of @size bytes; NULL when it does not end there. */
static const char *string_at(const char *start, size_t size, uint32_t offset)
{
	return offset < size && memchr(start + offset, '\0', size - offset) ? start + offset : NULL;
}

static void read_cache(struct library_directories *directories, const char *start, size_t size)
{
	struct arena *arena = directories->arena;
	struct cache_header header;

	memcpy(&header, start, sizeof(header));
	for (size_t i = 0;
	     i < header.count && sizeof(header) + (i + 1) * sizeof(struct cache_entry) <= size;
	     i++) {
		struct cache_entry entry;
		const char *name, *path;

		memcpy(&entry, start + sizeof(header) + i * sizeof(entry), sizeof(entry));
		name = string_at(start, size, entry.name);
		path = string_at(start, size, entry.path);
		if (entry.flags == LIBRARY_X86_64 && !entry.hardware && name && path)
			vec_push(arena, &directories->cached,
				 ((struct cached_library){ arena_strdup(arena, name),
							   arena_strdup(arena, path) }));
	}
}

/* The cache may begin with one in an older format. */
static bool find_cache(struct library_directories *directories, const char *file)
{
	size_t size;
	void *content = mapped_file_open(AT_FDCWD, file, &size);
	const char *start;

	if (!content)
		return false;
	start = memmem(content, size, cache_magic, sizeof(cache_magic) - 1);
	if (start && size - (size_t)(start - (char *)content) >= sizeof(struct cache_header))
		read_cache(directories, start, size - (size_t)(start - (char *)content));
	munmap(content, size);
	return start;
}

static void read_configuration(struct library_directories *directories, const char *sysroot,
			       const char *file, int depth);

static void include(struct library_directories *directories, const char *sysroot,
		    const char *pattern, int depth)
{
	glob_t found = { 0 };

	if (*pattern != '/')
		pattern = arena_printf(directories->arena, "/etc/%s", pattern);
	if (!glob(sysroot_path(directories->arena, sysroot, pattern), 0, NULL, &found))
		for (size_t i = 0; i < found.gl_pathc; i++)
			read_configuration(directories, sysroot, found.gl_pathv[i], depth + 1);
	globfree(&found);
}

static void read_configuration(struct library_directories *directories, const char *sysroot,
			       const char *file, int depth)
{
	FILE *stream = depth < INCLUDES_MAX ? fopen(file, "re") : NULL;
	char line[4096];

	while (stream && fgets(line, sizeof(line), stream)) {
		char *start = line + strspn(line, " \t");

		start[strcspn(start, "#\n")] = '\0';
		for (size_t end = strlen(start); end && strchr(" \t", start[end - 1]);)
			start[--end] = '\0';
		if (!strncmp(start, "include", 7) && strchr(" \t", start[7]) && start[7])
			include(directories, sysroot, start + 7 + strspn(start + 7, " \t"), depth);
		else if (*start == '/')
			vec_push(directories->arena, &directories->configured,
				 arena_strdup(directories->arena, start));
	}
	if (stream)
		fclose(stream);
}

struct library_directories *library_directories_read(struct arena *arena, const char *sysroot)
{
	struct library_directories *directories =
		arena_new_object(arena, struct library_directories);

	directories->arena = arena;
	if (!find_cache(directories, sysroot_path(arena, sysroot, "/etc/ld.so.cache")))
		read_configuration(directories, sysroot,
				   sysroot_path(arena, sysroot, "/etc/ld.so.conf"), 0);
	return directories;
}

bool library_directories_try(const struct library_directories *directories, const char *name,
			     bool (*try)(const char *path, void *data), void *data)
{
	struct arena *arena = directories->arena;

	for (size_t i = 0; i < directories->cached.count; i++) {
		const struct cached_library *library = &directories->cached.items[i];

		if (!strcmp(library->name, name) && try(library->path, data))
			return true;
	}
	for (size_t i = 0; i < directories->configured.count; i++)
		if (try(arena_printf(arena, "%s/%s", directories->configured.items[i], name), data))
			return true;
	for (size_t i = 0; i < sizeof(own_directories) / sizeof(*own_directories); i++)
		if (try(arena_printf(arena, "%s/%s", own_directories[i], name), data))
			return true;
	return false;
}
