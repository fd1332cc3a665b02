// SPDX-License-Identifier: GPL-2.0-only
/*
 * `$x` and the like become expressions over registers and memory, by the family of the probe.
 *
 * In a return probe everything but $return is what it was at the function's entry: such an
 * expression, and what is in @entry(…), is evaluated there into a slot, and EXPR_SAVED reads it.
 * Equal ones share a slot.
 */
#include "semantic/lower.h"

#include "semantic/autocast.h"

#include <string.h>

struct saved_expr {
	const struct expr *written; /* before lowering */
	unsigned slot;
};

struct lowering {
	struct analysis *analysis;
	struct body *body;
	bool in_entry; /* inside of @entry */
	bool is_last;  /* no type will be learnt any more: what is not known is an error */
	bool is_changed;
	VEC(struct saved_expr) saved;
};

static void lower_expr(struct expr **slot, void *data);

/* Whether it is known where the function, or the call, returns. */
static bool is_of_return(const struct probe *probe, const struct expr *target)
{
	const char *name = target->target.name, *lasting = probe->family->lasting_variable;

	return target->target.kind == TARGET_CONTEXT &&
	       (!strcmp(name, "$return") || !strcmp(name, "$$return") ||
		(lasting && !strcmp(name, lasting)));
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

	if (lower_target(&resolve, probe, target))
		return !why->failed;
	if (!why->failed)
		resolve_fail(&resolve, target->place, NULL, "'%s' is not available in probe %s",
			     target_text(target), probe ? probe->name : "");
	return false;
}

/* x->y, where only the value before -> can tell what it points to. */
static bool is_autocast(const struct expr *target)
{
	return target->kind == EXPR_TARGET && target->target.kind == TARGET_CAST &&
	       !target->target.type_name;
}

/* Lowers the targets in an expression that is only tried; false when one cannot be. */
struct trial {
	struct analysis *analysis;
	struct body *body;
	bool is_defined, is_known;
};

static void try_expr(struct expr **slot, void *data)
{
	struct trial *trial = data;
	struct resolution why = { 0 };

	expr_visit_children(*slot, try_expr, trial);
	if ((*slot)->kind != EXPR_TARGET || !trial->is_defined)
		return;
	if (is_autocast(*slot)) {
		(*slot)->target.pointer->target_type = value_target_type((*slot)->target.pointer);
		if (!(*slot)->target.pointer->target_type) {
			trial->is_known = false;
			return;
		}
	}
	trial->is_defined = ask_family(trial->analysis, trial->body->probe, *slot, &why);
}

