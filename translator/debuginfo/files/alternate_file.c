/* SPDX-License-Identifier: GPL-2.0-only */
#include "debuginfo/files/alternate_file.h"

#include <string.h>

#include "debuginfo/files/build_id.h"
#include "debuginfo/files/debug_file.h"
#include "debuginfo/files/elf_section.h"
#include "debuginfo/files/fetch.h"
#include "debuginfo/files/object_file.h"
#include "debuginfo/files/sysroot.h"

/* .gnu_debugaltlink: a path, then the build-id. False when there is none. */
static bool read_link(struct arena *arena, const char *path, const char **name,
		      const char **build_id)
{
	struct object_file object;
	Elf_Data *data;
	size_t length;

	*name = *build_id = NULL;
	if (!object_file_open(&object, path))
		return false;
	data = elf_section_data(object.elf, ".gnu_debugaltlink");
	length = data ? strnlen(data->d_buf, data->d_size) : 0;
	if (length && length + 1 < data->d_size) {
		*name = arena_strdup(arena, data->d_buf);
		*build_id = build_id_text(arena, (const unsigned char *)data->d_buf + length + 1,
					  data->d_size - length - 1);
	}
	object_file_close(&object);
	return *name;
}

/* A name that is not absolute begins where the file that has it is. */
static char *named_path(struct arena *arena, const struct debuginfo_target *target,
			const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');

	if (*name == '/')
		return sysroot_path(arena, target->sysroot, name);
	return slash ? arena_printf(arena, "%.*s/%s", (int)(slash - path), path, name)
		     : arena_strdup(arena, name);
}

bool alternate_file_find(struct arena *arena, const struct debuginfo_target *target,
			 const char *path, const char **alternate, struct debuginfo_error *error)
{
	struct debug_file_search search = { .arena = arena };
	const char *name;
	char *named;

	*alternate = NULL;
	if (!read_link(arena, path, &name, &search.build_id))
		return true;
	*alternate = debug_file_by_build_id(&search, target->sysroot);
	named = named_path(arena, target, path, name);
	if (!*alternate && debug_file_is(&search, named))
		*alternate = named;
	if (*alternate)
		return true;
	error->text = arena_printf(arena, "%s needs %s, which %s", path, named,
				   search.other ? "is of another build" : "is not there");
	error->remedy = arena_strdup(arena, "install the package that both are from again");
	*alternate = fetch_debug_file(arena, target, search.build_id, named, error);
	return *alternate;
}
