/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The walk over all units. libdw is not safe for threads that share a handle, so each thread opens
 * the file itself; the units are handed out one at a time through a counter, so each thread gets
 * its units in order. Of what is directly in a unit only functions, variables and the names of
 * types are looked at, and below functions their blocks, inlined instances and static variables:
 * everything else is stepped over with the sibling references that compilers leave.
 */
#include <dwarf.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "debuginfo/files/elf_section.h"
#include "debuginfo/index/index.h"
#include "debuginfo/index/index_walk.h"
#include "debuginfo/split_function.h"

/* So much of .debug_info may stay mapped behind the walk. */
enum {
	RELEASE_BYTES = 16 << 20
};

/* The attributes of one DIE that matter here; those absent have code 0. */
struct attributes {
	Dwarf_Attribute name, file, line, external, low_pc, ranges, entry_pc, origin, is_inline;
};

static int collect_attribute(Dwarf_Attribute *attribute, void *data)
{
	struct attributes *attributes = data;

	switch (attribute->code) {
	case DW_AT_name:
		attributes->name = *attribute;
		break;
	case DW_AT_decl_file:
		attributes->file = *attribute;
		break;
	case DW_AT_decl_line:
		attributes->line = *attribute;
		break;
	case DW_AT_external:
		attributes->external = *attribute;
		break;
	case DW_AT_low_pc:
		attributes->low_pc = *attribute;
		break;
	case DW_AT_ranges:
		attributes->ranges = *attribute;
		break;
	case DW_AT_entry_pc:
		attributes->entry_pc = *attribute;
		break;
	case DW_AT_inline:
		attributes->is_inline = *attribute;
		break;
	case DW_AT_abstract_origin:
	case DW_AT_specification:
		attributes->origin = *attribute;
		break;
	}
	return DWARF_CB_OK;
}

static void collect_attributes(Dwarf_Die *die, struct attributes *attributes)
{
	attributes->name.code = attributes->file.code = attributes->line.code = 0;
	attributes->external.code = attributes->low_pc.code = attributes->ranges.code = 0;
	attributes->entry_pc.code = attributes->origin.code = attributes->is_inline.code = 0;
	dwarf_getattrs(die, collect_attribute, attributes, 0);
}

/* Whether there can be names in namespaces or classes. */
static bool language_has_scopes(Dwarf_Word language)
{
	switch (language) {
	case DW_LANG_C:
	case DW_LANG_C89:
	case DW_LANG_C99:
	case DW_LANG_C11:
	case DW_LANG_Mips_Assembler:
		return false;
	default:
		return true;
	}
}

static Dwarf_Word unit_language(Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	Dwarf_Word language = 0;

	if (dwarf_attr(die, DW_AT_language, &attribute))
		dwarf_formudata(&attribute, &language);
	return language;
}

/* Make ready what is known of the unit whose DIE is @die; storage that is there is used again. */
static void walk_unit_begin(struct walk *walk, struct walk_unit *unit, const Dwarf_Die *die)
{
	struct arena *arena = walk->scan->arena;
	struct walk_node root = { .die = *die };
	const struct line_sections *sections;
	Dwarf_Die lines_die;

	unit->die = *die;
	unit->has_scopes = language_has_scopes(unit_language(&unit->die));
	unit->nodes.count = 0;
	root.offset = walk_die_offset(walk, &root.die);
	vec_push(arena, &unit->nodes, root);
	unit->sources.whole_paths = walk->shared->whole_paths;
	sections = debug_parts_lines(&walk->file.parts, walk->file.dwarf, &walk->sections,
				     &unit->die, &lines_die);
	source_files_read(&unit->sources, arena, sections, &lines_die);
	if (unit->sources.files.count > unit->file_capacity) {
		unit->file_capacity = unit->sources.files.count * 2;
		unit->file_numbers = arena_alloc(arena, unit->file_capacity * sizeof(uint32_t));
	}
	if (unit->file_numbers)
		memset(unit->file_numbers, 0, unit->file_capacity * sizeof(uint32_t));
}

