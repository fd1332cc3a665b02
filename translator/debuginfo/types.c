/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types as a listing writes them, and what they come down to.
 */
#include <dwarf.h>
#include <string.h>

#include "debuginfo/internal.h"
#include "debuginfo/type_reader.h"

/* A type is written no deeper than this; only damage leads there. */
enum {
	TEXT_DEPTH_MAX = 32
};

static const char *text_of(struct arena *arena, Dwarf_Die *die, int depth);

/* The text of what DW_AT_type of @die refers to. */
static const char *target_text(struct arena *arena, Dwarf_Die *die, int depth)
{
	Dwarf_Attribute reference;
	Dwarf_Die target;

	if (!dwarf_attr_integrate(die, DW_AT_type, &reference))
		return "void";
	if (!dwarf_formref_die(&reference, &target))
		return "?";
	return text_of(arena, &target, depth + 1);
}

/* "struct name", or "struct {...}" without one. */
static const char *tagged_text(struct arena *arena, const char *tag, Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);

	return arena_printf(arena, "%s %s", tag, name ? name : "{...}");
}

static const char *parameters_text(struct arena *arena, Dwarf_Die *function, int depth)
{
	const char *text = "";
	Dwarf_Die child;

	if (dwarf_child(function, &child))
		return text;
	do {
		const char *comma = *text ? ", " : "";

		if (dwarf_tag(&child) == DW_TAG_formal_parameter)
			text = arena_printf(arena, "%s%s%s", text, comma,
					    target_text(arena, &child, depth));
		else if (dwarf_tag(&child) == DW_TAG_unspecified_parameters)
			text = arena_printf(arena, "%s%s...", text, comma);
	} while (!dwarf_siblingof(&child, &child));
	return text;
}

/* "result (declarator) (parameters)" */
static const char *function_text(struct arena *arena, Dwarf_Die *function, const char *declarator,
				 int depth)
{
	return arena_printf(arena, "%s (%s) (%s)", target_text(arena, function, depth), declarator,
			    parameters_text(arena, function, depth));
}

/* x86-64's va_list is an array, and so a parameter of that type is a pointer to its element. */
static bool is_va_list(Dwarf_Die *element)
{
	const char *name = dwarf_diename(element);

	return dwarf_tag(element) == DW_TAG_structure_type && name &&
	       !strcmp(name, "__va_list_tag");
}

static const char *pointer_text(struct arena *arena, Dwarf_Die *pointer, const char *mark,
				int depth)
{
	Dwarf_Attribute reference;
	Dwarf_Die target;

	if (dwarf_attr_integrate(pointer, DW_AT_type, &reference) &&
	    dwarf_formref_die(&reference, &target)) {
		if (is_va_list(&target))
			return "va_list";
		if (dwarf_tag(&target) == DW_TAG_subroutine_type)
			return function_text(arena, &target, mark, depth + 1);
		if (dwarf_tag(&target) == DW_TAG_array_type)
			return arena_printf(arena, "%s (%s)[]", target_text(arena, &target, depth),
					    mark);
	}
	return arena_printf(arena, "%s%s", target_text(arena, pointer, depth), mark);
}

/* "element[]" with a pair of brackets for each dimension. */
static const char *array_text(struct arena *arena, Dwarf_Die *array, int depth)
{
	const char *text = target_text(arena, array, depth);
	Dwarf_Die child;

	if (dwarf_child(array, &child))
		return arena_printf(arena, "%s[]", text);
	do {
		if (dwarf_tag(&child) == DW_TAG_subrange_type ||
		    dwarf_tag(&child) == DW_TAG_enumeration_type)
			text = arena_printf(arena, "%s[]", text);
	} while (!dwarf_siblingof(&child, &child));
	return text;
}

static const char *text_of(struct arena *arena, Dwarf_Die *die, int depth)
{
	const char *name;

	if (depth > TEXT_DEPTH_MAX)
		return "?";
	switch (dwarf_tag(die)) {
	case DW_TAG_pointer_type:
		return pointer_text(arena, die, "*", depth);
	case DW_TAG_reference_type:
		return pointer_text(arena, die, "&", depth);
	case DW_TAG_rvalue_reference_type:
		return pointer_text(arena, die, "&&", depth);
	case DW_TAG_const_type:
		return arena_printf(arena, "%s const", target_text(arena, die, depth));
	case DW_TAG_volatile_type:
		return arena_printf(arena, "%s volatile", target_text(arena, die, depth));
	case DW_TAG_restrict_type:
		return arena_printf(arena, "%s restrict", target_text(arena, die, depth));
	case DW_TAG_atomic_type:
		return arena_printf(arena, "%s _Atomic", target_text(arena, die, depth));
	case DW_TAG_structure_type:
		return tagged_text(arena, "struct", die);
	case DW_TAG_class_type:
		return tagged_text(arena, "class", die);
	case DW_TAG_union_type:
		return tagged_text(arena, "union", die);
	case DW_TAG_enumeration_type:
		return tagged_text(arena, "enum", die);
	case DW_TAG_array_type:
		return array_text(arena, die, depth);
	case DW_TAG_subroutine_type:
		return function_text(arena, die, "", depth);
	}
	name = dwarf_diename(die);
	return name ? arena_strdup(arena, name) : "?";
}

