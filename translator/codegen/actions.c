/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Statements counted for MAXACTION. Straight code is bounded by its length, which is known here;
 * so only loops, at each turn, and functions that loop or recurse, at each call, count at run time,
 * with the statements of that stretch.
 */
#include "codegen/generator.h"

static void find_loop(struct stmt **slot, void *data)
{
	bool *found = data;

	*found = *found || stmt_has_loop(*slot);
}

static void ignore_expr(struct expr **slot, void *data)
{
	(void)slot;
	(void)data;
}

bool stmt_has_loop(struct stmt *stmt)
{
	bool found =
		stmt->kind == STMT_WHILE || stmt->kind == STMT_FOR || stmt->kind == STMT_FOREACH;

	if (!found)
		stmt_visit_children(stmt, ignore_expr, find_loop, &found);
	return found;
}

struct actions_walk {
	const struct generator *g;
	unsigned actions;
	bool counts;
};

static unsigned function_actions(const struct generator *g, const struct function *function)
{
	struct function_facts *facts = &g->functions[function->index];

	if (!facts->has_actions) {
		struct function *next = function_next(function);

		facts->has_actions = true;
		facts->actions = stmt_actions(g, function->body);
		if (next && !g->functions[next->index].counts)
			facts->actions += function_actions(g, next);
	}
	return facts->actions;
}

static void walk_expr_actions(struct expr **slot, void *data)
{
	struct actions_walk *walk = data;
	const struct expr *expr = *slot;

	if (expr->kind == EXPR_CALL) {
		const struct function *function = expr->call.function;

		if (walk->g->functions[function->index].counts)
			walk->counts = true;
		else
			walk->actions += function_actions(walk->g, function);
	}
	expr_visit_children(*slot, walk_expr_actions, data);
}

static void walk_stmt_actions(struct stmt **slot, void *data)
{
	struct actions_walk *walk = data;
	struct stmt *stmt = *slot;

	walk->actions += stmt->kind != STMT_BLOCK && stmt->kind != STMT_EMPTY;
	if (stmt->kind == STMT_WHILE || stmt->kind == STMT_FOR || stmt->kind == STMT_FOREACH)
		walk->counts = true; /* a turn is counted when it begins */
	else
		stmt_visit_children(stmt, walk_expr_actions, walk_stmt_actions, data);
}

unsigned stmt_actions(const struct generator *g, const struct stmt *stmt)
{
	struct actions_walk walk = { .g = g };
	struct stmt *copy = (struct stmt *)stmt;

	if (stmt)
		walk_stmt_actions(&copy, &walk);
	return walk.actions;
}

unsigned expr_actions(const struct generator *g, const struct expr *expr)
{
	struct actions_walk walk = { .g = g };
	struct expr *copy = (struct expr *)expr;

	if (expr)
		walk_expr_actions(&copy, &walk);
	return walk.actions;
}

static bool calls_counting(const struct generator *g, const struct function_facts *facts)
{
	if (facts->counts)
		return true;
	for (size_t i = 0; i < g->program->functions.count; i++)
		if (facts->reaches[i] && g->functions[i].counts)
			return true;
	return false;
}

bool stmt_counts(const struct generator *g, const struct stmt *stmt)
{
	struct effects effects = effects_new(g);

	if (stmt_has_loop((struct stmt *)stmt))
		return true;
	stmt_effects(g, (struct stmt *)stmt, &effects);
	for (size_t i = 0; i < effects.calls.count; i++)
		if (calls_counting(g, &g->functions[effects.calls.items[i]->index]))
			return true;
	return false;
}
