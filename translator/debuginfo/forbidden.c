/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The list of forbidden places: read once, kept sorted and without overlaps.
 */
#include <stdlib.h>
#include <string.h>

#include "debuginfo/forbidden.h"
#include "debuginfo/internal.h"
#include "debuginfo/files/sections.h"
#include "debuginfo/symbols.h"

static bool symbol_address(struct debuginfo *debuginfo, const char *name, uint64_t *address)
{
	struct symbol *found;

	if (!symbols_find(debuginfo, name, &found))
		return false;
	*address = found[0].address;
	return true;
}

static void add_range(struct debuginfo *debuginfo, uint64_t start, uint64_t end, const char *reason)
{
	struct forbidden_range range = { .start = start, .end = end, .reason = reason };

	if (start < end)
		vec_push(debuginfo->arena, &debuginfo->forbidden, range);
}

/* Ranges that the linker script puts symbols around. */
static void add_sections(struct debuginfo *debuginfo)
{
	static const struct {
		const char *start, *end, *reason;
	} sections[] = {
		{ "__init_begin", "__init_end", "is freed after boot" },
		{ "__noinstr_text_start", "__noinstr_text_end", "is marked noinstr" },
		{ "__kprobes_text_start", "__kprobes_text_end", "is marked __kprobes" },
		{ "__entry_text_start", "__entry_text_end", "is entry code" },
		{ "__cpuidle_text_start", "__cpuidle_text_end", "puts the CPU to sleep" },
	};

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		uint64_t start, end;

		if (symbol_address(debuginfo, sections[i].start, &start) &&
		    symbol_address(debuginfo, sections[i].end, &end))
			add_range(debuginfo, start, end, sections[i].reason);
	}
}

/* The bytes at an address of the file, @size of them; NULL when they are not in it. */
static const void *bytes_at(struct debuginfo *debuginfo, uint64_t address, uint64_t size)
{
	for (Elf_Scn *section = NULL; (section = elf_nextscn(debuginfo->file.elf, section));) {
		GElf_Shdr header;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS ||
		    !(header.sh_flags & SHF_ALLOC) || address < header.sh_addr ||
		    address - header.sh_addr >= header.sh_size)
			continue;
		data = elf_rawdata(section, NULL);
		if (!data || !data->d_buf || address - header.sh_addr > data->d_size ||
		    size > data->d_size - (address - header.sh_addr))
			return NULL;
		return (const char *)data->d_buf + (address - header.sh_addr);
	}
	return NULL;
}

static void add_marked_function(struct debuginfo *debuginfo, uint64_t address)
{
	struct symbol symbol;

	if (symbol_at(debuginfo, address, &symbol) && symbol.address == address)
		add_range(debuginfo, address, address + symbol.size, "is marked NOKPROBE_SYMBOL");
}

/* Functions marked NOKPROBE_SYMBOL: their addresses are in a table. */
static void add_marked(struct debuginfo *debuginfo)
{
	uint64_t start, end, address;
	const char *table;

	if (!symbol_address(debuginfo, "__start_kprobe_blacklist", &start) ||
	    !symbol_address(debuginfo, "__stop_kprobe_blacklist", &end) || start >= end)
		return;
	table = bytes_at(debuginfo, start, end - start);
	for (uint64_t i = 0; table && i + sizeof(address) <= end - start; i += sizeof(address)) {
		memcpy(&address, table + i, sizeof(address));
		add_marked_function(debuginfo, address);
	}
}

/* ---------------------------------------------------------------- modules */

/* Where the kernel looks in a module. What is freed after its start can be probed until then. */
static void add_module_sections(struct debuginfo *debuginfo)
{
	static const struct {
		const char *name, *reason;
	} sections[] = {
		{ ".noinstr.text", "is marked noinstr" },
		{ ".kprobes.text", "is marked __kprobes" },
	};

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		struct section section;

		if (section_named(debuginfo, sections[i].name, &section))
			add_range(debuginfo, section.address, section.address + section.size,
				  sections[i].reason);
	}
}

/* The section of relocations for the one called @name; NULL when the file has not kept them. */
static Elf_Scn *relocations_of(Elf *elf, const char *name, GElf_Shdr *header)
{
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		GElf_Shdr target;
		const char *found = NULL;

		if (!gelf_getshdr(section, header) || header->sh_type != SHT_RELA)
			continue;
		if (gelf_getshdr(elf_getscn(elf, header->sh_info), &target))
			found = elf_strptr(elf, names, target.sh_name);
		if (found && !strcmp(found, name))
			return section;
	}
	return NULL;
}

