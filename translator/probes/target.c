/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is written behind a variable: $x->member[index], &$x. Step by step the value goes from the
 * variable to the part of it that is meant; only the last step reads it.
 */
#include "probes/lowering.h"

#include "debuginfo/values/variables.h"
#include "semantic/target_type.h"
#include "session.h"

#include <string.h>

enum {
	NESTING_MAX = 16 /* structs in structs; only damage leads there */
};

static bool fail(struct lowering *l, struct place place, const char *remedy, const char *text)
{
	resolve_fail(l->resolve, place, remedy, "%s", text);
	l->failed = true;
	return false;
}

static struct arena *arena_of(struct lowering *l)
{
	return l->resolve->arena;
}

/* ---------------------------------------------------------------- steps */

struct expr *lower_address_of(struct lowering *l, const struct target_value *value)
{
	if (!value->address || !value->bit_offset)
		return value->address;
	return lower_binary(l, BINARY_ADD, value->address, lower_number(l, value->bit_offset / 8));
}

/* A pointer that the compiler left out, since it knows the variable that it points to. */
static bool follow_left_out(struct lowering *l, const struct location *pointer,
			    const struct type *target, struct target_value *value)
{
	if (!pointer->pointee || pointer->pointee_offset < 0)
		return fail(l, l->place, NULL,
			    arena_printf(arena_of(l), "what '%s' points to is optimised out here",
					 l->name));
	if (!lower_location(l, pointer->pointee, target, value))
		return false;
	value->bit_offset = 8 * (unsigned int)pointer->pointee_offset;
	return true;
}

/* From a pointer to what it points to; arrays and structs stay where they are. */
static bool dereference(struct lowering *l, struct target_value *value, struct place place)
{
	const struct type *target = type_target(value->type);

	if (!target || target->kind == KIND_VOID)
		return fail(l, place, "give it a type: @cast(…, \"type\")->…",
			    arena_printf(arena_of(l), "a '%s' points to nothing of a known type",
					 value->type->text));
	if (value->pieces && value->pieces->kind == LOCATION_IMPLICIT_POINTER)
		return follow_left_out(l, value->pieces, target, value);
	struct expr *address = lower_read(l, value);

	*value = (struct target_value){ .type = target, .address = address };
	return address != NULL;
}

bool lower_reference(struct lowering *l, struct target_value *value)
{
	while (value->type->is_reference)
		if (!dereference(l, value, l->place))
			return false;
	return true;
}

bool lower_step(struct lowering *l, struct target_value *value, const struct type_member *member,
		struct place place)
{
	if (member->base) {
		struct expr *address = lower_address_of(l, value);

		if (!address)
			return fail(l, place, NULL,
				    arena_printf(arena_of(l),
						 "'%s' is not in memory here, which alone tells "
						 "where its virtual base classes are",
						 l->name));
		value->address = lower_virtual_base(l, member->base, address);
		value->bit_offset = 0;
		if (!value->address)
			return false;
	}
	value->type = member->type;
	value->bit_offset += (unsigned int)member->bit_offset;
	value->bit_size = member->bit_size;
	return true;
}

/* A static member of a class: a variable of its own. False when there is none of this name. */
static bool find_static(struct lowering *l, const char *name, struct target_value *value)
{
	const struct source_variable *variable = type_static_find(value->type, name);
	struct debuginfo *debuginfo = l->object ? l->object->debuginfo : NULL;
	struct debuginfo_error error = { 0 };
	const struct location *location =
		variable && debuginfo ? variable_location(debuginfo, variable, &error) : NULL;

	return location && lower_location(l, location, variable->type, value);
}

typedef VEC(const char *) name_list;

/* The names of the members, those of base classes and anonymous structs included. */
static void add_member_names(struct lowering *l, const struct type *type, name_list *names,
			     int depth)
{
	const struct type_member *members;
	size_t count = depth < NESTING_MAX ? type_members(type, &members) : 0;

	for (size_t i = 0; i < count; i++)
		if (members[i].name)
			vec_push(arena_of(l), names, members[i].name);
		else
			add_member_names(l, members[i].type, names, depth + 1);
}

static const char *nearest_member(struct lowering *l, const struct type *type, const char *name)
{
	name_list list = { 0 };

	add_member_names(l, type, &list, 0);

	const char *const *names = list.items;
	size_t named = list.count;
	const char *nearest = nearest_name(name, names, named);

	if (nearest)
		return did_you_mean(arena_of(l), nearest);
	if (!named)
		return "only its declaration is known here: cast it to what it is";
	const char *text = "it has:";

	for (size_t i = 0; i < named && i < 30; i++)
		text = arena_printf(arena_of(l), "%s %s%s", text, names[i],
				    i + 1 < named ? "," : "");
	return named > 30 ? arena_printf(arena_of(l), "%s …", text) : text;
}

bool lower_member(struct lowering *l, struct target_value *value, const char *name,
		  struct place place)
{
	struct type_member member;

