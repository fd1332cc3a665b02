/* SPDX-License-Identifier: GPL-2.0-only */
/* Variables, and what changes them: assignments and increments. */
#include "codegen/generator.h"

#include <inttypes.h>

/* ---------------------------------------------------------------- scalars */

static size_t bounded_size(const struct generator *g, const struct variable *variable)
{
	size_t size = variable->string_size;

	return size && size < g->max_string ? size : g->max_string;
}

size_t global_string_size(const struct generator *g, const struct variable *variable)
{
	if (!variable->is_array && !variable->is_private)
		return g->max_string; /* it can be set from outside, see struct stap_parameter */
	return bounded_size(g, variable);
}

size_t variable_string_size(const struct unit *u, const struct variable *variable)
{
	if (variable->code)
		return variable->code_size;
	return variable->is_global ? global_string_size(u->g, variable)
				   : bounded_size(u->g, variable);
}

const char *variable_text(struct unit *u, const struct variable *variable)
{
	if (variable->code)
		return variable->code;
	if (variable->is_global)
		return u->g->globals[variable->index].name;
	return unit_local(u, variable)->name;
}

struct value variable_value(struct unit *u, const struct variable *variable)
{
	struct value value = { .text = variable_text(u, variable) };

	if (variable->type == TYPE_STRING &&
	    (variable->code || variable->is_global || !unit_local(u, variable)->is_given)) {
		value.storage = STORAGE_VARIABLE;
		value.root = variable;
	}
	return value;
}

void emit_store(struct unit *u, const struct variable *variable, struct value value)
{
	const char *text = variable_text(u, variable);

	if (variable->type == TYPE_STRING)
		emit_copy_string(u, text, variable_string_size(u, variable), value.text);
	else
		emit(u, "%s = %s;", text, value.text);
}

/* Whether additions to @variable are to be atomic here. */
static bool is_atomic(const struct unit *u, const struct variable *variable)
{
	return variable->is_global && u->g->globals[variable->index].atomic &&
	       (!u->probe || probe_is_concurrent(u->probe));
}

static void emit_atomic_add(struct unit *u, const struct variable *variable, const char *amount)
{
	emit(u, "__atomic_fetch_add(&%s, %s, __ATOMIC_RELAXED);", variable_text(u, variable),
	     amount);
}

/* ---------------------------------------------------------------- strings */

/* Writes `text .= value`, where @text is a char array of @size bytes. */
static void emit_append(struct unit *u, const char *text, size_t size, struct value value)
{
	const char *output = string_output(u);
	struct value length = long_now(u, "(int64_t)stap_string_length(%s)", text);

	emit(u, "%s = stap_string_begin(%s + %s, %zu - %s);", output, text, length.text, size,
	     length.text);
	emit_put_string(u, output, value);
	emit(u, "stap_string_end(&%s);", output);
}

/* A string that may lie in @variable, which is about to change, is copied. */
static struct value keep_apart(struct unit *u, const struct variable *variable, struct value value)
{
	if (value.storage == STORAGE_VARIABLE && (!value.root || value.root == variable))
		return save_value(u, TYPE_STRING, value);
	return value;
}

/* ---------------------------------------------------------------- = += .= */

static struct value assign_scalar(struct unit *u, struct expr *expr, bool is_used)
{
	const struct variable *variable = expr->assign.target->name.variable;
	enum binary_op op = expr->assign.op;
	struct value value = generate(u, expr->assign.value);
	const char *text = variable_text(u, variable);

	if (!is_used && (op == BINARY_ADD || op == BINARY_SUBTRACT) && is_atomic(u, variable)) {
		check_error(u);
		emit_atomic_add(u, variable,
				op == BINARY_ADD ? value.text
						 : long_value(u, "-%s", value.text).text);
		return value;
	}
	if (op == BINARY_CONCAT) {
		value = keep_apart(u, variable, value);
		check_error(u);
		emit_append(u, text, variable_string_size(u, variable), value);
	} else {
		if (op != BINARY_NONE)
			value.text = arithmetic_text(u, op, text, value, expr->place);
		check_error(u);
		emit_store(u, variable, value);
	}
	return variable_value(u, variable);
}

