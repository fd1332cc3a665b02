/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Expression trees: making them, and showing them as text.
 */
#include <inttypes.h>

#include "debuginfo/values/location_tree.h"

static struct location_expression *tree_new(struct arena *arena, enum location_op op, tree a,
					    tree b, tree c)
{
	struct location_expression *expression = arena_alloc(arena, sizeof(*expression));
	uint64_t weight = 1;

	weight += (a ? a->weight : 0) + (uint64_t)(b ? b->weight : 0) + (c ? c->weight : 0);
	expression->op = op;
	expression->a = a;
	expression->b = b;
	expression->c = c;
	expression->weight = weight < UINT32_MAX / 4 ? weight : UINT32_MAX / 4;
	return expression;
}

tree tree_leaf(struct arena *arena, enum location_op op, uint64_t value)
{
	struct location_expression *expression = tree_new(arena, op, NULL, NULL, NULL);

	expression->value = value;
	return expression;
}

tree tree_constant(struct arena *arena, uint64_t value)
{
	return tree_leaf(arena, LOC_CONSTANT, value);
}

/* The low @size bytes of @value, extended. */
static uint64_t extend(uint64_t value, unsigned int size, bool is_signed)
{
	unsigned int unused = 64 - 8 * size;

	return is_signed ? (uint64_t)((int64_t)(value << unused) >> unused)
			 : value << unused >> unused;
}

tree tree_unary(struct arena *arena, enum location_op op, unsigned int size, tree a)
{
	struct location_expression *expression;

	if (op == LOC_SIGN_EXTEND || op == LOC_ZERO_EXTEND) {
		if (size >= 8)
			return a;
		if (a->op == LOC_CONSTANT)
			return tree_constant(arena, extend(a->value, size, op == LOC_SIGN_EXTEND));
		/* Once is enough. */
		if (a->op == op && a->size <= size)
			return a;
		if (op == LOC_ZERO_EXTEND && a->op == LOC_READ && a->size <= size)
			return a;
	}
	expression = tree_new(arena, op, a, NULL, NULL);
	expression->size = size;
	return expression;
}

/* Both operands known: the result of the operations that need no care. */
static bool fold(enum location_op op, uint64_t a, uint64_t b, uint64_t *result)
{
	switch (op) {
	case LOC_ADD:
		*result = a + b;
		return true;
	case LOC_SUBTRACT:
		*result = a - b;
		return true;
	case LOC_MULTIPLY:
		*result = a * b;
		return true;
	case LOC_AND:
		*result = a & b;
		return true;
	case LOC_OR:
		*result = a | b;
		return true;
	case LOC_XOR:
		*result = a ^ b;
		return true;
	default:
		return false;
	}
}

tree tree_binary(struct arena *arena, enum location_op op, tree a, tree b)
{
	uint64_t result;

	if (a->op == LOC_CONSTANT && b->op == LOC_CONSTANT && fold(op, a->value, b->value, &result))
		return tree_constant(arena, result);
	if (op == LOC_SUBTRACT && b->op == LOC_CONSTANT)
		return tree_binary(arena, LOC_ADD, a, tree_constant(arena, -b->value));
	if (op == LOC_ADD && a->op == LOC_CONSTANT)
		return tree_binary(arena, LOC_ADD, b, a);
	if (op == LOC_ADD && b->op == LOC_CONSTANT) {
		if (!b->value)
			return a;
		if (a->op == LOC_ADDRESS)
			return tree_leaf(arena, LOC_ADDRESS, a->value + b->value);
		if (a->op == LOC_ADD && a->b->op == LOC_CONSTANT)
			return tree_binary(arena, LOC_ADD, a->a,
					   tree_constant(arena, a->b->value + b->value));
	}
	return tree_new(arena, op, a, b, NULL);
}

tree tree_select(struct arena *arena, tree condition, tree yes, tree no)
{
	if (condition->op == LOC_CONSTANT)
		return condition->value ? yes : no;
	return tree_new(arena, LOC_SELECT, yes, no, condition);
}

