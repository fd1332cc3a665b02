/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls of a function, and what its caller's registers were.
 */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/values/call_sites.h"
#include "debuginfo/values/frame.h"
#include "debuginfo/values/location_evaluate.h"

enum {
	CALLS_MAX = 100, /* of a function that is called from more places, these are asked */
	DEPTH_MAX = 100, /* blocks in blocks; only damage leads there */
};

/* One call of a function. */
struct call {
	uint64_t return_pc;
	Dwarf_Die die;
};

/* The calls of a function, found once and kept with the debuginfo. */
struct callers {
	uint64_t die; /* of the function's code */
	VEC(struct call) calls;
};

struct entry_values {
	struct debuginfo *debuginfo;
	uint64_t pc;
	struct callers *callers;      /* NULL until they are asked for */
	struct frame_registers frame; /* the caller's registers, when the callee is at pc */
	tree values[FRAME_REGISTERS];
	bool asked[FRAME_REGISTERS];
};

struct entry_values *entry_values_at(struct debuginfo *debuginfo, uint64_t pc)
{
	struct entry_values *values = arena_new_object(debuginfo->arena, struct entry_values);

	values->debuginfo = debuginfo;
	values->pc = pc;
	return values;
}

/* ---------------------------------------------------------------- units that may call */

static int compare_declarations(const void *a, const void *b)
{
	const struct declaring_unit *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order ? order : (left->unit > right->unit) - (left->unit < right->unit);
}

static void add_declarations(struct debuginfo *debuginfo, Dwarf_Die *unit)
{
	Dwarf_Attribute attribute;
	Dwarf_Die child;

	if (dwarf_child(unit, &child))
		return;
	do {
		struct declaring_unit declaring = { .unit = debuginfo_die_offset(debuginfo, unit) };

		if (dwarf_tag(&child) != DW_TAG_subprogram ||
		    !dwarf_attr(&child, DW_AT_declaration, &attribute))
			continue;
		declaring.name = dwarf_diename(&child);
		if (declaring.name)
			vec_push(debuginfo->arena, &debuginfo->declaring_units, declaring);
	} while (!dwarf_siblingof(&child, &child));
}

static void read_declarations(struct debuginfo *debuginfo)
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;
	uint8_t type;

	debuginfo->declaring_units_read = true;
	while (!dwarf_get_units(debuginfo_dwarf(debuginfo), unit, &unit, NULL, &type, &die, NULL))
		if (type == DW_UT_compile)
			add_declarations(debuginfo, &die);
	qsort(debuginfo->declaring_units.items, debuginfo->declaring_units.count,
	      sizeof(struct declaring_unit), compare_declarations);
}

/* ---------------------------------------------------------------- calls */

/* The function whose calls are looked for: its DIEs in the unit that is being looked at. */
struct callee {
	struct debuginfo *debuginfo;
	struct callers *callers;
	const char *name;      /* NULL: other units cannot call it */
	Dwarf_Off own, origin; /* the instance, and the function it is an instance of; 0: none */
};

static bool is_call_site(Dwarf_Die *die)
{
	int tag = dwarf_tag(die);

	return tag == DW_TAG_call_site || tag == DW_TAG_GNU_call_site;
}

/* A call of a function in another unit refers to a declaration of it. */
static bool calls_it(const struct callee *callee, Dwarf_Die *site)
{
	Dwarf_Attribute attribute;
	const char *name;
	Dwarf_Die called;
	Dwarf_Off offset;

	if (!dwarf_attr(site, DW_AT_call_origin, &attribute) &&
	    !dwarf_attr(site, DW_AT_abstract_origin, &attribute))
		return false;
	if (!dwarf_formref_die(&attribute, &called))
		return false;
	offset = debuginfo_die_offset(callee->debuginfo, &called);
	if (offset == callee->own || offset == callee->origin)
		return true;
	if (!callee->name || !dwarf_attr(&called, DW_AT_declaration, &attribute))
		return false;
	name = dwarf_diename(&called);
	return name && !strcmp(name, callee->name);
}

