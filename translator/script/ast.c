/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Walking and copying syntax trees. Each kind of node lists its children once, in the visitor; the
 * deep copy is a shallow one whose lists are duplicated and whose children are then cloned in
 * place.
 */
#include "script/ast.h"

#include <string.h>

typedef void expr_visitor(struct expr **slot, void *data);

static void visit_slot(struct expr **slot, expr_visitor *visit, void *data)
{
	if (*slot)
		visit(slot, data);
}

static void visit_list(struct expr_list *list, expr_visitor *visit, void *data)
{
	for (size_t i = 0; i < list->count; i++)
		visit_slot(&list->items[i], visit, data);
}

static void visit_target(struct expr *expr, expr_visitor *visit, void *data)
{
	visit_slot(&expr->target.pointer, visit, data);
	for (size_t i = 0; i < expr->target.access_count; i++)
		visit_slot(&expr->target.accesses[i].index, visit, data);
}

void expr_visit_children(struct expr *expr, expr_visitor *visit, void *data)
{
	switch (expr->kind) {
	case EXPR_NUMBER:
	case EXPR_STRING:
	case EXPR_NAME:
	case EXPR_PERF:
	case EXPR_CONST:
	case EXPR_EMBEDDED:
	case EXPR_SAVED:
	case EXPR_CODE:
		break;
	case EXPR_INDEX:
		visit_list(&expr->index.keys, visit, data);
		break;
	case EXPR_CALL:
		visit_list(&expr->call.arguments, visit, data);
		break;
	case EXPR_UNARY:
		visit_slot(&expr->unary.operand, visit, data);
		break;
	case EXPR_BINARY:
		visit_slot(&expr->binary.left, visit, data);
		visit_slot(&expr->binary.right, visit, data);
		break;
	case EXPR_CONDITIONAL:
		visit_slot(&expr->conditional.condition, visit, data);
		visit_slot(&expr->conditional.yes, visit, data);
		visit_slot(&expr->conditional.no, visit, data);
		break;
	case EXPR_ASSIGN:
		visit_slot(&expr->assign.target, visit, data);
		visit_slot(&expr->assign.value, visit, data);
		break;
	case EXPR_INCREMENT:
		visit_slot(&expr->increment.target, visit, data);
		break;
	case EXPR_IN:
		visit_list(&expr->in.keys, visit, data);
		visit_slot(&expr->in.array, visit, data);
		break;
	case EXPR_REGEX:
		visit_slot(&expr->regex.subject, visit, data);
		break;
	case EXPR_TARGET:
		visit_target(expr, visit, data);
		break;
	case EXPR_DEFINED:
	case EXPR_ENTRY:
		visit_slot(&expr->operand, visit, data);
		break;
	case EXPR_MACHINE:
		visit_slot(&expr->machine.size, visit, data);
		visit_slot(&expr->machine.argument, visit, data);
		break;
	case EXPR_STAT:
		visit_slot(&expr->stat.stat, visit, data);
		visit_slot(&expr->stat.shift, visit, data);
		break;
	case EXPR_HIST:
		visit_slot(&expr->hist.stat, visit, data);
		visit_slot(&expr->hist.bucket, visit, data);
		break;
	case EXPR_PRINT:
		visit_list(&expr->print.arguments, visit, data);
		break;
	case EXPR_CONVERT:
		visit_slot(&expr->convert.operand, visit, data);
		break;
	case EXPR_ENUM_NAME:
		visit_slot(&expr->enumeration.operand, visit, data);
		break;
	}
}

void stmt_visit_children(struct stmt *stmt, expr_visitor *visit_expr,
			 void (*visit_stmt)(struct stmt **slot, void *data), void *data)
{
	switch (stmt->kind) {
	case STMT_EMPTY:
	case STMT_BREAK:
	case STMT_CONTINUE:
	case STMT_NEXT:
	case STMT_EMBEDDED:
		break;
	case STMT_EXPR:
	case STMT_RETURN:
	case STMT_DELETE:
		visit_slot(&stmt->expr, visit_expr, data);
		break;
	case STMT_BLOCK:
		for (size_t i = 0; i < stmt->block.count; i++)
			visit_stmt(&stmt->block.items[i], data);
		break;
	case STMT_IF:
		visit_slot(&stmt->if_.condition, visit_expr, data);
		visit_stmt(&stmt->if_.yes, data);
		if (stmt->if_.no)
			visit_stmt(&stmt->if_.no, data);
		break;
	case STMT_WHILE:
	case STMT_FOR:
		visit_slot(&stmt->loop.initial, visit_expr, data);
		visit_slot(&stmt->loop.condition, visit_expr, data);
		visit_stmt(&stmt->loop.body, data);
		visit_slot(&stmt->loop.step, visit_expr, data);
		break;
	case STMT_FOREACH:
		visit_slot(&stmt->foreach.limit, visit_expr, data);
		visit_slot(&stmt->foreach.array, visit_expr, data);
		visit_list(&stmt->foreach.slice, visit_expr, data);
		visit_list(&stmt->foreach.keys, visit_expr, data);
		visit_slot(&stmt->foreach.value, visit_expr, data);
		visit_stmt(&stmt->foreach.body, data);
		break;
	case STMT_TRY:
		visit_stmt(&stmt->try_.body, data);
		visit_slot(&stmt->try_.message, visit_expr, data);
		visit_stmt(&stmt->try_.handler, data);
		break;
	}
}

