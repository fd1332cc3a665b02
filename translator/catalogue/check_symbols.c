// SPDX-License-Identifier: GPL-2.0-only
#include "catalogue/check_symbols.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* struct modversion_info of the kernel: a CRC, then the name. */
#define VERSION_SIZE 64
#define VERSION_NAME 8

static Elf_Scn *find_section(Elf *elf, const char *name, GElf_Word type, GElf_Shdr *header)
{
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		const char *own;

		if (!gelf_getshdr(section, header))
			return NULL;
		own = elf_strptr(elf, names, header->sh_name);
		if (name ? own && !strcmp(own, name) : header->sh_type == type)
			return section;
	}
	return NULL;
}

static bool is_imported(const Elf_Data *versions, const char *name)
{
	const char *entry = versions->d_buf;

	for (size_t at = 0; at + VERSION_SIZE <= versions->d_size; at += VERSION_SIZE)
		if (!strncmp(entry + at + VERSION_NAME, name, VERSION_SIZE - VERSION_NAME))
			return true;
	return false;
}

static const char *first_missing(struct arena *arena, Elf *elf)
{
	GElf_Shdr header;
	Elf_Scn *section = find_section(elf, "__versions", SHT_NULL, &header);
	Elf_Data *versions = section ? elf_getdata(section, NULL) : NULL;
	Elf_Data *symbols;

	section = find_section(elf, NULL, SHT_SYMTAB, &header);
	symbols = section ? elf_getdata(section, NULL) : NULL;
	if (!versions || !symbols)
		return NULL;
	for (int i = 1;; i++) {
		GElf_Sym symbol;
		const char *name;

		if (!gelf_getsym(symbols, i, &symbol))
			return NULL;
		if (symbol.st_shndx != SHN_UNDEF || GELF_ST_BIND(symbol.st_info) == STB_WEAK)
			continue;
		name = elf_strptr(elf, header.sh_link, symbol.st_name);
		if (name && *name && !is_imported(versions, name))
			return arena_strdup(arena, name);
	}
}

const char *missing_symbol(struct arena *arena, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const char *missing = NULL;
	Elf *elf;

	if (fd < 0)
		return NULL;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf)
		missing = first_missing(arena, elf);
	elf_end(elf);
	close(fd);
	return missing;
}
