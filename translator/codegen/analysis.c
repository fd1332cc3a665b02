/* SPDX-License-Identifier: GPL-2.0-only */
/* What pieces of a script change and call, found before anything is written. */
#include "codegen/generator.h"

/* ---------------------------------------------------------------- effects */

struct effects_walk {
	const struct generator *g;
	struct effects *effects;
};

static void add_call(const struct generator *g, struct effects *effects, struct function *function)
{
	const struct function_facts *facts = &g->functions[function->index];

	for (size_t i = 0; i < g->program->globals.count; i++) {
		effects->uses[i] |= facts->uses[i];
		effects->changes[i] |= facts->changes[i];
		effects->iterates[i] |= facts->iterates[i];
	}
	for (size_t i = 0; i < effects->calls.count; i++)
		if (effects->calls.items[i] == function)
			return;
	vec_push(g->arena, &effects->calls, function);
}

static void add_change(struct effects *effects, const struct expr *target)
{
	const struct variable *variable = NULL;

	if (target && target->kind == EXPR_NAME)
		variable = target->name.variable;
	else if (target && target->kind == EXPR_INDEX)
		variable = target->index.variable;
	if (variable && variable->is_global)
		effects->changes[variable->index] = true;
}

static void walk_expr(struct expr **slot, void *data)
{
	struct effects_walk *walk = data;
	struct expr *expr = *slot;

	if (expr->kind == EXPR_ASSIGN && expr->assign.op == BINARY_AGGREGATE) {
		if (expr->assign.target->kind == EXPR_INDEX)
			expr_visit_children(expr->assign.target, walk_expr, data);
		walk_expr(&expr->assign.value, data);
		return;
	}
	if (expr->kind == EXPR_ASSIGN)
		add_change(walk->effects, expr->assign.target);
	else if (expr->kind == EXPR_INCREMENT)
		add_change(walk->effects, expr->increment.target);
	else if (expr->kind == EXPR_CALL)
		add_call(walk->g, walk->effects, expr->call.function);
	else if (expr->kind == EXPR_NAME && expr->name.variable->is_global)
		walk->effects->uses[expr->name.variable->index] = true;
	else if (expr->kind == EXPR_INDEX)
		walk->effects->uses[expr->index.variable->index] = true;
	expr_visit_children(expr, walk_expr, data);
}

static void walk_foreach(const struct stmt *stmt, struct effects *effects)
{
	const struct expr *array = stmt->foreach.array;

	add_change(effects, stmt->foreach.value);
	for (size_t i = 0; i < stmt->foreach.keys.count; i++)
		add_change(effects, stmt->foreach.keys.items[i]);
	if (array->kind != EXPR_NAME || !array->name.variable->is_global)
		return;
	effects->iterates[array->name.variable->index] = true;
	if (stmt->foreach.direction != SORT_NONE) /* sorting changes the order of the entries */
		effects->changes[array->name.variable->index] = true;
}

static void walk_stmt(struct stmt **slot, void *data)
{
	struct effects_walk *walk = data;
	struct stmt *stmt = *slot;

	if (stmt->kind == STMT_DELETE)
		add_change(walk->effects, stmt->expr);
	else if (stmt->kind == STMT_FOREACH)
		walk_foreach(stmt, walk->effects);
	else if (stmt->kind == STMT_TRY)
		add_change(walk->effects, stmt->try_.message);
	stmt_visit_children(stmt, walk_expr, walk_stmt, data);
}

struct effects effects_new(const struct generator *g)
{
	size_t count = g->program->globals.count + 1;

	return (struct effects){ .uses = arena_alloc(g->arena, count * sizeof(bool)),
				 .changes = arena_alloc(g->arena, count * sizeof(bool)),
				 .iterates = arena_alloc(g->arena, count * sizeof(bool)) };
}

void stmt_effects(const struct generator *g, struct stmt *stmt, struct effects *effects)
{
	struct effects_walk walk = { g, effects };

	if (stmt)
		walk_stmt(&stmt, &walk);
}

void expr_effects(const struct generator *g, struct expr *expr, struct effects *effects)
{
	struct effects_walk walk = { g, effects };

	if (expr)
		walk_expr(&expr, &walk);
}

struct writes_walk {
	const struct generator *g;
	bool found;
};

static void walk_writes(struct expr **slot, void *data)
{
	struct writes_walk *walk = data;
	const struct expr *expr = *slot;

	if (expr->kind == EXPR_INCREMENT ||
	    (expr->kind == EXPR_ASSIGN && expr->assign.op != BINARY_AGGREGATE))
		walk->found = true;
	if (expr->kind == EXPR_CALL)
		for (size_t i = 0; i < walk->g->program->globals.count; i++)
			walk->found |= walk->g->functions[expr->call.function->index].changes[i];
	if (!walk->found)
		expr_visit_children(*slot, walk_writes, data);
}