struct walk_unit *walk_unit_of(struct walk *walk, Dwarf_Die *die)
{
	struct arena *arena = walk->scan->arena;
	uint64_t address = (uintptr_t)die->cu;
	struct walk_unit *unit;
	uint32_t *number;
	Dwarf_Die unit_die;

	if (die->cu == walk->unit.die.cu)
		return &walk->unit;
	number = number_map_find(&walk->other_numbers, address);
	if (number)
		return walk->others.items[*number];
	if (!dwarf_diecu(die, &unit_die, NULL, NULL))
		return NULL;
	unit = arena_alloc(arena, sizeof(*unit));
	walk_unit_begin(walk, unit, &unit_die);
	number_map_add(&walk->other_numbers, arena, address, walk->others.count);
	vec_push(arena, &walk->others, unit);
	return unit;
}

uint32_t walk_file(struct walk *walk, Dwarf_Die *die, uint64_t number)
{
	struct walk_unit *unit = walk_unit_of(walk, die);
	char path[SOURCE_PATH_MAX] = "";

	if (!unit || number >= unit->sources.files.count)
		return string_set_add(&walk->scan->files, "");
	if (!unit->file_numbers[number]) {
		source_files_path(&unit->sources, number, path);
		unit->file_numbers[number] = string_set_add(&walk->scan->files, path) + 1;
	}
	return unit->file_numbers[number] - 1;
}

static uint32_t function_hash(const struct scanned_function *function)
{
	uint32_t hash = function->name * 2654435761u;

	hash = (hash ^ function->file) * 2246822519u;
	hash = (hash ^ function->line) * 3266489917u;
	hash = (hash ^ function->scope) * 668265263u;
	return hash ^ hash >> 15;
}

static void function_slots_grow(struct walk *walk)
{
	struct index_scan *scan = walk->scan;

	walk->function_slot_count =
		walk->function_slot_count ? walk->function_slot_count * 4 : 4096;
	walk->function_slots =
		arena_alloc(scan->arena, walk->function_slot_count * sizeof(uint32_t));
	for (size_t i = 0; i < scan->functions.count; i++) {
		size_t at =
			function_hash(&scan->functions.items[i]) & (walk->function_slot_count - 1);

		while (walk->function_slots[at])
			at = (at + 1) & (walk->function_slot_count - 1);
		walk->function_slots[at] = i + 1;
	}
}

static uint32_t function_number(struct walk *walk, const struct scanned_function *function)
{
	struct index_scan *scan = walk->scan;
	size_t at;

	if (scan->functions.count * 2 >= walk->function_slot_count)
		function_slots_grow(walk);
	for (at = function_hash(function) & (walk->function_slot_count - 1);
	     walk->function_slots[at]; at = (at + 1) & (walk->function_slot_count - 1)) {
		struct scanned_function *known =
			&scan->functions.items[walk->function_slots[at] - 1];

		if (known->name == function->name && known->file == function->file &&
		    known->line == function->line && known->scope == function->scope) {
			known->flags |= function->flags;
			return walk->function_slots[at] - 1;
		}
	}
	vec_push(scan->arena, &scan->functions, *function);
	walk->function_slots[at] = scan->functions.count;
	return scan->functions.count - 1;
}

/* A function of assembler has no declaration: its place is the line of its first instruction. */
static void assembler_place(struct walk *walk, const struct attributes *attributes,
			    struct scanned_function *function)
{
	Dwarf_Attribute low_pc = attributes->low_pc;
	Dwarf_Files *files;
	Dwarf_Addr pc;
	Dwarf_Line *row;
	size_t file;
	int line;

	if (!low_pc.code || dwarf_formaddr(&low_pc, &pc))
		return;
	row = dwarf_getsrc_die(&walk->unit.die, pc);
	if (!row || dwarf_lineno(row, &line) || dwarf_line_file(row, &files, &file))
		return;
	function->file = walk_file(walk, &walk->unit.die, file);
	function->line = line;
}