static void describe_base(Dwarf_Die *die, struct type *type)
{
	Dwarf_Attribute attribute;
	Dwarf_Word encoding = 0;

	if (dwarf_attr_integrate(die, DW_AT_encoding, &attribute))
		dwarf_formudata(&attribute, &encoding);
	switch (encoding) {
	case DW_ATE_signed:
	case DW_ATE_signed_char:
		type->kind = KIND_INTEGER;
		type->is_signed = true;
		break;
	case DW_ATE_unsigned:
	case DW_ATE_unsigned_char:
	case DW_ATE_UTF:
		type->kind = KIND_INTEGER;
		break;
	case DW_ATE_boolean:
		type->kind = KIND_BOOL;
		break;
	case DW_ATE_address:
		type->kind = KIND_POINTER;
		break;
	case DW_ATE_float:
		type->kind = KIND_FLOAT;
		break;
	}
}

/* An enum is as signed as its underlying type, or as its enumerators show. */
static bool enum_is_signed(struct arena *arena, Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	Dwarf_Sword value;
	Dwarf_Die child;

	if (dwarf_attr(die, DW_AT_type, &attribute))
		return type_of_die(arena, die)->is_signed;
	if (dwarf_child(die, &child))
		return false;
	do {
		if (dwarf_attr(&child, DW_AT_const_value, &attribute) &&
		    dwarf_whatform(&attribute) == DW_FORM_sdata &&
		    !dwarf_formsdata(&attribute, &value) && value < 0)
			return true;
	} while (!dwarf_siblingof(&child, &child));
	return false;
}

/* Kind, sign and size of a type that is neither typedef nor qualified. */
static void describe(struct arena *arena, Dwarf_Die *die, struct type *type)
{
	Dwarf_Word size;

	type->kind = KIND_UNKNOWN;
	switch (dwarf_tag(die)) {
	case DW_TAG_base_type:
		describe_base(die, type);
		break;
	case DW_TAG_enumeration_type:
		type->kind = KIND_ENUM;
		type->is_signed = enum_is_signed(arena, die);
		break;
	case DW_TAG_pointer_type:
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		type->kind = KIND_POINTER;
		break;
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
		type->kind = KIND_STRUCT;
		break;
	case DW_TAG_union_type:
		type->kind = KIND_UNION;
		break;
	case DW_TAG_array_type:
		type->kind = KIND_ARRAY;
		break;
	case DW_TAG_subroutine_type:
		type->kind = KIND_FUNCTION;
		return;
	case DW_TAG_unspecified_type:
		type->kind = KIND_VOID;
		return;
	}
	if (!dwarf_aggregate_size(die, &size))
		type->size = size;
}

struct type *type_of_die(struct arena *arena, Dwarf_Die *die)
{
	struct type *type = arena_alloc(arena, sizeof(*type));
	Dwarf_Attribute reference;
	Dwarf_Die target, peeled;

	type->text = "void";
	if (!dwarf_attr_integrate(die, DW_AT_type, &reference))
		return type;
	type->kind = KIND_UNKNOWN;
	type->text = "?";
	if (!dwarf_formref_die(&reference, &target))
		return type;
	type->text = text_of(arena, &target, 0);
	type->id = dwarf_dieoffset(&target);
	switch (dwarf_peel_type(&target, &peeled)) {
	case 0:
		describe(arena, &peeled, type);
		break;
	case 1: /* qualified void */
		type->kind = KIND_VOID;
		break;
	}
	return type;
}

bool type_is_scalar(const struct type *type)
{
	switch (type->kind) {
	case KIND_INTEGER:
	case KIND_BOOL:
	case KIND_ENUM:
	case KIND_POINTER:
		return type->size > 0 && type->size <= sizeof(uint64_t);
	default:
		return false;
	}
}

struct type *type_of_result(struct debuginfo *debuginfo, const struct function_instance *instance)
{
	Dwarf_Die die;

	if (!debuginfo_die(debuginfo, instance->die, &die))
		return NULL;
	return type_of_die(debuginfo->arena, &die);
}
