/* SPDX-License-Identifier: GPL-2.0-only */
/* Operators of two operands. */
#include "codegen/generator.h"

#include <string.h>

/* && and ||: the right side is evaluated only when the left does not decide. */
static struct value generate_logical(struct unit *u, struct expr *expr)
{
	bool is_and = expr->binary.op == BINARY_LOGICAL_AND;
	struct value left = generate(u, expr->binary.left);
	bool pending = u->error_pending;
	size_t mark = u->body.length;
	struct value right = generate(u, expr->binary.right);
	const char *code = text_cut(&u->body, mark);

	if (!code)
		return long_value(u, "(%s %s %s)", left.text, is_and ? "&&" : "||", right.text);

	const char *result = new_temporary(u, TEMP_LONG);

	emit(u, "%s = %s != 0;", result, left.text);
	emit(u, "if (%s%s) {", is_and ? "" : "!", result);
	text_add_bytes(&u->body, code, strlen(code));
	emit(u, "%s = %s != 0;", result, right.text);
	emit(u, "}");
	u->error_pending |= pending;
	return (struct value){ .text = result, .is_constant = true };
}

const char *arithmetic_text(struct unit *u, enum binary_op op, const char *left, struct value right,
			    struct place place)
{
	struct arena *arena = u->g->arena;

	switch (op) {
	case BINARY_DIVIDE:
	case BINARY_MODULO:
		may_fail(u);
		return long_now(u, "stap_%s(c, %s, %s, %s)",
				op == BINARY_DIVIDE ? "divide" : "modulo", left, right.text,
				place_of(u, place))
			.text;
	case BINARY_SHIFT_LEFT:
	case BINARY_SHIFT_RIGHT:
		return arena_printf(arena, "((int64_t)%s %s (%s & 63))", left,
				    op == BINARY_SHIFT_LEFT ? "<<" : ">>", right.text);
	case BINARY_SHIFT_RIGHT_LOGICAL:
		return arena_printf(arena, "((int64_t)((uint64_t)%s >> (%s & 63)))", left,
				    right.text);
	default:
		return arena_printf(arena, "(%s %s %s)", left, binary_op_text(op), right.text);
	}
}

/* A literal divisor that is neither 0 nor -1 needs no test. */
static bool is_safe_division(const struct expr *expr)
{
	const struct expr *divisor = expr->binary.right;

	return (expr->binary.op == BINARY_DIVIDE || expr->binary.op == BINARY_MODULO) &&
	       divisor->kind == EXPR_NUMBER && divisor->number != 0 && divisor->number != -1;
}

struct value generate_binary(struct unit *u, struct expr *expr)
{
	enum binary_op op = expr->binary.op;
	struct expr *operands[] = { expr->binary.left, expr->binary.right };
	struct value values[2];

	if (op == BINARY_CONCAT)
		return generate_concat(u, expr);
	if (op == BINARY_LOGICAL_AND || op == BINARY_LOGICAL_OR)
		return generate_logical(u, expr);
	generate_operands(u, operands, 2, values);
	if (operands[0]->type == TYPE_STRING)
		return long_value(u, "%s", compare_strings_text(u, op, values[0], values[1]));
	if (is_safe_division(expr))
		return long_value(u, "(%s %s %s)", values[0].text, binary_op_text(op),
				  values[1].text);
	return long_value(u, "%s", arithmetic_text(u, op, values[0].text, values[1], expr->place));
}