bool is_defined(struct analysis *analysis, struct body *body, const struct expr *defined,
		bool *is_known)
{
	struct expr *operand = expr_clone(analysis->arena, defined->operand);
	struct trial trial = { analysis, body, true, true };

	if (operand->kind == EXPR_ENTRY)
		operand = operand->operand;
	if (operand->kind != EXPR_TARGET) {
		diagnose_error(analysis->diagnostics, operand->place,
			       "@defined needs a context variable, @var or @cast");
		*is_known = true;
		return false;
	}
	try_expr(&operand, &trial);
	*is_known = trial.is_known || !trial.is_defined;
	return trial.is_defined && trial.is_known;
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
	expr->type = TYPE_UNKNOWN; /* that of what is saved */
	expr->saved = entry.slot;
	expr->target_type = value_target_type(probe->saved.items[entry.slot]);
	l->is_changed = true;
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

/* Whether the type of what is before -> is known, or never will be. */
static bool can_cast(struct lowering *l, struct expr *target)
{
	struct expr *pointer = target->target.pointer;

	pointer->target_type = value_target_type(pointer);
	return pointer->target_type || l->is_last;
}

static void lower_one(struct lowering *l, struct expr *target)
{
	struct probe *probe = l->body->probe;
	struct resolution why = { 0 };

	if (probe && probe->is_return && !l->in_entry && target->target.kind == TARGET_CONTEXT &&
	    !is_of_return(probe, target)) {
		save_at_entry(l, target);
		return;
	}
	expr_visit_children(target, lower_expr, l);
	if (is_autocast(target) && !can_cast(l, target))
		return;
	l->is_changed = true;
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
	if (l->in_entry)
		lower_expr(slot, l);
	else
		save_at_entry(l, *slot);
}

/* A number in memory or, not in a return probe, in a register. */
static bool is_place(const struct expr *expr)
{
	if (expr->kind == EXPR_CONVERT)
		expr = expr->convert.operand;
	return expr->kind == EXPR_MACHINE && expr->machine.kind <= MACHINE_UREGISTER;
}

/* The target of an assignment. */
static void lower_written(struct lowering *l, struct expr *written)
{
	const char *name = target_text(written);
	const struct probe *probe = l->body->probe;
	unsigned errors = l->analysis->diagnostics->errors;

	if (probe && probe->is_return && written->target.kind == TARGET_CONTEXT &&
	    !is_of_return(probe, written)) {
		diagnose_error(l->analysis->diagnostics, written->place,
			       "'%s' cannot be written when the function returns", name);
		return;
	}
	lower_one(l, written);
	if (written->kind == EXPR_NAME) /* a variable of the probe's own */
		return;
	if (written->kind == EXPR_CODE && l->analysis->diagnostics->errors == errors)
		diagnose_error(l->analysis->diagnostics, written->place,
			       "'%s' can only be read here", name);
	else if (written->kind != EXPR_TARGET && l->analysis->diagnostics->errors == errors &&
		 !is_place(written))
		diagnose_error(l->analysis->diagnostics, written->place,
			       "'%s' cannot be written: it has no place of its own here", name);
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

/* @defined of a value whose type was not known before. */
static void lower_defined(struct lowering *l, struct expr *defined)
{
	bool is_known;
	bool value = is_defined(l->analysis, l->body, defined, &is_known);

	if (!is_known && !l->is_last)
		return;
	defined->kind = EXPR_NUMBER;
	defined->type = TYPE_LONG;
	defined->number = value;
	l->is_changed = true;
}

/* @perf("name"): the counter of the perf probe that declares it. */
static void lower_perf(struct lowering *l, struct expr *perf)
{
	struct analysis *analysis = l->analysis;
	struct name_list names = { 0 };
	unsigned number = 0; /* among the family's probes, which is its place in their table */

	for (size_t i = 0; i < analysis->probes.count; i++) {
		const struct probe *probe = analysis->probes.items[i];
		const char *name;

		if (!probe->family->counter)
			continue;
		name = probe->family->counter(probe);
		if (name && !strcmp(name, perf->string.text)) {
			perf->kind = EXPR_CODE;
			perf->string.text =
				arena_printf(analysis->arena, "stap_perf_counter(%u)", number);
			perf->string.length = strlen(perf->string.text);
			return;
		}
		if (name)
			vec_push(analysis->arena, &names, name);
		number++;
	}
	diagnose_error(analysis->diagnostics, perf->place, "no probe has a counter \"%s\"",
		       perf->string.text);
	const char *nearest = nearest_name(perf->string.text, names.items, names.count);

	if (nearest)
		diagnose_remedy(analysis->diagnostics, "did you mean \"%s\"?", nearest);
	else
		diagnose_remedy(analysis->diagnostics,
				"declare it: probe perf.type(N).config(N).process(\"PATH\")"
				".counter(\"%s\") { }",
				perf->string.text);
}

static void lower_expr(struct expr **slot, void *data)
{
	struct lowering *l = data;

	if (written_by(*slot))
		lower_written(l, written_by(*slot));
	if ((*slot)->kind == EXPR_TARGET)
		lower_one(l, *slot);
	else if ((*slot)->kind == EXPR_PERF)
		lower_perf(l, *slot);
	else if ((*slot)->kind == EXPR_ENTRY)
		lower_entry(l, slot);
	else if ((*slot)->kind == EXPR_DEFINED)
		lower_defined(l, *slot);
	else
		expr_visit_children(*slot, lower_expr, l);
}

static void lower_stmt(struct stmt **slot, void *data)
{
	stmt_visit_children(*slot, lower_expr, lower_stmt, data);
}

static void lower_body(struct lowering *l, struct body *body)
{
	l->body = body;
	l->saved.count = 0;
	if (body->condition && *body->condition)
		lower_expr(body->condition, l);
	if (*body->root)
		lower_stmt(body->root, l);
}

static bool lower_bodies(struct analysis *analysis, bool is_last)
{
	struct lowering l = { .analysis = analysis, .is_last = is_last };

	for (size_t i = 0; i < analysis->probes.count; i++) {
		struct body body = probe_body(analysis->probes.items[i]);

		lower_body(&l, &body);
	}
	for (size_t i = 0; i < analysis->functions.count; i++) {
		struct body body = function_body(analysis->functions.items[i]);

		if (body.function->is_used)
			lower_body(&l, &body);
	}
	return l.is_changed;
}

/* Each turn lowers what the types learnt in the turn before allow. */
void lower_targets(struct analysis *analysis)
{
	bool is_changed = true;

	while (is_changed) {
		is_changed = lower_bodies(analysis, false);
		is_changed |= follow_types(analysis);
	}
	lower_bodies(analysis, true);
}
