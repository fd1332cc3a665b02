// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules that need neither types nor places: what may stand where, what may be assigned to, how many
 * arguments a format takes, and what this version does not know yet.
 */
#include "semantic/analysis.h"

#include <string.h>

struct loop {
	const struct loop *outer;
	const struct variable *array; /* of a foreach, else NULL */
};

struct checking {
	struct analysis *analysis;
	struct body *body;
	const struct loop *loop;
};

static void check_expr(struct expr **slot, void *data);
static void check_stmt(struct stmt **slot, void *data);

#define error(c, place, ...) diagnose_error((c)->analysis->diagnostics, place, __VA_ARGS__)
#define remedy(c, ...)	     diagnose_remedy((c)->analysis->diagnostics, __VA_ARGS__)

static void unavailable(struct checking *c, struct place place, const char *what)
{
	error(c, place, "%s not available in this version of stap", what);
}

/* ---------------------------------------------------------------- changes */

static const struct variable *variable_of(const struct expr *expr)
{
	if (expr->kind == EXPR_NAME)
		return expr->name.variable;
	return expr->kind == EXPR_INDEX ? expr->index.variable : NULL;
}

static void check_not_iterated(struct checking *c, const struct expr *target)
{
	const struct variable *variable = variable_of(target);

	for (const struct loop *loop = c->loop; variable && loop; loop = loop->outer) {
		if (loop->array != variable)
			continue;
		error(c, target->place, "'%s' is changed inside of a foreach over it",
		      variable->name);
		remedy(c, "collect the changes in another array, or delete the array after the "
			  "loop");
		return;
	}
}

static bool has_wildcard_key(const struct expr_list *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		if (!keys->items[i])
			return true;
	return false;
}

static void check_wildcards(struct checking *c, const struct expr *index)
{
	if (has_wildcard_key(&index->index.keys))
		error(c, index->place, "a wildcard key is only for 'in', foreach and delete");
}

static void check_lvalue(struct checking *c, const struct expr *target, const char *what)
{
	switch (target->kind) {
	case EXPR_INDEX:
	case EXPR_NAME:
		check_not_iterated(c, target);
		return;
	case EXPR_TARGET:
	case EXPR_MACHINE:
		if (c->analysis->session->options.guru)
			return;
		error(c, target->place, "the target's memory can only be written in guru mode");
		remedy(c, "run stap with -g");
		return;
	default:
		error(c, target->place, "this cannot be %s", what);
	}
}

/* ---------------------------------------------------------------- print */

static size_t format_arguments(const struct expr *print)
{
	size_t count = 0;

	for (size_t i = 0; i < print->print.piece_count; i++) {
		const struct format_piece *piece = &print->print.pieces[i];

		count += !!piece->conversion + piece->width_argument + piece->precision_argument;
	}
	return count;
}

static void check_print(struct checking *c, const struct expr *print)
{
	size_t have = print->print.arguments.count;

	if (print->print.kind != PRINT_FORMAT)
		return;
	size_t wanted = format_arguments(print);

	if (wanted != have)
		error(c, print->print.format_place,
		      "the format takes %zu argument%s, but %zu %s given", wanted,
		      wanted == 1 ? "" : "s", have, have == 1 ? "is" : "are");
}

/* A histogram is no value: it is printed, subscripted or walked over. */
static void check_print_hist(struct checking *c, struct expr *print)
{
	for (size_t i = 0; i < print->print.arguments.count; i++) {
		struct expr *argument = print->print.arguments.items[i];

		if (argument->kind == EXPR_HIST && !argument->hist.bucket &&
		    print->print.kind != PRINT_FORMAT)
			expr_visit_children(argument, check_expr, c);
		else
			check_expr(&print->print.arguments.items[i], c);
	}
}

/* ---------------------------------------------------------------- expressions */

static void check_embedded(struct checking *c, struct place place)
{
	if (place.file && !place.file->is_embedded_c) {
		error(c, place, "embedded C is only allowed in guru mode");
		remedy(c, "run stap with -g");
	} else if (place.file && !place.file->is_tapset) {
		/* It may rely on any kernel header, whatever it includes itself. */
		c->analysis->needs_kernel_headers = true;
	}
}