/* A lambda expression's function has no declaration: its place is that of its class. */
static bool class_place(struct walk *walk, Dwarf_Die *die, struct scanned_function *function)
{
	struct attributes attributes;
	Dwarf_Word file, line = 0;
	Dwarf_Die class;

	if (!walk_container(walk, die, &class))
		return false;
	collect_attributes(&class, &attributes);
	if (!attributes.file.code || dwarf_formudata(&attributes.file, &file))
		return false;
	if (attributes.line.code)
		dwarf_formudata(&attributes.line, &line);
	function->file = walk_file(walk, &class, file);
	function->line = line;
	return true;
}

enum {
	NO_FUNCTION = UINT32_MAX
};

/*
 * The function that a DIE in @scope is an instance of, looked up along its origins: the last of
 * them is in the scope that counts. NO_FUNCTION without a name.
 */
static uint32_t identify(struct walk *walk, Dwarf_Die *die, const struct attributes *own,
			 uint32_t scope)
{
	struct scanned_function function = { .scope = scope };
	struct attributes attributes = *own;
	bool has_name = false, has_file = false, has_line = false, external = false;
	Dwarf_Die at = *die;

	for (int depth = 0; depth < ORIGIN_DEPTH_MAX; depth++) {
		Dwarf_Word number;

		if (!has_name && attributes.name.code)
			has_name = walk_name(walk, &attributes.name, &function.name);
		if (!has_file && attributes.file.code &&
		    !dwarf_formudata(&attributes.file, &number)) {
			function.file = walk_file(walk, &at, number);
			has_file = true;
		}
		if (!has_line && attributes.line.code &&
		    !dwarf_formudata(&attributes.line, &number)) {
			function.line = number;
			has_line = true;
		}
		if (attributes.external.code)
			dwarf_formflag(&attributes.external, &external);
		if (external)
			function.flags = INDEX_EXTERNAL;
		if (!attributes.origin.code || !dwarf_formref_die(&attributes.origin, &at))
			break;
		collect_attributes(&at, &attributes);
	}
	if (!has_name)
		return NO_FUNCTION;
	if (at.addr != die->addr)
		function.scope = walk_scope_of(walk, &at);
	if (!has_file && !class_place(walk, &at, &function)) {
		function.file = string_set_add(&walk->scan->files, "");
		if (walk->assembler)
			assembler_place(walk, own, &function);
	}
	return function_number(walk, &function);
}

static struct origin *origin_slot(struct walk *walk, Dwarf_Off die)
{
	size_t at = (die * 0x9e3779b97f4a7c15u >> 32) & (walk->origin_slots - 1);

	while (walk->origins[at].generation == walk->generation && walk->origins[at].die != die)
		at = (at + 1) & (walk->origin_slots - 1);
	return &walk->origins[at];
}

static void origins_grow(struct walk *walk)
{
	struct origin *old = walk->origins;
	size_t old_slots = walk->origin_slots;

	walk->origin_slots = old_slots ? old_slots * 4 : 4096;
	walk->origins = arena_alloc(walk->scan->arena, walk->origin_slots * sizeof(*walk->origins));
	for (size_t i = 0; i < old_slots; i++)
		if (old[i].generation == walk->generation)
			*origin_slot(walk, old[i].die) = old[i];
}

/* identify() of an origin, remembered for the unit: inlined functions come many times. */
static uint32_t identify_origin(struct walk *walk, Dwarf_Attribute *reference)
{
	struct attributes attributes;
	struct origin *origin;
	Dwarf_Die die;

	if (!dwarf_formref_die(reference, &die))
		return NO_FUNCTION;
	if (walk->origin_count * 2 >= walk->origin_slots)
		origins_grow(walk);
	origin = origin_slot(walk, walk_die_offset(walk, &die));
	if (origin->generation != walk->generation) {
		collect_attributes(&die, &attributes);
		origin->generation = walk->generation;
		origin->die = walk_die_offset(walk, &die);
		origin->function = identify(walk, &die, &attributes, walk_scope_of(walk, &die));
		walk->origin_count++;
	}
	return origin->function;
}

/*
 * The address of the first instruction: DW_AT_entry_pc, which DWARF 5 lets be an offset, else the
 * start of the first range (of a split function the hot part comes first).
 */