/* ---------------------------------------------------------------- copies */

static void *duplicate(struct arena *arena, const void *items, size_t size)
{
	return size ? memcpy(arena_alloc(arena, size), items, size) : NULL;
}

static void duplicate_list(struct arena *arena, struct expr_list *list)
{
	list->items = duplicate(arena, list->items, list->count * sizeof(*list->items));
	list->capacity = list->count;
}

static void clone_expr_slot(struct expr **slot, void *arena)
{
	*slot = expr_clone(arena, *slot);
}

static void clone_stmt_slot(struct stmt **slot, void *arena)
{
	*slot = stmt_clone(arena, *slot);
}

struct expr *expr_clone(struct arena *arena, const struct expr *expr)
{
	if (!expr)
		return NULL;

	struct expr *copy = duplicate(arena, expr, sizeof(*expr));

	switch (copy->kind) {
	case EXPR_INDEX:
		duplicate_list(arena, &copy->index.keys);
		break;
	case EXPR_CALL:
		duplicate_list(arena, &copy->call.arguments);
		break;
	case EXPR_IN:
		duplicate_list(arena, &copy->in.keys);
		break;
	case EXPR_PRINT:
		duplicate_list(arena, &copy->print.arguments);
		break;
	case EXPR_TARGET:
		copy->target.accesses =
			duplicate(arena, copy->target.accesses,
				  copy->target.access_count * sizeof(*copy->target.accesses));
		break;
	default:
		break;
	}
	expr_visit_children(copy, clone_expr_slot, arena);
	return copy;
}

struct stmt *stmt_clone(struct arena *arena, const struct stmt *stmt)
{
	if (!stmt)
		return NULL;

	struct stmt *copy = duplicate(arena, stmt, sizeof(*stmt));

	if (copy->kind == STMT_BLOCK) {
		copy->block.items = duplicate(arena, copy->block.items,
					      copy->block.count * sizeof(*copy->block.items));
		copy->block.capacity = copy->block.count;
	} else if (copy->kind == STMT_FOREACH) {
		duplicate_list(arena, &copy->foreach.keys);
		duplicate_list(arena, &copy->foreach.slice);
	}
	stmt_visit_children(copy, clone_expr_slot, clone_stmt_slot, arena);
	return copy;
}

/* ---------------------------------------------------------------- names */

const char *binary_op_text(enum binary_op op)
{
	static const char *const text[] = {
		[BINARY_MULTIPLY] = "*",
		[BINARY_DIVIDE] = "/",
		[BINARY_MODULO] = "%",
		[BINARY_ADD] = "+",
		[BINARY_SUBTRACT] = "-",
		[BINARY_CONCAT] = ".",
		[BINARY_SHIFT_LEFT] = "<<",
		[BINARY_SHIFT_RIGHT] = ">>",
		[BINARY_SHIFT_RIGHT_LOGICAL] = ">>>",
		[BINARY_LESS] = "<",
		[BINARY_GREATER] = ">",
		[BINARY_LESS_EQUAL] = "<=",
		[BINARY_GREATER_EQUAL] = ">=",
		[BINARY_EQUAL] = "==",
		[BINARY_NOT_EQUAL] = "!=",
		[BINARY_AND] = "&",
		[BINARY_XOR] = "^",
		[BINARY_OR] = "|",
		[BINARY_LOGICAL_AND] = "&&",
		[BINARY_LOGICAL_OR] = "||",
		[BINARY_NONE] = "",
		[BINARY_AGGREGATE] = "<<<",
	};

	return text[op];
}

const char *value_type_text(enum value_type type)
{
	static const char *const text[] = {
		[TYPE_UNKNOWN] = "unknown", [TYPE_LONG] = "long", [TYPE_STRING] = "string",
		[TYPE_STATS] = "stats",	    [TYPE_VOID] = "void",
	};

	return text[type];
}