static struct value assign_element(struct unit *u, struct expr *expr)
{
	const struct expr *target = expr->assign.target;
	const struct variable *array = target->index.variable;
	enum binary_op op = expr->assign.op;
	size_t count = target->index.keys.count;
	struct expr **operands = arena_alloc(u->g->arena, (count + 1) * sizeof(*operands));
	struct value *values = arena_alloc(u->g->arena, (count + 1) * sizeof(*values));

	for (size_t i = 0; i < count; i++)
		operands[i] = target->index.keys.items[i];
	operands[count] = expr->assign.value;
	generate_operands(u, operands, count + 1, values);
	/* Making room for a new element may take the place of an old one. */
	if (array->type == TYPE_STRING && (array->wraps || op == BINARY_CONCAT))
		values[count] = keep_apart(u, array, values[count]);
	check_error(u);

	const char *slot = emit_slot(u, array, operands, values, count, target->place);
	struct value value = { .text = slot, .storage = STORAGE_VARIABLE, .root = array };

	if (array->type == TYPE_STRING) {
		if (op == BINARY_CONCAT)
			emit_append(u, slot, variable_string_size(u, array), values[count]);
		else
			emit_copy_string(u, slot, variable_string_size(u, array),
					 values[count].text);
		return value;
	}
	value.text = arena_printf(u->g->arena, "(*%s)", slot);
	if (op != BINARY_NONE) {
		values[count].text = arithmetic_text(u, op, value.text, values[count], expr->place);
		check_error(u);
	}
	emit(u, "*%s = %s;", slot, values[count].text);
	return value;
}

/* The number at the address of @target, out of what the C text @unit reads there. */
static const char *memory_number(struct unit *u, const struct expr *target, const char *unit)
{
	if (target->machine.bit_size)
		return generate_bits(u, target, unit).text;
	if (target->machine.is_signed)
		unit = arena_printf(u->g->arena, "(int%" PRId64 "_t)%s",
				    target->machine.size->number * 8, unit);
	return long_now(u, "(int64_t)%s", unit).text;
}

/* What @unit reads with the bits of the bitfield @target replaced by those of @value. */
static const char *with_bits(struct unit *u, const struct expr *target, const char *unit,
			     const char *value)
{
	uint64_t mask = (target->machine.bit_size < 64 ? 1ull << target->machine.bit_size : 0) - 1;
	unsigned offset = target->machine.bit_offset;

	return long_now(u,
			"(int64_t)((%s & ~0x%" PRIx64 "ull) | (((uint64_t)%s & 0x%" PRIx64
			"ull) << %u))",
			unit, mask << offset, value, mask, offset)
		.text;
}

/* Assignment to memory: `@kderef(8, p) = v`, and what `$x->y = v` is lowered to. */
static struct value assign_memory(struct unit *u, struct expr *expr)
{
	struct expr *target = expr->assign.target;
	struct expr *operands[] = { target->machine.size, target->machine.argument,
				    expr->assign.value };
	const char *space = target->machine.kind == MACHINE_KDEREF ? "kernel" : "user";
	const char *place = place_of(u, target->place);
	struct value values[3];

	generate_operands(u, operands, 3, values);
	values[1] = save_value(u, TYPE_LONG, values[1]);
	const char *unit =
		arena_printf(u->g->arena, "stap_read_%s(c, (uint64_t)%s, (unsigned)%s, %s)", space,
			     values[1].text, values[0].text, place);

	if (expr->assign.op != BINARY_NONE) {
		may_fail(u);
		values[2].text = arithmetic_text(u, expr->assign.op, memory_number(u, target, unit),
						 values[2], expr->place);
	}
	values[2] = long_now(u, "%s", values[2].text);

	const char *written = values[2].text;

	if (target->machine.bit_size) {
		may_fail(u);
		written = with_bits(u, target, unit, written);
	}
	check_error(u);
	emit(u, "stap_write_%s(c, (uint64_t)%s, (uint64_t)%s, (unsigned)%s, %s);", space,
	     values[1].text, written, values[0].text, place);
	may_fail(u);
	return values[2];
}

