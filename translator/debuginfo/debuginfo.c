/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening a file with debug information.
 */
#include <errno.h>
#include <gelf.h>
#include <string.h>

#include "debuginfo/files/alternate_file.h"
#include "debuginfo/files/build_id.h"
#include "debuginfo/files/cache_directory.h"
#include "debuginfo/files/elf_section.h"
#include "debuginfo/files/find.h"
#include "debuginfo/internal.h"
#include "debuginfo/files/separate_debug.h"
#include "debuginfo/types/type_reader.h"

/* Open debuginfo->file, and see that it is for this machine. */
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
	return true;
}

/* The same of a file that cannot do without a build-id. */
static bool open_build(struct debuginfo *debuginfo, struct debuginfo_error *error)
{
	if (!open_elf(debuginfo, error))
		return false;
	if (debuginfo->build_id)
		return true;
	error->text = arena_printf(debuginfo->arena, "%s has no build-id", debuginfo->path);
	return false;
}

static struct debuginfo *debuginfo_new(struct arena *arena, const char *path)
{
	struct debuginfo *debuginfo = arena_alloc(arena, sizeof(*debuginfo));

	debuginfo->arena = arena;
	debuginfo->path = arena_strdup(arena, path);
	debuginfo->file.fd = debuginfo->program.fd = -1;
	debuginfo->has_dwarf = true;
	dwarf_types_init(debuginfo);
	return debuginfo;
}

/* Map the index, or build it, with @telling of that when it may take long. */
static bool open_index(struct debuginfo *debuginfo, const struct index_source *source,
		       const struct debuginfo_target *telling, const char *cache_dir,
		       struct debuginfo_error *error)
{
	if (cache_dir && index_map(&debuginfo->index, cache_dir, source->key))
		return true;
	if (telling && telling->building_index)
		telling->building_index(debuginfo->path, telling->data);
	return index_build(&debuginfo->index, debuginfo->arena, source, cache_dir, error);
}

static struct debuginfo *open_file(struct arena *arena, const char *path,
				   const struct debuginfo_target *telling, const char *cache_dir,
				   struct debuginfo_error *error)
{
	struct debuginfo *debuginfo = debuginfo_new(arena, path);

	if (open_build(debuginfo, error)) {
		const struct index_source source = { .key = debuginfo->build_id, .path = path };

		if (open_index(debuginfo, &source, telling, cache_dir, error))
			return debuginfo;
	}
	debuginfo_close(debuginfo);
	return NULL;
}

struct debuginfo *debuginfo_open_file(struct arena *arena, const char *path, const char *cache_dir,
				      struct debuginfo_error *error)
{
	return open_file(arena, path, NULL, cache_dir, error);
}

struct debuginfo *debuginfo_open_target(struct arena *arena, const struct debuginfo_target *target,
					const char *path, struct debuginfo_error *error)
{
	return open_file(arena, path, target, target->cache_dir, error);
}

struct debuginfo *debuginfo_open_kernel(struct arena *arena, const struct debuginfo_target *target,
					struct debuginfo_error *error)
{
	char *path = find_kernel_debug_file(arena, target, error);

	if (!path)
		path = fetch_kernel_debug_file(arena, target, error);
	return path ? debuginfo_open_target(arena, target, path, error) : NULL;
}

/*
 * What the index of a program or library is called: by build-id, or path and times without one; and
 * by how much debug information there is with it, since that may come and go, and be packed.
 */
static char *user_key(struct debuginfo *debuginfo, const struct program_file *file)
{
	const struct debug_parts *parts = &debuginfo->file.parts;
	struct arena *arena = debuginfo->arena;
	const char *id =
		debuginfo->build_id ? debuginfo->build_id : cache_file_identity(arena, file->file);
	char *text = arena_printf(arena, "program %s", id);
	GElf_Shdr header;

	for (Elf_Scn *section = NULL; (section = elf_nextscn(debuginfo->file.elf, section));)
		if (gelf_getshdr(section, &header) && !(header.sh_flags & SHF_ALLOC))
			text = arena_printf(arena, "%s %llx:%llx", text,
					    (unsigned long long)header.sh_size,
					    (unsigned long long)header.sh_addralign);
	for (size_t i = 0; i < parts->count; i++)
		text = arena_printf(arena, "%s part %llx:%llx", text,
				    (unsigned long long)parts->items[i].skeleton,
				    (unsigned long long)parts->items[i].size);
	return cache_key_of_text(arena, text);
}

