/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * $x at a place in the kernel: the location that debuginfo gives becomes an expression over
 * registers and memory reads, which the rest of the translator treats as any other.
 */
#include "probes/kernel.h"

#include "arch/x86/registers.h"
#include "debuginfo/variables.h"

#include <inttypes.h>
#include <string.h>

/* ---------------------------------------------------------------- building expressions */

struct lowering {
	struct resolve *resolve;
	struct place place; /* of the $x */
	const char *name;
	bool failed;
};

static struct expr *new_expr(struct lowering *l, enum expr_kind kind)
{
	struct expr *expr = arena_new_object(l->resolve->arena, struct expr);

	expr->kind = kind;
	expr->type = TYPE_LONG;
	expr->place = l->place;
	return expr;
}

static struct expr *number(struct lowering *l, int64_t value)
{
	struct expr *expr = new_expr(l, EXPR_NUMBER);

	expr->number = value;
	return expr;
}

static struct expr *binary(struct lowering *l, enum binary_op op, struct expr *left,
			   struct expr *right)
{
	struct expr *expr = new_expr(l, EXPR_BINARY);

	expr->binary.op = op;
	expr->binary.left = left;
	expr->binary.right = right;
	return expr;
}

static struct expr *kernel_register(struct lowering *l, unsigned dwarf_register)
{
	struct expr *expr = new_expr(l, EXPR_MACHINE);

	expr->machine.kind = MACHINE_KREGISTER;
	expr->machine.argument = number(l, dwarf_register);
	return expr;
}

static struct expr *memory(struct lowering *l, struct expr *address, unsigned size, bool is_signed)
{
	struct expr *expr = new_expr(l, EXPR_MACHINE);

	expr->machine.kind = MACHINE_KDEREF;
	expr->machine.size = number(l, size);
	expr->machine.argument = address;
	expr->machine.is_signed = is_signed;
	return expr;
}

static struct expr *convert(struct lowering *l, struct expr *operand, unsigned size, bool is_signed)
{
	if (size == 8)
		return operand;
	struct expr *expr = new_expr(l, EXPR_CONVERT);

	expr->convert.operand = operand;
	expr->convert.size = size;
	expr->convert.is_signed = is_signed;
	return expr;
}

static struct expr *not_supported(struct lowering *l, const char *what)
{
	if (!l->failed)
		resolve_fail(l->resolve, l->place, NULL, "where '%s' is, is described by %s",
			     l->name, what);
	l->failed = true;
	return number(l, 0);
}

/* ---------------------------------------------------------------- locations */

static struct expr *lower_expression(struct lowering *l, const struct location_expression *from);

/* Unsigned a < b is signed (a ^ 2^63) < (b ^ 2^63). */
static struct expr *lower_unsigned_compare(struct lowering *l, enum binary_op op,
					   const struct location_expression *from)
{
	return binary(l, op,
		      binary(l, BINARY_XOR, lower_expression(l, from->a), number(l, INT64_MIN)),
		      binary(l, BINARY_XOR, lower_expression(l, from->b), number(l, INT64_MIN)));
}

static struct expr *lower_shift(struct lowering *l, enum binary_op op,
				const struct location_expression *from)
{
	if (from->b->op != LOC_CONSTANT || from->b->value > 63)
		return not_supported(l, "a shift by a variable number of bits");
	return binary(l, op, lower_expression(l, from->a), lower_expression(l, from->b));
}

static struct expr *lower_select(struct lowering *l, const struct location_expression *from)
{
	struct expr *expr = new_expr(l, EXPR_CONDITIONAL);

	expr->conditional.condition = lower_expression(l, from->c);
	expr->conditional.yes = lower_expression(l, from->a);
	expr->conditional.no = lower_expression(l, from->b);
	return expr;
}

static struct expr *lower_address(struct lowering *l, uint64_t address)
{
	struct expr *expr = new_expr(l, EXPR_CODE);

	expr->string.text = arena_printf(
		l->resolve->arena, "(int64_t)(0x%" PRIx64 "ull + stap_kernel_offset)", address);
	expr->string.length = strlen(expr->string.text);
	return expr;
}

