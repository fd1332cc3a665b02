/* SPDX-License-Identifier: GPL-2.0-only */
#include "debuginfo/files/program_symbol.h"

#include <gelf.h>
#include <string.h>

#include "debuginfo/files/object_file.h"
#include "debuginfo/files/separate_debug.h"

struct search {
	const char *name;
	bool is_thread_local;
	size_t found; /* at different places */
	uint64_t value;
};

static void search_table(struct search *search, Elf *elf, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	for (int i = 0; data && data->d_buf && gelf_getsym(data, i, &symbol); i++) {
		bool is_thread_local = GELF_ST_TYPE(symbol.st_info) == STT_TLS;
		const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);

		if (symbol.st_shndx == SHN_UNDEF || !name || strcmp(name, search->name) ||
		    is_thread_local != search->is_thread_local ||
		    (search->found && search->value == symbol.st_value))
			continue;
		search->found++;
		search->value = symbol.st_value;
	}
}

static void search_file(struct search *search, const char *path)
{
	struct object_file object;

	if (!object_file_open(&object, path))
		return;
	for (Elf_Scn *section = NULL; (section = elf_nextscn(object.elf, section));) {
		GElf_Shdr header;

		if (gelf_getshdr(section, &header) &&
		    (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM))
			search_table(search, object.elf, section, &header);
	}
	object_file_close(&object);
}

bool program_symbol_find(struct arena *arena, const struct debuginfo_target *target,
			 const struct program_file *file, const char *name, bool is_thread_local,
			 uint64_t *value, struct debuginfo_error *error)
{
	struct search search = { .name = name, .is_thread_local = is_thread_local };
	struct debuginfo_error none = { 0 };
	const char *debug_file;

	search_file(&search, file->file);
	if (!search.found) {
		debug_file = separate_debug_find(arena, target, file, &none);
		if (debug_file)
			search_file(&search, debug_file);
	}
	*value = search.value;
	if (search.found == 1)
		return true;
	error->remedy = none.remedy;
	error->text = arena_printf(arena, "%s has %s '%s'", file->path,
				   search.found ? "several symbols" : "no symbol", name);
	return false;
}
