/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The symbol tables of the index, from .symtab (System V gABI, "Symbol Table"), or .dynsym when a
 * file has no other; and the sections of a relocatable file, in which the values of symbols are
 * offsets.
 */
#define _GNU_SOURCE /* qsort_r */
#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/index_merge.h"
#include "debuginfo/object_file.h"

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

/* The headers of all sections, by their numbers. */
static GElf_Shdr *section_headers(struct arena *arena, Elf *elf, size_t *count)
{
	if (elf_getshdrnum(elf, count))
		*count = 0;

	GElf_Shdr *headers = arena_alloc(arena, (*count + 1) * sizeof(*headers));

	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));)
		if (elf_ndxscn(section) < *count)
			gelf_getshdr(section, &headers[elf_ndxscn(section)]);
	return headers;
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
			const GElf_Shdr *header, bool relocatable)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
	size_t section_count;
	const GElf_Shdr *sections = section_headers(tables->arena, elf, &section_count);

	for (size_t i = 0; data && i < count; i++) {
		GElf_Sym symbol;
		const char *name;

		if (!gelf_getsym(data, i, &symbol))
			continue;

		bool known = symbol.st_shndx < section_count;
		bool code = known && sections[symbol.st_shndx].sh_flags & SHF_EXECINSTR;

		if (relocatable && known && !(sections[symbol.st_shndx].sh_flags & SHF_ALLOC))
			continue;
		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		if (!name || !*name || !symbol_wanted(&symbol, code))
			continue;

		struct index_symbol added = {
			.address = symbol.st_value +
				   (relocatable && known ? sections[symbol.st_shndx].sh_addr : 0),
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

static void add_sections(struct index_tables *tables, Elf *elf)
{
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return;
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		struct index_section added = { 0 };
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header) || !(header.sh_flags & SHF_ALLOC))
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		added.address = header.sh_addr;
		added.size = header.sh_size;
		added.name = index_add_string(tables, name ? name : "");
		vec_push(tables->arena, &tables->sections, added);
	}
}

bool index_add_symbols(struct index_tables *tables, const char *path, struct debuginfo_error *error)
{
	struct object_file file;
	bool opened = object_file_open(&file, path);
	bool relocatable = opened && object_file_is_relocatable(&file);

	if (opened && (!relocatable || object_file_dwarf(&file))) {
		GElf_Shdr header;
		Elf_Scn *section = symbol_section(file.elf, &header);

		if (relocatable)
			add_sections(tables, file.elf);
		if (section)
			add_symbols(tables, file.elf, section, &header, relocatable);
		sort_symbols(tables);
		object_file_close(&file);
		return true;
	}
	error->text = arena_printf(tables->arena, "cannot read %s: %s", path,
				   errno ? strerror(errno) : "it is damaged");
	object_file_close(&file);
	return false;
}
