// SPDX-License-Identifier: GPL-2.0-only
/*
 * What has no effect is dropped: functions never called, locals that are set but never read (an
 * alias sets many, and its `$x` that nobody wants need not exist), and expressions whose value
 * nobody takes. -u keeps it all.
 */
#define _GNU_SOURCE
#include "semantic/accesses.h"

#include <string.h>

/* ---------------------------------------------------------------- functions in use */

struct using
{
	struct arena *arena;
	VEC(struct function *) queue; /* in use; their own calls are looked at in turn */
};

static void use_function(struct using *using, struct function *function)
{
	if (function->is_used)
		return;
	function->is_used = true;
	vec_push(using->arena, &using->queue, function);
}

static void use_call(struct expr *call, void *data)
{
	for (struct function *f = call->call.function; f; f = f->next_overload)
		use_function(data, f);
}

void mark_used(struct analysis *analysis)
{
	struct using using = { .arena = analysis->arena };
	const struct use_visitor visitor = { .call = use_call, .data = &using };

	for (size_t i = 0; i < analysis->functions.count; i++)
		analysis->functions.items[i]->is_used = false;
	for (size_t i = 0; i < analysis->probes.count; i++) {
		struct body body = probe_body(analysis->probes.items[i]);

		visit_uses(&body, &visitor);
	}
	for (size_t i = 0; i < analysis->functions.count; i++)
		if (analysis->session->options.unoptimized)
			use_function(&using, analysis->functions.items[i]);
	for (size_t i = 0; i < using.queue.count; i++) {
		struct body body = function_body(using.queue.items[i]);

		visit_uses(&body, &visitor);
	}
}

/* ---------------------------------------------------------------- effects */

/* Calls deeper than this are taken to have an effect. */
#define MAX_EFFECT_DEPTH 200

enum effects {
	EFFECTS_UNKNOWN,
	EFFECTS_ASKED, /* a function that calls itself has no effect by that alone */
	EFFECTS_NONE,
	EFFECTS_SOME
};

struct dropping {
	struct analysis *analysis;
	struct body *body;
	unsigned char *effects; /* enum effects by function->index - 1 */
	bool keeps_groups;	/* then a match is an effect */
	bool has_effect;	/* of the expression or function looked at */
	unsigned depth;		/* of functions looked into */
	bool is_changed;
};

static void note_effect_stmt(struct stmt **slot, void *data);
static void note_effect(struct expr **slot, void *data);

static bool is_pure_c(const char *text, size_t length)
{
	static const char pragma[] = "/* pure */";

	return memmem(text, length, pragma, sizeof(pragma) - 1) != NULL;
}

static bool function_has_effect(struct dropping *d, struct function *function)
{
	unsigned char *effects = &d->effects[function->index - 1];
	bool outer = d->has_effect;

	if (*effects != EFFECTS_UNKNOWN)
		return *effects == EFFECTS_SOME;
	if (d->depth == MAX_EFFECT_DEPTH)
		return true; /* not looked at: it may have one */
	*effects = EFFECTS_ASKED;
	d->has_effect = false;
	d->depth++;
	note_effect_stmt(&function->body, d);
	d->depth--;
	*effects = d->has_effect ? EFFECTS_SOME : EFFECTS_NONE;
	d->has_effect = outer;
	return *effects == EFFECTS_SOME;
}

static bool is_local(const struct expr *expr)
{
	return expr->kind == EXPR_NAME && expr->name.variable && !expr->name.variable->is_global;
}

/* Inside a function, its own locals are no effect; in an expression of a handler they are. */
static bool changes_something(const struct expr *target, bool in_function)
{
	return !in_function || !is_local(target);
}

static void note_effect_in(struct dropping *d, struct expr *expr, bool in_function)
{
	switch (expr->kind) {
	case EXPR_ASSIGN:
		d->has_effect |= changes_something(expr->assign.target, in_function);
		break;
	case EXPR_INCREMENT:
		d->has_effect |= changes_something(expr->increment.target, in_function);
		break;
	case EXPR_PRINT:
		d->has_effect |= !expr->print.to_string;
		break;
	case EXPR_REGEX:
		d->has_effect |= d->keeps_groups;
		break;
	case EXPR_EMBEDDED:
		d->has_effect |= !is_pure_c(expr->string.text, expr->string.length);
		break;
	case EXPR_CALL:
		if (!expr->call.function)
			d->has_effect = true;
		for (struct function *f = expr->call.function; f; f = f->next_overload)
			if (function_has_effect(d, f))
				d->has_effect = true;
		break;
	default:
		break;
	}
}

static void note_effect(struct expr **slot, void *data)
{
	note_effect_in(data, *slot, true);
	expr_visit_children(*slot, note_effect, data);
}

static void note_effect_stmt(struct stmt **slot, void *data)
{
	struct dropping *d = data;
	struct stmt *stmt = *slot;

	if (stmt->kind == STMT_EMBEDDED)
		d->has_effect |= !is_pure_c(stmt->embedded.text, stmt->embedded.length);
	else if (stmt->kind == STMT_DELETE)
		d->has_effect |= !is_local(stmt->expr);
	else if (stmt->kind == STMT_WHILE || stmt->kind == STMT_FOR)
		d->has_effect = true; /* it may count as too many actions */
	stmt_visit_children(stmt, note_effect, note_effect_stmt, d);
}

