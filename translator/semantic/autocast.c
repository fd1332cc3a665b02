// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pointers keep their type when the script hands them on: by assignment, as the elements of an
 * array, as arguments and as results. A variable that is given pointers of different types has
 * none.
 */
#define _GNU_SOURCE
#include "semantic/autocast.h"

#include <string.h>

struct following {
	struct analysis *analysis;
	struct body *body;
	bool is_changed;
};

static const struct target_type *either(const struct target_type *a, const struct target_type *b)
{
	return a ? a : b;
}

const struct target_type *value_target_type(const struct expr *expr)
{
	if (expr->target_type)
		return expr->target_type;
	switch (expr->kind) {
	case EXPR_NAME:
		return expr->name.variable ? expr->name.variable->target_type : NULL;
	case EXPR_INDEX:
		return expr->index.variable ? expr->index.variable->target_type : NULL;
	case EXPR_CALL:
		return expr->call.function ? expr->call.function->target_type : NULL;
	case EXPR_ASSIGN:
		return expr->assign.op == BINARY_NONE ? value_target_type(expr->assign.value)
						      : NULL;
	case EXPR_CONDITIONAL:
		return either(value_target_type(expr->conditional.yes),
			      value_target_type(expr->conditional.no));
	default:
		return NULL;
	}
}

static const char *name_of(const struct target_type *type)
{
	return type->type ? type->type->text : type->type_name;
}

static bool is_same(const struct target_type *a, const struct target_type *b)
{
	return a->is_mixed == b->is_mixed && a->is_user == b->is_user &&
	       !strcmp(name_of(a), name_of(b));
}

static void give(struct following *f, const struct target_type **slot,
		 const struct target_type *type)
{
	if (!type || (type->type && type->type->kind != KIND_POINTER) ||
	    (*slot && (*slot)->is_mixed))
		return;
	if (*slot && !is_same(*slot, type)) {
		struct target_type *mixed =
			arena_new_object(f->analysis->arena, struct target_type);

		*mixed = **slot;
		mixed->is_mixed = true;
		type = mixed;
	} else if (*slot) {
		return;
	}
	*slot = type;
	f->is_changed = true;
}

static void give_variable(struct following *f, const struct expr *target,
			  const struct target_type *type)
{
	if (target->kind == EXPR_NAME && target->name.variable)
		give(f, &target->name.variable->target_type, type);
	else if (target->kind == EXPR_INDEX && target->index.variable)
		give(f, &target->index.variable->target_type, type);
}

static void follow_call(struct following *f, const struct expr *call)
{
	for (struct function *function = call->call.function; function;
	     function = function->next_overload)
		for (size_t i = 0; i < call->call.arguments.count; i++)
			give(f, &function->parameters.items[i]->target_type,
			     value_target_type(call->call.arguments.items[i]));
}

static void follow_expr(struct expr **slot, void *data)
{
	struct following *f = data;
	struct expr *expr = *slot;

	expr_visit_children(expr, follow_expr, f);
	if (expr->kind == EXPR_CALL)
		follow_call(f, expr);
	else if (expr->kind == EXPR_ASSIGN && expr->assign.op == BINARY_NONE)
		give_variable(f, expr->assign.target, value_target_type(expr->assign.value));
}

/* The type that a function in C of the library says it returns: target_type "struct x*". */
static void follow_embedded(struct following *f, const struct stmt *stmt)
{
	static const char pragma[] = "/* target_type \"";
	const char *text =
		memmem(stmt->embedded.text, stmt->embedded.length, pragma, sizeof(pragma) - 1);
	struct target_type *type;

	if (!text || f->body->function->target_type)
		return;
	text += sizeof(pragma) - 1;
	type = arena_new_object(f->analysis->arena, struct target_type);
	type->type_name = arena_strndup(f->analysis->arena, text, strcspn(text, "\""));
	give(f, &f->body->function->target_type, type);
}

static void follow_stmt(struct stmt **slot, void *data)
{
	struct following *f = data;
	struct stmt *stmt = *slot;

	stmt_visit_children(stmt, follow_expr, follow_stmt, f);
	if (stmt->kind == STMT_EMBEDDED && f->body->function)
		follow_embedded(f, stmt);
	if (stmt->kind == STMT_RETURN && stmt->expr && f->body->function)
		give(f, &f->body->function->target_type, value_target_type(stmt->expr));
	if (stmt->kind == STMT_FOREACH && stmt->foreach.value)
		give_variable(f, stmt->foreach.value, value_target_type(stmt->foreach.array));
}

static void follow_body(struct following *f, struct body *body)
{
	f->body = body;
	if (body->condition && *body->condition)
		follow_expr(body->condition, f);
	if (*body->root)
		follow_stmt(body->root, f);
}

bool follow_types(struct analysis *analysis)
{
	struct following f = { .analysis = analysis };

	for (size_t i = 0; i < analysis->probes.count; i++) {
		struct body body = probe_body(analysis->probes.items[i]);

		follow_body(&f, &body);
	}
	for (size_t i = 0; i < analysis->functions.count; i++) {
		struct body body = function_body(analysis->functions.items[i]);

		if (body.function->is_used)
			follow_body(&f, &body);
	}
	return f.is_changed;
}
