/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types, enumerators and variables by name. Every unit of a kernel repeats the types of the headers
 * it includes, thousands of them, and only the first complete definition counts: so the walk has to
 * know quickly that it has a name already. The linker keeps each string of .debug_str once, so the
 * number of a name is remembered by its address there.
 */
#include <dwarf.h>

#include "debuginfo/index/index.h"
#include "debuginfo/names.h"
#include "debuginfo/index/index_walk.h"

enum {
	KIND_BITS = 2,
	SCOPE_BITS = 30,
	ADDRESS_SIZE = 8
};

bool walk_name(struct walk *walk, Dwarf_Attribute *attribute, uint32_t *number)
{
	struct index_scan *scan = walk->scan;
	const char *name = dwarf_formstring(attribute);
	uint32_t *known;

	if (!name || !*name)
		return false;
	if (attribute->form == DW_FORM_string) {
		*number = string_set_add(&scan->names, name);
		return true;
	}
	known = number_map_find(&walk->name_addresses, (uintptr_t)name);
	if (known) {
		*number = *known;
		return true;
	}
	*number = string_set_add(&scan->names, name);
	number_map_add(&walk->name_addresses, scan->arena, (uintptr_t)name, *number);
	return true;
}

static bool name_of(struct walk *walk, Dwarf_Die *die, uint32_t *number)
{
	Dwarf_Attribute attribute;

	return dwarf_attr(die, DW_AT_name, &attribute) && walk_name(walk, &attribute, number);
}

static void walk_enumerators(struct walk *walk, Dwarf_Die *enumeration)
{
	struct index_scan *scan = walk->scan;
	struct scanned_enumerator enumerator;
	Dwarf_Attribute attribute;
	Dwarf_Die child;
	Dwarf_Word line = 0;
	uint32_t name;

	if (dwarf_child(enumeration, &child))
		return;
	/* The same enumeration is at the same line, and begins with the same name. */
	if (dwarf_attr(enumeration, DW_AT_decl_line, &attribute))
		dwarf_formudata(&attribute, &line);
	if (!name_of(walk, &child, &name) ||
	    !number_set_add(&walk->enums_seen, scan->arena, (name + 1ull) << 32 | (uint32_t)line))
		return;
	do {
		if (dwarf_tag(&child) != DW_TAG_enumerator || !name_of(walk, &child, &name))
			continue;
		enumerator.name = name;
		enumerator.die = walk_die_offset(walk, &child);
		vec_push(scan->arena, &scan->enumerators, enumerator);
	} while (!dwarf_siblingof(&child, &child));
}

static bool walk_named_type(struct walk *walk, Dwarf_Die *die, enum named_type kind, uint32_t scope)
{
	struct index_scan *scan = walk->scan;
	struct scanned_type type = { .scope = scope, .kind = kind };
	uint64_t key;

	if (!name_of(walk, die, &type.name))
		return false;
	key = (type.name + 1ull) << (KIND_BITS + SCOPE_BITS) | (uint64_t)scope << KIND_BITS | kind;
	if (number_set_has(&walk->types_seen, key) || dwarf_hasattr(die, DW_AT_declaration))
		return false;
	type.die = walk_die_offset(walk, die);
	number_set_add(&walk->types_seen, scan->arena, key);
	vec_push(scan->arena, &scan->types, type);
	return true;
}

bool walk_type(struct walk *walk, Dwarf_Die *die, uint32_t scope)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_interface_type:
		return walk_named_type(walk, die, NAMED_STRUCT, scope);
	case DW_TAG_union_type:
		return walk_named_type(walk, die, NAMED_UNION, scope);
	case DW_TAG_enumeration_type:
		walk_enumerators(walk, die);
		return walk_named_type(walk, die, NAMED_ENUM, scope);
	case DW_TAG_typedef:
	case DW_TAG_base_type:
		return walk_named_type(walk, die, NAMED_OTHER, scope);
	default:
		return false;
	}
}

/* @die has the place or value; its name and place in the source may be in a declaration before. */
static void add_variable(struct walk *walk, Dwarf_Die *die, uint32_t scope, uint32_t flags)
{
	struct index_scan *scan = walk->scan;
	struct scanned_variable variable = { .die = walk_die_offset(walk, die),
					     .scope = scope,
					     .flags = flags };
	Dwarf_Attribute attribute;
	Dwarf_Die declaration = *die;
	bool external = false;
	Dwarf_Word number;

	if (dwarf_attr(die, DW_AT_specification, &attribute)) {
		if (!dwarf_formref_die(&attribute, &declaration))
			return;
		variable.scope = walk_scope_of(walk, &declaration);
	}
	if (!name_of(walk, &declaration, &variable.name))
		return;
	if (dwarf_attr(die, DW_AT_decl_file, &attribute))
		declaration = *die;
	else if (!dwarf_attr(&declaration, DW_AT_decl_file, &attribute))
		return;
	if (dwarf_formudata(&attribute, &number))
		return;
	if (dwarf_attr_integrate(die, DW_AT_external, &attribute))
		dwarf_formflag(&attribute, &external);
	if (external)
		variable.flags |= INDEX_EXTERNAL;
	variable.file = walk_file(walk, &declaration, number);
	/*
	 * Neither is the last number, so this is never 0; variables in functions are told apart by
	 * one more bit. Those in namespaces are few: one that comes again is dropped later.
	 */
	if (variable.scope ||
	    number_set_add(&walk->variables_seen, scan->arena,
			   ((uint64_t)(variable.name + 1) << 31 | variable.file) << 1 |
				   (flags & INDEX_IN_FUNCTION ? 1 : 0)))
		vec_push(scan->arena, &scan->variables, variable);
}

void walk_global_variable(struct walk *walk, Dwarf_Die *die, uint32_t scope)
{
	if (dwarf_hasattr(die, DW_AT_location) || dwarf_hasattr(die, DW_AT_const_value))
		add_variable(walk, die, scope, 0);
}

/* A place that is the same all the time: one address, or one offset in each thread's memory. */
static bool is_static_place(Dwarf_Attribute *attribute)
{
	Dwarf_Block block;

	if (attribute->form != DW_FORM_exprloc || dwarf_formblock(attribute, &block))
		return false;
	if (block.length == 1 + ADDRESS_SIZE)
		return block.data[0] == DW_OP_addr;
	return block.length == 1 + ADDRESS_SIZE + 1 && block.data[0] == DW_OP_const8u &&
	       (block.data[1 + ADDRESS_SIZE] == DW_OP_GNU_push_tls_address ||
		block.data[1 + ADDRESS_SIZE] == DW_OP_form_tls_address);
}

void walk_static_variable(struct walk *walk, Dwarf_Die *die)
{
	Dwarf_Attribute attribute;

	/* Of a constant one cannot tell if it is static. */
	if (dwarf_attr(die, DW_AT_location, &attribute) && is_static_place(&attribute) &&
	    !dwarf_hasattr(die, DW_AT_abstract_origin))
		add_variable(walk, die, 0, INDEX_IN_FUNCTION);
}