	if (value->type->kind == KIND_POINTER && !dereference(l, value, place))
		return false;
	if (value->type->kind == KIND_POINTER)
		return fail(l, place, "go through it with [0] first",
			    arena_printf(arena_of(l), "a '%s*' is a pointer to a pointer",
					 value->type->text));
	if (value->type->kind != KIND_STRUCT && value->type->kind != KIND_UNION)
		return fail(l, place, NULL,
			    arena_printf(arena_of(l), "a '%s' has no members", value->type->text));
	if (type_member_find(value->type, name, &member))
		return lower_step(l, value, &member, place);
	if (!find_static(l, name, value))
		return fail(l, place, nearest_member(l, value->type, name),
			    arena_printf(arena_of(l), "'%s' has no member '%s'", value->type->text,
					 name));
	return true;
}

/* The number of bytes from one element to the next, or 0 with the failure said. */
static uint64_t element_size(struct lowering *l, const struct type *type, struct place place)
{
	if (!type->size)
		fail(l, place, NULL,
		     arena_printf(arena_of(l), "the size of a '%s' is not known", type->text));
	return type->size;
}

static bool index_value(struct lowering *l, struct target_value *value, const struct access *access)
{
	const struct type *element;
	struct expr *index = access->index;
	uint64_t size;

	if (value->type->kind == KIND_POINTER) {
		if (!dereference(l, value, access->place))
			return false;
		element = value->type;
	} else if (value->type->kind == KIND_ARRAY) {
		element = type_target(value->type);
	} else {
		return fail(l, access->place, NULL,
			    arena_printf(arena_of(l), "a '%s' has no elements", value->type->text));
	}
	size = element ? element_size(l, element, access->place) : 0;
	if (!size)
		return false;
	value->type = element;
	if (index->kind == EXPR_NUMBER && index->number >= 0 && index->number < 1 << 20) {
		value->bit_offset += 8 * (unsigned int)(index->number * (int64_t)size);
		return true;
	}
	struct expr *address = lower_address_of(l, value);

	if (!address)
		return fail(l, access->place, "give a constant index",
			    "an array that is not in memory has no element of a variable number");
	if (size != 1)
		index = lower_binary(l, BINARY_MULTIPLY, index, lower_number(l, (int64_t)size));
	value->address = lower_binary(l, BINARY_ADD, address, index);
	value->bit_offset = 0;
	return true;
}

/* ---------------------------------------------------------------- ends */

static void set_result(struct lowering *l, struct expr *target, const struct expr *result,
		       const struct type *type)
{
	struct target_type *target_type = arena_new_object(arena_of(l), struct target_type);
	struct place place = target->place;

	target_type->type = type;
	target_type->is_user = l->is_user;
	*target = *result;
	target->place = place;
	target->target_type = target_type;
	target->type = TYPE_LONG;
}

static bool give_address(struct lowering *l, const struct target_value *value, struct expr *target,
			 const struct type *type)
{
	struct expr *address = lower_address_of(l, value);

	if (value->bit_size)
		return fail(l, target->place, NULL, "a bitfield has no address");
	if (!address)
		return fail(l, target->place, NULL,
			    arena_printf(arena_of(l), "'%s' is not in memory here: no address",
					 l->name));
	set_result(l, target, address, type);
	return true;
}

/* What a value means by itself: a number, or the address of an array or a function. */
static bool give_value(struct lowering *l, const struct target_value *value, struct expr *target)
{
	const struct type *type = value->type;
	struct expr *number;

	switch (type->kind) {
	case KIND_ARRAY: {
		const struct type *element = type_target(type);

		return give_address(l, value, target, element ? type_pointer_to(element) : type);
	}
	case KIND_FUNCTION:
		return give_address(l, value, target, type_pointer_to(type));
	case KIND_FLOAT: /* its bits, as they are */
		if (type->size == 4 || type->size == 8)
			break;
		return fail(
			l, target->place, NULL,
			arena_printf(arena_of(l), "a '%s' is too large for a number", type->text));
	case KIND_STRUCT:
	case KIND_UNION:
		return fail(l, target->place,
			    "name a member with ->, take its address with &, or print it with $",
			    arena_printf(arena_of(l), "a '%s' is not one value", type->text));
	default:
		if (type_is_scalar(type))
			break;
		return fail(l, target->place, NULL,
			    arena_printf(arena_of(l), "a '%s' cannot be read", type->text));
	}
	number = lower_read(l, value);
	if (number)
		set_result(l, target, number, type);
	return number != NULL;
}

bool lower_target_value(struct lowering *l, const struct target_value *root, struct expr *target)
{
	struct target_value value = *root;

	if (!lower_reference(l, &value))
		return false;
	for (size_t i = 0; i < target->target.access_count; i++) {
		const struct access *access = &target->target.accesses[i];

		switch (access->kind) {
		case ACCESS_MEMBER:
			if (!lower_member(l, &value, access->member, access->place))
				return false;
			break;
		case ACCESS_INDEX:
			if (!index_value(l, &value, access))
				return false;
			break;
		default:
			return lower_pretty(l, &value, access->kind == ACCESS_PRETTY_DEEP, target);
		}
		if (!lower_reference(l, &value))
			return false;
	}
	if (target->target.address_of)
		return give_address(l, &value, target, type_pointer_to(value.type));
	return give_value(l, &value, target);
}
