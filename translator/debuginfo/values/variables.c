/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Variables in scope, and where they are.
 */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/values/call_sites.h"
#include "debuginfo/values/entry_parameters.h"
#include "debuginfo/values/frame.h"
#include "debuginfo/lines/line_rows.h"
#include "debuginfo/lines/lines.h"
#include "debuginfo/values/location_tree.h"
#include "debuginfo/types/type_reader.h"
#include "debuginfo/values/variables.h"

enum {
	BLOCK_DEPTH_MAX = 200, /* blocks nested deeper than this are damage */
	STRETCHES_MAX = 8,     /* of lines in a message */
	POINTERS_MAX = 4,      /* left out, to pointers left out; more is damage */
};

/* The scopes that contain an address, outermost first. */
struct scopes {
	struct arena *arena;
	VEC(Dwarf_Die) list;
};

/* At the entry no block is entered yet, though code of one may begin right there. */
static void find_scopes(struct scopes *scopes, Dwarf_Die *scope, uint64_t pc, bool at_entry)
{
	Dwarf_Die at = *scope, child;
	bool deeper = !at_entry;

	vec_push(scopes->arena, &scopes->list, *scope);
	while (deeper && scopes->list.count < BLOCK_DEPTH_MAX && !dwarf_child(&at, &child)) {
		deeper = false;
		do {
			if (dwarf_tag(&child) != DW_TAG_lexical_block ||
			    dwarf_haspc(&child, pc) <= 0)
				continue;
			vec_push(scopes->arena, &scopes->list, child);
			at = child;
			deeper = true;
			break;
		} while (!dwarf_siblingof(&child, &child));
	}
}

typedef VEC(struct source_variable) variable_list;

static bool hidden(const variable_list *variables, size_t inner, const char *name)
{
	for (size_t i = 0; i < inner; i++)
		if (!strcmp(variables->items[i].name, name))
			return true;
	return false;
}

/* The variables of one scope; those with a @name only, unless that is NULL. */
static void add_variables(struct debuginfo *debuginfo, variable_list *variables, Dwarf_Die *scope,
			  const struct source_variable *place, const char *name)
{
	size_t inner = variables->count;
	Dwarf_Die child;

	if (dwarf_child(scope, &child))
		return;
	do {
		struct source_variable variable = *place;
		Dwarf_Attribute attribute;
		int tag = dwarf_tag(&child);

		if ((tag != DW_TAG_formal_parameter && tag != DW_TAG_variable) ||
		    dwarf_attr(&child, DW_AT_declaration, &attribute))
			continue;
		variable.name = dwarf_diename(&child);
		if (!variable.name || (name && strcmp(name, variable.name)) ||
		    hidden(variables, inner, variable.name))
			continue;
		variable.name = arena_strdup(debuginfo->arena, variable.name);
		variable.parameter = tag == DW_TAG_formal_parameter;
		variable.type = type_of_die(debuginfo, &child);
		variable.die = debuginfo_die_offset(debuginfo, &child);
		vec_push(debuginfo->arena, variables, variable);
	} while (!dwarf_siblingof(&child, &child));
}

static variable_list search(struct debuginfo *debuginfo, const struct function_instance *instance,
			    uint64_t pc, const char *name)
{
	struct scopes scopes = { .arena = debuginfo->arena };
	struct source_variable place = { .pc = pc, .instance = *instance };
	variable_list variables = { 0 };
	Dwarf_Die die;

	if (!debuginfo_die(debuginfo, instance->die, &die))
		return variables;
	find_scopes(&scopes, &die, pc, pc == instance->pc);
	for (size_t i = scopes.list.count; i--;)
		add_variables(debuginfo, &variables, &scopes.list.items[i], &place, name);
	return variables;
}

size_t variables_at(struct debuginfo *debuginfo, const struct function_instance *instance,
		    uint64_t pc, struct source_variable **found)
{
	variable_list variables = search(debuginfo, instance, pc, NULL);

	*found = variables.items;
	return variables.count;
}

