/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finding the debug file of a kernel.
 */
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "debuginfo/files/build_id.h"
#include "debuginfo/files/debug_file.h"
#include "debuginfo/files/fetch.h"
#include "debuginfo/files/find.h"
#include "debuginfo/files/vmlinuz.h"

static const char *root(const struct debuginfo_target *target)
{
	return target->sysroot ? target->sysroot : "";
}

static bool is_running(const struct debuginfo_target *target)
{
	struct utsname name;

	return target->release && !target->sysroot && !target->build_tree && !uname(&name) &&
	       !strcmp(name.release, target->release);
}

char *find_kernel_build_id(struct arena *arena, const struct debuginfo_target *target)
{
	struct debuginfo_error error;
	char *running = NULL;

	if (target->build_id)
		return arena_strdup(arena, target->build_id);
	if (is_running(target))
		running = build_id_of_notes_file(arena, "/sys/kernel/notes");
	return running ? running : vmlinuz_build_id(arena, target, &error);
}

static char *kernel_name(struct arena *arena, const struct debuginfo_target *target)
{
	if (target->build_tree)
		return arena_printf(arena, "the kernel built in %s%s", root(target),
				    target->build_tree);
	return arena_printf(arena, "kernel %s%s%s", target->release, target->sysroot ? " in " : "",
			    root(target));
}

/* With a build tree its vmlinux counts, and nothing else. */
static char *find_in_build_tree(struct arena *arena, const struct debuginfo_target *target,
				struct debug_file_search *search, struct debuginfo_error *error)
{
	char *path = arena_printf(arena, "%s%s/vmlinux", root(target), target->build_tree);

	if (debug_file_is(search, path))
		return path;
	if (debug_file_refuse(search, kernel_name(arena, target), error)) {
		error->remedy = arena_strdup(arena, "build both again (make bzImage)");
		return NULL;
	}
	error->text =
		arena_printf(arena, "%s %s", path,
			     access(path, F_OK) ? "is not there" : "has no debug information");
	error->remedy = arena_strdup(
		arena, "build the kernel there with CONFIG_DEBUG_INFO_DWARF5=y (make vmlinux)");
	return NULL;
}

/* The first of the debug file's usual places that has it. */
static char *find_by_release(struct arena *arena, const struct debuginfo_target *target,
			     struct debug_file_search *search)
{
	static const char *const places[] = {
		"/usr/lib/debug/lib/modules/%s/vmlinux",
		"/usr/lib/debug/boot/vmlinux-%s",
		"/lib/modules/%s/build/vmlinux",
		"/lib/modules/%s/vmlinux",
		"/boot/vmlinux-%s",
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const char *gap = strstr(places[i], "%s");
		char *path = arena_printf(arena, "%s%.*s%s%s", root(target), (int)(gap - places[i]),
					  places[i], target->release, gap + 2);

		if (debug_file_is(search, path))
			return path;
	}
	return NULL;
}

char *find_kernel_debug_file(struct arena *arena, const struct debuginfo_target *target,
			     struct debuginfo_error *error)
{
	struct debug_file_search search = {
		.arena = arena,
		.build_id = find_kernel_build_id(arena, target),
	};
	char *path;

	if (target->build_tree)
		return find_in_build_tree(arena, target, &search, error);
	path = find_by_release(arena, target, &search);
	if (!path)
		path = debug_file_by_build_id(&search, target->sysroot);
	if (path)
		return path;
	if (debug_file_refuse(&search, kernel_name(arena, target), error)) {
		error->remedy = arena_printf(
			arena,
			"install the version of the package linux-image-%s-dbg that belongs to "
			"the %s kernel%s, or set DEBUGINFOD_URLS to a server that has its build",
			target->release, is_running(target) ? "running" : "installed",
			is_running(target) ? ", or boot the installed one" : "");
		return NULL;
	}
	error->text =
		arena_printf(arena, "no debug information for %s", kernel_name(arena, target));
	error->remedy = arena_printf(arena,
				     "install the package linux-image-%s-dbg, or set "
				     "DEBUGINFOD_URLS to a server that has it",
				     target->release);
	return NULL;
}

char *fetch_kernel_debug_file(struct arena *arena, const struct debuginfo_target *target,
			      struct debuginfo_error *error)
{
	char *id = find_kernel_build_id(arena, target);

	return id ? fetch_debug_file(arena, target, id, kernel_name(arena, target), error) : NULL;
}