static bool entry_address(Dwarf_Die *die, struct attributes *attributes, uint64_t *entry)
{
	Dwarf_Addr base, start, end;
	Dwarf_Word offset;

	if (attributes->entry_pc.code && !dwarf_formaddr(&attributes->entry_pc, entry))
		return true;
	if (attributes->low_pc.code) {
		if (dwarf_formaddr(&attributes->low_pc, entry))
			return false;
	} else if (attributes->ranges.code) {
		if (dwarf_ranges(die, 0, &base, &start, &end) <= 0)
			return false;
		*entry = start;
	} else {
		return false;
	}
	if (attributes->entry_pc.code && !dwarf_formudata(&attributes->entry_pc, &offset))
		*entry += offset;
	return true;
}

static void add_instance(struct walk *walk, Dwarf_Die *die, uint32_t function, uint64_t pc,
			 bool inlined)
{
	struct scanned_instance instance = {
		.pc = pc,
		.die = (uint32_t)walk_die_offset(walk, die),
		.function = function,
		.inlined = inlined,
	};

	vec_push(walk->scan->arena, &walk->scan->instances, instance);
}

/* Returns the function's number; @outer is that of the one that it is inlined in. */
static uint32_t walk_inlined(struct walk *walk, Dwarf_Die *die, uint32_t outer)
{
	struct attributes attributes;
	uint64_t entry;

	collect_attributes(die, &attributes);
	if (!attributes.origin.code || !entry_address(die, &attributes, &entry))
		return NO_FUNCTION;

	uint32_t function = identify_origin(walk, &attributes.origin);

	if (function != NO_FUNCTION &&
	    !(function == outer && split_is_rest(die, &attributes.origin)))
		add_instance(walk, die, function, entry, true);
	return function;
}

static void walk_subprogram(struct walk *walk, Dwarf_Die *die, uint32_t scope, int depth);

/*
 * Inlined instances and static variables in a block of function number @function, at any depth;
 * nested functions.
 */
static void walk_block(struct walk *walk, Dwarf_Die *block, uint32_t function, int depth)
{
	Dwarf_Die child;

	if (depth > BLOCK_DEPTH_MAX || dwarf_child(block, &child))
		return;
	do {
		switch (dwarf_tag(&child)) {
		case DW_TAG_inlined_subroutine:
			walk_block(walk, &child, walk_inlined(walk, &child, function), depth + 1);
			break;
		case DW_TAG_lexical_block:
			walk_block(walk, &child, function, depth + 1);
			break;
		case DW_TAG_subprogram:
			walk_subprogram(walk, &child, walk_scope_of(walk, &child), depth + 1);
			break;
		case DW_TAG_structure_type:
		case DW_TAG_class_type:
			/* The functions of a lambda expression have their code there. */
			if (walk->unit.has_scopes)
				walk_block(walk, &child, function, depth + 1);
			break;
		case DW_TAG_variable:
			walk_static_variable(walk, &child);
			break;
		}
	} while (!dwarf_siblingof(&child, &child));
}

static void add_ranges(struct walk *walk, Dwarf_Die *die)
{
	struct index_scan *scan = walk->scan;
	struct scanned_range range = { .instance = scan->instances.count - 1 };
	Dwarf_Addr base, start, end;

	for (ptrdiff_t at = 0; (at = dwarf_ranges(die, at, &base, &start, &end)) > 0;) {
		range.start = start;
		range.end = end;
		if (start < end)
			vec_push(scan->arena, &scan->ranges, range);
	}
}

static void walk_subprogram(struct walk *walk, Dwarf_Die *die, uint32_t scope, int depth)
{
	struct attributes attributes;
	uint64_t entry;

	collect_attributes(die, &attributes);
	if (!entry_address(die, &attributes, &entry)) {
		/* The static variables of an inlined function are in its abstract instance. */
		if (attributes.is_inline.code)
			walk_block(walk, die, NO_FUNCTION, depth);
		return;
	}

	uint32_t function = attributes.origin.code && !attributes.name.code && !attributes.line.code
				    ? identify_origin(walk, &attributes.origin)
				    : identify(walk, die, &attributes, scope);

	if (function != NO_FUNCTION) {
		add_instance(walk, die, function, entry, false);
		add_ranges(walk, die);
	}
	walk_block(walk, die, function, depth);
}