static void add_call(const struct callee *callee, Dwarf_Die *site)
{
	struct call call = { .die = *site };
	Dwarf_Attribute attribute;
	Dwarf_Addr pc;

	if (callee->callers->calls.count == CALLS_MAX ||
	    dwarf_attr(site, DW_AT_call_tail_call, &attribute) ||
	    dwarf_attr(site, DW_AT_GNU_tail_call, &attribute))
		return;
	if ((!dwarf_attr(site, DW_AT_call_return_pc, &attribute) &&
	     !dwarf_attr(site, DW_AT_low_pc, &attribute)) ||
	    dwarf_formaddr(&attribute, &pc))
		return;
	call.return_pc = pc;
	vec_push(callee->debuginfo->arena, &callee->callers->calls, call);
}

static void find_in(const struct callee *callee, Dwarf_Die *die, int depth)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(die, &child))
		return;
	do {
		int tag = dwarf_tag(&child);

		if (is_call_site(&child)) {
			if (calls_it(callee, &child))
				add_call(callee, &child);
		} else if (tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block ||
			   tag == DW_TAG_inlined_subroutine) {
			find_in(callee, &child, depth + 1);
		}
	} while (!dwarf_siblingof(&child, &child));
}

static void find_in_other_units(const struct callee *callee, Dwarf_Off own_unit)
{
	struct debuginfo *debuginfo = callee->debuginfo;
	size_t low = 0, high;

	if (!debuginfo->declaring_units_read)
		read_declarations(debuginfo);
	high = debuginfo->declaring_units.count;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(debuginfo->declaring_units.items[middle].name, callee->name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < debuginfo->declaring_units.count; low++) {
		const struct declaring_unit *unit = &debuginfo->declaring_units.items[low];
		Dwarf_Die die;

		if (strcmp(unit->name, callee->name))
			break;
		if (unit->unit != own_unit && debuginfo_die(debuginfo, unit->unit, &die))
			find_in(callee, &die, 0);
	}
}

static void find_calls(struct callee *callee, const struct source_function *function,
		       Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	Dwarf_Die origin, unit;

	if (!dwarf_diecu(die, &unit, NULL, NULL))
		return;
	callee->own = debuginfo_die_offset(callee->debuginfo, die);
	if (dwarf_attr(die, DW_AT_abstract_origin, &attribute) &&
	    dwarf_formref_die(&attribute, &origin))
		callee->origin = debuginfo_die_offset(callee->debuginfo, &origin);
	if (function->external)
		callee->name = function->name;
	find_in(callee, &unit, 0);
	if (function->external)
		find_in_other_units(callee, debuginfo_die_offset(callee->debuginfo, &unit));
}

/* The calls of the function that @pc is in. */
static struct callers *callers_of(struct debuginfo *debuginfo, uint64_t pc)
{
	struct callers *callers = arena_new_object(debuginfo->arena, struct callers);
	struct callee callee = { .debuginfo = debuginfo, .callers = callers };
	struct function_instance instance;
	struct source_function function;
	Dwarf_Die die;

	if (!function_at(debuginfo, pc, &function, &instance))
		return callers;
	for (size_t i = 0; i < debuginfo->callers.count; i++)
		if (debuginfo->callers.items[i]->die == instance.die)
			return debuginfo->callers.items[i];
	callers->die = instance.die;
	vec_push(debuginfo->arena, &debuginfo->callers, callers);
	if (debuginfo_die(debuginfo, instance.die, &die))
		find_calls(&callee, &function, &die);
	return callers;
}

/* ---------------------------------------------------------------- values */

