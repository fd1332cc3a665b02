/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a script means by the name of a program: a path, what PATH leads to, the interpreter of a
 * script, or many files by wildcards.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debuginfo/files/sysroot.h"
#include "debuginfo/files/program_file.h"

enum {
	INTERPRETERS_MAX = 4, /* scripts that are interpreted by scripts: the kernel goes as far */
	HEAD_SIZE = 256	      /* bytes of a script that the kernel looks at */
};

static const char default_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

static bool is_executable(const char *file)
{
	struct stat status;

	return !stat(file, &status) && S_ISREG(status.st_mode) && status.st_mode & 0111;
}

/* The path, on the target, of the first program called @name in the directories of PATH. */
static char *search_path(struct arena *arena, const struct debuginfo_target *target,
			 const char *name)
{
	const char *directory = getenv("PATH");

	for (directory = directory ? directory : default_path; directory;) {
		size_t length = strcspn(directory, ":");
		char *path = arena_printf(arena, "%.*s/%s", (int)length, directory, name), *real;

		if (!length)
			path = arena_printf(arena, "./%s", name);
		real = sysroot_resolve(arena, target->sysroot, path);
		if (real && is_executable(sysroot_path(arena, target->sysroot, real)))
			return real;
		directory = directory[length] ? directory + length + 1 : NULL;
	}
	return NULL;
}

/* The interpreter that the script at the target's @path begins with; NULL when it is no script. */
static char *interpreter_of_script(struct arena *arena, const struct debuginfo_target *target,
				   const char *path)
{
	int fd = open(sysroot_path(arena, target->sysroot, path), O_RDONLY | O_CLOEXEC);
	char head[HEAD_SIZE + 1], *name;
	ssize_t size = fd < 0 ? -1 : read(fd, head, HEAD_SIZE);

	if (fd >= 0)
		close(fd);
	if (size < 2 || memcmp(head, "#!", 2))
		return NULL;
	head[size] = '\0';
	name = head + 2 + strspn(head + 2, " \t");
	name[strcspn(name, " \t\n")] = '\0';
	if (*name != '/')
		return NULL;
	/* env runs what its first argument names. */
	if (!strcmp(name, "/usr/bin/env") || !strcmp(name, "/bin/env")) {
		char *argument = name + strlen(name) + 1;

		if (argument < head + size) {
			argument += strspn(argument, " \t");
			argument[strcspn(argument, " \t\n")] = '\0';
			if (*argument && *argument != '-' && !strchr(argument, '='))
				return search_path(arena, target, argument);
		}
	}
	return arena_strdup(arena, name);
}

struct program_file *program_file_find(struct arena *arena, const struct debuginfo_target *target,
				       const char *name, struct debuginfo_error *error)
{
	const char *path = strchr(name, '/') ? name : search_path(arena, target, name);
	const char *script = NULL, *real;
	struct program_file *file;

	if (!path) {
		error->text = arena_printf(arena, "there is no program '%s' in PATH", name);
		return NULL;
	}
	for (int depth = 0; depth < INTERPRETERS_MAX; depth++) {
		char *interpreter;

		real = sysroot_resolve(arena, target->sysroot, path);
		interpreter = real ? interpreter_of_script(arena, target, real) : NULL;
		if (!interpreter)
			break;
		if (!script)
			script = real;
		path = interpreter;
	}
	file = program_file_open(arena, target, path, error);
	if (file)
		file->script = script;
	else if (script && error->text)
		error->text =
			arena_printf(arena, "%s (the interpreter of %s)", error->text, script);
	return file;
}

static int compare_paths(const void *a, const void *b)
{
	const struct program_file *const *x = a, *const *y = b;

	return strcmp((*x)->path, (*y)->path);
}

/* The directories below that at @path, and itself, as patterns in front of the rest of one. */
static void add_directories(struct arena *arena, glob_t *found, const char *head, const char *rest)
{
	glob_t directories = { 0 };

	glob(arena_printf(arena, "%s%s", head, rest), found->gl_pathc ? GLOB_APPEND : 0, NULL,
	     found);
	if (!glob(arena_printf(arena, "%s*/", head), GLOB_ONLYDIR, NULL, &directories)) {
		for (size_t i = 0; i < directories.gl_pathc; i++) {
			char *path = directories.gl_pathv[i];
			struct stat status;
			char *bare = arena_strndup(arena, path, strlen(path) - 1);

			if (!lstat(bare, &status) && S_ISDIR(status.st_mode))
				add_directories(arena, found, path, rest);
		}
	}
	globfree(&directories);
}

size_t program_files_matching(struct arena *arena, const struct debuginfo_target *target,
			      const char *pattern, struct program_file ***files)
{
	char *below = sysroot_path(arena, target->sysroot, pattern), *any = strstr(below, "**/");
	size_t root = target->sysroot ? strlen(target->sysroot) : 0, kept = 0;
	VEC(struct program_file *) all = { 0 };
	glob_t found = { 0 };

	if (any)
		add_directories(arena, &found, arena_strndup(arena, below, (size_t)(any - below)),
				any + 3);
	else
		glob(below, 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct debuginfo_error error = { 0 };
		struct program_file *file =
			program_file_open(arena, target, found.gl_pathv[i] + root, &error);

		if (file)
			vec_push(arena, &all, file);
	}
	globfree(&found);
	if (all.count)
		qsort(all.items, all.count, sizeof(*all.items), compare_paths);
	for (size_t i = 0; i < all.count; i++)
		if (!kept || strcmp(all.items[i]->path, all.items[kept - 1]->path))
			all.items[kept++] = all.items[i];
	*files = all.items;
	return kept;
}
