/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The build-ids of all modules of a kernel at once. Packed, a thousand modules take seconds to
 * unpack; so what was read is kept in one file of the cache, a line for each module: its file's
 * identity, a tab, its build-id. A line counts only while the file is the same.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debuginfo/files/cache_directory.h"
#include "debuginfo/files/find_module.h"

/* Bytes of the file that are read; more are no table of ours. */
enum {
	TABLE_MAX = 16 << 20
};

struct known_build {
	const char *identity, *build_id;
};

struct known_builds {
	VEC(struct known_build) builds; /* sorted by identity */
};

static int compare_identities(const void *a, const void *b)
{
	const struct known_build *first = a, *second = b;

	return strcmp(first->identity, second->identity);
}

/* One table for each list of modules. */
static char *table_name(struct arena *arena, const struct debuginfo_target *target)
{
	return arena_printf(
		arena, "modules-%s",
		cache_key_of_text(arena, arena_printf(arena, "%s:%s:%s",
						      target->sysroot ? target->sysroot : "",
						      target->build_tree ? target->build_tree : "",
						      target->release ? target->release : "")));
}

static void table_read(struct arena *arena, const struct debuginfo_target *target,
		       struct known_builds *known)
{
	size_t size;
	int fd = cache_directory_open(target->cache_dir, table_name(arena, target), &size);
	char *text;

	if (fd < 0)
		return;
	text = size <= TABLE_MAX ? arena_alloc(arena, size + 1) : NULL;
	if (text && read(fd, text, size) == (ssize_t)size) {
		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
			char *tab = strrchr(line, '\t');

			if (!tab)
				continue;
			*tab = '\0';
			vec_push(arena, &known->builds,
				 ((struct known_build){ .identity = line, .build_id = tab + 1 }));
		}
	}
	close(fd);
	if (known->builds.count)
		qsort(known->builds.items, known->builds.count, sizeof(*known->builds.items),
		      compare_identities);
}

static void table_write(struct arena *arena, const struct debuginfo_target *target,
			const struct known_builds *known)
{
	size_t size = 0;
	char *text, *end;

	for (size_t i = 0; i < known->builds.count; i++)
		size += strlen(known->builds.items[i].identity) +
			strlen(known->builds.items[i].build_id) + 2;
	text = arena_alloc(arena, size + 1);
	end = text;
	for (size_t i = 0; i < known->builds.count; i++) {
		end = stpcpy(end, known->builds.items[i].identity);
		*end++ = '\t';
		end = stpcpy(end, known->builds.items[i].build_id);
		*end++ = '\n';
	}
	cache_directory_write(target->cache_dir, table_name(arena, target), text, size);
}

void kernel_modules_read_build_ids(struct arena *arena, const struct debuginfo_target *target,
				   const struct kernel_modules *modules)
{
	struct known_builds old = { 0 }, all = { 0 };
	bool changed = false;

	if (target->cache_dir)
		table_read(arena, target, &old);
	for (size_t i = 0; i < modules->count; i++) {
		struct kernel_module *module = &modules->items[i];
		struct known_build build = { .identity = cache_file_identity(arena, module->path) };
		struct debuginfo_error error = { 0 };
		struct known_build *known = NULL;

		if (!build.identity)
			continue;
		if (old.builds.count)
			known = bsearch(&build, old.builds.items, old.builds.count,
					sizeof(*old.builds.items), compare_identities);
		if (known)
			module->build_id = known->build_id;
		else if (!kernel_module_read_build_id(arena, target, module, &error))
			continue;
		build.build_id = module->build_id;
		vec_push(arena, &all.builds, build);
		changed |= !known;
	}
	if (changed && target->cache_dir)
		table_write(arena, target, &all);
}
