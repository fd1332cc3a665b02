/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types in DWARF (DWARF 5 §5): as a listing writes them, what they come down to, and what they are
 * made of.
 */
#include <dwarf.h>
#include <string.h>

#include "debuginfo/internal.h"
#include "debuginfo/types/type_reader.h"

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

/* From a reference to a type in a unit of its own to that (DWARF 5 §5.7.1, DW_AT_signature). */
static void follow_signature(Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	Dwarf_Die definition;

	if (dwarf_attr(die, DW_AT_signature, &attribute) &&
	    dwarf_formref_die(&attribute, &definition))
		*die = definition;
}

int type_peel(Dwarf_Die *die, Dwarf_Die *peeled)
{
	int result = dwarf_peel_type(die, peeled);

	if (!result)
		follow_signature(peeled);
	return result;
}

/* "struct name", or "struct {...}" without one. */
static const char *tagged_text(struct arena *arena, const char *tag, Dwarf_Die *die)
{
	Dwarf_Die definition = *die;
	const char *name;

	follow_signature(&definition);
	name = dwarf_diename(&definition);

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

		if (dwarf_hasattr(&child, DW_AT_artificial))
			continue; /* what a member function is called on */
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
		if (dwarf_tag(&target) == DW_TAG_pointer_type && depth < TEXT_DEPTH_MAX)
			return pointer_text(arena, &target, arena_printf(arena, "*%s", mark),
					    depth + 1);
		if (dwarf_tag(&target) == DW_TAG_array_type && *mark == '*')
			return arena_printf(arena, "%s (%s)[]", target_text(arena, &target, depth),
					    mark);
	}
	return arena_printf(arena, "%s%s", target_text(arena, pointer, depth), mark);
}