/*
 * What is in the unit, and in its namespaces, modules and classes. Of a class that is there again
 * nothing is new; and the code of its functions is not in it.
 */
static void walk_scope(struct walk *walk, uint32_t node, int depth)
{
	if (depth > BLOCK_DEPTH_MAX)
		return;
	walk_list(walk, &walk->unit, node);

	uint32_t first = walk->unit.nodes.items[node].first;
	uint32_t count = walk->unit.nodes.items[node].count;
	uint32_t scope = walk->unit.nodes.items[node].scope;

	for (uint32_t i = first; i < first + count; i++) {
		Dwarf_Die die = walk->unit.nodes.items[i].die;
		uint32_t own_scope;
		bool is_new;

		switch (dwarf_tag(&die)) {
		case DW_TAG_subprogram:
			walk_subprogram(walk, &die, scope, depth);
			break;
		case DW_TAG_namespace:
		case DW_TAG_module:
			walk_scope(walk, i, depth + 1);
			break;
		case DW_TAG_variable:
			walk_global_variable(walk, &die, scope);
			break;
		case DW_TAG_structure_type:
		case DW_TAG_class_type:
		case DW_TAG_union_type:
			own_scope = walk_declared_scope(walk, &die, scope);
			is_new = walk_type(walk, &die, own_scope) || !dwarf_diename(&die);
			if (walk->unit.has_scopes && is_new)
				walk_scope(walk, i, depth + 1);
			break;
		default:
			walk_type(walk, &die, walk_declared_scope(walk, &die, scope));
			break;
		}
	}
}

static void walk_unit(struct walk *walk, Dwarf_Off offset)
{
	Dwarf_Die die;

	if (!object_file_die(&walk->file, offset, &die))
		return;
	walk_unit_begin(walk, &walk->unit, &die);
	walk->assembler = unit_language(&die) == DW_LANG_Mips_Assembler;
	walk->generation++;
	walk->origin_count = 0;
	walk_scope(walk, 0, 0);
}

/*
 * Give back the pages of .debug_info behind @offset, to keep the peak low; they come back from the
 * page cache should a reference lead there.
 */
static void release_behind(struct walk *walk, size_t offset)
{
	uintptr_t page = sysconf(_SC_PAGESIZE);
	uintptr_t from = ((uintptr_t)walk->info + walk->released + page - 1) & -page;
	uintptr_t to = ((uintptr_t)walk->info + offset) & -page;

	if (!walk->info || offset > walk->info_size || offset - walk->released < RELEASE_BYTES ||
	    from >= to)
		return;
	madvise((void *)from, to - from, MADV_DONTNEED);
	walk->released = offset;
}

/* Find where .debug_info is mapped; nothing when it is compressed, and so not mapped. */
static void find_info(struct walk *walk)
{
	size_t file_size;
	char *file = elf_rawfile(walk->file.elf, &file_size);
	GElf_Shdr header;

	if (!file || !elf_section_named(walk->file.elf, ".debug_info", &header) ||
	    header.sh_flags & SHF_COMPRESSED || header.sh_offset > file_size ||
	    header.sh_size > file_size - header.sh_offset)
		return;
	walk->info = file + header.sh_offset;
	walk->info_size = header.sh_size;
}

static bool walk_open(struct walk *walk)
{
	if (!object_file_open(&walk->file, walk->shared->path))
		return false;
	walk->file.alternate = walk->shared->alternate;
	if (!object_file_is_relocatable(&walk->file))
		find_info(walk);
	if (!object_file_dwarf(&walk->file))
		return false;
	line_sections_find(&walk->sections, walk->file.elf);
	return true;
}