/* "fs/read_write.c:462", or the address when no line is known. */
static char *place_text(struct debuginfo *debuginfo, uint64_t pc)
{
	const char *file;
	unsigned int line;

	if (line_at(debuginfo, pc, &file, &line))
		return arena_printf(debuginfo->arena, "%s:%u", file, line);
	return arena_printf(debuginfo->arena, "0x%llx", (unsigned long long)pc);
}

struct source_variable *variable_find(struct debuginfo *debuginfo,
				      const struct function_instance *instance, uint64_t pc,
				      const char *name, struct debuginfo_error *error)
{
	variable_list variables = search(debuginfo, instance, pc, name);

	if (variables.count)
		return &variables.items[0];
	error->text = arena_printf(debuginfo->arena, "no variable %s at %s", name,
				   place_text(debuginfo, pc));
	variables = search(debuginfo, instance, pc, NULL);
	for (size_t i = 0; i < variables.count; i++)
		error->remedy = arena_printf(debuginfo->arena, "%s%s %s",
					     i ? error->remedy : "there are:", i ? "," : "",
					     variables.items[i].name);
	return NULL;
}

struct source_variable *variable_of_die(struct debuginfo *debuginfo, uint64_t die)
{
	struct source_variable *variable =
		arena_new_object(debuginfo->arena, struct source_variable);
	Dwarf_Die variable_die;
	const char *name;

	if (!debuginfo_die(debuginfo, die, &variable_die))
		return NULL;
	name = dwarf_diename(&variable_die);
	variable->name = arena_strdup(debuginfo->arena, name ? name : "");
	variable->type = type_of_die(debuginfo, &variable_die);
	variable->die = die;
	return variable;
}

/* A DW_AT_const_value (DWARF 5 §4.1, item 9): a number, or the bytes of the value. */
static struct location *constant_location(struct debuginfo *debuginfo,
					  const struct source_variable *variable,
					  Dwarf_Attribute *attribute)
{
	struct location *location = arena_alloc(debuginfo->arena, sizeof(*location));
	Dwarf_Word number = 0;
	Dwarf_Sword signed_number = 0;
	Dwarf_Block block;
	const char *string;

	if (!dwarf_formblock(attribute, &block)) {
		location->kind = LOCATION_BYTES;
		location->bytes = block.data;
		location->byte_count = block.length;
		return location;
	}
	string = dwarf_formstring(attribute);
	if (string) {
		location->kind = LOCATION_BYTES;
		location->bytes = (const uint8_t *)string;
		location->byte_count = strlen(string) + 1;
		return location;
	}
	if (variable->type->is_signed && !dwarf_formsdata(attribute, &signed_number))
		number = signed_number;
	else if (dwarf_formudata(attribute, &number))
		return NULL;
	location->kind = LOCATION_VALUE;
	location->expression = tree_constant(debuginfo->arena, number);
	if (type_is_scalar(variable->type))
		location->expression =
			tree_unary(debuginfo->arena,
				   variable->type->is_signed ? LOC_SIGN_EXTEND : LOC_ZERO_EXTEND,
				   variable->type->size, location->expression);
	return location;
}

/* The expression for the variable's address; false when there is none at its place. */
static bool expression_of(const struct source_variable *variable, Dwarf_Attribute *attribute,
			  Dwarf_Op **operations, size_t *count)
{
	return dwarf_getlocation_addr(attribute, variable->pc, operations, count, 1) == 1 && *count;
}

bool variable_is_available(struct debuginfo *debuginfo, const struct source_variable *variable)
{
	Dwarf_Attribute attribute;
	Dwarf_Op *operations;
	Dwarf_Die die;
	size_t count;

	if (!debuginfo_die(debuginfo, variable->die, &die))
		return false;
	if (dwarf_attr_integrate(&die, DW_AT_location, &attribute))
		return expression_of(variable, &attribute, &operations, &count);
	return dwarf_attr_integrate(&die, DW_AT_const_value, &attribute) != NULL;
}

/* Lines at which a variable is available. */
struct availability {
	struct debuginfo *debuginfo;
	struct source_variable variable; /* its pc goes from row to row */
	Dwarf_Attribute attribute;
	VEC(unsigned int) lines;
};

