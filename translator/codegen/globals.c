/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Facts about globals: what is kept of statistics, which need a lock.
 *
 * A global needs no lock when no handler that can run beside others changes it: begin, end and
 * error probes run alone. A number that such handlers only add to is added to atomically.
 */
#include "codegen/generator.h"

#include "probes/family.h"

#include <string.h>

bool probe_is_concurrent(const struct probe *probe)
{
	return strcmp(probe->family->runtime_family, "stap_moment_family") != 0;
}

/* ---------------------------------------------------------------- statistics */

struct globals_walk {
	struct generator *g;
	bool *other_use; /* by global index: more than additions, where handlers run side by side */
	bool is_concurrent;
};

static struct global_facts *facts_behind(struct globals_walk *walk, const struct expr *stat)
{
	const struct variable *variable =
		stat->kind == EXPR_INDEX ? stat->index.variable : stat->name.variable;

	return &walk->g->globals[variable->index];
}

static void note_stat(struct globals_walk *walk, const struct expr *expr)
{
	struct global_facts *facts = facts_behind(walk, expr->stat.stat);

	facts->stat_ops |= 1u << expr->stat.op;
	if (expr->stat.shift && expr->stat.shift->kind == EXPR_NUMBER)
		facts->variance_shift = expr->stat.shift->number;
}

static void note_hist(struct globals_walk *walk, const struct expr *expr)
{
	struct global_facts *facts = facts_behind(walk, expr->hist.stat);

	if (expr->hist.kind == HIST_LOG) {
		facts->hist_log = true;
		return;
	}
	facts->hist_linear = true;
	facts->low = expr->hist.low;
	facts->high = expr->hist.high;
	facts->step = expr->hist.step;
}

static void note_foreach(struct globals_walk *walk, const struct stmt *stmt)
{
	const struct expr *array = stmt->foreach.array;

	if (array->kind != EXPR_NAME || array->name.variable->type != TYPE_STATS)
		return;

	struct global_facts *facts = facts_behind(walk, array);

	if (stmt->foreach.direction != SORT_NONE && stmt->foreach.sort_column == 0)
		facts->stat_ops |=
			1u << (stmt->foreach.has_sort_stat ? stmt->foreach.sort_stat : STAT_COUNT);
}

/* ---------------------------------------------------------------- walking */

static void walk_expr(struct expr **slot, void *data)
{
	struct globals_walk *walk = data;
	struct expr *expr = *slot;

	if (expr->kind == EXPR_STAT)
		note_stat(walk, expr);
	else if (expr->kind == EXPR_HIST)
		note_hist(walk, expr);
	else if (expr->kind == EXPR_NAME && expr->name.variable->is_global && walk->is_concurrent)
		walk->other_use[expr->name.variable->index] = true;
	expr_visit_children(expr, walk_expr, data);
}

/* The expression added by a statement that does nothing else, `n++` or `n += e`, in *@amount. */
static bool is_addition(const struct stmt *stmt, struct expr **amount)
{
	const struct expr *expr = stmt->expr, *target = NULL;

	*amount = NULL;
	if (stmt->kind != STMT_EXPR)
		return false;
	if (expr->kind == EXPR_INCREMENT) {
		target = expr->increment.target;
	} else if (expr->kind == EXPR_ASSIGN &&
		   (expr->assign.op == BINARY_ADD || expr->assign.op == BINARY_SUBTRACT)) {
		target = expr->assign.target;
		*amount = expr->assign.value;
	}
	return target && target->kind == EXPR_NAME && target->name.variable->is_global;
}

static void walk_stmt(struct stmt **slot, void *data)
{
	struct globals_walk *walk = data;
	struct expr *amount;

	if (is_addition(*slot, &amount)) {
		if (amount)
			walk_expr(&amount, data);
		return;
	}
	if ((*slot)->kind == STMT_FOREACH)
		note_foreach(walk, *slot);
	stmt_visit_children(*slot, walk_expr, walk_stmt, data);
}

static void walk_probe(struct globals_walk *walk, struct probe *probe)
{
	walk->is_concurrent = probe_is_concurrent(probe);
	if (probe->condition)
		walk_expr(&probe->condition, walk);
	for (size_t i = 0; i < probe->saved.count; i++)
		walk_expr(&probe->saved.items[i], walk);
	walk_stmt(&probe->body, walk);
}

/* ---------------------------------------------------------------- locks */

static void find_locked(struct generator *g, struct probe *probe)
{
	struct effects effects = effects_new(g);

	if (!probe_is_concurrent(probe))
		return;
	stmt_effects(g, probe->body, &effects);
	expr_effects(g, probe->condition, &effects);
	for (size_t i = 0; i < probe->saved.count; i++)
		expr_effects(g, probe->saved.items[i], &effects);
	for (size_t i = 0; i < g->program->globals.count; i++) {
		const struct variable *variable = g->program->globals.items[i];
		bool is_stat = variable->type == TYPE_STATS;

		if (g->globals[i].atomic || (is_stat && !variable->is_array))
			continue;
		if (effects.changes[i] || (is_stat && effects.iterates[i]))
			g->globals[i].locked = true;
	}
}

static void name_globals(struct generator *g)
{
	const struct variable_list *globals = &g->program->globals;

	for (size_t i = 0; i < globals->count; i++) {
		const char *name = globals->items[i]->name;

		globals->items[i]->index = (unsigned)i;
		g->globals[i].name = arena_printf(g->arena, "global_%s", name);
		for (size_t before = 0; before < i; before++)
			if (!strcmp(globals->items[before]->name, name)) /* private ones */
				g->globals[i].name =
					arena_printf(g->arena, "global_%zu_%s", i, name);
	}
}

void analyse_globals(struct generator *g)
{
	struct globals_walk walk = { .g = g };
	size_t count = g->program->globals.count;

	name_globals(g);
	walk.other_use = arena_alloc(g->arena, (count + 1) * sizeof(bool));
	for (size_t i = 0; i < g->program->probes.count; i++)
		walk_probe(&walk, g->program->probes.items[i]);
	walk.is_concurrent = true; /* who calls a function is not looked at */
	for (size_t i = 0; i < g->program->functions.count; i++)
		walk_stmt(&g->program->functions.items[i]->body, &walk);
	for (size_t i = 0; i < count; i++) {
		const struct variable *variable = g->program->globals.items[i];

		g->globals[i].atomic =
			variable->type == TYPE_LONG && !variable->is_array && !walk.other_use[i];
	}
}

void analyse_locks(struct generator *g)
{
	for (size_t i = 0; i < g->program->probes.count; i++)
		find_locked(g, g->program->probes.items[i]);
}
