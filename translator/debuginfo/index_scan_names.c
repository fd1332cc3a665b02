/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types, enumerators and variables by name. Every unit of a kernel repeats the types of the headers
 * it includes, thousands of them, and only the first complete definition counts: so the walk has to
 * know quickly that it has a name already. The linker keeps each string of .debug_str once, hence
 * the address of a name there tells it from others; where that does not hold, the same name is only
 * added again, and dropped when the threads' results are merged.
 */
#include <dwarf.h>

#include "debuginfo/index.h"
#include "debuginfo/names.h"
#include "debuginfo/index_walk.h"

enum {
	KIND_BITS = 2,
	SHORT_NAME = 1 << KIND_BITS,
	KEY_BITS = KIND_BITS + 1,
	ADDRESS_SIZE = 8
};

/* The name of @die, and a number that no other name has in this thread; 0 without a name. */
static uint64_t name_key(struct walk *walk, Dwarf_Die *die, const char **name)
{
	Dwarf_Attribute attribute;

	if (!dwarf_attr(die, DW_AT_name, &attribute))
		return 0;
	*name = dwarf_formstring(&attribute);
	if (!*name || !**name)
		return 0;
	if (attribute.form != DW_FORM_string)
		return (uint64_t)(uintptr_t)*name << KEY_BITS;
	return (uint64_t)string_set_add(&walk->scan->names, *name) << KEY_BITS | SHORT_NAME;
}

static void walk_enumerators(struct walk *walk, Dwarf_Die *enumeration)
{
	struct index_scan *scan = walk->scan;
	Dwarf_Attribute attribute;
	Dwarf_Die child;
	const char *name;
	Dwarf_Word line = 0;
	uint64_t key;

	if (dwarf_child(enumeration, &child))
		return;
	/* The same enumeration is at the same line, and begins with the same name. */
	if (dwarf_attr(enumeration, DW_AT_decl_line, &attribute))
		dwarf_formudata(&attribute, &line);
	key = name_key(walk, &child, &name);
	if (!key || !number_set_add(&walk->enums_seen, scan->arena, key ^ line << 48))
		return;
	do {
		if (dwarf_tag(&child) != DW_TAG_enumerator || !name_key(walk, &child, &name))
			continue;

		struct scanned_enumerator enumerator = {
			.name = string_set_add(&scan->names, name),
			.die = dwarf_dieoffset(&child),
		};

		vec_push(scan->arena, &scan->enumerators, enumerator);
	} while (!dwarf_siblingof(&child, &child));
}

static void walk_named_type(struct walk *walk, Dwarf_Die *die, enum named_type kind)
{
	struct index_scan *scan = walk->scan;
	const char *name;
	uint64_t key = name_key(walk, die, &name);

	if (!key || number_set_has(&walk->types_seen, key | kind) ||
	    dwarf_hasattr(die, DW_AT_declaration))
		return;

	struct scanned_type type = {
		.name = string_set_add(&scan->names, name),
		.kind = kind,
		.die = dwarf_dieoffset(die),
	};

	number_set_add(&walk->types_seen, scan->arena, key | kind);
	vec_push(scan->arena, &scan->types, type);
}

void walk_type(struct walk *walk, Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
		walk_named_type(walk, die, NAMED_STRUCT);
		break;
	case DW_TAG_union_type:
		walk_named_type(walk, die, NAMED_UNION);
		break;
	case DW_TAG_enumeration_type:
		walk_named_type(walk, die, NAMED_ENUM);
		walk_enumerators(walk, die);
		break;
	case DW_TAG_typedef:
	case DW_TAG_base_type:
		walk_named_type(walk, die, NAMED_OTHER);
		break;
	}
}

/* @die has the place or value; its name and place in the source may be in a declaration before. */
static void add_variable(struct walk *walk, Dwarf_Die *die, uint32_t flags)
{
	struct index_scan *scan = walk->scan;
	struct scanned_variable variable = { .die = dwarf_dieoffset(die), .flags = flags };
	Dwarf_Attribute attribute;
	Dwarf_Die declaration = *die;
	bool external = false;
	Dwarf_Word number;
	const char *name;

	if (dwarf_attr(die, DW_AT_specification, &attribute) &&
	    !dwarf_formref_die(&attribute, &declaration))
		return;
	if (!name_key(walk, &declaration, &name))
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
	variable.name = string_set_add(&scan->names, name);
	variable.file = walk_file(walk, &declaration, number);
	/* Neither is the last number, so this is never 0; scopes are told apart by one more bit. */
	if (number_set_add(&walk->variables_seen, scan->arena,
			   ((uint64_t)(variable.name + 1) << 31 | variable.file) << 1 |
				   (flags & INDEX_IN_FUNCTION ? 1 : 0)))
		vec_push(scan->arena, &scan->variables, variable);
}

void walk_global_variable(struct walk *walk, Dwarf_Die *die)
{
	if (dwarf_hasattr(die, DW_AT_location) || dwarf_hasattr(die, DW_AT_const_value))
		add_variable(walk, die, 0);
}

void walk_static_variable(struct walk *walk, Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	Dwarf_Block block;

	/* A place that is one address all the time. Of a constant one cannot tell if it is static.
	 */
	if (!dwarf_attr(die, DW_AT_location, &attribute) || attribute.form != DW_FORM_exprloc ||
	    dwarf_formblock(&attribute, &block) || block.length != 1 + ADDRESS_SIZE ||
	    block.data[0] != DW_OP_addr || dwarf_hasattr(die, DW_AT_abstract_origin))
		return;
	add_variable(walk, die, INDEX_IN_FUNCTION);
}
