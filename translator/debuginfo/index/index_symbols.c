/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The symbols of the index; the sections of a relocatable file, in which the values of symbols are
 * offsets; and, of programs and libraries, the functions that only symbols tell of.
 */
#define _GNU_SOURCE /* qsort_r */
#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/demangle.h"
#include "debuginfo/index/index_merge.h"
#include "debuginfo/index/index_symbols.h"
#include "debuginfo/files/object_file.h"
#include "debuginfo/scoped_names.h"

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

void index_add_symbols(struct index_tables *tables, const struct symbol_list *list)
{
	for (size_t i = 0; i < list->symbols.count; i++) {
		const struct symbol *symbol = &list->symbols.items[i];
		struct index_symbol added = {
			.address = symbol->address,
			.size = symbol->size < UINT32_MAX ? (uint32_t)symbol->size : UINT32_MAX,
			.name = index_add_string(tables, symbol->name),
			.flags = (symbol->code ? INDEX_SYMBOL_CODE : 0) |
				 (symbol->function ? INDEX_SYMBOL_FUNCTION : 0) |
				 (symbol->global ? INDEX_SYMBOL_GLOBAL : 0),
		};

		vec_push(tables->arena, &tables->symbols, added);
		if (symbol->code)
			vec_push(tables->arena, &tables->symbols_by_address, (uint32_t)i);
	}
	if (tables->symbols_by_address.count)
		qsort_r(tables->symbols_by_address.items, tables->symbols_by_address.count,
			sizeof(uint32_t), compare_addresses, tables->symbols.items);
}

void index_add_sections(struct index_tables *tables, Elf *elf)
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

/* ---------------------------------------------------------------- functions that are symbols */

static int compare_starts(const void *a, const void *b)
{
	const struct scanned_range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* Whether one of the sorted ranges, which do not overlap, has the address. */
static bool is_known(const struct scanned_range *ranges, size_t count, uint64_t address)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ranges[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low && address < ranges[low - 1].end;
}

/* The length of a scope's name without the parameters of a function that it is. */
static size_t scope_length(const char *name, size_t length)
{
	size_t at = length;
	int depth = 0;

	if (!length || name[length - 1] != ')')
		return length;
	while (at--) {
		depth += (name[at] == ')') - (name[at] == '(');
		if (!depth)
			break;
	}
	return depth || !at ? length : at;
}

/* Sets the name and the scope of a function that its symbol tells of. */
static void name_function(struct index_scan *scan, const struct symbol *symbol,
			  struct scanned_function *function)
{
	const char *name = demangled_name(scan->arena, symbol->name);
	size_t length;

	if (!name)
		name = symbol->name;
	else
		for (; name[length = scoped_name_part(name)]; name += length + strlen("::")) {
			const char *scope =
				arena_strndup(scan->arena, name, scope_length(name, length));
			bool is_anonymous = !strcmp(scope, "(anonymous namespace)");

			function->scope = index_scan_scope(scan, function->scope, scope,
							   is_anonymous ? INDEX_TRANSPARENT : 0);
		}
	function->name = string_set_add(&scan->names, name);
}

static void add_function(struct index_scan *scan, const struct symbol *symbol)
{
	struct scanned_function function = {
		.file = string_set_add(&scan->files, ""),
		.flags = INDEX_IS_SYMBOL | (symbol->global ? INDEX_EXTERNAL : 0),
	};
	struct scanned_instance instance = { .pc = symbol->address };
	struct scanned_range range = {
		.start = symbol->address,
		.end = symbol->address + symbol->size,
	};
	struct scanned_function *last =
		scan->functions.count ? &scan->functions.items[scan->functions.count - 1] : NULL;

	/* The list is sorted by name: static functions of one name come one after the other. */
	name_function(scan, symbol, &function);
	if (last && last->name == function.name && last->scope == function.scope)
		last->flags |= function.flags;
	else
		vec_push(scan->arena, &scan->functions, function);
	instance.function = (uint32_t)scan->functions.count - 1;
	range.instance = (uint32_t)scan->instances.count;
	vec_push(scan->arena, &scan->instances, instance);
	if (range.start < range.end)
		vec_push(scan->arena, &scan->ranges, range);
}

void index_scan_symbols(const struct symbol_list *list, const struct index_scan *scans,
			unsigned int scan_count, struct index_scan *scan)
{
	VEC(struct scanned_range) known = { 0 };

	index_scan_begin(scan);
	for (unsigned int i = 0; i < scan_count; i++)
		for (size_t j = 0; j < scans[i].ranges.count; j++)
			vec_push(scan->arena, &known, scans[i].ranges.items[j]);
	if (known.count)
		qsort(known.items, known.count, sizeof(*known.items), compare_starts);
	for (size_t i = 0; i < list->symbols.count; i++) {
		const struct symbol *symbol = &list->symbols.items[i];

		if (symbol->code && symbol->function &&
		    !is_known(known.items, known.count, symbol->address))
			add_function(scan, symbol);
	}
}

/* ---------------------------------------------------------------- reading */

bool index_read_symbols(struct index_tables *tables, const char *path, bool is_program,
			struct symbol_list *list, struct debuginfo_error *error)
{
	struct object_file file;
	bool opened = object_file_open(&file, path);
	bool relocatable = opened && object_file_is_relocatable(&file);

	if (opened && (!relocatable || object_file_dwarf(&file))) {
		if (is_program)
			symbol_tables_read_program(tables->arena, file.elf, list);
		else
			symbol_tables_read(tables->arena, file.elf, list);
		if (relocatable)
			index_add_sections(tables, file.elf);
		object_file_close(&file);
		return true;
	}
	error->text = arena_printf(tables->arena, "cannot read %s: %s", path,
				   errno ? strerror(errno) : "it is damaged");
	object_file_close(&file);
	return false;
}