/* The table of a module is empty until it is loaded: what goes there is in its relocations. */
static void add_module_marked(struct debuginfo *debuginfo)
{
	static const char table[] = "_kprobe_blacklist";
	struct section section;
	Elf_Data *relocations, *symbols;
	GElf_Shdr header;
	GElf_Rela relocation;

	if (!section_named(debuginfo, table, &section) || !debuginfo_dwarf(debuginfo))
		return;
	Elf *elf = debuginfo->file.elf;
	Elf_Scn *found = relocations_of(elf, table, &header);

	if (!found)
		return;
	relocations = elf_getdata(found, NULL);
	symbols = elf_getdata(elf_getscn(elf, header.sh_link), NULL);
	for (int i = 0; relocations && symbols && gelf_getrela(relocations, i, &relocation); i++) {
		GElf_Sym symbol;
		GElf_Shdr target;

		if (gelf_getsym(symbols, GELF_R_SYM(relocation.r_info), &symbol) &&
		    gelf_getshdr(elf_getscn(elf, symbol.st_shndx), &target))
			add_marked_function(debuginfo,
					    target.sh_addr + symbol.st_value + relocation.r_addend);
	}
}

/*
 * Assembler that the kernel does not refuse, but does not survive a breakpoint in either: what
 * ftrace copies into trampolines, where nobody knows of the breakpoint, and what every return goes
 * through, also that of the breakpoint's handler.
 */
static const struct {
	const char *name, *reason;
} assembler[] = {
	{ "__fentry__", "is a part of ftrace" },
	{ "ftrace_caller", "is a part of ftrace" },
	{ "ftrace_regs_caller", "is a part of ftrace" },
	{ "ftrace_stub", "is a part of ftrace" },
	{ "ftrace_stub_direct_tramp", "is a part of ftrace" },
	{ "ftrace_stub_graph", "is a part of ftrace" },
	{ "return_to_handler", "is a part of ftrace" },
	{ "__x86_return_thunk", "is what functions return through" },
	{ "call_depth_return_thunk", "is what functions return through" },
	{ "its_return_thunk", "is what functions return through" },
	{ "retbleed_return_thunk", "is what functions return through" },
	{ "srso_alias_return_thunk", "is what functions return through" },
	{ "srso_alias_safe_ret", "is what functions return through" },
	{ "srso_return_thunk", "is what functions return through" },
	{ "srso_safe_ret", "is what functions return through" },
};

#define ASSEMBLER_COUNT (sizeof(assembler) / sizeof(*assembler))

static void add_assembler(struct debuginfo *debuginfo)
{
	for (size_t i = 0; i < ASSEMBLER_COUNT; i++) {
		struct symbol *found;

		if (symbols_find(debuginfo, assembler[i].name, &found))
			add_range(debuginfo, found[0].address, found[0].address + found[0].size,
				  assembler[i].reason);
	}
}

const char *function_forbidden(const char *name)
{
	for (size_t i = 0; i < ASSEMBLER_COUNT; i++)
		if (!strcmp(assembler[i].name, name))
			return assembler[i].reason;
	return NULL;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct forbidden_range *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end > y->end ? -1 : x->end < y->end;
}

static void read_ranges(struct debuginfo *debuginfo)
{
	struct forbidden_range *items;
	size_t kept = 0;

	if (object_file_is_relocatable(&debuginfo->file)) {
		add_module_sections(debuginfo);
		add_module_marked(debuginfo);
	} else {
		add_sections(debuginfo);
		add_marked(debuginfo);
		add_assembler(debuginfo);
	}
	debuginfo->forbidden_read = true;
	items = debuginfo->forbidden.items;
	if (!items)
		return;
	qsort(items, debuginfo->forbidden.count, sizeof(*items), compare_ranges);
	for (size_t i = 0; i < debuginfo->forbidden.count; i++) {
		if (kept && items[i].start < items[kept - 1].end) {
			if (items[i].end > items[kept - 1].end)
				items[kept - 1].end = items[i].end;
		} else {
			items[kept++] = items[i];
		}
	}
	debuginfo->forbidden.count = kept;
}

const char *probe_forbidden(struct debuginfo *debuginfo, uint64_t pc)
{
	const struct forbidden_range *items;
	size_t low = 0, high;

	if (!debuginfo->forbidden_read)
		read_ranges(debuginfo);
	items = debuginfo->forbidden.items;
	high = debuginfo->forbidden.count;
	while (low < high) { /* the first that starts behind pc */
		size_t middle = low + (high - low) / 2;

		if (items[middle].start <= pc)
			low = middle + 1;
		else
			high = middle;
	}
	return low && pc < items[low - 1].end ? items[low - 1].reason : NULL;
}