bool expr_writes(const struct generator *g, const struct expr *expr)
{
	struct writes_walk walk = { .g = g };
	struct expr *copy = (struct expr *)expr;

	walk_writes(&copy, &walk);
	return walk.found;
}

/* ---------------------------------------------------------------- functions */

/* Marks what is called from @facts on, by others too. */
static void mark_reached(struct generator *g, bool *reaches, const struct function_facts *facts)
{
	for (size_t i = 0; i < facts->calls.count; i++) {
		unsigned index = facts->calls.items[i]->index;

		if (!reaches[index]) {
			reaches[index] = true;
			mark_reached(g, reaches, &g->functions[index]);
		}
	}
}

/* Takes over what the functions called do, until nothing new comes. */
static void close_effects(struct generator *g)
{
	size_t functions = g->program->functions.count, globals = g->program->globals.count;

	for (size_t f = 0; f < functions; f++) {
		struct function_facts *facts = &g->functions[f];

		facts->reaches = arena_alloc(g->arena, functions * sizeof(bool));
		mark_reached(g, facts->reaches, facts);
		facts->is_recursive = facts->reaches[f];
	}
	for (size_t f = 0; f < functions; f++)
		for (size_t called = 0; called < functions; called++)
			for (size_t i = 0; g->functions[f].reaches[called] && i < globals; i++) {
				g->functions[f].uses[i] |= g->functions[called].uses[i];
				g->functions[f].changes[i] |= g->functions[called].changes[i];
				g->functions[f].iterates[i] |= g->functions[called].iterates[i];
			}
	for (size_t f = 0; f < functions; f++)
		for (size_t i = 0; i < globals; i++)
			g->functions[f].writes_strings |=
				g->functions[f].changes[i] &&
				g->program->globals.items[i]->type == TYPE_STRING;
}

/* Depth of calls from @facts on; the turns of a recursion are limited anyway. */
static unsigned call_depth(const struct generator *g, const struct function_facts *facts)
{
	unsigned deepest = 0;

	for (size_t i = 0; i < facts->calls.count; i++) {
		const struct function_facts *called = &g->functions[facts->calls.items[i]->index];
		unsigned depth = called->is_recursive ? 1 : call_depth(g, called);

		if (depth > deepest)
			deepest = depth;
	}
	return deepest + 1;
}

void analyse_functions(struct generator *g)
{
	size_t count = g->program->functions.count;
	bool is_deep = false;

	for (size_t f = 0; f < count; f++) {
		struct effects none = effects_new(g);

		g->program->functions.items[f]->index = (unsigned)f;
		g->functions[f].uses = none.uses;
		g->functions[f].changes = none.changes;
		g->functions[f].iterates = none.iterates;
	}
	for (size_t f = 0; f < count; f++) {
		struct function *function = g->program->functions.items[f];
		struct function_facts *facts = &g->functions[f];
		struct effects effects = effects_new(g);
		struct function *next = function_next(function);

		stmt_effects(g, function->body, &effects);
		if (next)
			add_call(g, &effects, next);
		facts->calls.items = effects.calls.items;
		facts->calls.count = facts->calls.capacity = effects.calls.count;
		facts->uses = effects.uses;
		facts->changes = effects.changes;
		facts->iterates = effects.iterates;
		facts->name = arena_printf(g->arena, "stap_function_%zu_%s", f, function->name);
	}
	close_effects(g);
	for (size_t f = 0; f < count; f++) {
		struct function_facts *facts = &g->functions[f];

		facts->counts =
			facts->is_recursive || stmt_has_loop(g->program->functions.items[f]->body);
		is_deep |= !facts->is_recursive && call_depth(g, facts) > g->max_nesting;
	}
	for (size_t f = 0; f < count; f++)
		g->functions[f].is_limited = is_deep || g->functions[f].is_recursive;
}

/* ---------------------------------------------------------------- string memory */

static uint64_t function_string_memory(struct generator *g, unsigned index)
{
	struct function_facts *facts = &g->functions[index];
	uint64_t called = 0, frame = facts->frame;

	if (facts->has_memory)
		return facts->string_memory;
	for (unsigned i = 0; i < g->program->functions.count; i++) {
		if (!facts->reaches[i])
			continue;
		if (!g->functions[i].reaches[index]) {
			uint64_t memory = function_string_memory(g, i);

			if (memory > called)
				called = memory;
		} else if (g->functions[i].frame > frame) { /* a turn of the same recursion */
			frame = g->functions[i].frame;
		}
	}
	if (facts->is_recursive)
		frame *= (uint64_t)g->max_nesting + 1;
	facts->has_memory = true;
	facts->string_memory = frame + called;
	return facts->string_memory;
}

uint64_t calls_string_memory(struct generator *g, const struct effects *effects)
{
	uint64_t most = 0;

	for (size_t i = 0; i < effects->calls.count; i++) {
		uint64_t memory = function_string_memory(g, effects->calls.items[i]->index);

		if (memory > most)
			most = memory;
	}
	return most;
}
