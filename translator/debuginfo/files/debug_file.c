/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is it the debug file of this build?
 */
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "debuginfo/files/build_id.h"
#include "debuginfo/files/debug_file.h"
#include "debuginfo/files/elf_section.h"

static bool has_dwarf(Elf *elf)
{
	GElf_Shdr header;

	return elf_section_named(elf, ".debug_info", &header) && header.sh_type != SHT_NOBITS;
}

/* A file without build-id is taken for what it says it is: opening it will say that it has none. */
static bool is_of_build(struct debug_file_search *search, const char *path, Elf *elf)
{
	const char *own = search->build_id ? build_id_of_elf(search->arena, elf) : NULL;

	if (!own || !strcmp(own, search->build_id))
		return true;
	if (!search->other) {
		search->other = arena_strdup(search->arena, path);
		search->other_build_id = own;
	}
	return false;
}

bool debug_file_is(struct debug_file_search *search, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf;
	bool is;

	if (fd < 0)
		return false;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	is = elf && has_dwarf(elf) && is_of_build(search, path, elf);
	elf_end(elf);
	close(fd);
	return is;
}

char *debug_file_place(struct arena *arena, const char *sysroot, const char *build_id)
{
	if (!build_id || strlen(build_id) < 3)
		return NULL;
	return arena_printf(arena, "%s/usr/lib/debug/.build-id/%.2s/%s.debug",
			    sysroot ? sysroot : "", build_id, build_id + 2);
}

char *debug_file_by_build_id(struct debug_file_search *search, const char *sysroot)
{
	char *path = debug_file_place(search->arena, sysroot, search->build_id);

	return path && debug_file_is(search, path) ? path : NULL;
}

bool debug_file_refuse(const struct debug_file_search *search, const char *what,
		       struct debuginfo_error *error)
{
	if (!search->other)
		return false;
	error->text = arena_printf(search->arena, "%s is of build %s, but %s is of build %s",
				   search->other, search->other_build_id, what, search->build_id);
	return true;
}
