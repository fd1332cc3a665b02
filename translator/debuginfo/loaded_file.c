/* SPDX-License-Identifier: GPL-2.0-only */
#include "debuginfo/loaded_file.h"

#include <errno.h>
#include <gelf.h>
#include <string.h>

#include "debuginfo/build_id.h"
#include "debuginfo/object_file.h"

static void read_segments(struct arena *arena, Elf *elf, struct loaded_file *file)
{
	VEC(struct loaded_segment) segments = { 0 };
	size_t count = 0;
	GElf_Phdr header;

	elf_getphdrnum(elf, &count);
	for (size_t i = 0; i < count && gelf_getphdr(elf, (int)i, &header); i++) {
		if (header.p_type != PT_LOAD)
			continue;
		vec_push(arena, &segments,
			 ((struct loaded_segment){ header.p_vaddr, header.p_offset, header.p_filesz,
						   (header.p_flags & PF_X) != 0 }));
	}
	file->segments = segments.items;
	file->segment_count = segments.count;
}

static bool read_elf(struct arena *arena, const char *path, Elf *elf, struct loaded_file *file,
		     struct debuginfo_error *error)
{
	GElf_Ehdr header;

	if (!gelf_getehdr(elf, &header) || header.e_machine != EM_X86_64 ||
	    header.e_ident[EI_CLASS] != ELFCLASS64) {
		error->text = arena_printf(arena, "%s is not for this machine (x86_64)", path);
		return false;
	}
	read_segments(arena, elf, file);
	if ((header.e_type != ET_EXEC && header.e_type != ET_DYN) || !file->segment_count) {
		error->text = arena_printf(arena, "%s is neither a program nor a library", path);
		return false;
	}
	file->is_fixed = header.e_type == ET_EXEC;
	file->build_id = build_id_of_elf(arena, elf);
	return true;
}

bool loaded_file_read(struct arena *arena, const char *path, struct loaded_file *file,
		      struct debuginfo_error *error)
{
	struct object_file object;
	bool good;

	*file = (struct loaded_file){ 0 };
	if (!object_file_open(&object, path)) {
		error->text =
			errno ? arena_printf(arena, "cannot open %s: %s", path, strerror(errno))
			      : arena_printf(arena, "%s is not an ELF file", path);
		return false;
	}
	good = read_elf(arena, path, object.elf, file, error);
	object_file_close(&object);
	return good;
}

const struct loaded_segment *loaded_file_code(const struct loaded_file *file, uint64_t address)
{
	for (size_t i = 0; i < file->segment_count; i++) {
		const struct loaded_segment *segment = &file->segments[i];

		if (segment->is_code && address >= segment->address &&
		    address - segment->address < segment->size)
			return segment;
	}
	return NULL;
}
