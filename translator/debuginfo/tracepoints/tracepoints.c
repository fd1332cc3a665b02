/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints out of the data of a kernel or module. Each is an object `__tracepoint_NAME` whose
 * first word points to its name. What makes it an event is a struct trace_event_call, found by way
 * of the kernel's table of them: its words are …, the class, the tracepoint, …; and a class begins
 * with the name of its group.
 *
 * In the kernel's file a pointer is an address. In a module's, which is relocatable, it is a
 * relocation against a symbol (System V gABI, "Relocation").
 */
#include "debuginfo/tracepoints/tracepoints.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/functions.h"
#include "debuginfo/internal.h"
#include "debuginfo/symbols.h"

#define PREFIX	   "__tracepoint_"
#define CALL_WORDS 16 /* a call's pointer to its tracepoint is within so many words */

/* A place in the data: an address, or in a relocatable file a section and an offset. */
struct spot {
	size_t section;
	uint64_t offset;
};

struct relocation {
	uint64_t at;
	struct spot target;
};

struct image_section {
	GElf_Shdr header;
	const char *name;
	Elf_Data *data; /* NULL: it has none in this file */
	VEC(struct relocation) relocations;
};

struct image {
	struct arena *arena;
	Elf *elf;
	bool is_relocatable;
	struct image_section *sections;
	size_t section_count;
};

/* A tracepoint and where it is. */
struct found {
	struct spot spot;
	struct tracepoint tracepoint;
};
typedef VEC(struct found) found_list;

/* ---------------------------------------------------------------- the image */

static bool image_open(struct image *image, struct arena *arena, Elf *elf)
{
	GElf_Ehdr header;
	size_t names;

	*image = (struct image){ .arena = arena, .elf = elf };
	if (!gelf_getehdr(elf, &header) || elf_getshdrnum(elf, &image->section_count) ||
	    elf_getshdrstrndx(elf, &names))
		return false;
	image->is_relocatable = header.e_type == ET_REL;
	image->sections =
		arena_alloc(arena, (image->section_count + 1) * sizeof(struct image_section));
	for (size_t i = 1; i < image->section_count; i++) {
		struct image_section *section = &image->sections[i];
		Elf_Scn *scn = elf_getscn(elf, i);

		if (!gelf_getshdr(scn, &section->header))
			continue;
		section->name = elf_strptr(elf, names, section->header.sh_name);
		if (section->header.sh_type != SHT_NOBITS && section->header.sh_flags & SHF_ALLOC)
			section->data = elf_rawdata(scn, NULL);
	}
	return true;
}