static struct expr *lower_expression(struct lowering *l, const struct location_expression *from)
{
	static const enum binary_op binary_ops[] = {
		[LOC_ADD] = BINARY_ADD,
		[LOC_SUBTRACT] = BINARY_SUBTRACT,
		[LOC_MULTIPLY] = BINARY_MULTIPLY,
		[LOC_DIVIDE_SIGNED] = BINARY_DIVIDE,
		[LOC_MODULO_SIGNED] = BINARY_MODULO,
		[LOC_AND] = BINARY_AND,
		[LOC_OR] = BINARY_OR,
		[LOC_XOR] = BINARY_XOR,
		[LOC_EQUAL] = BINARY_EQUAL,
		[LOC_NOT_EQUAL] = BINARY_NOT_EQUAL,
		[LOC_LESS_SIGNED] = BINARY_LESS,
		[LOC_LESS_EQUAL_SIGNED] = BINARY_LESS_EQUAL,
	};

	switch (from->op) {
	case LOC_CONSTANT:
		return number(l, (int64_t)from->value);
	case LOC_REGISTER:
		return kernel_register(l, (unsigned)from->value);
	case LOC_ENTRY_REGISTER:
		return not_supported(l, "what a register held when the function was called");
	case LOC_ADDRESS:
		return lower_address(l, from->value);
	case LOC_READ:
		return memory(l, lower_expression(l, from->a), from->size, false);
	case LOC_SIGN_EXTEND:
		return convert(l, lower_expression(l, from->a), from->size, true);
	case LOC_ZERO_EXTEND:
		return convert(l, lower_expression(l, from->a), from->size, false);
	case LOC_NEGATE:
		return binary(l, BINARY_SUBTRACT, number(l, 0), lower_expression(l, from->a));
	case LOC_NOT:
		return binary(l, BINARY_XOR, lower_expression(l, from->a), number(l, -1));
	case LOC_LESS:
		return lower_unsigned_compare(l, BINARY_LESS, from);
	case LOC_LESS_EQUAL:
		return lower_unsigned_compare(l, BINARY_LESS_EQUAL, from);
	case LOC_SHIFT_LEFT:
		return lower_shift(l, BINARY_SHIFT_LEFT, from);
	case LOC_SHIFT_RIGHT:
		return lower_shift(l, BINARY_SHIFT_RIGHT_LOGICAL, from);
	case LOC_SHIFT_RIGHT_SIGNED:
		return lower_shift(l, BINARY_SHIFT_RIGHT, from);
	case LOC_SELECT:
		return lower_select(l, from);
	case LOC_DIVIDE:
	case LOC_MODULO:
		return not_supported(l, "an unsigned division");
	default:
		return binary(l, binary_ops[from->op], lower_expression(l, from->a),
			      lower_expression(l, from->b));
	}
}

/* The bytes of a constant, little-endian. */
static int64_t bytes_value(const uint8_t *bytes, size_t count)
{
	uint64_t value = 0;

	for (size_t i = 0; i < count && i < 8; i++)
		value |= (uint64_t)bytes[i] << (8 * i);
	return (int64_t)value;
}

static struct expr *lower_location(struct lowering *l, const struct location *location,
				   const struct type *type)
{
	unsigned size =
		type->size == 1 || type->size == 2 || type->size == 4 ? (unsigned)type->size : 8;

	switch (location->kind) {
	case LOCATION_MEMORY:
		return memory(l, lower_expression(l, location->expression), size, type->is_signed);
	case LOCATION_REGISTER:
		return convert(l, kernel_register(l, location->dwarf_register), size,
			       type->is_signed);
	case LOCATION_VALUE:
		return convert(l, lower_expression(l, location->expression), size, type->is_signed);
	case LOCATION_BYTES:
		return convert(l, number(l, bytes_value(location->bytes, location->byte_count)),
			       size, type->is_signed);
	default:
		return not_supported(l, "several pieces");
	}
}

/* ---------------------------------------------------------------- $x */

static bool check_scalar(struct lowering *l, const struct type *type)
{
	if (type_is_scalar(type))
		return true;
	return resolve_fail(l->resolve, l->place, NULL,
			    "'%s' is a %s: only numbers and pointers can be read as a whole",
			    l->name, type->text);
}

