// SPDX-License-Identifier: GPL-2.0-only
#include "catalogue/alias_types.h"

#include <string.h>

struct gathering {
	struct arena *arena;
	const struct script *script;
	const struct alias_declaration *alias;
	struct alias_variables *variables;
	enum value_type (*function_type)(const void *data, const char *name);
	const void *data;
};

struct alias_variable *find_variable(const struct alias_variables *variables, const char *name)
{
	for (size_t i = 0; i < variables->count; i++)
		if (!strcmp(variables->items[i].name, name))
			return &variables->items[i];
	return NULL;
}

static bool is_global(const struct script *script, const char *name)
{
	for (size_t d = 0; d < script->declarations.count; d++) {
		const struct declaration *declaration = &script->declarations.items[d];

		if (declaration->kind != DECLARE_GLOBAL)
			continue;
		for (size_t i = 0; i < declaration->globals.count; i++)
			if (!strcmp(declaration->globals.items[i]->name, name))
				return true;
	}
	return false;
}

/* Its points have one variable, $value, which is text. */
static bool is_of_text(const struct alias_declaration *alias)
{
	for (size_t i = 0; i < alias->points.count; i++) {
		const char *family = alias->points.items[i]->components[0].name;

		if (strcmp(family, "stdin") && strcmp(family, "procfs"))
			return false;
	}
	return true;
}

/* $x$ and $$vars are text, other variables of the target numbers mostly. */
static enum value_type target_type(const struct gathering *g, const struct expr *expr)
{
	size_t count = expr->target.access_count;

	if (is_of_text(g->alias))
		return TYPE_STRING;
	if (expr->target.kind == TARGET_CONTEXT && !strncmp(expr->target.name, "$$", 2))
		return TYPE_STRING;
	if (count && expr->target.accesses[count - 1].kind >= ACCESS_PRETTY)
		return TYPE_STRING;
	return TYPE_LONG;
}

static enum value_type type_of(const struct gathering *g, const struct expr *expr)
{
	const struct alias_variable *variable;
	enum value_type type;

	switch (expr->kind) {
	case EXPR_STRING:
		return TYPE_STRING;
	case EXPR_PRINT:
		return expr->print.to_string ? TYPE_STRING : TYPE_UNKNOWN;
	case EXPR_CALL:
		return g->function_type(g->data, expr->call.text);
	case EXPR_NAME:
		variable = find_variable(g->variables, expr->name.text);
		return variable ? variable->type : TYPE_UNKNOWN;
	case EXPR_CONDITIONAL:
		type = type_of(g, expr->conditional.yes);
		return type != TYPE_UNKNOWN ? type : type_of(g, expr->conditional.no);
	case EXPR_ASSIGN:
		return type_of(g, expr->assign.value);
	case EXPR_BINARY:
		return expr->binary.op == BINARY_CONCAT ? TYPE_STRING : TYPE_LONG;
	case EXPR_TARGET:
		return target_type(g, expr);
	case EXPR_ENTRY:
		return type_of(g, expr->operand);
	case EXPR_INDEX:
	case EXPR_EMBEDDED:
	case EXPR_CONST:
	case EXPR_ENUM_NAME:
	case EXPR_CODE:
		return TYPE_UNKNOWN;
	default:
		return TYPE_LONG;
	}
}

static void gather_expr(struct expr **slot, void *data)
{
	const struct gathering *g = data;
	const struct expr *expr = *slot;

	expr_visit_children(*slot, gather_expr, data);
	if (expr->kind != EXPR_ASSIGN || expr->assign.target->kind != EXPR_NAME)
		return;

	const char *name = expr->assign.target->name.text;
	struct alias_variable *known = find_variable(g->variables, name);
	struct alias_variable variable = { name, type_of(g, expr->assign.value) };

	if (known && known->type == TYPE_UNKNOWN)
		known->type = variable.type;
	if (!known && !is_global(g->script, name))
		vec_push(g->arena, g->variables, variable);
}

static void gather_stmt(struct stmt **slot, void *data)
{
	stmt_visit_children(*slot, gather_expr, gather_stmt, data);
}

void alias_body_variables(struct arena *arena, const struct script *script,
			  const struct alias_declaration *alias,
			  enum value_type (*function_type)(const void *data, const char *name),
			  const void *data, struct alias_variables *variables)
{
	struct gathering g = { arena, script, alias, variables, function_type, data };
	struct stmt *body = alias->body;

	if (body)
		gather_stmt(&body, &g);
}