static int compare_relocations(const void *a, const void *b)
{
	const struct relocation *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static void read_section(struct image *image, Elf_Scn *scn, const GElf_Shdr *header)
{
	struct image_section *section = &image->sections[header->sh_info];
	Elf_Data *data = elf_getdata(scn, NULL), *symbols;
	size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;

	symbols = elf_getdata(elf_getscn(image->elf, header->sh_link), NULL);
	for (size_t i = 0; data && symbols && i < count; i++) {
		struct relocation relocation;
		GElf_Rela rela;
		GElf_Sym symbol;

		if (!gelf_getrela(data, (int)i, &rela) ||
		    !gelf_getsym(symbols, (int)GELF_R_SYM(rela.r_info), &symbol))
			continue;
		relocation.at = rela.r_offset;
		relocation.target.section = symbol.st_shndx;
		relocation.target.offset = symbol.st_value + (uint64_t)rela.r_addend;
		vec_push(image->arena, &section->relocations, relocation);
	}
	if (section->relocations.count)
		qsort(section->relocations.items, section->relocations.count,
		      sizeof(struct relocation), compare_relocations);
}

/* Of the sections with data; those of debug information are many and not needed. */
static void read_relocations(struct image *image)
{
	for (size_t i = 1; i < image->section_count; i++) {
		const GElf_Shdr *header = &image->sections[i].header;

		if (header->sh_type == SHT_RELA && header->sh_info < image->section_count &&
		    image->sections[header->sh_info].data &&
		    !(image->sections[header->sh_info].header.sh_flags & SHF_EXECINSTR))
			read_section(image, elf_getscn(image->elf, i), header);
	}
}

/* The bytes at @spot, at least one; *@left of them. NULL when the file has none. */
static const char *bytes_at(const struct image *image, struct spot spot, uint64_t *left)
{
	for (size_t i = 1; i < image->section_count; i++) {
		const struct image_section *section = &image->sections[i];
		uint64_t start = image->is_relocatable ? 0 : section->header.sh_addr;

		if (!section->data || (image->is_relocatable && i != spot.section) ||
		    spot.offset < start || spot.offset - start >= section->data->d_size)
			continue;
		*left = section->data->d_size - (spot.offset - start);
		return (const char *)section->data->d_buf + (spot.offset - start);
	}
	return NULL;
}

/* Where the pointer at @spot leads to. */
static bool follow(const struct image *image, struct spot spot, struct spot *target)
{
	const char *bytes;
	uint64_t left;

	if (image->is_relocatable) {
		const struct relocation key = { .at = spot.offset }, *found;
		const struct image_section *section = &image->sections[spot.section];

		if (spot.section >= image->section_count || !section->relocations.count)
			return false;
		found = bsearch(&key, section->relocations.items, section->relocations.count,
				sizeof(key), compare_relocations);
		if (found)
			*target = found->target;
		return found;
	}
	bytes = bytes_at(image, spot, &left);
	if (!bytes || left < sizeof(uint64_t))
		return false;
	target->section = 0;
	memcpy(&target->offset, bytes, sizeof(uint64_t));
	return true;
}

/* The string that the pointer at @spot leads to, or NULL. */
static const char *string_of(const struct image *image, struct spot spot)
{
	const char *bytes;
	uint64_t left;

	if (!follow(image, spot, &spot))
		return NULL;
	bytes = bytes_at(image, spot, &left);
	return bytes && memchr(bytes, 0, left) ? bytes : NULL;
}

/* ---------------------------------------------------------------- events */

static int compare_spots(const void *a, const void *b)
{
	const struct spot *x = &((const struct found *)a)->spot;
	const struct spot *y = &((const struct found *)b)->spot;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* An event: if it is a tracepoint's, that gets the group. */
static void add_event(const struct image *image, struct spot call, found_list *found)
{
	struct spot class = { 0 };

	for (unsigned i = 0; i < CALL_WORDS; i++, call.offset += sizeof(uint64_t)) {
		struct found key = { 0 }, *match;

		if (!follow(image, call, &key.spot))
			continue;
		match = bsearch(&key, found->items, found->count, sizeof(key), compare_spots);
		if (!match) {
			class = key.spot;
			continue;
		}
		const char *group = string_of(image, class);

		if (group)
			match->tracepoint.group = arena_strdup(image->arena, group);
		return;
	}
}

/* The table of pointers to events begins at @spot and has @size bytes. */
static void add_events(const struct image *image, struct spot spot, uint64_t size,
		       found_list *found)
{
	for (uint64_t i = 0; i < size; i += sizeof(uint64_t), spot.offset += sizeof(uint64_t)) {
		struct spot call;

		if (follow(image, spot, &call))
			add_event(image, call, found);
	}
}

static void sort_found(found_list *found)
{
	if (found->count)
		qsort(found->items, found->count, sizeof(struct found), compare_spots);
}

/* ---------------------------------------------------------------- the list */

static int compare_tracepoints(const void *a, const void *b)
{
	const struct tracepoint *x = a, *y = b;
	int order = strcmp(x->group ? x->group : "", y->group ? y->group : "");

	if (!order)
		order = strcmp(x->name, y->name);
	return order ? order : strcmp(x->module ? x->module : "", y->module ? y->module : "");
}

void tracepoints_sort(struct tracepoint_list *list)
{
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), compare_tracepoints);
}

/* The header that declares a tracepoint: the file of the function that calls its callbacks. */
static const char *header_of(struct debuginfo *debuginfo, const struct tracepoint *tracepoint)
{
	const struct function_query query = {
		.name = arena_printf(debuginfo->arena, "__traceiter_%s", tracepoint->name),
	};
	struct source_function *functions;

	return functions_find(debuginfo, &query, &functions) ? functions[0].file : "";
}

/* The group of the events in @header; NULL when there is none or more than one. */
static const char *group_of_header(const char *header, const struct tracepoint_list *list,
				   const char *const *headers)
{
	const char *group = NULL;

	for (size_t i = 0; *header && i < list->count; i++) {
		const char *other = list->items[i].group;

		if (!other || strcmp(headers[i], header))
			continue;
		if (group && strcmp(group, other))
			return NULL;
		group = other;
	}
	return group;
}