/* "int class::*", "int (class::*) (int)" */
static const char *member_pointer_text(struct arena *arena, Dwarf_Die *pointer, int depth)
{
	Dwarf_Attribute reference;
	Dwarf_Die class, target;
	const char *name = NULL;
	bool has_target = dwarf_attr_integrate(pointer, DW_AT_type, &reference) &&
			  dwarf_formref_die(&reference, &target);

	if (dwarf_attr_integrate(pointer, DW_AT_containing_type, &reference) &&
	    dwarf_formref_die(&reference, &class))
		name = dwarf_diename(&class);
	name = arena_printf(arena, "%s::*", name ? name : "?");
	if (has_target && dwarf_tag(&target) == DW_TAG_subroutine_type)
		return function_text(arena, &target, name, depth + 1);
	return arena_printf(arena, "%s %s", target_text(arena, pointer, depth), name);
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
	case DW_TAG_ptr_to_member_type:
		return member_pointer_text(arena, die, depth);
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
static bool enum_is_signed(struct debuginfo *debuginfo, Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	Dwarf_Sword value;
	Dwarf_Die child;

	if (dwarf_attr(die, DW_AT_type, &attribute))
		return type_of_die(debuginfo, die)->is_signed;
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
static void describe(struct debuginfo *debuginfo, Dwarf_Die *die, struct type *type)
{
	Dwarf_Word size;

	type->kind = KIND_UNKNOWN;
	switch (dwarf_tag(die)) {
	case DW_TAG_base_type:
		describe_base(die, type);
		break;
	case DW_TAG_enumeration_type:
		type->kind = KIND_ENUM;
		type->is_signed = enum_is_signed(debuginfo, die);
		break;
	case DW_TAG_pointer_type:
		type->kind = KIND_POINTER;
		break;
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		type->kind = KIND_POINTER;
		type->is_reference = true;
		break;
	case DW_TAG_ptr_to_member_type:
		/* An offset; of a function, its address or an offset, and another word. */
		type->kind = KIND_INTEGER;
		type->is_signed = true;
		type->size = 8;
		return;
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

static struct debuginfo *debuginfo_of(const struct type *type)
{
	return type->source->data;
}

bool type_peeled_die(const struct type *type, Dwarf_Die *die)
{
	Dwarf_Die written;

	return debuginfo_die(debuginfo_of(type), type->id, &written) && !type_peel(&written, die);
}

/* The number of dimensions of an array, and the length of one of them: 0 when it is not known. */
static unsigned int dimensions(Dwarf_Die *array, unsigned int wanted, uint64_t *length)
{
	unsigned int count = 0;
	Dwarf_Attribute attribute;
	Dwarf_Word number;
	Dwarf_Die child;

	*length = 0;
	if (dwarf_child(array, &child))
		return 1;
	do {
		if (dwarf_tag(&child) != DW_TAG_subrange_type &&
		    dwarf_tag(&child) != DW_TAG_enumeration_type)
			continue;
		if (count++ != wanted)
			continue;
		if (dwarf_attr(&child, DW_AT_count, &attribute) &&
		    !dwarf_formudata(&attribute, &number))
			*length = number;
		else if (dwarf_attr(&child, DW_AT_upper_bound, &attribute) &&
			 !dwarf_formudata(&attribute, &number))
			*length = number + 1;
	} while (!dwarf_siblingof(&child, &child));
	return count ? count : 1;
}

/* The type that is written as @die. */
static struct type *type_at(struct debuginfo *debuginfo, Dwarf_Die *die)
{
	struct arena *arena = debuginfo->arena;
	struct type *type = arena_new_object(arena, struct type);
	Dwarf_Die peeled;

	type->kind = KIND_UNKNOWN;
	type->source = &debuginfo->types;
	type->text = text_of(arena, die, 0);
	type->id = debuginfo_die_offset(debuginfo, die);
	switch (type_peel(die, &peeled)) {
	case 0:
		describe(debuginfo, &peeled, type);
		break;
	case 1: /* qualified void */
		type->kind = KIND_VOID;
		break;
	}
	return type;
}

struct type *type_of_die(struct debuginfo *debuginfo, Dwarf_Die *die)
{
	struct type *type = arena_new_object(debuginfo->arena, struct type);
	Dwarf_Attribute reference;
	Dwarf_Die target;

	type->text = "void";
	type->source = &debuginfo->types;
	if (!dwarf_attr_integrate(die, DW_AT_type, &reference))
		return type;
	if (dwarf_formref_die(&reference, &target))
		return type_at(debuginfo, &target);
	type->kind = KIND_UNKNOWN;
	type->text = "?";
	return type;
}

struct type *type_of_result(struct debuginfo *debuginfo, const struct function_instance *instance)
{
	Dwarf_Die die;

	if (!debuginfo_die(debuginfo, instance->die, &die))
		return NULL;
	return type_of_die(debuginfo, &die);
}

/* ---------------------------------------------------------------- what types are made of */

/* An array of the dimensions behind the first one of @type. */
static const struct type *inner_array(const struct type *type, Dwarf_Die *die, uint64_t length)
{
	struct arena *arena = type->source->arena;
	struct type *inner = arena_new_object(arena, struct type);
	uint64_t ignored;

	*inner = *type;
	inner->dimension++;
	inner->size = length ? type->size / length : 0;
	inner->text = target_text(arena, die, 0);
	for (unsigned int i = dimensions(die, 0, &ignored); i > inner->dimension; i--)
		inner->text = arena_printf(arena, "%s[]", inner->text);
	return inner;
}

static const struct type *dwarf_target(const struct type *type)
{
	uint64_t length;
	Dwarf_Die die;

	if (!type_peeled_die(type, &die))
		return NULL;
	if (type->kind == KIND_ARRAY &&
	    type->dimension + 1 < dimensions(&die, type->dimension, &length))
		return inner_array(type, &die, length);
	return type_of_die(debuginfo_of(type), &die);
}

static uint64_t dwarf_length(const struct type *type)
{
	uint64_t length = 0;
	Dwarf_Die die;

	if (type_peeled_die(type, &die))
		dimensions(&die, type->dimension, &length);
	return length;
}

static bool number_of(Dwarf_Die *die, unsigned int name, Dwarf_Word *number)
{
	Dwarf_Attribute attribute;

	return dwarf_attr_integrate(die, name, &attribute) && !dwarf_formudata(&attribute, number);
}

/* DW_AT_data_member_location: a number, or the expression that older compilers write for it. */
static uint64_t member_offset(Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	Dwarf_Word number;
	Dwarf_Op *operations;
	size_t count;

	if (!dwarf_attr_integrate(die, DW_AT_data_member_location, &attribute))
		return 0;
	if (!dwarf_formudata(&attribute, &number))
		return number;
	if (!dwarf_getlocation(&attribute, &operations, &count) && count == 1 &&
	    operations[0].atom == DW_OP_plus_uconst)
		return operations[0].number;
	return 0;
}

/* DWARF 5 §5.7.6; DW_AT_bit_offset counts from the highest bit of the storage unit (DWARF 3). */
static void read_member(struct debuginfo *debuginfo, Dwarf_Die *die, struct type_member *member)
{
	Dwarf_Word bits, offset, storage;

	member->name = dwarf_diename(die);
	member->type = type_of_die(debuginfo, die);
	member->base = NULL;
	if (dwarf_tag(die) == DW_TAG_inheritance)
		member->base = class_virtual_base(debuginfo, die);
	member->bit_offset = member->base ? 0 : member_offset(die) * 8;
	member->bit_size = 0;
	if (!number_of(die, DW_AT_bit_size, &bits))
		return;
	member->bit_size = bits;
	if (number_of(die, DW_AT_data_bit_offset, &offset)) {
		member->bit_offset = offset;
	} else if (number_of(die, DW_AT_bit_offset, &offset)) {
		if (!number_of(die, DW_AT_byte_size, &storage))
			storage = member->type->size;
		member->bit_offset += storage * 8 - offset - bits;
	}
}

static size_t dwarf_members(const struct type *type, const struct type_member **members)
{
	struct debuginfo *debuginfo = debuginfo_of(type);
	VEC(struct type_member) list = { 0 };
	Dwarf_Attribute attribute;
	Dwarf_Die die, child;

	*members = NULL;
	if (!class_definition(type, &die) || dwarf_child(&die, &child))
		return 0;
	do {
		struct type_member member;
		int tag = dwarf_tag(&child);

		if ((tag != DW_TAG_member && tag != DW_TAG_inheritance) ||
		    dwarf_attr(&child, DW_AT_external, &attribute)) /* a static member */
			continue;
		read_member(debuginfo, &child, &member);
		vec_push(debuginfo->arena, &list, member);
	} while (!dwarf_siblingof(&child, &child));
	*members = list.items;
	return list.count;
}

static size_t dwarf_enumerators(const struct type *type, const struct type_enumerator **enumerators)
{
	VEC(struct type_enumerator) list = { 0 };
	Dwarf_Attribute attribute;
	Dwarf_Sword value;
	Dwarf_Die die, child;

	*enumerators = NULL;
	if (!type_peeled_die(type, &die) || dwarf_child(&die, &child))
		return 0;
	do {
		struct type_enumerator enumerator = { .name = dwarf_diename(&child) };

		if (!enumerator.name || !dwarf_attr(&child, DW_AT_const_value, &attribute) ||
		    dwarf_formsdata(&attribute, &value))
			continue;
		enumerator.value = value;
		vec_push(type->source->arena, &list, enumerator);
	} while (!dwarf_siblingof(&child, &child));
	*enumerators = list.items;
	return list.count;
}

static const struct type *dwarf_find(const struct type_source *source, enum named_type kind,
				     const char *name)
{
	struct debuginfo *debuginfo = source->data;
	uint64_t offset = named_type_find(debuginfo, kind, name);
	Dwarf_Die die;

	return offset && debuginfo_die(debuginfo, offset, &die) ? type_at(debuginfo, &die) : NULL;
}

static const char *dwarf_nearest(const struct type_source *source, enum named_type kind,
				 const char *name)
{
	const char *nearest;

	return named_types_similar(source->data, kind, name, 1, &nearest) ? nearest : NULL;
}

void dwarf_types_init(struct debuginfo *debuginfo)
{
	debuginfo->types = (struct type_source){
		.arena = debuginfo->arena,
		.data = debuginfo,
		.target = dwarf_target,
		.length = dwarf_length,
		.members = dwarf_members,
		.static_member = class_static_member,
		.is_by_reference = class_is_by_reference,
		.enumerators = dwarf_enumerators,
		.find = dwarf_find,
		.nearest = dwarf_nearest,
	};
}
