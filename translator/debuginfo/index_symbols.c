/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The symbol tables of the index, from .symtab (System V gABI, "Symbol Table"), or .dynsym when a
 * file has no other.
 */
#define _GNU_SOURCE /* qsort_r */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debuginfo/index_merge.h"

static Elf_Scn *symbol_section(Elf *elf, GElf_Shdr *header)
{
	Elf_Scn *dynamic = NULL;

	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		if (!gelf_getshdr(section, header))
			continue;
		if (header->sh_type == SHT_SYMTAB)
			return section;
		if (header->sh_type == SHT_DYNSYM)
			dynamic = section;
	}
	return dynamic && gelf_getshdr(dynamic, header) ? dynamic : NULL;
}

/* Which sections hold code, by their numbers. */
static bool *code_sections(struct arena *arena, Elf *elf, size_t *count)
{
	if (elf_getshdrnum(elf, count))
		*count = 0;

	bool *code = arena_alloc(arena, *count + 1);

	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		GElf_Shdr header;

		if (gelf_getshdr(section, &header) && elf_ndxscn(section) < *count)
			code[elf_ndxscn(section)] = header.sh_flags & SHF_EXECINSTR;
	}
	return code;
}

/* Local names without a type outside code are labels of tables, such as those of exports. */
static bool symbol_wanted(const GElf_Sym *symbol, bool code)
{
	unsigned int type = GELF_ST_TYPE(symbol->st_info);

	if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx == SHN_ABS ||
	    symbol->st_shndx == SHN_COMMON)
		return false;
	if (type == STT_SECTION || type == STT_FILE || type == STT_TLS)
		return false;
	return code || type != STT_NOTYPE || GELF_ST_BIND(symbol->st_info) != STB_LOCAL;
}

static void add_symbols(struct index_tables *tables, Elf *elf, Elf_Scn *section,
			const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
	size_t section_count;
	bool *code_section = code_sections(tables->arena, elf, &section_count);

	for (size_t i = 0; data && i < count; i++) {
		GElf_Sym symbol;
		const char *name;

		if (!gelf_getsym(data, i, &symbol))
			continue;

		bool code = symbol.st_shndx < section_count && code_section[symbol.st_shndx];

		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		if (!name || !*name || !symbol_wanted(&symbol, code))
			continue;

		struct index_symbol added = {
			.address = symbol.st_value,
			.size = symbol.st_size < UINT32_MAX ? symbol.st_size : UINT32_MAX,
			.name = index_add_string(tables, name),
			.flags = (code ? INDEX_SYMBOL_CODE : 0) |
				 (GELF_ST_TYPE(symbol.st_info) == STT_FUNC ? INDEX_SYMBOL_FUNCTION
									   : 0) |
				 (GELF_ST_BIND(symbol.st_info) != STB_LOCAL ? INDEX_SYMBOL_GLOBAL
									    : 0),
		};

		vec_push(tables->arena, &tables->symbols, added);
	}
}

static int compare_names(const void *a, const void *b, void *data)
{
	const struct index_symbol *x = a, *y = b;
	const char *strings = data;
	int order = x->name == y->name ? 0 : strcmp(strings + x->name, strings + y->name);

	if (order)
		return order;
	return x->address < y->address ? -1 : x->address > y->address;
}

/* By address; at the same one, functions first, then global symbols, then by name. */
static int compare_addresses(const void *a, const void *b, void *data)
{
	const struct index_symbol *symbols = data;
	const struct index_symbol *x = &symbols[*(const uint32_t *)a];
	const struct index_symbol *y = &symbols[*(const uint32_t *)b];
	const uint32_t rank = INDEX_SYMBOL_FUNCTION | INDEX_SYMBOL_GLOBAL;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if ((x->flags ^ y->flags) & INDEX_SYMBOL_FUNCTION)
		return x->flags & INDEX_SYMBOL_FUNCTION ? -1 : 1;
	if ((x->flags & rank) != (y->flags & rank))
		return (x->flags & rank) > (y->flags & rank) ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void sort_symbols(struct index_tables *tables)
{
	if (!tables->symbols.count)
		return;
	qsort_r(tables->symbols.items, tables->symbols.count, sizeof(*tables->symbols.items),
		compare_names, tables->strings.items);
	for (uint32_t i = 0; i < tables->symbols.count; i++)
		if (tables->symbols.items[i].flags & INDEX_SYMBOL_CODE)
			vec_push(tables->arena, &tables->symbols_by_address, i);
	if (tables->symbols_by_address.count)
		qsort_r(tables->symbols_by_address.items, tables->symbols_by_address.count,
			sizeof(uint32_t), compare_addresses, tables->symbols.items);
}

bool index_add_symbols(struct index_tables *tables, const char *path, struct debuginfo_error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf = fd >= 0 ? elf_begin(fd, ELF_C_READ_MMAP, NULL) : NULL;

	if (!elf) {
		error->text = arena_printf(tables->arena, "cannot read %s: %s", path,
					   fd < 0 ? strerror(errno) : elf_errmsg(-1));
	} else {
		GElf_Shdr header;
		Elf_Scn *section = symbol_section(elf, &header);

		if (section)
			add_symbols(tables, elf, section, &header);
		sort_symbols(tables);
	}
	elf_end(elf);
	if (fd >= 0)
		close(fd);
	return elf != NULL;
}