static void note_handler_effect(struct expr **slot, void *data)
{
	note_effect_in(data, *slot, false);
	expr_visit_children(*slot, note_handler_effect, data);
}

static bool has_effect(struct dropping *d, struct expr *expr)
{
	d->has_effect = false;
	note_handler_effect(&expr, d);
	return d->has_effect;
}

/* ---------------------------------------------------------------- locals */

static void note_local(struct variable *variable, enum use_kind kind, const struct expr *expr,
		       void *data)
{
	(void)expr;
	(void)data;
	if (kind == USE_READ)
		variable->is_read = true;
	else if (kind != USE_DELETE)
		variable->is_written = true;
}

static void count_uses(struct body *body)
{
	const struct use_visitor visitor = { .use = note_local };

	for (size_t i = 0; i < body->locals->count; i++)
		body->locals->items[i]->is_read = body->locals->items[i]->is_written = false;
	visit_uses(body, &visitor);
}

static bool is_users(const struct place *place)
{
	return place->file && !place->file->is_tapset;
}

/* x = value, where x is never read: only the value is left. */
static void drop_assignment(struct dropping *d, struct expr **slot)
{
	struct expr *expr = *slot;

	if (expr->kind != EXPR_ASSIGN || !is_local(expr->assign.target) ||
	    expr->assign.target->name.variable->is_read ||
	    expr->assign.target->name.variable->is_parameter)
		return;
	const struct variable *variable = expr->assign.target->name.variable;

	if (is_users(&expr->place))
		diagnose_warning(d->analysis->diagnostics, variable->place,
				 "variable '%s' is set but never read", variable->name);
	*slot = expr->assign.value;
	d->is_changed = true;
}

static void drop_in_expr(struct expr **slot, void *data)
{
	drop_assignment(data, slot);
	expr_visit_children(*slot, drop_in_expr, data);
}

static bool is_dead_increment(const struct expr *expr)
{
	return expr->kind == EXPR_INCREMENT && is_local(expr->increment.target) &&
	       !expr->increment.target->name.variable->is_read &&
	       !expr->increment.target->name.variable->is_parameter;
}

static void drop_statement(struct dropping *d, struct stmt *stmt)
{
	struct expr *expr = stmt->expr;
	bool was_assignment = expr->kind == EXPR_ASSIGN || expr->kind == EXPR_INCREMENT;

	drop_in_expr(&stmt->expr, d);
	if (!is_dead_increment(stmt->expr) && has_effect(d, stmt->expr))
		return;
	if (!was_assignment && is_users(&expr->place) && expr->kind != EXPR_NUMBER &&
	    expr->kind != EXPR_STRING)
		diagnose_warning(d->analysis->diagnostics, expr->place,
				 "this statement has no effect");
	stmt->kind = STMT_EMPTY;
	d->is_changed = true;
}

static void drop_in_stmt(struct stmt **slot, void *data)
{
	struct stmt *stmt = *slot;

	if (stmt->kind == STMT_EXPR) {
		drop_statement(data, stmt);
		return;
	}
	stmt_visit_children(stmt, drop_in_expr, drop_in_stmt, data);
	if (stmt->kind == STMT_BLOCK) {
		size_t kept = 0;

		for (size_t i = 0; i < stmt->block.count; i++)
			if (stmt->block.items[i]->kind != STMT_EMPTY)
				stmt->block.items[kept++] = stmt->block.items[i];
		stmt->block.count = kept;
	}
}

static void keep_used_locals(struct analysis *analysis, struct body *body)
{
	struct variable_list *locals = body->locals;
	size_t kept = 0;

	for (size_t i = 0; i < locals->count; i++) {
		struct variable *local = locals->items[i];

		if (local->is_read || local->is_written)
			locals->items[kept++] = local;
		else if (body->probe)
			vec_push(analysis->arena, &body->probe->dropped, local);
	}
	locals->count = kept;
}

static void drop_in_body(struct dropping *d, struct body *body)
{
	d->body = body;
	for (;;) {
		count_uses(body);
		d->is_changed = false;
		if (!d->analysis->session->options.unoptimized && !d->analysis->is_listing &&
		    *body->root)
			drop_in_stmt(body->root, d);
		if (!d->is_changed)
			break;
	}
	keep_used_locals(d->analysis, body);
}

void drop_unused(struct analysis *analysis)
{
	struct dropping d = { .analysis = analysis, .keeps_groups = keeps_groups(analysis) };

	d.effects = arena_alloc(analysis->arena, analysis->functions.count + 1);
	for (size_t i = 0; i < analysis->probes.count; i++) {
		struct body body = probe_body(analysis->probes.items[i]);

		drop_in_body(&d, &body);
	}
	for (size_t i = 0; i < analysis->functions.count; i++) {
		struct body body = function_body(analysis->functions.items[i]);

		if (body.function->is_used)
			drop_in_body(&d, &body);
	}
	mark_used(analysis); /* some calls may be gone */
}
