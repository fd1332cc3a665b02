/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the operands of a mark's note to locations, which are lowered as those of any variable. All
 * arguments are numbers of type long; what they point to, @cast says, or a type called MARK_argN in
 * the program's debug information.
 */
#include "probes/mark_arguments.h"

#include "debuginfo/values/location_tree.h"
#include "debuginfo/files/program_symbol.h"
#include "debuginfo/usdt_arguments.h"
#include "probes/user_object.h"
#include "target_debuginfo.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool mark_argument_number(const char *name, unsigned int *number)
{
	char *end;

	if (strncmp(name, "$arg", 4) || !isdigit((unsigned char)name[4]) || name[4] == '0')
		return false;
	*number = (unsigned int)strtoul(name + 4, &end, 10);
	return !*end;
}

/* ---------------------------------------------------------------- operands */

/* The address of the symbol that an operand names; NULL after resolve_fail(). */
static tree symbol_address(struct lowering *l, const struct usdt_argument *argument)
{
	const struct debuginfo_target target = session_user_target(l->resolve->session);
	struct arena *arena = l->resolve->arena;
	struct debuginfo_error error = { 0 };
	uint64_t value;

	if (!program_symbol_find(arena, &target, l->object->user->file, argument->symbol,
				 argument->is_thread_local, &value, &error)) {
		resolve_fail(l->resolve, l->place, error.remedy, "'%s' is at %s, and %s", l->name,
			     argument->text, error.text);
		return NULL;
	}
	if (!argument->is_thread_local)
		return tree_leaf(arena, LOC_ADDRESS, value);
	/* Where threads have their variables is known to the debuginfo of the object. */
	if (!user_object_debuginfo(l->resolve, l->place, l->object, true))
		return NULL;
	return tree_unary(arena, LOC_TLS, 8, tree_constant(arena, value));
}

/* base + index * scale + displacement + symbol; NULL after resolve_fail(). */
static tree operand_address(struct lowering *l, const struct usdt_argument *argument)
{
	struct arena *arena = l->resolve->arena;
	tree address = tree_constant(arena, (uint64_t)argument->displacement);

	if (argument->base != USDT_NO_REGISTER)
		address = tree_binary(arena, LOC_ADD,
				      tree_leaf(arena, LOC_REGISTER, (uint64_t)argument->base),
				      address);
	if (argument->index != USDT_NO_REGISTER)
		address = tree_binary(
			arena, LOC_ADD,
			tree_binary(arena, LOC_MULTIPLY,
				    tree_leaf(arena, LOC_REGISTER, (uint64_t)argument->index),
				    tree_constant(arena, argument->scale)),
			address);
	if (argument->symbol) {
		tree symbol = symbol_address(l, argument);

		return symbol ? tree_binary(arena, LOC_ADD, symbol, address) : NULL;
	}
	return address;
}

/* The low bytes of a register, or its second one. */
static tree register_value(struct arena *arena, const struct usdt_argument *argument)
{
	tree value = tree_leaf(arena, LOC_REGISTER, (uint64_t)argument->base);

	return argument->is_second_byte
		       ? tree_binary(arena, LOC_SHIFT_RIGHT, value, tree_constant(arena, 8))
		       : value;
}

/* Where an argument is; false after resolve_fail(). */
static bool argument_location(struct lowering *l, const struct usdt_argument *argument,
			      struct location *location)
{
	*location = (struct location){ .kind = LOCATION_VALUE };
	switch (argument->kind) {
	case USDT_REGISTER:
		location->expression = register_value(l->resolve->arena, argument);
		return true;
	case USDT_MEMORY:
		if (argument->is_thread_local && !argument->symbol)
			return resolve_fail(l->resolve, l->place, NULL,
					    "'%s' is in the thread's own memory, at %s", l->name,
					    argument->text);
		location->kind = LOCATION_MEMORY;
		location->expression = operand_address(l, argument);
		return location->expression;
	case USDT_IMMEDIATE:
		location->expression = operand_address(l, argument);
		return location->expression;
	case USDT_UNKNOWN:
		break;
	}
	return resolve_fail(l->resolve, l->place, NULL, "'%s' %s: %s", l->name, argument->why,
			    argument->text);
}

