/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finding modules and their debug files.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/files/debug_file.h"
#include "debuginfo/files/fetch.h"
#include "debuginfo/files/find_module.h"
#include "debuginfo/files/packed_elf.h"

static const char *root(const struct debuginfo_target *target)
{
	return target->sysroot ? target->sysroot : "";
}

/* Where the lists of modules are, and what the paths in them begin at. */
static char *modules_directory(struct arena *arena, const struct debuginfo_target *target)
{
	if (target->build_tree)
		return arena_printf(arena, "%s%s", root(target), target->build_tree);
	return arena_printf(arena, "%s/lib/modules/%s", root(target), target->release);
}

/* The length of @path without .ko and how it is packed; 0 when it is no module's. */
static size_t stem_length(const char *path)
{
	static const char *const suffixes[] = { ".ko", ".ko.gz", ".ko.xz", ".ko.zst", ".o" };
	size_t length = strlen(path);

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		size_t suffix = strlen(suffixes[i]);

		if (length > suffix && !strcmp(path + length - suffix, suffixes[i]))
			return length - suffix;
	}
	return 0;
}

/* The module's name: the file's, without suffixes, '-' as '_'. NULL: it is no module's path. */
static char *name_of_path(struct arena *arena, const char *path)
{
	size_t length = stem_length(path);
	const char *slash = strrchr(path, '/');
	const char *start = slash ? slash + 1 : path;
	char *name;

	if (!length)
		return NULL;
	name = arena_strndup(arena, start, (size_t)(path + length - start));
	for (char *at = name; (at = strchr(at, '-'));)
		*at = '_';
	return name;
}

/* The next path in a list of modules, of which depmod's have dependencies behind a colon. */
static char *next_path(FILE *list, char **line, size_t *room)
{
	ssize_t length = getline(line, room, list);

	if (length < 0)
		return NULL;
	(*line)[strcspn(*line, ":\n")] = '\0';
	return *line;
}

static int compare_names(const void *a, const void *b)
{
	const struct kernel_module *first = a, *second = b;

	return strcmp(first->name, second->name);
}

/* The path as a list has it, in full; in a build tree's list it may be the object's. */
static char *full_path(struct arena *arena, const struct debuginfo_target *target,
		       const char *directory, const char *path)
{
	if (*path == '/')
		return arena_printf(arena, "%s%s", root(target), path);
	if (target->build_tree)
		return arena_printf(arena, "%s/%.*s.ko", directory, (int)stem_length(path), path);
	return arena_printf(arena, "%s/%s", directory, path);
}

bool kernel_modules_list(struct arena *arena, const struct debuginfo_target *target,
			 struct kernel_modules *modules, struct debuginfo_error *error)
{
	char *directory = modules_directory(arena, target);
	char *list_path = arena_printf(arena, "%s/modules.%s", directory,
				       target->build_tree ? "order" : "dep");
	FILE *list = fopen(list_path, "re");
	VEC(struct kernel_module) found = { 0 };
	size_t room = 0, count = 0;
	char *line = NULL;

	if (!list) {
		error->text = arena_printf(arena, "cannot read %s: %s", list_path, strerror(errno));
		error->remedy = target->build_tree
					? arena_strdup(arena, "build the modules (make modules)")
					: arena_printf(arena, "run depmod %s", target->release);
		return false;
	}
	for (char *path; (path = next_path(list, &line, &room));) {
		struct kernel_module module = { .name = name_of_path(arena, path) };

		if (!module.name)
			continue;
		module.path = full_path(arena, target, directory, path);
		vec_push(arena, &found, module);
	}
	free(line);
	fclose(list);
	if (found.count)
		qsort(found.items, found.count, sizeof(*found.items), compare_names);
	for (size_t i = 0; i < found.count; i++) /* of two of one name, the first is loaded */
		if (!count || strcmp(found.items[count - 1].name, found.items[i].name))
			found.items[count++] = found.items[i];
	*modules = (struct kernel_modules){ .items = found.items, .count = count };
	return true;
}

/* Whether modules.builtin has the module. */
static bool is_built_in(struct arena *arena, const struct debuginfo_target *target,
			const char *name)
{
	FILE *list = fopen(
		arena_printf(arena, "%s/modules.builtin", modules_directory(arena, target)), "re");
	char *line = NULL;
	size_t room = 0;
	bool found = false;

	if (!list)
		return false;
	for (char *path; !found && (path = next_path(list, &line, &room));) {
		const char *own = name_of_path(arena, path);

		found = own && !strcmp(own, name);
	}
	free(line);
	fclose(list);
	return found;
}

bool kernel_module_read_build_id(struct arena *arena, const struct debuginfo_target *target,
				 struct kernel_module *module, struct debuginfo_error *error)
{
	module->build_id = packed_elf_build_id(arena, module->path, target->cache_dir, error);
	return module->build_id;
}

bool kernel_module_find(struct arena *arena, const struct debuginfo_target *target,
			const char *name, struct kernel_module *module,
			struct debuginfo_error *error)
{
	struct kernel_module wanted = { .name = arena_strdup(arena, name) };
	const struct kernel_module *found = NULL;
	struct kernel_modules modules;

	for (char *at = (char *)wanted.name; (at = strchr(at, '-'));)
		*at = '_';
	if (!kernel_modules_list(arena, target, &modules, error))
		return false;
	if (modules.count)
		found = bsearch(&wanted, modules.items, modules.count, sizeof(*modules.items),
				compare_names);
	if (found) {
		*module = *found;
		return kernel_module_read_build_id(arena, target, module, error);
	}
	if (is_built_in(arena, target, wanted.name)) {
		error->text = arena_printf(arena, "'%s' is built into the kernel", name);
		error->remedy = arena_strdup(arena, "use kernel.function");
	} else {
		error->text = arena_printf(arena, "no module '%s' in %s", name,
					   modules_directory(arena, target));
	}
	return false;
}

char *kernel_module_debug_file(struct arena *arena, const struct debuginfo_target *target,
			       const struct kernel_module *module, struct debuginfo_error *error)
{
	struct debug_file_search search = { .arena = arena, .build_id = module->build_id };
	const char *inside = module->path + strlen(root(target)); /* below the sysroot */
	const char *what;
	int stem = (int)stem_length(inside);
	char *path = arena_printf(arena, "%s/usr/lib/debug%.*s.ko", root(target), stem, inside);

	if (debug_file_is(&search, path))
		return path;
	path = arena_printf(arena, "%s.debug", path);
	if (debug_file_is(&search, path))
		return path;
	path = debug_file_by_build_id(&search, target->sysroot);
	if (path)
		return path;
	if (debug_file_is(&search, module->path))
		return arena_strdup(arena, module->path);
	what = arena_printf(arena, "module %s of kernel %s", module->name, target->release);
	error->remedy = arena_printf(arena,
				     "install the package linux-image-%s-dbg%s, or set "
				     "DEBUGINFOD_URLS to a server that has it",
				     target->release,
				     search.other ? " of the version of the installed kernel" : "");
	if (!debug_file_refuse(&search, module->path, error))
		error->text = arena_printf(arena, "no debug information for %s", what);
	return fetch_debug_file(arena, target, module->build_id, what, error);
}