static void add_groups_by_header(struct debuginfo *debuginfo, struct tracepoint_list *list)
{
	const char **headers = arena_alloc(debuginfo->arena, (list->count + 1) * sizeof(*headers));
	const char **groups = arena_alloc(debuginfo->arena, (list->count + 1) * sizeof(*groups));

	for (size_t i = 0; i < list->count; i++)
		headers[i] = header_of(debuginfo, &list->items[i]);
	for (size_t i = 0; i < list->count; i++)
		groups[i] = list->items[i].group ? list->items[i].group
						 : group_of_header(headers[i], list, headers);
	for (size_t i = 0; i < list->count; i++)
		list->items[i].group = groups[i];
}

struct tracepoint_list tracepoints_of_kernel(struct debuginfo *debuginfo)
{
	struct arena *arena = debuginfo->arena;
	struct tracepoint_list list = { 0 };
	struct symbol *symbols, *start, *stop;
	size_t count = symbols_find(debuginfo, PREFIX "*", &symbols);
	found_list found = { 0 };
	struct image image;

	if (!image_open(&image, arena, debuginfo->file.elf))
		return list;
	for (size_t i = 0; i < count; i++) {
		struct found one = { .spot = { 0, symbols[i].address },
				     .tracepoint = { .name = symbols[i].name + strlen(PREFIX) } };
		const char *name = string_of(&image, one.spot);

		if (name && !strcmp(name, one.tracepoint.name))
			vec_push(arena, &found, one);
	}
	sort_found(&found);
	if (symbols_find(debuginfo, "__start_ftrace_events", &start) &&
	    symbols_find(debuginfo, "__stop_ftrace_events", &stop))
		add_events(&image, (struct spot){ 0, start->address },
			   stop->address - start->address, &found);
	for (size_t i = 0; i < found.count; i++)
		vec_push(arena, &list, found.items[i].tracepoint);
	add_groups_by_header(debuginfo, &list);
	tracepoints_sort(&list);
	return list;
}

/* ---------------------------------------------------------------- modules */

static void add_symbol(const struct image *image, const GElf_Sym *symbol, const char *name,
		       const char *module, found_list *found)
{
	struct found one = { .spot = { symbol->st_shndx, symbol->st_value },
			     .tracepoint = { .module = module } };

	if (!name || strncmp(name, PREFIX, strlen(PREFIX)) || symbol->st_shndx == SHN_UNDEF ||
	    GELF_ST_TYPE(symbol->st_info) != STT_OBJECT)
		return;
	one.tracepoint.name = arena_strdup(image->arena, name + strlen(PREFIX));
	vec_push(image->arena, found, one);
}

static void read_symbols(const struct image *image, const char *module, found_list *found)
{
	for (size_t i = 1; i < image->section_count; i++) {
		const GElf_Shdr *header = &image->sections[i].header;
		Elf_Data *data;
		GElf_Sym symbol;

		if (header->sh_type != SHT_SYMTAB || !header->sh_entsize)
			continue;
		data = elf_getdata(elf_getscn(image->elf, i), NULL);
		for (size_t n = 0; data && n < header->sh_size / header->sh_entsize; n++)
			if (gelf_getsym(data, (int)n, &symbol))
				add_symbol(image, &symbol,
					   elf_strptr(image->elf, header->sh_link, symbol.st_name),
					   module, found);
	}
}

static size_t section_number(const struct image *image, const char *name)
{
	for (size_t i = 1; i < image->section_count; i++)
		if (image->sections[i].name && !strcmp(image->sections[i].name, name))
			return i;
	return 0;
}

/* The group that all events of a module have, or NULL. */
static const char *only_group(const found_list *found)
{
	const char *only = NULL;

	for (size_t i = 0; i < found->count; i++) {
		const char *group = found->items[i].tracepoint.group;

		if (group && only && strcmp(group, only))
			return NULL;
		only = group ? group : only;
	}
	return only;
}

void tracepoints_of_module(struct arena *arena, Elf *elf, const char *module,
			   struct tracepoint_list *list)
{
	found_list found = { 0 };
	struct image image;

	if (!image_open(&image, arena, elf) || !section_number(&image, "__tracepoints"))
		return;
	read_relocations(&image);
	read_symbols(&image, module, &found);
	sort_found(&found);
	size_t events = section_number(&image, "_ftrace_events");

	if (events)
		add_events(&image, (struct spot){ events, 0 },
			   image.sections[events].header.sh_size, &found);
	const char *group = only_group(&found);

	for (size_t i = 0; i < found.count; i++) {
		struct tracepoint *tracepoint = &found.items[i].tracepoint;

		if (!tracepoint->group)
			tracepoint->group = group;
		vec_push(arena, list, *tracepoint);
	}
}
