/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * foreach ([VALUE[+|-] =] KEYS in ARRAY [SLICE] [@sum] [+|-] [limit EXPR]) STATEMENT
 * KEYS: NAME[+|-] or [NAME[+|-], …]; ARRAY: NAME, @sum(NAME), @hist_log(…), @hist_linear(…)
 * One + or - in all says by which column to sort.
 */
#include "script/parse.h"

#include <string.h>

static struct expr *parse_variable(struct parser *p, const char *what)
{
	const struct token *name = expect_name(p, what);
	struct expr *expr = new_expr(p, EXPR_NAME, name->place);

	expr->name.text = name->text;
	return expr;
}

/* A + or - after what fills @column, if there is one. */
static bool parse_direction(struct parser *p, struct stmt *stmt, int column)
{
	const struct token *token = current(p);

	if (!at_operator(p, "+") && !at_operator(p, "-"))
		return false;
	take(p);
	if (stmt->foreach.direction != SORT_NONE)
		parse_error(p, token->place, "there is a sort mark already");
	stmt->foreach.direction = token_is(token, "+") ? SORT_ASCENDING : SORT_DESCENDING;
	stmt->foreach.sort_column = column;
	return true;
}

static void parse_key_names(struct parser *p, struct stmt *stmt)
{
	bool several = accept(p, "[");
	struct expr_list *keys = &stmt->foreach.keys;

	do {
		vec_push(p->arena, keys, parse_variable(p, "the name of a variable for the key"));
		parse_direction(p, stmt, (int)keys->count);
	} while (several && accept(p, ","));
	if (several)
		expect(p, "]", " after the names of the keys");
}

/* Is this VALUE = KEYS or only KEYS? */
static bool at_value(const struct parser *p)
{
	const struct token *second = ahead(p, 1);

	if (token_is(second, "+") || token_is(second, "-"))
		second = ahead(p, 2);
	return token_is(second, "=");
}

static bool at_sort_stat(const struct parser *p, enum stat_op *op)
{
	return current(p)->kind == TOKEN_AT && stat_op_named(current(p)->text, op) &&
	       *op != STAT_VARIANCE;
}

static void parse_named_array(struct parser *p, struct stmt *stmt)
{
	stmt->foreach.array = parse_variable(p, "the name of an array");
	if (accept(p, "["))
		stmt->foreach.slice = parse_keys(p, true);
}

static void parse_array(struct parser *p, struct stmt *stmt)
{
	enum stat_op *op = &stmt->foreach.sort_stat;
	const struct token *stat = NULL;

	if (at_histogram(p)) {
		stmt->foreach.array = parse_histogram(p, true);
		if (stmt->foreach.array->hist.bucket)
			parse_error(p, stmt->foreach.array->place,
				    "foreach goes through a whole histogram, not one bucket");
	} else if (at_sort_stat(p, op)) {
		stat = take(p);
		expect(p, "(", "");
		parse_named_array(p, stmt);
		expect(p, ")", " after the array");
	} else {
		parse_named_array(p, stmt);
		if (at_sort_stat(p, op))
			stat = take(p);
	}
	stmt->foreach.has_sort_stat = stat;
	if (!parse_direction(p, stmt, 0) && stat)
		parse_expected(p, arena_printf(p->arena, "the sort mark '+' or '-' after '@%s'",
					       stat->text));
}

struct stmt *parse_foreach(struct parser *p)
{
	struct stmt *stmt = new_stmt(p, STMT_FOREACH, take(p)->place);

	stmt->foreach.sort_column = -1;
	expect(p, "(", " after 'foreach'");
	if (at_value(p)) {
		stmt->foreach.value = parse_variable(p, "the name of a variable for the value");
		parse_direction(p, stmt, 0);
		expect(p, "=", "");
	}
	parse_key_names(p, stmt);
	if (!accept_word(p, "in"))
		parse_expected(p, "'in' after the names of the keys");
	parse_array(p, stmt);
	if (accept_word(p, "limit"))
		stmt->foreach.limit = parse_expression(p);
	expect(p, ")", " after 'foreach (…'");
	p->loop_depth++;
	stmt->foreach.body = parse_statement(p);
	p->loop_depth--;
	return stmt;
}
