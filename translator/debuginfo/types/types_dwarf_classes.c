/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Classes in DWARF (DWARF 5 §5.7): what structs of C do not have.
 */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/internal.h"
#include "debuginfo/values/location_evaluate.h"
#include "debuginfo/values/location_tree.h"
#include "debuginfo/types/type_reader.h"
#include "debuginfo/values/variables.h"

enum {
	NESTING_MAX = 16 /* classes in classes; only damage leads there */
};

static struct debuginfo *debuginfo_of(const struct type *type)
{
	return type->source->data;
}

/* ---------------------------------------------------------------- definitions */

/* The name of @die with all its scopes. */
static const char *qualified_name(struct arena *arena, Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);
	Dwarf_Die *scopes = NULL;
	int count = dwarf_getscopes_die(die, &scopes);

	for (int i = 1; name && i < count; i++) {
		const char *scope = dwarf_diename(&scopes[i]);

		switch (dwarf_tag(&scopes[i])) {
		case DW_TAG_namespace:
			name = arena_printf(arena, "%s::%s",
					    scope ? scope : "(anonymous namespace)", name);
			break;
		case DW_TAG_structure_type:
		case DW_TAG_class_type:
		case DW_TAG_union_type:
		case DW_TAG_subprogram:
			name = arena_printf(arena, "%s::%s", scope ? scope : "*", name);
			break;
		}
	}
	free(scopes);
	return name;
}

/* The definition of a class that @die only declares. */
static bool find_definition(struct debuginfo *debuginfo, enum named_type kind, Dwarf_Die *die)
{
	const char *name;
	uint64_t offset = 0;

	name = dwarf_diename(die);
	/* Which of several is meant takes long to find out. */
	if (name && named_types_count(debuginfo, kind, name) > 1)
		name = qualified_name(debuginfo->arena, die);
	if (name)
		offset = named_type_find(debuginfo, kind, name);
	return offset && debuginfo_die(debuginfo, offset, die);
}

bool class_definition(const struct type *type, Dwarf_Die *die)
{
	Dwarf_Attribute attribute;

	if (!type_peeled_die(type, die))
		return false;
	return !dwarf_attr(die, DW_AT_declaration, &attribute) ||
	       find_definition(debuginfo_of(type),
			       type->kind == KIND_UNION ? NAMED_UNION : NAMED_STRUCT, die);
}

/* ---------------------------------------------------------------- members */

const struct type_virtual_base *class_virtual_base(struct debuginfo *debuginfo, Dwarf_Die *die)
{
	struct location_context context = { .arena = debuginfo->arena };
	struct type_virtual_base *base;
	struct debuginfo_error ignored = { 0 };
	const struct location *location;
	Dwarf_Attribute attribute;
	Dwarf_Op *operations;
	size_t count;

	if (!dwarf_hasattr(die, DW_AT_virtuality) ||
	    !dwarf_attr(die, DW_AT_data_member_location, &attribute) ||
	    dwarf_getlocation(&attribute, &operations, &count))
		return NULL;
	context.initial = tree_leaf(debuginfo->arena, LOC_OBJECT, 0);
	location = location_evaluate(&context, operations, count, &ignored);
	if (!location || location->kind != LOCATION_MEMORY)
		return NULL;
	base = arena_new_object(debuginfo->arena, struct type_virtual_base);
	base->place = location->expression;
	return base;
}

/* The DIE in a class that declares its static member (DWARF 5 §5.7.7). */
static bool find_declaration(Dwarf_Die *class, const char *name, Dwarf_Die *found)
{
	if (dwarf_child(class, found))
		return false;
	do {
		int tag = dwarf_tag(found);
		const char *own = tag == DW_TAG_member || tag == DW_TAG_variable
					  ? dwarf_diename(found)
					  : NULL;

		if (own && !strcmp(own, name))
			return tag == DW_TAG_variable || dwarf_hasattr(found, DW_AT_external);
	} while (!dwarf_siblingof(found, found));
	return false;
}

