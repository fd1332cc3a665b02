// SPDX-License-Identifier: GPL-2.0-only
/*
 * `$x` and the like become expressions over registers and memory, by the family of the probe.
 *
 * In a return probe everything but $return is what it was at the function's entry: such an
 * expression, and what is in @entry(…), is evaluated there into a slot, and EXPR_SAVED reads it.
 * Equal ones share a slot.
 */
#include "semantic/lower.h"

#include <string.h>

struct saved_expr {
	const struct expr *written; /* before lowering */
	unsigned slot;
};

struct lowering {
	struct analysis *analysis;
	struct body *body;
	bool in_entry; /* inside of @entry */
	VEC(struct saved_expr) saved;
};

static void lower_expr(struct expr **slot, void *data);

static bool is_return_value(const struct expr *target)
{
	return target->target.kind == TARGET_CONTEXT && (!strcmp(target->target.name, "$return") ||
							 !strcmp(target->target.name, "$$return"));
}

static const char *target_text(const struct expr *target)
{
	switch (target->target.kind) {
	case TARGET_VAR:
		return "@var";
	case TARGET_CAST:
		return "@cast";
	default:
		return target->target.name;
	}
}

/* Lowers in place; false with @why filled. */
static bool ask_family(struct analysis *analysis, struct probe *probe, struct expr *target,
		       struct resolution *why)
{
	struct resolve resolve = { analysis->session, analysis->arena, why };

	if (!probe)
		return resolve_fail(&resolve, target->place,
				    "pass it to the function as a parameter",
				    "'%s' is not available in a function", target_text(target));
	if (target->target.kind == TARGET_CAST && !probe->family->lower)
		return resolve_fail(&resolve, target->place, NULL,
				    "@cast is not available in this version of stap");
	if (!probe->family->lower)
		return resolve_fail(&resolve, target->place, NULL,
				    "'%s' is not available in probe %s", target_text(target),
				    probe->name);
	if (probe->family->lower(&resolve, probe, target))
		return !why->failed;
	if (!why->failed)
		resolve_fail(&resolve, target->place, NULL, "'%s' is not available in probe %s",
			     target_text(target), probe->name);
	return false;
}

bool is_defined(struct analysis *analysis, struct body *body, const struct expr *defined)
{
	struct expr *operand = expr_clone(analysis->arena, defined->operand);
	struct resolution why = { 0 };

	if (operand->kind == EXPR_ENTRY)
		operand = operand->operand;
	if (operand->kind != EXPR_TARGET) {
		diagnose_error(analysis->diagnostics, operand->place,
			       "@defined needs a context variable, @var or @cast");
		return false;
	}
	return ask_family(analysis, body->probe, operand, &why);
}

/* Moves the expression in @slot to the function's entry. */
static void save_at_entry(struct lowering *l, struct expr *expr)
{
	struct probe *probe = l->body->probe;
	struct saved_expr entry = { .slot = (unsigned)probe->saved.count };

	for (size_t i = 0; i < l->saved.count; i++)
		if (expr_equal(l->saved.items[i].written, expr))
			entry = l->saved.items[i];
	if (!entry.written) {
		struct expr *at_entry = expr_clone(l->analysis->arena, expr);

		entry.written = expr_clone(l->analysis->arena, expr);
		vec_push(l->analysis->arena, &l->saved, entry);
		l->in_entry = true;
		lower_expr(&at_entry, l);
		l->in_entry = false;
		vec_push(l->analysis->arena, &probe->saved, at_entry);
	}
	expr->kind = EXPR_SAVED;
	expr->type = TYPE_LONG;
	expr->saved = entry.slot;
}

static void report_target(struct lowering *l, struct expr *target, const struct resolution *why)
{
	if (l->analysis->is_listing)
		return;
	if (!l->analysis->session->options.skip_bad_variables) {
		report_resolution(l->analysis, why);
	} else if (!target->place.file || !target->place.file->is_tapset) {
		diagnose_warning(l->analysis->diagnostics, why->place, "%s", why->message);
		diagnose_remedy(l->analysis->diagnostics, "it reads as 0 (--skip-badvars)");
	}
}

static void lower_target(struct lowering *l, struct expr *target)
{
	struct probe *probe = l->body->probe;
	struct resolution why = { 0 };

	if (probe && probe->is_return && !l->in_entry && target->target.kind != TARGET_CAST &&
	    !is_return_value(target)) {
		save_at_entry(l, target);
		return;
	}
	expr_visit_children(target, lower_expr, l);
	if (ask_family(l->analysis, probe, target, &why)) {
		if (target->type == TYPE_UNKNOWN)
			target->type = TYPE_LONG;
		return;
	}
	report_target(l, target, &why);
	target->kind = EXPR_NUMBER;
	target->type = TYPE_LONG;
	target->number = 0;
}

static void lower_entry(struct lowering *l, struct expr **slot)
{
	struct expr *entry = *slot;
	const struct probe *probe = l->body->probe;

	if (!probe || !probe->is_return) {
		diagnose_error(l->analysis->diagnostics, entry->place,
			       "@entry is only there in a return probe");
		return;
	}
	*slot = entry->operand;
	if (!l->in_entry)
		save_at_entry(l, *slot);
}

/* The target of an assignment, which must be a place in memory. */
static void lower_written(struct lowering *l, struct expr *written)
{
	const char *name = target_text(written);
	const struct probe *probe = l->body->probe;
	unsigned errors = l->analysis->diagnostics->errors;

	if (probe && probe->is_return) {
		diagnose_error(l->analysis->diagnostics, written->place,
			       "'%s' cannot be written when the function returns", name);
		return;
	}
	lower_target(l, written);
	if (l->analysis->diagnostics->errors == errors &&
	    (written->kind != EXPR_MACHINE ||
	     (written->machine.kind != MACHINE_KDEREF && written->machine.kind != MACHINE_UDEREF)))
		diagnose_error(l->analysis->diagnostics, written->place,
			       "'%s' cannot be written: it is not in memory here", name);
}

static struct expr *written_by(const struct expr *expr)
{
	struct expr *target = NULL;

	if (expr->kind == EXPR_ASSIGN)
		target = expr->assign.target;
	else if (expr->kind == EXPR_INCREMENT)
		target = expr->increment.target;
	return target && target->kind == EXPR_TARGET ? target : NULL;
}

static void lower_expr(struct expr **slot, void *data)
{
	struct lowering *l = data;

	if (written_by(*slot))
		lower_written(l, written_by(*slot));
	if ((*slot)->kind == EXPR_TARGET)
		lower_target(l, *slot);
	else if ((*slot)->kind == EXPR_ENTRY)
		lower_entry(l, slot);
	else
		expr_visit_children(*slot, lower_expr, l);
}

static void lower_stmt(struct stmt **slot, void *data)
{
	stmt_visit_children(*slot, lower_expr, lower_stmt, data);
}

void lower_body(struct analysis *analysis, struct body *body)
{
	struct lowering l = { .analysis = analysis, .body = body };

	if (body->condition && *body->condition)
		lower_expr(body->condition, &l);
	if (*body->root)
		lower_stmt(body->root, &l);
}