static const char *const binary_marks[] = {
	[LOC_ADD] = "+",
	[LOC_SUBTRACT] = "-",
	[LOC_MULTIPLY] = "*",
	[LOC_DIVIDE] = "/",
	[LOC_DIVIDE_SIGNED] = "/s",
	[LOC_MODULO] = "%",
	[LOC_MODULO_SIGNED] = "%s",
	[LOC_AND] = "&",
	[LOC_OR] = "|",
	[LOC_XOR] = "^",
	[LOC_SHIFT_LEFT] = "<<",
	[LOC_SHIFT_RIGHT] = ">>",
	[LOC_SHIFT_RIGHT_SIGNED] = ">>s",
	[LOC_EQUAL] = "==",
	[LOC_NOT_EQUAL] = "!=",
	[LOC_LESS] = "<",
	[LOC_LESS_EQUAL] = "<=",
	[LOC_LESS_SIGNED] = "<s",
	[LOC_LESS_EQUAL_SIGNED] = "<=s",
};

static char *constant_text(struct arena *arena, uint64_t value)
{
	return arena_printf(arena, "%" PRId64, (int64_t)value);
}

static char *tree_text(struct arena *arena, tree expression)
{
	const unsigned int size = expression->size;

	switch (expression->op) {
	case LOC_CONSTANT:
		return constant_text(arena, expression->value);
	case LOC_REGISTER:
		return arena_printf(arena, "reg%" PRIu64, expression->value);
	case LOC_ENTRY_REGISTER:
		return arena_printf(arena, "entry(reg%" PRIu64 ")", expression->value);
	case LOC_OBJECT:
		return "object";
	case LOC_UNKNOWN:
		return "unknown";
	case LOC_ADDRESS:
		return arena_printf(arena, "address(0x%" PRIx64 ")", expression->value);
	case LOC_TLS:
		return arena_printf(arena, "thread(%s)", tree_text(arena, expression->a));
	case LOC_READ:
		return arena_printf(arena, "read%u(%s)", size, tree_text(arena, expression->a));
	case LOC_RETURN:
		return arena_printf(arena, "return(%s)", tree_text(arena, expression->a));
	case LOC_SIGN_EXTEND:
		return arena_printf(arena, "s%u(%s)", 8 * size, tree_text(arena, expression->a));
	case LOC_ZERO_EXTEND:
		return arena_printf(arena, "u%u(%s)", 8 * size, tree_text(arena, expression->a));
	case LOC_NEGATE:
		return arena_printf(arena, "-(%s)", tree_text(arena, expression->a));
	case LOC_NOT:
		return arena_printf(arena, "~(%s)", tree_text(arena, expression->a));
	case LOC_SELECT:
		return arena_printf(arena, "(%s ? %s : %s)", tree_text(arena, expression->c),
				    tree_text(arena, expression->a),
				    tree_text(arena, expression->b));
	default:
		return arena_printf(arena, "(%s %s %s)", tree_text(arena, expression->a),
				    binary_marks[expression->op], tree_text(arena, expression->b));
	}
}

static char *pieces_text(struct arena *arena, const struct location *location)
{
	char *text = "pieces";

	for (size_t i = 0; i < location->piece_count; i++) {
		const struct location_piece *piece = &location->pieces[i];

		text = arena_printf(arena, "%s%s %u bits", text, i ? "," : "", piece->bit_size);
		if (piece->bit_offset)
			text = arena_printf(arena, "%s from bit %u", text, piece->bit_offset);
		text = arena_printf(arena, "%s of %s", text,
				    location_text(arena, &piece->location));
	}
	return text;
}

char *location_text(struct arena *arena, const struct location *location)
{
	char *text;

	switch (location->kind) {
	case LOCATION_MEMORY:
		return arena_printf(arena, "memory %s", tree_text(arena, location->expression));
	case LOCATION_REGISTER:
		return arena_printf(arena, "register %u", location->dwarf_register);
	case LOCATION_VALUE:
		return arena_printf(arena, "value %s", tree_text(arena, location->expression));
	case LOCATION_BYTES:
		text = "bytes";
		for (size_t i = 0; i < location->byte_count; i++)
			text = arena_printf(arena, "%s %02x", text, location->bytes[i]);
		return text;
	case LOCATION_PIECES:
		return pieces_text(arena, location);
	case LOCATION_IMPLICIT_POINTER:
		return arena_printf(arena, "pointer to byte %" PRId64 " of what is in %s",
				    location->pointee_offset,
				    location->pointee ? location_text(arena, location->pointee)
						      : "nothing");
	default:
		return "absent";
	}
}
