/* SPDX-License-Identifier: GPL-2.0-only */
/* Strings: joining, comparing, copying. */
#include "codegen/generator.h"

size_t expr_string_size(const struct unit *u, const struct expr *expr)
{
	size_t most = u->g->max_string;

	return expr->string_size && expr->string_size < most ? expr->string_size : most;
}

void emit_copy_string(struct unit *u, const char *to, size_t size, const char *from)
{
	emit(u, "stap_copy_string(%s, %s, %zu);", to, from, size);
}

/* The operands of a . b . c in their order. */
static void collect(struct arena *arena, struct expr *expr, struct expr_list *parts)
{
	if (expr->kind == EXPR_BINARY && expr->binary.op == BINARY_CONCAT) {
		collect(arena, expr->binary.left, parts);
		collect(arena, expr->binary.right, parts);
	} else {
		vec_push(arena, parts, expr);
	}
}

struct value generate_concat(struct unit *u, struct expr *expr)
{
	struct expr_list parts = { 0 };

	collect(u->g->arena, expr, &parts);

	struct value *values = arena_alloc(u->g->arena, parts.count * sizeof(*values));

	generate_operands(u, parts.items, parts.count, values);

	size_t size = expr_string_size(u, expr);
	struct value joined = string_value(new_string(u, size));
	const char *output = string_output(u);

	emit(u, "%s = stap_string_begin(%s, %zu);", output, joined.text, size);
	for (size_t i = 0; i < parts.count; i++) {
		const struct expr *part = parts.items[i];

		if (part->kind == EXPR_STRING)
			emit_put_text(u, output, part->string.text, part->string.length);
		else
			emit_put_string(u, output, values[i]);
	}
	emit(u, "stap_string_end(&%s);", output);
	joined.is_constant = true;
	return joined;
}

const char *compare_strings_text(struct unit *u, enum binary_op op, struct value left,
				 struct value right)
{
	return arena_printf(u->g->arena, "(stap_compare_strings(%s, %s) %s 0)", left.text,
			    right.text, binary_op_text(op));
}