static void visit_row(void *data, uint64_t pc, unsigned int line)
{
	struct availability *availability = data;
	Dwarf_Op *operations;
	size_t count;

	availability->variable.pc = pc;
	if (expression_of(&availability->variable, &availability->attribute, &operations, &count))
		vec_push(availability->debuginfo->arena, &availability->lines, line);
}

static int compare_lines(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return x < y ? -1 : x > y;
}

/* Say that the variable is not there at its place, and where it is. */
static void report_absent(struct debuginfo *debuginfo, const struct source_variable *variable,
			  Dwarf_Attribute *attribute, struct debuginfo_error *error)
{
	struct arena *arena = debuginfo->arena;
	struct availability availability = { .debuginfo = debuginfo, .variable = *variable };
	struct source_function function;

	error->text = arena_printf(arena, "%s is optimised out at %s", variable->name,
				   place_text(debuginfo, variable->pc));
	if (!attribute)
		return;
	function = function_of_instance(debuginfo, &variable->instance);
	availability.attribute = *attribute;
	line_rows_visit(debuginfo, &function, &variable->instance, visit_row, &availability);
	if (!availability.lines.count)
		return;
	qsort(availability.lines.items, availability.lines.count, sizeof(unsigned int),
	      compare_lines);
	error->remedy = arena_printf(arena, "it is available at lines %s of %s",
				     line_numbers_text(arena, availability.lines.items,
						       availability.lines.count, STRETCHES_MAX),
				     function.file);
}

static struct location *locate(struct debuginfo *debuginfo, const struct source_variable *variable,
			       struct debuginfo_error *error, int depth);

/* Fills in what pointers that the compiler left out point to. */
static void find_pointees(struct debuginfo *debuginfo, const struct source_variable *pointer,
			  struct location *location, int depth)
{
	struct source_variable variable = *pointer;
	struct debuginfo_error ignored = { 0 };

	for (size_t i = 0; i < location->piece_count; i++)
		find_pointees(debuginfo, pointer, &location->pieces[i].location, depth);
	if (location->kind != LOCATION_IMPLICIT_POINTER || depth == POINTERS_MAX)
		return;
	variable.die = location->pointee_die;
	location->pointee = locate(debuginfo, &variable, &ignored, depth + 1);
}

static struct location *locate(struct debuginfo *debuginfo, const struct source_variable *variable,
			       struct debuginfo_error *error, int depth)
{
	struct location_context context = { .arena = debuginfo->arena,
					    .parts = &debuginfo->file.parts };
	struct debuginfo_error problem = { 0 };
	struct location *location = NULL;
	Dwarf_Attribute attribute;
	Dwarf_Op *operations;
	Dwarf_Die die;
	size_t count;

	if (!debuginfo_die(debuginfo, variable->die, &die)) {
		problem.text = "the debug information cannot be read";
	} else if (dwarf_attr_integrate(&die, DW_AT_location, &attribute)) {
		if (!expression_of(variable, &attribute, &operations, &count)) {
			report_absent(debuginfo, variable, &attribute, error);
			return NULL;
		}
		context.attribute = &attribute;
		context.entry_values = entry_values_at(debuginfo, variable->pc);
		frame_context(debuginfo, variable->pc, operations, count, &context);
		location = location_evaluate(&context, operations, count, &problem);
		if (location)
			location =
				entry_parameter_location(debuginfo, variable, location, &problem);
		if (location)
			find_pointees(debuginfo, variable, location, depth);
	} else if (dwarf_attr_integrate(&die, DW_AT_const_value, &attribute)) {
		location = constant_location(debuginfo, variable, &attribute);
		problem.text = "its constant value has an unknown form";
	} else {
		report_absent(debuginfo, variable, NULL, error);
		return NULL;
	}
	if (!location)
		error->text =
			arena_printf(debuginfo->arena, "cannot read %s at %s: %s", variable->name,
				     place_text(debuginfo, variable->pc), problem.text);
	return location;
}

struct location *variable_location(struct debuginfo *debuginfo,
				   const struct source_variable *variable,
				   struct debuginfo_error *error)
{
	return locate(debuginfo, variable, error, 0);
}