static void check_hist(struct checking *c, const struct expr *hist)
{
	if (!hist->hist.bucket)
		error(c, hist->place,
		      "a histogram has no value: print it, take a bucket of it, or use foreach");
}

static void check_stat_operand(struct checking *c, const struct expr *stat)
{
	if (stat->kind != EXPR_NAME && stat->kind != EXPR_INDEX)
		error(c, stat->place, "a global that is filled with <<< is expected here");
}

static void check_expr(struct expr **slot, void *data)
{
	struct checking *c = data;
	struct expr *expr = *slot;

	switch (expr->kind) {
	case EXPR_ASSIGN:
		check_lvalue(c, expr->assign.target, "assigned to");
		break;
	case EXPR_INCREMENT:
		check_lvalue(c, expr->increment.target,
			     expr->increment.delta > 0 ? "incremented" : "decremented");
		break;
	case EXPR_INDEX:
		check_wildcards(c, expr);
		break;
	case EXPR_REGEX:
		unavailable(c, expr->place, "regular expressions are");
		break;
	case EXPR_PERF:
		unavailable(c, expr->place, "@perf is");
		break;
	case EXPR_CONST:
	case EXPR_EMBEDDED:
		check_embedded(c, expr->place);
		break;
	case EXPR_HIST:
		check_hist(c, expr);
		check_stat_operand(c, expr->hist.stat);
		break;
	case EXPR_STAT:
		check_stat_operand(c, expr->stat.stat);
		break;
	case EXPR_PRINT:
		check_print(c, expr);
		check_print_hist(c, expr);
		return;
	default:
		break;
	}
	expr_visit_children(expr, check_expr, c);
}

/* ---------------------------------------------------------------- statements */

static void check_in_loop(struct checking *c, struct stmt *stmt, const struct variable *array)
{
	struct loop loop = { c->loop, array };

	c->loop = &loop;
	stmt_visit_children(stmt, check_expr, check_stmt, c);
	c->loop = loop.outer;
}

static void check_foreach(struct checking *c, struct stmt *stmt)
{
	struct expr *array = stmt->foreach.array;
	struct loop loop = { c->loop, variable_of(array) };

	if (array->kind == EXPR_HIST)
		expr_visit_children(array, check_expr, c);
	if (stmt->foreach.limit)
		check_expr(&stmt->foreach.limit, c);
	for (size_t i = 0; i < stmt->foreach.slice.count; i++)
		if (stmt->foreach.slice.items[i])
			check_expr(&stmt->foreach.slice.items[i], c);
	c->loop = &loop;
	check_stmt(&stmt->foreach.body, c);
	c->loop = loop.outer;
}

static void check_delete(struct checking *c, struct stmt *stmt)
{
	const struct expr *target = stmt->expr;

	if (target->kind != EXPR_NAME && target->kind != EXPR_INDEX) {
		error(c, target->place, "only a variable or an element of an array can be deleted");
		return;
	}
	check_not_iterated(c, target);
	expr_visit_children(stmt->expr, check_expr, c);
}

static void check_stmt(struct stmt **slot, void *data)
{
	struct checking *c = data;
	struct stmt *stmt = *slot;

	switch (stmt->kind) {
	case STMT_BREAK:
	case STMT_CONTINUE:
		if (!c->loop)
			error(c, stmt->place, "'%s' outside of a loop",
			      stmt->kind == STMT_BREAK ? "break" : "continue");
		return;
	case STMT_RETURN:
		if (!c->body->function) {
			error(c, stmt->place, "'return' outside of a function");
			remedy(c, "'next' ends a handler");
		}
		break;
	case STMT_EMBEDDED:
		check_embedded(c, stmt->place);
		return;
	case STMT_FOREACH:
		check_foreach(c, stmt);
		return;
	case STMT_WHILE:
	case STMT_FOR:
		check_in_loop(c, stmt, NULL);
		return;
	case STMT_DELETE:
		check_delete(c, stmt);
		return;
	default:
		break;
	}
	stmt_visit_children(stmt, check_expr, check_stmt, c);
}

void check_body(struct analysis *analysis, struct body *body)
{
	struct checking c = { .analysis = analysis, .body = body };

	if (body->condition && *body->condition)
		check_expr(body->condition, &c);
	if (*body->root)
		check_stmt(body->root, &c);
}
