// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules of form that need names but no types: no array changes under a foreach over it, the
 * target's memory is written in guru mode only.
 */
#include "semantic/analysis.h"

#include <string.h>

/* A foreach around what is checked. */
struct loop {
	const struct loop *outer;
	const struct variable *array; /* NULL: a histogram */
};

struct checking {
	struct analysis *analysis;
	const struct probe *probe; /* whose handler is checked; NULL: a function */
	const struct loop *loop;
};

static void check_expr(struct expr **slot, void *data);
static void check_stmt(struct stmt **slot, void *data);

#define error(c, place, ...) diagnose_error((c)->analysis->diagnostics, place, __VA_ARGS__)
#define remedy(c, ...)	     diagnose_remedy((c)->analysis->diagnostics, __VA_ARGS__)

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

static void check_change(struct checking *c, const struct expr *target)
{
	check_not_iterated(c, target);
	if (variable_of(target) || c->analysis->session->options.guru)
		return;
	if (target->kind != EXPR_TARGET && target->kind != EXPR_MACHINE)
		return;
	if (c->probe && c->probe->family->has_own_variables && target->kind == EXPR_TARGET &&
	    target->target.kind == TARGET_CONTEXT)
		return;
	error(c, target->place, "the target's memory can only be written in guru mode");
	remedy(c, "run stap with -g");
}

/* ---------------------------------------------------------------- expressions */

/* C in a user's script may rely on any kernel header, whatever it includes itself. */
static void note_embedded(struct checking *c, struct place place)
{
	if (place.file && !place.file->is_tapset)
		c->analysis->needs_kernel_headers = true;
}

/* @const gives a constant of the kernel's headers, whoever writes it. */
static void check_const(struct checking *c, struct place place)
{
	c->analysis->needs_kernel_headers = true;
	if (!place.file || place.file->is_embedded_c)
		return;
	error(c, place, "@const is for guru mode only");
	remedy(c, "run stap with -g");
}

static void check_expr(struct expr **slot, void *data)
{
	struct checking *c = data;
	struct expr *expr = *slot;

	switch (expr->kind) {
	case EXPR_ASSIGN:
		check_change(c, expr->assign.target);
		break;
	case EXPR_INCREMENT:
		check_change(c, expr->increment.target);
		break;
	case EXPR_CONST:
		check_const(c, expr->place);
		break;
	case EXPR_EMBEDDED:
		note_embedded(c, expr->place);
		break;
	default:
		break;
	}
	expr_visit_children(expr, check_expr, c);
}

/* ---------------------------------------------------------------- statements */

static void check_foreach(struct checking *c, struct stmt *stmt)
{
	struct expr *array = stmt->foreach.array;
	struct loop loop = { c->loop, variable_of(array) };

	if (stmt->foreach.limit)
		check_expr(&stmt->foreach.limit, c);
	for (size_t i = 0; i < stmt->foreach.slice.count; i++)
		if (stmt->foreach.slice.items[i])
			check_expr(&stmt->foreach.slice.items[i], c);
	c->loop = &loop;
	check_stmt(&stmt->foreach.body, c);
	c->loop = loop.outer;
}

static void check_stmt(struct stmt **slot, void *data)
{
	struct checking *c = data;
	struct stmt *stmt = *slot;

	if (stmt->kind == STMT_FOREACH) {
		check_foreach(c, stmt);
		return;
	}
	if (stmt->kind == STMT_EMBEDDED)
		note_embedded(c, stmt->place);
	else if (stmt->kind == STMT_DELETE)
		check_not_iterated(c, stmt->expr);
	stmt_visit_children(stmt, check_expr, check_stmt, c);
}

void check_body(struct analysis *analysis, struct body *body)
{
	struct checking c = { .analysis = analysis, .probe = body->probe };

	if (body->condition && *body->condition)
		check_expr(body->condition, &c);
	if (*body->root)
		check_stmt(body->root, &c);
}
