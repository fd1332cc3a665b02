// SPDX-License-Identifier: GPL-2.0-only
#include "semantic/accesses.h"

struct visiting {
	const struct use_visitor *visitor;
	bool value_unused; /* of the expression visited next: it is a statement */
};

static void visit_expr(struct expr **slot, void *data);

static void use(struct visiting *v, struct variable *variable, enum use_kind kind,
		const struct expr *expr)
{
	if (variable && v->visitor->use)
		v->visitor->use(variable, kind, expr, v->visitor->data);
}

/* A variable or element that is changed; its keys are read. */
static void visit_target(struct visiting *v, struct expr *target, enum use_kind kind)
{
	if (target->kind == EXPR_NAME) {
		use(v, target->name.variable, kind, target);
	} else if (target->kind == EXPR_INDEX) {
		expr_visit_children(target, visit_expr, v);
		use(v, target->index.variable, kind, target);
	} else {
		visit_expr(&target, v);
	}
}

static void visit_assign(struct visiting *v, struct expr *expr, bool value_unused)
{
	enum use_kind kind = expr->assign.op == BINARY_NONE	   ? USE_WRITE
			     : expr->assign.op == BINARY_AGGREGATE ? USE_AGGREGATE
								   : USE_UPDATE;

	visit_expr(&expr->assign.value, v);
	visit_target(v, expr->assign.target, kind);
	if (kind == USE_UPDATE && !value_unused)
		visit_target(v, expr->assign.target, USE_READ);
}

static void visit_expr(struct expr **slot, void *data)
{
	struct visiting *v = data;
	struct expr *expr = *slot;
	bool value_unused = v->value_unused;

	v->value_unused = false;
	switch (expr->kind) {
	case EXPR_NAME:
		use(v, expr->name.variable, USE_READ, expr);
		break;
	case EXPR_INDEX:
		visit_target(v, expr, USE_READ);
		break;
	case EXPR_ASSIGN:
		visit_assign(v, expr, value_unused);
		break;
	case EXPR_INCREMENT:
		visit_target(v, expr->increment.target, USE_UPDATE);
		if (!value_unused)
			visit_target(v, expr->increment.target, USE_READ);
		break;
	case EXPR_CALL:
		expr_visit_children(expr, visit_expr, v);
		if (v->visitor->call)
			v->visitor->call(expr, v->visitor->data);
		break;
	default:
		expr_visit_children(expr, visit_expr, v);
	}
}

static void visit_statement_expr(struct visiting *v, struct expr **slot)
{
	v->value_unused = true;
	visit_expr(slot, v);
	v->value_unused = false;
}

static void visit_stmt(struct stmt **slot, void *data);

static void visit_foreach(struct visiting *v, struct stmt *stmt)
{
	struct expr *array = stmt->foreach.array;

	if (stmt->foreach.limit)
		visit_expr(&stmt->foreach.limit, v);
	for (size_t i = 0; i < stmt->foreach.slice.count; i++)
		if (stmt->foreach.slice.items[i])
			visit_expr(&stmt->foreach.slice.items[i], v);
	if (array->kind == EXPR_NAME)
		use(v, array->name.variable,
		    stmt->foreach.direction == SORT_NONE ? USE_ITERATE : USE_SORT, array);
	else
		visit_expr(&stmt->foreach.array, v);
	for (size_t i = 0; i < stmt->foreach.keys.count; i++)
		visit_target(v, stmt->foreach.keys.items[i], USE_WRITE);
	if (stmt->foreach.value)
		visit_target(v, stmt->foreach.value, USE_WRITE);
	visit_stmt(&stmt->foreach.body, v);
}

static void visit_stmt(struct stmt **slot, void *data)
{
	struct visiting *v = data;
	struct stmt *stmt = *slot;

	switch (stmt->kind) {
	case STMT_EXPR:
		visit_statement_expr(v, &stmt->expr);
		break;
	case STMT_FOR:
	case STMT_WHILE:
		if (stmt->loop.initial)
			visit_statement_expr(v, &stmt->loop.initial);
		if (stmt->loop.condition)
			visit_expr(&stmt->loop.condition, v);
		visit_stmt(&stmt->loop.body, v);
		if (stmt->loop.step)
			visit_statement_expr(v, &stmt->loop.step);
		break;
	case STMT_FOREACH:
		visit_foreach(v, stmt);
		break;
	case STMT_DELETE:
		visit_target(v, stmt->expr, USE_DELETE);
		break;
	case STMT_TRY:
		visit_stmt(&stmt->try_.body, v);
		if (stmt->try_.message)
			visit_target(v, stmt->try_.message, USE_WRITE);
		visit_stmt(&stmt->try_.handler, v);
		break;
	default:
		stmt_visit_children(stmt, visit_expr, visit_stmt, v);
	}
}

void visit_uses(struct body *body, const struct use_visitor *visitor)
{
	struct visiting v = { .visitor = visitor };

	if (body->condition && *body->condition)
		visit_expr(body->condition, &v);
	if (body->probe)
		for (size_t i = 0; i < body->probe->saved.count; i++)
			visit_expr(&body->probe->saved.items[i], &v);
	if (*body->root)
		visit_stmt(body->root, &v);
}