const struct source_variable *class_static_member(const struct type *type, const char *name)
{
	struct debuginfo *debuginfo = debuginfo_of(type);
	struct source_global *globals;
	Dwarf_Die class, die;
	const char *qualified;

	if (!class_definition(type, &class) || !find_declaration(&class, name, &die))
		return NULL;
	if (dwarf_hasattr(&die, DW_AT_const_value))
		return variable_of_die(debuginfo, debuginfo_die_offset(debuginfo, &die));
	qualified = qualified_name(debuginfo->arena, &die);
	return qualified && globals_find(debuginfo, qualified, NULL, &globals)
		       ? variable_of_die(debuginfo, globals[0].die)
		       : NULL;
}

/* ---------------------------------------------------------------- copying */

static bool is_of_class(Dwarf_Die *parameter, Dwarf_Die *class)
{
	Dwarf_Attribute attribute;
	Dwarf_Die reference, target, peeled;

	if (!dwarf_attr(parameter, DW_AT_type, &attribute) ||
	    !dwarf_formref_die(&attribute, &reference) ||
	    (dwarf_tag(&reference) != DW_TAG_reference_type &&
	     dwarf_tag(&reference) != DW_TAG_rvalue_reference_type) ||
	    !dwarf_attr(&reference, DW_AT_type, &attribute) ||
	    !dwarf_formref_die(&attribute, &target) || type_peel(&target, &peeled))
		return false;
	return peeled.addr == class->addr;
}

/* A constructor of a copy: its first parameter, behind the object, is a reference to the class. */
static bool copies(Dwarf_Die *constructor, Dwarf_Die *class)
{
	Dwarf_Die child;

	if (dwarf_child(constructor, &child))
		return false;
	do {
		if (dwarf_tag(&child) == DW_TAG_formal_parameter &&
		    !dwarf_hasattr(&child, DW_AT_artificial))
			return is_of_class(&child, class);
	} while (!dwarf_siblingof(&child, &child));
	return false;
}

/*
 * Whether a member function makes copying, or the end of a copy, more than moving bytes: a
 * destructor or constructor that the class writes itself, or any virtual function.
 */
static bool is_not_trivial(Dwarf_Die *function, Dwarf_Die *class)
{
	const char *name = dwarf_diename(function), *class_name = dwarf_diename(class);
	size_t length = class_name ? strcspn(class_name, "<") : 0;

	if (dwarf_hasattr(function, DW_AT_virtuality))
		return true;
	if (!name || dwarf_hasattr(function, DW_AT_artificial) ||
	    dwarf_hasattr(function, DW_AT_defaulted))
		return false;
	return *name == '~' ||
	       (length && !strncmp(name, class_name, length) && copies(function, class));
}

static bool is_by_reference(struct debuginfo *debuginfo, const struct type *type, int depth)
{
	Dwarf_Attribute attribute;
	Dwarf_Word convention;
	Dwarf_Die class, child;

	if ((type->kind != KIND_STRUCT && type->kind != KIND_UNION) || depth > NESTING_MAX ||
	    !class_definition(type, &class))
		return false;
	if (dwarf_attr(&class, DW_AT_calling_convention, &attribute) &&
	    !dwarf_formudata(&attribute, &convention))
		return convention == DW_CC_pass_by_reference;
	if (dwarf_child(&class, &child))
		return false;
	do {
		int tag = dwarf_tag(&child);

		if (tag == DW_TAG_subprogram && is_not_trivial(&child, &class))
			return true;
		if (tag == DW_TAG_inheritance && dwarf_hasattr(&child, DW_AT_virtuality))
			return true;
		if ((tag == DW_TAG_inheritance || tag == DW_TAG_member) &&
		    !dwarf_hasattr(&child, DW_AT_external) &&
		    is_by_reference(debuginfo, type_of_die(debuginfo, &child), depth + 1))
			return true;
	} while (!dwarf_siblingof(&child, &child));
	return false;
}

bool class_is_by_reference(const struct type *type)
{
	return is_by_reference(debuginfo_of(type), type, 0);
}
