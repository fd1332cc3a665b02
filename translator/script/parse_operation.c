/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations that are written @name(…). */
#include "script/parse.h"

#include <string.h>

static const struct {
	const char *name;
	enum stat_op op;
} stat_ops[] = {
	{ "count", STAT_COUNT }, { "sum", STAT_SUM }, { "min", STAT_MIN },
	{ "max", STAT_MAX },	 { "avg", STAT_AVG }, { "variance", STAT_VARIANCE },
};

bool stat_op_named(const char *name, enum stat_op *op)
{
	for (size_t i = 0; i < sizeof(stat_ops) / sizeof(*stat_ops); i++) {
		if (!strcmp(name, stat_ops[i].name)) {
			*op = stat_ops[i].op;
			return true;
		}
	}
	return false;
}

static struct expr *parse_statistic(struct parser *p)
{
	struct expr *expr = parse_expression(p);

	if (expr->kind != EXPR_NAME && expr->kind != EXPR_INDEX)
		parse_fail(p, expr->place,
			   "a statistic is expected here: a global variable or an element of one");
	return expr;
}

static struct expr *new_number(struct parser *p, struct place place, int64_t number)
{
	struct expr *expr = new_expr(p, EXPR_NUMBER, place);

	expr->number = number;
	return expr;
}

static struct expr *parse_stat(struct parser *p, enum stat_op op)
{
	const struct token *token = take(p);
	struct expr *expr = new_expr(p, EXPR_STAT, token->place);

	expect(p, "(", arena_printf(p->arena, " after '@%s'", token->text));
	expr->stat.op = op;
	expr->stat.stat = parse_statistic(p);
	if (op == STAT_VARIANCE && accept(p, ",")) {
		struct place place = current(p)->place;

		expr->stat.shift = new_number(p, place, parse_signed_number(p, "a number of bits"));
	}
	expect(p, ")", " after the statistic");
	return expr;
}

bool at_histogram(const struct parser *p)
{
	const struct token *token = current(p);

	return token->kind == TOKEN_AT &&
	       (!strcmp(token->text, "hist_log") || !strcmp(token->text, "hist_linear"));
}

static void parse_bounds(struct parser *p, struct expr *expr)
{
	struct place step, high;

	expect(p, ",", " and the lower bound");
	expr->hist.low = parse_signed_number(p, "a number as the lower bound");
	expect(p, ",", " and the upper bound");
	high = current(p)->place;
	expr->hist.high = parse_signed_number(p, "a number as the upper bound");
	expect(p, ",", " and the width of a bucket");
	step = current(p)->place;
	expr->hist.step = parse_signed_number(p, "a number as the width of a bucket");
	if (expr->hist.high <= expr->hist.low)
		parse_error(p, high, "the upper bound must be above the lower one");
	if (expr->hist.step <= 0)
		parse_error(p, step, "the width of a bucket must be above 0");
}

static void fail_whole_histogram(struct parser *p, struct place place)
{
	parse_fail(p, place,
		   "a histogram can only be printed, subscripted or gone through by foreach");
}

struct expr *parse_histogram(struct parser *p, bool whole)
{
	const struct token *token = take(p);
	struct expr *expr = new_expr(p, EXPR_HIST, token->place);

	expect(p, "(", arena_printf(p->arena, " after '@%s'", token->text));
	expr->hist.kind = strcmp(token->text, "hist_log") ? HIST_LINEAR : HIST_LOG;
	expr->hist.stat = parse_statistic(p);
	if (expr->hist.kind == HIST_LINEAR)
		parse_bounds(p, expr);
	expect(p, ")", "");
	if (accept(p, "[")) {
		expr->hist.bucket = parse_expression(p);
		expect(p, "]", " after the number of the bucket");
	} else if (!whole) {
		fail_whole_histogram(p, token->place);
	}
	return expr;
}

/* A histogram in an expression: a bucket of it, or all of it as the argument of print(). */
static struct expr *parse_printed_histogram(struct parser *p)
{
	struct expr *expr = parse_histogram(p, p->at == p->histogram_at);

	if (!expr->hist.bucket && !at_operator(p, ")") && !at_operator(p, ","))
		fail_whole_histogram(p, expr->place);
	return expr;
}

static struct expr *parse_operand(struct parser *p, enum expr_kind kind)
{
	const struct token *token = take(p);
	struct expr *expr = new_expr(p, kind, token->place);

	expect(p, "(", arena_printf(p->arena, " after '@%s'", token->text));
	expr->operand = parse_expression(p);
	expect(p, ")", "");
	return expr;
}

static struct expr *parse_text(struct parser *p, enum expr_kind kind, const char *what)
{
	const struct token *token = take(p);
	struct expr *expr = new_expr(p, kind, token->place);
	struct literal literal;

	expect(p, "(", arena_printf(p->arena, " after '@%s'", token->text));
	literal = parse_plain_string(p, what);
	expr->string.text = literal.text;
	expr->string.length = literal.length;
	expect(p, ")", "");
	return expr;
}

static struct expr *parse_machine(struct parser *p, enum machine_kind kind)
{
	const struct token *token = take(p);
	struct expr *expr = new_expr(p, EXPR_MACHINE, token->place);

	expr->machine.kind = kind;
	expect(p, "(", arena_printf(p->arena, " after '@%s'", token->text));
	if (kind == MACHINE_KDEREF || kind == MACHINE_UDEREF) {
		expr->machine.size = parse_expression(p);
		expect(p, ",", " after the number of bytes");
	}
	expr->machine.argument = parse_expression(p);
	expect(p, ")", "");
	return expr;
}

struct expr *parse_operation(struct parser *p)
{
	static const char *const machine[] = {
		[MACHINE_KDEREF] = "kderef",
		[MACHINE_UDEREF] = "uderef",
		[MACHINE_KREGISTER] = "kregister",
		[MACHINE_UREGISTER] = "uregister",
	};
	const struct token *token = current(p);
	enum stat_op op;

	if (!strcmp(token->text, "var") || !strcmp(token->text, "cast") ||
	    !strcmp(token->text, "enum"))
		return parse_target(p);
	if (at_histogram(p))
		return parse_printed_histogram(p);
	if (stat_op_named(token->text, &op))
		return parse_stat(p, op);
	if (!strcmp(token->text, "defined"))
		return parse_operand(p, EXPR_DEFINED);
	if (!strcmp(token->text, "entry"))
		return parse_operand(p, EXPR_ENTRY);
	if (!strcmp(token->text, "perf"))
		return parse_text(p, EXPR_PERF, "the name of a counter as a string");
	if (!strcmp(token->text, "const"))
		return parse_text(p, EXPR_CONST, "a C expression as a string");
	for (enum machine_kind i = MACHINE_KDEREF; i <= MACHINE_UREGISTER; i++) {
		if (!strcmp(token->text, machine[i]))
			return parse_machine(p, i);
	}
	parse_expected(p, "an expression");
}