static void *walk_thread(void *data)
{
	struct walk *walk = data;
	struct shared_walk *shared = walk->shared;

	if (!walk_open(walk)) {
		walk->scan->error.text = arena_printf(walk->scan->arena, "cannot read %s: %s",
						      shared->path, dwarf_errmsg(-1));
	} else {
		for (size_t i; (i = atomic_fetch_add(&shared->next, 1)) < shared->unit_count;) {
			walk_unit(walk, shared->units[i]);
			release_behind(walk, shared->units[i]);
		}
	}
	object_file_close(&walk->file);
	return NULL;
}

typedef VEC(Dwarf_Off) unit_list;

/* Whether a unit is the skeleton of one that is in a part. */
static bool is_skeleton(const struct debug_parts *parts, Dwarf_Off unit)
{
	for (size_t i = 0; i < parts->count; i++)
		if (parts->items[i].skeleton == unit)
			return true;
	return false;
}

/* The numbers of the DIEs of the units in @dwarf, which is the file itself or a part at @base. */
static void list_units_of(Dwarf *dwarf, bool is_types, Dwarf_Off base,
			  const struct debug_parts *parts, struct arena *arena, unit_list *units)
{
	Dwarf_Off offset = 0, next;
	size_t header_size;

	while (debug_parts_next_unit(dwarf, is_types, offset, &next, &header_size)) {
		if (base || !is_skeleton(parts, offset + header_size))
			vec_push(arena, units, base + offset + header_size);
		offset = next;
	}
}

/* All unit DIEs that can hold functions. What headers say is never relocated. */
static bool list_units(struct arena *arena, struct shared_walk *shared)
{
	struct object_file file;
	unit_list units = { 0 };
	Dwarf *dwarf = NULL;

	if (!object_file_open(&file, shared->path))
		return false;
	file.alternate = shared->alternate;
	dwarf = object_file_is_relocatable(&file) ? dwarf_begin_elf(file.elf, DWARF_C_READ, NULL)
						  : object_file_dwarf(&file);
	if (dwarf)
		list_units_of(dwarf, false, 0, &file.parts, arena, &units);
	for (size_t i = 0; i < file.parts.count; i++) {
		const struct debug_part *part = &file.parts.items[i];

		list_units_of(part->dwarf, part->is_types, part->base, &file.parts, arena, &units);
	}
	if (object_file_is_relocatable(&file))
		dwarf_end(dwarf);
	object_file_close(&file);
	shared->units = units.items;
	shared->unit_count = units.count;
	return units.count != 0;
}

void index_scan_begin(struct index_scan *scan)
{
	*scan = (struct index_scan){ .arena = arena_new() };
	string_set_init(&scan->names, scan->arena);
	string_set_init(&scan->files, scan->arena);
	string_set_add(&scan->names, "");
	vec_push(scan->arena, &scan->scopes, (struct scanned_scope){ 0 });
}

bool index_scan_file(const struct index_source *source, struct index_scan *scans,
		     unsigned int thread_count, struct arena *arena, struct debuginfo_error *error)
{
	struct shared_walk shared = {
		.path = source->path,
		.alternate = source->alternate,
		.whole_paths = source->program,
	};
	struct walk *walks = arena_alloc(arena, thread_count * sizeof(*walks));
	pthread_t *threads = arena_alloc(arena, thread_count * sizeof(*threads));
	bool *started = arena_alloc(arena, thread_count * sizeof(*started));

	elf_version(EV_CURRENT);
	if (!list_units(arena, &shared)) {
		error->text = arena_printf(arena, "%s has no debug information", source->path);
		return false;
	}
	for (unsigned int i = 0; i < thread_count; i++) {
		index_scan_begin(&scans[i]);
		walks[i] = (struct walk){ .scan = &scans[i], .shared = &shared, .file.fd = -1 };
	}
	for (unsigned int i = 1; i < thread_count; i++)
		started[i] = !pthread_create(&threads[i], NULL, walk_thread, &walks[i]);
	walk_thread(&walks[0]);
	for (unsigned int i = 1; i < thread_count; i++)
		if (started[i])
			pthread_join(threads[i], NULL);
	for (unsigned int i = 0; i < thread_count; i++) {
		if (!scans[i].error.text)
			continue;
		error->text = arena_strdup(arena, scans[i].error.text);
		return false;
	}
	return true;
}