/* Assignment to a register: `$x = v` where $x is in one. */
static struct value assign_register(struct unit *u, struct expr *expr)
{
	struct expr *target = expr->assign.target;
	unsigned size = target->kind == EXPR_CONVERT ? target->convert.size : 8;
	const struct expr *machine =
		target->kind == EXPR_CONVERT ? target->convert.operand : target;
	struct value value = generate(u, expr->assign.value);

	if (expr->assign.op != BINARY_NONE)
		value.text = arithmetic_text(u, expr->assign.op, generate(u, target).text, value,
					     expr->place);
	value = long_now(u, "%s", value.text);
	check_error(u);
	emit(u, "stap_set_register(c, %" PRId64 ", (uint64_t)%s, %u, %s);",
	     machine->machine.argument->number, value.text, size, place_of(u, target->place));
	may_fail(u);
	return value;
}

static bool is_register(const struct expr *target)
{
	if (target->kind == EXPR_CONVERT)
		target = target->convert.operand;
	return target->kind == EXPR_MACHINE &&
	       (target->machine.kind == MACHINE_KREGISTER ||
		target->machine.kind == MACHINE_UREGISTER) &&
	       target->machine.argument->kind == EXPR_NUMBER;
}

static bool is_memory(const struct expr *target)
{
	return target->kind == EXPR_MACHINE &&
	       (target->machine.kind == MACHINE_KDEREF || target->machine.kind == MACHINE_UDEREF);
}

struct value generate_assign(struct unit *u, struct expr *expr, bool is_used)
{
	const struct expr *target = expr->assign.target;

	if (expr->assign.op == BINARY_AGGREGATE)
		return generate_aggregate(u, expr);
	if (target->kind == EXPR_INDEX)
		return assign_element(u, expr);
	if (target->kind == EXPR_NAME)
		return assign_scalar(u, expr, is_used);
	if (is_memory(target))
		return assign_memory(u, expr);
	if (is_register(target))
		return assign_register(u, expr);
	diagnose_error(&u->g->session->diagnostics, target->place, "cannot assign to this");
	return number_value(u, 0);
}

/* ---------------------------------------------------------------- ++ and -- */

/* ++ of what is in memory or a register is += 1; what it was before follows from what it is. */
static struct value increment_place(struct unit *u, struct expr *expr)
{
	struct expr one = { .kind = EXPR_NUMBER,
			    .type = TYPE_LONG,
			    .place = expr->place,
			    .number = expr->increment.delta };
	struct expr add = { .kind = EXPR_ASSIGN,
			    .type = TYPE_LONG,
			    .place = expr->place,
			    .assign = { BINARY_ADD, expr->increment.target, &one } };
	struct value value = generate_assign(u, &add, true);

	if (expr->increment.prefix)
		return value;
	return long_value(u, "(%s - %d)", value.text, expr->increment.delta);
}

struct value generate_increment(struct unit *u, struct expr *expr, bool is_used)
{
	const struct expr *target = expr->increment.target;
	const char *sign = expr->increment.delta > 0 ? "++" : "--";
	struct value value = { .text = NULL }, old;

	if (is_memory(target) || is_register(target))
		return increment_place(u, expr);

	if (target->kind == EXPR_INDEX) {
		size_t count = target->index.keys.count;
		struct value *values = arena_alloc(u->g->arena, count * sizeof(*values));

		generate_operands(u, target->index.keys.items, count, values);
		check_error(u);
		value.text =
			arena_printf(u->g->arena, "(*%s)",
				     emit_slot(u, target->index.variable, target->index.keys.items,
					       values, count, target->place));
	} else if (target->kind == EXPR_NAME) {
		check_error(u);
		value.text = variable_text(u, target->name.variable);
		if (!is_used && is_atomic(u, target->name.variable)) {
			emit_atomic_add(u, target->name.variable,
					expr->increment.delta > 0 ? "1" : "-1");
			return value;
		}
	} else {
		diagnose_error(&u->g->session->diagnostics, target->place, "cannot increment this");
		return number_value(u, 0);
	}
	if (!is_used || expr->increment.prefix) {
		emit(u, "%s%s;", value.text, sign);
		return value;
	}
	old = save_value(u, TYPE_LONG, value);
	emit(u, "%s%s;", value.text, sign);
	return old;
}
