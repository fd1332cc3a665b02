/* SPDX-License-Identifier: GPL-2.0-only */
#include <dwarf.h>

#include "debuginfo/values/calling_convention.h"
#include "debuginfo/values/entry_parameters.h"
#include "debuginfo/internal.h"
#include "debuginfo/values/location_tree.h"
#include "debuginfo/types/type_reader.h"

#define FRAME_POINTER 6 /* DWARF's numbers */
#define STACK_POINTER 7

/* An address below the stack pointer, or from where the frame pointer will point to. */
static bool is_in_coming_frame(tree address)
{
	int64_t offset = 0;

	if (address->op == LOC_ADD && address->b->op == LOC_CONSTANT) {
		offset = (int64_t)address->b->value;
		address = address->a;
	}
	if (address->op != LOC_REGISTER)
		return false;
	return address->value == FRAME_POINTER || (address->value == STACK_POINTER && offset < 0);
}

/* Whether the value itself is there, or a pointer to it: of a class that is not copied plainly. */
static bool is_by_pointer(tree address)
{
	return address->op == LOC_READ && is_in_coming_frame(address->a);
}

/* Of a parameter in memory: what is said of it at the place of @variable, evaluated. */
static bool is_passed_by_pointer(struct debuginfo *debuginfo, const struct source_variable *place,
				 Dwarf_Die *parameter)
{
	struct source_variable variable = *place;
	struct debuginfo_error ignored = { 0 };
	const struct location *location;

	variable.die = debuginfo_die_offset(debuginfo, parameter);
	variable.parameter = false; /* as it is said, not as it is found here */
	location = variable_location(debuginfo, &variable, &ignored);
	return location && location->kind == LOCATION_MEMORY && is_by_pointer(location->expression);
}

static struct location *at_pointer(struct arena *arena, const struct location *pointer)
{
	struct location *location = arena_new_object(arena, struct location);

	location->kind = LOCATION_MEMORY;
	location->expression = pointer->kind == LOCATION_REGISTER
				       ? tree_leaf(arena, LOC_REGISTER, pointer->dwarf_register)
				       : tree_unary(arena, LOC_READ, 8, pointer->expression);
	return location;
}

struct location *entry_parameter_location(struct debuginfo *debuginfo,
					  const struct source_variable *variable,
					  struct location *location, struct debuginfo_error *error)
{
	VEC(const struct type *) types = { 0 };
	bool by_pointer = false, found = false;
	const struct location *own;
	Dwarf_Die function, child;

	if (!variable->parameter || variable->pc != variable->instance.pc ||
	    variable->instance.inlined || location->kind != LOCATION_MEMORY ||
	    (!is_in_coming_frame(location->expression) && !is_by_pointer(location->expression)))
		return location;
	if (!debuginfo_die(debuginfo, variable->instance.die, &function) ||
	    dwarf_child(&function, &child))
		return location;
	do {
		const struct type *type;

		if (dwarf_tag(&child) != DW_TAG_formal_parameter)
			continue;
		type = type_of_die(debuginfo, &child);
		by_pointer = is_passed_by_pointer(debuginfo, variable, &child);
		vec_push(debuginfo->arena, &types, by_pointer ? type_pointer_to(type) : type);
		found = debuginfo_die_offset(debuginfo, &child) == variable->die;
	} while (!found && !dwarf_siblingof(&child, &child));
	if (!found)
		return location;
	own = parameter_location(debuginfo->arena, type_of_result(debuginfo, &variable->instance),
				 types.items, types.count - 1, error);
	if (!own)
		return NULL;
	return by_pointer ? at_pointer(debuginfo->arena, own) : (struct location *)own;
}