/* The value of what is returned, in the registers of the calling convention. */
static bool lower_return(struct lowering *l, const struct probe *probe, struct debuginfo *debuginfo,
			 struct expr *target)
{
	const struct kernel_place *place = probe->family_data;

	if (!probe->is_return)
		return resolve_fail(l->resolve, l->place, "add .return to the probe point",
				    "$return is only there when the function returns");
	struct type *type = type_of_result(debuginfo, &place->instance);

	if (!type || type->kind == KIND_VOID)
		return resolve_fail(l->resolve, l->place, NULL, "'%s' returns nothing",
				    probe->function_name);
	if (!check_scalar(l, type))
		return false;
	*target = *convert(l, kernel_register(l, STAP_RETURN_REGISTER), (unsigned)type->size,
			   type->is_signed);
	return true;
}

/* A name that is not there: the nearest that is, else all of them. */
static bool no_variable(struct lowering *l, const struct kernel_place *place,
			struct debuginfo *debuginfo, const char *all)
{
	struct source_variable *variables;
	size_t count = variables_at(debuginfo, &place->instance, place->address, &variables);
	const char **names = arena_alloc(l->resolve->arena, (count + 1) * sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = variables[i].name;
	const char *nearest = nearest_name(l->name + 1, names, count);

	return resolve_fail(
		l->resolve, l->place,
		nearest ? arena_printf(l->resolve->arena, "did you mean '$%s'?", nearest) : all,
		"there is no variable '%s' here", l->name);
}

static bool lower_variable(struct lowering *l, const struct kernel_place *place,
			   struct debuginfo *debuginfo, struct expr *target)
{
	struct debuginfo_error error = { 0 };
	struct source_variable *variable =
		variable_find(debuginfo, &place->instance, place->address, l->name + 1, &error);

	if (!variable)
		return no_variable(l, place, debuginfo, error.remedy);
	if (!check_scalar(l, variable->type))
		return false;
	const struct location *location = variable_location(debuginfo, variable, &error);

	if (!location)
		return resolve_fail(l->resolve, l->place, error.remedy, "%s", error.text);
	struct expr *lowered = lower_location(l, location, variable->type);

	if (l->failed)
		return false;
	*target = *lowered;
	return true;
}

bool kernel_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	const struct kernel_place *place = probe->family_data;
	struct lowering l = { .resolve = resolve,
			      .place = target->place,
			      .name = target->target.name };

	if (target->target.kind != TARGET_CONTEXT || !strncmp(l.name, "$$", 2))
		return resolve_fail(resolve, l.place, NULL,
				    "'%s' is not available in this version of stap",
				    target->target.kind == TARGET_CAST	? "@cast"
				    : target->target.kind == TARGET_VAR ? "@var"
									: l.name);
	if (target->target.access_count || target->target.address_of)
		return resolve_fail(
			resolve, l.place, NULL,
			"only '%s' itself can be read in this version of stap: no members, "
			"elements or addresses",
			l.name);
	if (!place->has_instance)
		return resolve_fail(resolve, l.place, "use kernel.function or kernel.statement",
				    "'%s' is not known here: this probe point uses no debuginfo",
				    l.name);
	struct debuginfo *debuginfo = place->object->debuginfo;

	if (!strcmp(l.name, "$return"))
		return lower_return(&l, probe, debuginfo, target);
	return lower_variable(&l, place, debuginfo, target);
}

const char *kernel_variables(struct resolve *resolve, const struct probe *probe)
{
	const struct kernel_place *place = probe->family_data;
	struct source_variable *variables;
	char *text = arena_strdup(resolve->arena, "");

	if (!place->has_instance)
		return text;
	struct debuginfo *debuginfo = place->object->debuginfo;

	if (probe->is_return) {
		struct type *type = type_of_result(debuginfo, &place->instance);

		if (type && type->kind != KIND_VOID)
			text = arena_printf(resolve->arena, "$return:%s", type->text);
	}
	size_t count = variables_at(debuginfo, &place->instance, place->address, &variables);

	for (size_t i = 0; i < count; i++) {
		if (variable_is_available(debuginfo, &variables[i]))
			text = arena_printf(resolve->arena, "%s%s$%s:%s", text, *text ? " " : "",
					    variables[i].name, variables[i].type->text);
	}
	return text;
}
