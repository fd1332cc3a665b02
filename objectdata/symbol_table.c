// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of functions and data, out of the best table that there is: .symtab of the debug file or of
 * the file itself, else .dynsym with .gnu_debugdata.
 *
 * Of several names for one address one is kept. A name without a size reaches up to the next one.
 * Names of C++ and Rust are shown as in the source, without parameters, as debuggers show the
 * functions of a stack.
 */
#include "symbol_table.h"
#include "mini_debuginfo.h"

#include <gelf.h>
#include <libiberty/demangle.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_NAME 1024 /* bytes; a longer one is cut off */

struct found {
	__u64 address, size;
	__u64 section_end; /* address */
	const char *name;
	unsigned rank; /* of several at one address the highest is kept */
	bool is_label; /* neither function nor data by its type */
};

struct found_list {
	__u64 base; /* of the data */
	struct found *items;
	size_t count, capacity;
	bool failed; /* no memory */
};

/* ---------------------------------------------------------------- reading a table */

/* How much a symbol is what a person would call the address; 0: not at all. */
static unsigned symbol_rank(const GElf_Sym *symbol, const GElf_Shdr *section)
{
	unsigned rank = 1;

	switch (GELF_ST_TYPE(symbol->st_info)) {
	case STT_FUNC:
	case STT_GNU_IFUNC:
	case STT_OBJECT:
		rank += 8;
		break;
	case STT_NOTYPE:
		if (!(section->sh_flags & SHF_EXECINSTR))
			return 0;
		break;
	default:
		return 0;
	}
	if (symbol->st_size)
		rank += 16;
	switch (GELF_ST_BIND(symbol->st_info)) {
	case STB_GLOBAL:
		return rank + 2;
	case STB_WEAK:
		return rank + 1;
	default:
		return rank;
	}
}

static bool push(struct found_list *list, const struct found *found)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? 2 * list->capacity : 4096;
		struct found *items = realloc(list->items, capacity * sizeof(*items));

		if (!items) {
			list->failed = true;
			return false;
		}
		list->items = items;
		list->capacity = capacity;
	}
	list->items[list->count++] = *found;
	return true;
}

/* Returns false without memory. */
static bool read_symbol(struct found_list *list, Elf *elf, size_t strings, const GElf_Sym *symbol)
{
	const char *name = elf_strptr(elf, strings, symbol->st_name);
	Elf_Scn *section = elf_getscn(elf, symbol->st_shndx);
	GElf_Shdr header;

	if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= SHN_LORESERVE || !name || !*name ||
	    !section || !gelf_getshdr(section, &header) || !(header.sh_flags & SHF_ALLOC) ||
	    symbol->st_value < list->base || symbol->st_value - list->base >= UINT32_MAX)
		return true;

	const struct found found = {
		.address = symbol->st_value,
		.size = symbol->st_size,
		.section_end = header.sh_addr + header.sh_size,
		.name = name,
		.rank = symbol_rank(symbol, &header),
		.is_label = GELF_ST_TYPE(symbol->st_info) == STT_NOTYPE,
	};

	return !found.rank || push(list, &found);
}

/* Reads the tables of @type in @elf. Returns whether there was one. */
static bool read_table(struct found_list *list, Elf *elf, GElf_Word type)
{
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		GElf_Shdr header;
		GElf_Sym symbol;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type != type)
			continue;
		data = elf_getdata(section, NULL);
		for (int i = 1; data && gelf_getsym(data, i, &symbol); i++)
			if (!read_symbol(list, elf, header.sh_link, &symbol))
				return true;
		if (data)
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- choosing */

static size_t leading_underscores(const char *name)
{
	return strspn(name, "_");
}

/* Below 0: @a is the better name. */
static int compare_names(const char *a, const char *b)
{
	size_t left = leading_underscores(a), right = leading_underscores(b);

	if (left != right)
		return left < right ? -1 : 1;
	left = strlen(a);
	right = strlen(b);
	if (left != right)
		return left < right ? -1 : 1;
	return strcmp(a, b);
}

/* By address, the best first. */
static int compare_found(const void *left, const void *right)
{
	const struct found *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank > b->rank ? -1 : 1;
	return compare_names(a->name, b->name);
}

/* Keeps the first of each address, and no label inside a function. */
static void keep_best(struct found_list *list)
{
	__u64 end = 0; /* of the functions so far */
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct found *found = &list->items[i];

		if (count && list->items[count - 1].address == found->address)
			continue;
		if (found->is_label && found->address < end)
			continue;
		if (found->address + found->size > end)
			end = found->address + found->size;
		list->items[count++] = *found;
	}
	list->count = count;
}

static void set_sizes(struct found_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct found *found = &list->items[i];

		if (found->size)
			continue;
		found->size = found->section_end - found->address;
		if (i + 1 < list->count && found[1].address - found->address < found->size)
			found->size = found[1].address - found->address;
	}
}

/* ---------------------------------------------------------------- writing */

/* The name as it is shown: "operator new" of "_Znwm@@GLIBCXX_3.4". */
static __u32 add_name(struct string_table *strings, const char *symbol)
{
	char name[LONGEST_NAME];
	size_t length = strcspn(symbol + 1, "@") + 1;
	char *shown = NULL;
	__u32 at;

	if (length >= sizeof(name))
		length = sizeof(name) - 1;
	memcpy(name, symbol, length);
	name[length] = '\0';
	if (name[0] == '_' && (name[1] == 'R' || !strncmp(name, "_ZN", 3)))
		shown = rust_demangle(name, DMGL_NO_OPTS);
	if (!shown && !strncmp(name, "_Z", 2))
		shown = cplus_demangle_v3(name, DMGL_ANSI);
	if (!shown)
		return string_table_add(strings, name);
	if (strlen(shown) >= LONGEST_NAME)
		shown[LONGEST_NAME - 1] = '\0';
	at = string_table_add(strings, shown);
	free(shown);
	return at;
}

static void add_found(struct data_writer *writer, struct string_table *strings,
		      const struct found_list *list)
{
	struct stap_object_symbol *symbols = calloc(list->count, sizeof(*symbols));

	if (!symbols) {
		writer->failed = true;
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct found *found = &list->items[i];

		symbols[i] = (struct stap_object_symbol){
			.address = found->address - list->base,
			.size = found->size < UINT32_MAX ? found->size : UINT32_MAX,
			.name = add_name(strings, found->name),
		};
	}
	data_writer_add(writer, offsetof(struct stap_object_data, symbols), symbols,
			sizeof(*symbols), list->count);
	free(symbols);
}

static void read_all(struct found_list *list, const struct object_source *source, Elf *mini)
{
	if (source->debug && read_table(list, source->debug, SHT_SYMTAB))
		return;
	if (read_table(list, source->file, SHT_SYMTAB))
		return;
	read_table(list, source->file, SHT_DYNSYM);
	if (mini)
		read_table(list, mini, SHT_SYMTAB);
}

void symbol_table_add(struct data_writer *writer, struct string_table *strings,
		      const struct object_source *source)
{
	struct found_list list = { 0 };
	void *bytes;
	Elf *mini;

	if (writer->failed)
		return;
	list.base = writer->data->base;
	mini = mini_debuginfo_open(source->file, &bytes);
	read_all(&list, source, mini);
	if (list.count) {
		qsort(list.items, list.count, sizeof(*list.items), compare_found);
		keep_best(&list);
		set_sizes(&list);
		add_found(writer, strings, &list);
	}
	writer->failed |= list.failed;
	free(list.items);
	elf_end(mini);
	free(bytes);
}
