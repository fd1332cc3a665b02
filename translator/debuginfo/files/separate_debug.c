/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finding separate debug files.
 */
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <sys/mman.h>
#include <zlib.h>

#include "debuginfo/files/debian_package.h"
#include "debuginfo/files/debug_file.h"
#include "debuginfo/files/elf_section.h"
#include "debuginfo/files/fetch.h"
#include "debuginfo/files/mapped_file.h"
#include "debuginfo/files/object_file.h"
#include "debuginfo/files/separate_debug.h"
#include "debuginfo/files/sysroot.h"

/* .gnu_debuglink: a file's name, then, at a multiple of 4, the CRC of its content. */
struct debug_link {
	const char *name;
	uint32_t checksum;
};

static bool read_link(struct arena *arena, const char *path, struct debug_link *link)
{
	struct object_file object;
	bool read = false;

	if (!object_file_open(&object, path))
		return false;

	Elf_Data *data = elf_section_data(object.elf, ".gnu_debuglink");
	size_t length = data ? strnlen(data->d_buf, data->d_size) : 0;
	size_t at = (length + 1 + 3) & ~(size_t)3;

	if (length && data->d_size >= at + sizeof(link->checksum)) {
		link->name = arena_strdup(arena, data->d_buf);
		memcpy(&link->checksum, (const char *)data->d_buf + at, sizeof(link->checksum));
		read = !strchr(link->name, '/');
	}
	object_file_close(&object);
	return read;
}

static bool has_checksum(const char *path, uint32_t checksum)
{
	size_t size;
	void *content = mapped_file_open(AT_FDCWD, path, &size);
	bool has;

	if (!content)
		return false;
	has = crc32_z(0, content, size) == checksum;
	munmap(content, size);
	return has;
}

/* The directory of the target's @path, without the last '/'. */
static char *directory_of(struct arena *arena, const char *path)
{
	return arena_strndup(arena, path, (size_t)(strrchr(path, '/') - path));
}

static char *find_by_link(struct debug_file_search *search, const struct debuginfo_target *target,
			  const struct program_file *file)
{
	struct arena *arena = search->arena;
	char *directory = directory_of(arena, file->path);
	const char *const directories[] = {
		directory,
		arena_printf(arena, "%s/.debug", directory),
		arena_printf(arena, "/usr/lib/debug%s", directory),
	};
	struct debug_link link;

	if (!read_link(arena, file->file, &link))
		return NULL;
	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++) {
		char *place = arena_printf(arena, "%s/%s", directories[i], link.name);
		char *path = sysroot_path(arena, target->sysroot, place);

		if (debug_file_is(search, path) && has_checksum(path, link.checksum))
			return path;
	}
	return NULL;
}

/* The places that a file's own path leads to, here; the last is NULL. */
static const char **places_by_path(struct arena *arena, const struct debuginfo_target *target,
				   const struct program_file *file)
{
	const char *name = strrchr(file->path, '/');
	const char *const paths[] = {
		arena_printf(arena, "/usr/lib/debug%s.debug", file->path),
		arena_printf(arena, "/usr/lib/debug%s", file->path),
		arena_printf(arena, "%s/.debug%s.debug", directory_of(arena, file->path), name),
	};
	size_t count = sizeof(paths) / sizeof(*paths);
	const char **places = arena_alloc(arena, (count + 1) * sizeof(*places));

	for (size_t i = 0; i < count; i++)
		places[i] = sysroot_path(arena, target->sysroot, paths[i]);
	return places;
}

static char *find_by_path(struct debug_file_search *search, const struct debuginfo_target *target,
			  const struct program_file *file)
{
	for (const char **place = places_by_path(search->arena, target, file); *place; place++)
		if (debug_file_is(search, *place))
			return arena_strdup(search->arena, *place);
	return NULL;
}

const char **separate_debug_places(struct arena *arena, const struct debuginfo_target *target,
				   const struct program_file *file)
{
	const char *by_build = debug_file_place(arena, target->sysroot, file->build_id);
	VEC(const char *) places = { 0 };

	if (by_build)
		vec_push(arena, &places, by_build);
	for (const char **place = places_by_path(arena, target, file); *place; place++)
		vec_push(arena, &places, *place);
	vec_push(arena, &places, NULL);
	return places.items;
}

/* What would help: the package with the debug file, where that is known. */
static const char *remedy(struct arena *arena, const struct debuginfo_target *target,
			  const struct program_file *file)
{
	const char *package = debian_package_of(arena, target->sysroot, file->path);

	if (package)
		return arena_printf(arena,
				    "install %s, or set DEBUGINFOD_URLS to a server that has it",
				    debian_debug_packages(arena, package));
	if (!file->build_id)
		return "compile it with -g";
	return "compile it with -g, or set DEBUGINFOD_URLS to a server that has its debug "
	       "information";
}

char *separate_debug_find(struct arena *arena, const struct debuginfo_target *target,
			  const struct program_file *file, struct debuginfo_error *error)
{
	struct debug_file_search search = { .arena = arena, .build_id = file->build_id };
	char *path;

	if (debug_file_is(&search, file->file))
		return arena_strdup(arena, file->file);
	path = debug_file_by_build_id(&search, target->sysroot);
	if (!path)
		path = find_by_link(&search, target, file);
	if (!path)
		path = find_by_path(&search, target, file);
	if (path)
		return path;
	if (!debug_file_refuse(&search, file->file, error))
		error->text = arena_printf(arena, "%s has no debug information", file->file);
	if (target->only_local) /* of many files, none of which anybody will be told of */
		return NULL;
	error->remedy = arena_strdup(arena, remedy(arena, target, file));
	return file->build_id ? fetch_debug_file(arena, target, file->build_id, file->path, error)
			      : NULL;
}
