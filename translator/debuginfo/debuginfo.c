/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening a file with debug information.
 */
#include <errno.h>
#include <gelf.h>
#include <string.h>

#include "debuginfo/build_id.h"
#include "debuginfo/find.h"
#include "debuginfo/internal.h"
#include "debuginfo/type_reader.h"

static bool open_elf(struct debuginfo *debuginfo, struct debuginfo_error *error)
{
	struct arena *arena = debuginfo->arena;
	GElf_Ehdr header;

	if (!object_file_open(&debuginfo->file, debuginfo->path)) {
		if (errno)
			error->text = arena_printf(arena, "cannot open %s: %s", debuginfo->path,
						   strerror(errno));
		else
			error->text = arena_printf(arena, "%s is not an ELF file", debuginfo->path);
		return false;
	}
	gelf_getehdr(debuginfo->file.elf, &header);
	if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB) {
		error->text = arena_printf(arena, "%s is not for a 64-bit little-endian machine",
					   debuginfo->path);
		return false;
	}
	debuginfo->build_id = build_id_of_elf(arena, debuginfo->file.elf);
	if (!debuginfo->build_id) {
		error->text = arena_printf(arena, "%s has no build-id", debuginfo->path);
		return false;
	}
	return true;
}

static struct debuginfo *debuginfo_new(struct arena *arena, const char *path)
{
	struct debuginfo *debuginfo = arena_alloc(arena, sizeof(*debuginfo));

	debuginfo->arena = arena;
	debuginfo->path = arena_strdup(arena, path);
	debuginfo->file.fd = -1;
	dwarf_types_init(debuginfo);
	return debuginfo;
}

struct debuginfo *debuginfo_open_file(struct arena *arena, const char *path, const char *cache_dir,
				      struct debuginfo_error *error)
{
	struct debuginfo *debuginfo = debuginfo_new(arena, path);

	if (open_elf(debuginfo, error) &&
	    ((cache_dir && index_map(&debuginfo->index, cache_dir, debuginfo->build_id)) ||
	     index_build(&debuginfo->index, arena, path, debuginfo->build_id, cache_dir, error)))
		return debuginfo;
	debuginfo_close(debuginfo);
	return NULL;
}

struct debuginfo *debuginfo_open_target(struct arena *arena, const struct debuginfo_target *target,
					const char *path, struct debuginfo_error *error)
{
	struct debuginfo *debuginfo = debuginfo_new(arena, path);

	if (open_elf(debuginfo, error)) {
		const char *cache = target->cache_dir;

		if (cache && index_map(&debuginfo->index, cache, debuginfo->build_id))
			return debuginfo;
		if (target->building_index)
			target->building_index(path, target->data);
		if (index_build(&debuginfo->index, arena, path, debuginfo->build_id, cache, error))
			return debuginfo;
	}
	debuginfo_close(debuginfo);
	return NULL;
}

struct debuginfo *debuginfo_open_kernel(struct arena *arena, const struct debuginfo_target *target,
					struct debuginfo_error *error)
{
	char *path = find_kernel_debug_file(arena, target, error);

	if (!path)
		path = fetch_kernel_debug_file(arena, target, error);
	return path ? debuginfo_open_target(arena, target, path, error) : NULL;
}

void debuginfo_close(struct debuginfo *debuginfo)
{
	if (!debuginfo)
		return;
	if (debuginfo->eh_frame)
		dwarf_cfi_end(debuginfo->eh_frame);
	object_file_close(&debuginfo->file);
	index_unmap(&debuginfo->index);
}

const char *debuginfo_path(const struct debuginfo *debuginfo)
{
	return debuginfo->path;
}

const char *debuginfo_build_id(const struct debuginfo *debuginfo)
{
	return debuginfo->build_id;
}

Dwarf *debuginfo_dwarf(struct debuginfo *debuginfo)
{
	if (!debuginfo->file.dwarf && object_file_dwarf(&debuginfo->file))
		line_sections_find(&debuginfo->line_sections, debuginfo->file.elf);
	return debuginfo->file.dwarf;
}

bool debuginfo_die(struct debuginfo *debuginfo, uint64_t offset, Dwarf_Die *die)
{
	Dwarf *dwarf = debuginfo_dwarf(debuginfo);

	return dwarf && dwarf_offdie(dwarf, offset, die);
}