/*
 * Open what of the DWARF is in other files, if it is: the alternate file at @alternate, split
 * DWARF. Without that, what there is is of no use: there is no DWARF then.
 */
static void open_parts(struct debuginfo *debuginfo, const char *alternate)
{
	const struct debug_parts *parts = &debuginfo->file.parts;
	struct arena *arena = debuginfo->arena;
	GElf_Shdr header;

	debuginfo->file.alternate = alternate;
	if (!alternate && !elf_section_named(debuginfo->file.elf, ".debug_addr", &header))
		return;
	debuginfo->has_dwarf = debuginfo_dwarf(debuginfo);
	if (!parts->missing)
		return;
	debuginfo->no_dwarf.text =
		arena_printf(arena,
			     "debug information of %s is in %s, which is not there or of "
			     "another build",
			     debuginfo->path, parts->missing_name);
	debuginfo->no_dwarf.remedy = arena_strdup(arena, "compile it without -gsplit-dwarf");
	if (parts->missing == parts->skeletons)
		debuginfo->has_dwarf = false;
}

/* Open the files: that with the DWARF and, where it is another one, the program. */
static bool open_program_files(struct debuginfo *debuginfo, const struct program_file *file,
			       struct debuginfo_error *error)
{
	if (!open_elf(debuginfo, error))
		return false;
	debuginfo->build_id = file->build_id;
	if (!strcmp(debuginfo->path, file->file) ||
	    object_file_open(&debuginfo->program, file->file))
		return true;
	error->text =
		arena_printf(debuginfo->arena, "cannot open %s: %s", file->file, strerror(errno));
	return false;
}

struct debuginfo *debuginfo_open_user(struct arena *arena, const struct debuginfo_target *target,
				      const struct program_file *file,
				      struct debuginfo_error *error)
{
	struct debuginfo_error none = { 0 };
	const char *alternate = NULL;
	char *path = separate_debug_find(arena, target, file, &none);
	struct debuginfo *debuginfo = debuginfo_new(arena, path ? path : file->file);

	debuginfo->has_dwarf = path && alternate_file_find(arena, target, path, &alternate, &none);
	debuginfo->is_program = true;
	debuginfo->no_dwarf = none;
	if (open_program_files(debuginfo, file, error)) {
		if (debuginfo->has_dwarf)
			open_parts(debuginfo, alternate);

		const struct index_source source = {
			.key = user_key(debuginfo, file),
			.path = debuginfo->has_dwarf ? path : NULL,
			.alternate = alternate,
			.program = file->file,
		};

		if (open_index(debuginfo, &source, target, target->cache_dir, error))
			return debuginfo;
	}
	debuginfo_close(debuginfo);
	return NULL;
}

void debuginfo_close(struct debuginfo *debuginfo)
{
	if (!debuginfo)
		return;
	if (debuginfo->eh_frame)
		dwarf_cfi_end(debuginfo->eh_frame);
	object_file_close(&debuginfo->file);
	if (debuginfo->program.elf)
		object_file_close(&debuginfo->program);
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

bool debuginfo_has_dwarf(const struct debuginfo *debuginfo)
{
	return debuginfo->has_dwarf;
}

const struct debuginfo_error *debuginfo_no_dwarf(const struct debuginfo *debuginfo)
{
	return &debuginfo->no_dwarf;
}

Elf *debuginfo_code(struct debuginfo *debuginfo)
{
	return debuginfo->program.elf ? debuginfo->program.elf : debuginfo->file.elf;
}

Dwarf *debuginfo_dwarf(struct debuginfo *debuginfo)
{
	if (debuginfo->has_dwarf && !debuginfo->file.dwarf && object_file_dwarf(&debuginfo->file))
		line_sections_find(&debuginfo->line_sections, debuginfo->file.elf);
	return debuginfo->file.dwarf;
}

uint64_t debuginfo_die_offset(struct debuginfo *debuginfo, Dwarf_Die *die)
{
	return object_file_die_offset(&debuginfo->file, die);
}

bool debuginfo_die(struct debuginfo *debuginfo, uint64_t offset, Dwarf_Die *die)
{
	return offset && debuginfo_dwarf(debuginfo) &&
	       object_file_die(&debuginfo->file, offset, die);
}