/* The number that an argument is; NULL after resolve_fail(). */
static struct expr *read_argument(struct lowering *l, const struct usdt_argument *argument)
{
	const struct type type = {
		.kind = KIND_INTEGER,
		.size = argument->kind == USDT_REGISTER && argument->width < argument->size
				? argument->width
				: argument->size,
		.is_signed = argument->is_signed,
	};
	struct target_value value;
	struct location location;

	if (!argument_location(l, argument, &location) ||
	    !lower_location(l, &location, &type, &value))
		return NULL;
	return lower_read(l, &value);
}

/* ---------------------------------------------------------------- variables */

static const struct type long_type = {
	.kind = KIND_INTEGER,
	.size = 8,
	.is_signed = true,
	.text = "long",
};

/* The type that the debug information has for an argument, by its name; else long. */
static const struct type *type_of_argument(struct lowering *l, const struct usdt_mark *mark,
					   unsigned int number)
{
	struct arena *arena = l->resolve->arena;
	struct resolve quiet = resolve_quietly(l->resolve);
	const struct type *type;

	if (!user_object_debuginfo(&quiet, l->place, l->object, true) ||
	    !debuginfo_has_dwarf(l->object->debuginfo))
		return &long_type;
	type = type_find(debuginfo_types(l->object->debuginfo),
			 arena_printf(arena, "%s_arg%u", mark->name, number));
	return type && type_is_scalar(type) ? type : &long_type;
}

bool mark_argument_lower(struct lowering *l, const struct usdt_mark *mark, unsigned int number,
			 struct expr *target)
{
	struct arena *arena = l->resolve->arena;
	struct usdt_argument *arguments;
	size_t count = usdt_arguments_parse(arena, mark->arguments, &arguments);
	struct target_value value = { .type = &long_type };

	if (number > count)
		return resolve_fail(l->resolve, l->place, mark_arguments_text(arena, mark),
				    "the mark '%s' has no argument '%s'", mark->name, l->name);
	if (target->target.address_of && !target->target.access_count)
		return resolve_fail(l->resolve, l->place, NULL,
				    "'%s' is a number, which has no address", l->name);
	value.number = read_argument(l, &arguments[number - 1]);
	if (!value.number)
		return false;
	if (target->target.access_count)
		value.type = type_of_argument(l, mark, number);
	return lower_target_value(l, &value, target);
}

bool mark_arguments_lower(struct lowering *l, const struct usdt_mark *mark, struct expr *target)
{
	struct resolve quiet = resolve_quietly(l->resolve);
	struct usdt_argument *arguments;
	size_t count = usdt_arguments_parse(l->resolve->arena, mark->arguments, &arguments);
	struct listed_value *values = arena_alloc(l->resolve->arena, (count + 1) * sizeof(*values));

	for (size_t i = 0; i < count; i++) {
		struct lowering own = *l;

		own.resolve = &quiet;
		values[i].name = arena_printf(l->resolve->arena, "$arg%zu", i + 1);
		values[i].value.type = &long_type;
		values[i].value.number = read_argument(&own, &arguments[i]);
		values[i].is_available = values[i].value.number;
	}
	return lower_list(l, values, count, target);
}

const char *mark_arguments_listed(struct arena *arena, const struct usdt_mark *mark)
{
	struct usdt_argument *arguments;
	size_t count = usdt_arguments_parse(arena, mark->arguments, &arguments);
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_printf(arena, "%s%s$arg%zu:long", text, i ? " " : "", i + 1);
	return text;
}

const char *mark_arguments_text(struct arena *arena, const struct usdt_mark *mark)
{
	struct usdt_argument *arguments;
	size_t count = usdt_arguments_parse(arena, mark->arguments, &arguments);

	if (!count)
		return "it has no arguments";
	return count == 1 ? "there is $arg1"
			  : arena_printf(arena, "there are $arg1 … $arg%zu", count);
}