/* True when @parameter is of register @number: its DW_AT_location is DW_OP_regN. */
static bool is_of_register(Dwarf_Die *parameter, unsigned int number)
{
	Dwarf_Attribute attribute;
	Dwarf_Op *operations;
	size_t count;

	if (!dwarf_attr(parameter, DW_AT_location, &attribute) ||
	    dwarf_getlocation(&attribute, &operations, &count) || count != 1)
		return false;
	if (operations[0].atom == DW_OP_regx)
		return operations[0].number == number;
	return operations[0].atom == DW_OP_reg0 + number;
}

/* What the call sets the register to, in terms of the frame at values->pc; NULL: it does not say.
 */
static tree value_at_call(struct entry_values *values, const struct call *call,
			  Dwarf_Attribute *attribute)
{
	struct location_context context = { .arena = values->debuginfo->arena,
					    .attribute = attribute,
					    .registers = values->frame.values };
	struct debuginfo_error ignored = { 0 };
	const struct location *location;
	Dwarf_Op *operations;
	size_t count;

	if (dwarf_getlocation(attribute, &operations, &count) || !count)
		return NULL;
	/* The call itself, not what follows it, is in the caller's function for sure. */
	frame_context(values->debuginfo, call->return_pc - 1, operations, count, &context);
	context.at_entry = false;
	location = location_evaluate(&context, operations, count, &ignored);
	if (!location || location->needs_entry_value)
		return NULL;
	/* The expression's value is the register's; an address expression is that value, too. */
	if (location->kind == LOCATION_MEMORY || location->kind == LOCATION_VALUE)
		return location->expression;
	if (location->kind == LOCATION_REGISTER && location->dwarf_register < FRAME_REGISTERS)
		return values->frame.values[location->dwarf_register];
	return NULL;
}

static tree value_of_register(struct entry_values *values, struct call *call, unsigned int number)
{
	Dwarf_Attribute attribute;
	Dwarf_Die child;

	if (dwarf_child(&call->die, &child))
		return NULL;
	do {
		int tag = dwarf_tag(&child);

		if ((tag != DW_TAG_call_site_parameter && tag != DW_TAG_GNU_call_site_parameter) ||
		    !is_of_register(&child, number))
			continue;
		if (!dwarf_attr(&child, DW_AT_call_value, &attribute) &&
		    !dwarf_attr(&child, DW_AT_GNU_call_site_value, &attribute))
			return NULL;
		return value_at_call(values, call, &attribute);
	} while (!dwarf_siblingof(&child, &child));
	return NULL;
}

/* The address that the function returns to is just below its CFA. */
static tree return_address(struct entry_values *values)
{
	struct arena *arena = values->debuginfo->arena;

	return tree_unary(
		arena, LOC_RETURN, 8,
		tree_binary(arena, LOC_ADD, values->frame.cfa, tree_constant(arena, (uint64_t)-8)));
}

static tree find_value(struct entry_values *values, unsigned int number)
{
	struct arena *arena = values->debuginfo->arena;
	tree choice = NULL;

	if (!values->callers) {
		values->callers = callers_of(values->debuginfo, values->pc);
		frame_registers_at(values->debuginfo, values->pc, &values->frame);
	}
	for (size_t i = values->frame.cfa ? values->callers->calls.count : 0; i--;) {
		struct call *call = &values->callers->calls.items[i];
		tree value = value_of_register(values, call, number);

		if (!value)
			continue;
		if (!choice)
			choice = tree_leaf(arena, LOC_UNKNOWN, 0);
		choice = tree_select(arena,
				     tree_binary(arena, LOC_EQUAL, return_address(values),
						 tree_leaf(arena, LOC_ADDRESS, call->return_pc)),
				     value, choice);
	}
	return choice;
}

tree entry_value(struct entry_values *values, unsigned int number)
{
	if (number >= FRAME_REGISTERS)
		return NULL;
	if (!values->asked[number]) {
		values->asked[number] = true; /* before: it may be asked for in terms of itself */
		values->values[number] = find_value(values, number);
	}
	return values->values[number];
}
