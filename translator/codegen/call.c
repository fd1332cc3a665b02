/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls of script functions. A string result goes into a buffer of the caller. String arguments are
 * passed where they lie: a function that could change that place copies its parameters.
 */
#include "codegen/generator.h"

static void add_arguments(struct text *call, const struct value *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_add(call, ", %s", values[i].text);
	text_add(call, ")");
}

struct value generate_call(struct unit *u, struct expr *expr, bool is_used)
{
	struct function *function = expr->call.function;
	const struct function_facts *facts = &u->g->functions[function->index];
	size_t count = expr->call.arguments.count;
	struct value *values = arena_alloc(u->g->arena, count * sizeof(*values));
	struct text call = { .arena = u->g->arena };
	struct value result = { .text = "0" };

	function_generate(u->g, function);
	generate_operands(u, expr->call.arguments.items, count, values);
	check_error(u);
	text_add(&call, "%s(c", facts->name);
	if (function->return_type == TYPE_STRING) {
		result = string_value(new_string(u, function_result_size(u->g, function)));
		result.is_constant = true;
		text_add(&call, ", %s", result.text);
	}
	add_arguments(&call, values, count);
	if (function->return_type == TYPE_LONG && is_used)
		result = long_now(u, "%s", call.bytes);
	else
		emit(u, "%s;", call.bytes);
	if (facts->may_fail)
		may_fail(u);
	return result;
}
