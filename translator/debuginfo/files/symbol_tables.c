/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading symbol tables.
 */
#include <stdlib.h>
#include <string.h>

#include "debuginfo/files/symbol_tables.h"
#include "objectdata/mini_debuginfo.h"

static Elf_Scn *table_of_type(Elf *elf, GElf_Word type, GElf_Shdr *header)
{
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));)
		if (gelf_getshdr(section, header) && header->sh_type == type)
			return section;
	return NULL;
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

static void read_table(struct arena *arena, Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
		       struct symbol_list *list)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
	size_t section_count;
	const GElf_Shdr *sections = section_headers(arena, elf, &section_count);
	GElf_Ehdr file;
	bool relocatable = gelf_getehdr(elf, &file) && file.e_type == ET_REL;

	for (size_t i = 0; data && i < count; i++) {
		GElf_Sym symbol;
		const char *name;

		if (!gelf_getsym(data, (int)i, &symbol))
			continue;

		bool known = symbol.st_shndx < section_count;
		bool code = known && sections[symbol.st_shndx].sh_flags & SHF_EXECINSTR;

		if (relocatable && known && !(sections[symbol.st_shndx].sh_flags & SHF_ALLOC))
			continue;
		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		if (!name || !*name || !symbol_wanted(&symbol, code))
			continue;

		struct symbol added = {
			.name = arena_strdup(arena, name),
			.address = symbol.st_value +
				   (relocatable && known ? sections[symbol.st_shndx].sh_addr : 0),
			.size = symbol.st_size,
			.code = code,
			.function = GELF_ST_TYPE(symbol.st_info) == STT_FUNC,
			.global = GELF_ST_BIND(symbol.st_info) != STB_LOCAL,
		};

		vec_push(arena, &list->symbols, added);
	}
}

void symbol_tables_read(struct arena *arena, Elf *elf, struct symbol_list *list)
{
	GElf_Shdr header;
	Elf_Scn *section = table_of_type(elf, SHT_SYMTAB, &header);

	if (!section)
		section = table_of_type(elf, SHT_DYNSYM, &header);
	if (section)
		read_table(arena, elf, section, &header, list);
}

/* The symbols of functions that the other tables do not have. */
static void read_mini(struct arena *arena, Elf *elf, struct symbol_list *list)
{
	void *bytes;
	Elf *mini = mini_debuginfo_open(elf, &bytes);

	if (mini)
		symbol_tables_read(arena, mini, list);
	elf_end(mini);
	free(bytes);
}

void symbol_tables_read_program(struct arena *arena, Elf *elf, struct symbol_list *list)
{
	static const GElf_Word types[] = { SHT_SYMTAB, SHT_DYNSYM };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		GElf_Shdr header;
		Elf_Scn *section = table_of_type(elf, types[i], &header);

		if (section)
			read_table(arena, elf, section, &header, list);
	}
	read_mini(arena, elf, list);
	for (size_t i = 0; i < list->symbols.count; i++) {
		const char *name = list->symbols.items[i].name, *version = strchr(name, '@');

		if (version && version > name)
			list->symbols.items[i].name =
				arena_strndup(arena, name, (size_t)(version - name));
	}
}

static int compare(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order)
		return order;
	return x->address < y->address ? -1 : x->address > y->address;
}

void symbol_tables_sort(struct symbol_list *list)
{
	struct symbol *symbols = list->symbols.items;
	size_t kept = 0;

	if (list->symbols.count)
		qsort(symbols, list->symbols.count, sizeof(*symbols), compare);
	for (size_t i = 0; i < list->symbols.count; i++)
		if (!kept || compare(&symbols[i], &symbols[kept - 1]))
			symbols[kept++] = symbols[i];
	list->symbols.count = kept;
}
