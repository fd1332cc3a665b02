// SPDX-License-Identifier: GPL-2.0-only
/*
 * Constants and dead code, before names are bound: what @defined or a constant condition leaves out
 * may name things that do not exist here. @defined is asked of the probe's family only where it is
 * reached.
 */
#include "semantic/analysis.h"

#include "semantic/lower.h"

#include <string.h>

struct folding {
	struct analysis *analysis;
	struct body *body;
};

static void fold_expr(struct expr **slot, void *data);
static void fold_stmt(struct stmt **slot, void *data);

static bool is_number(const struct expr *expr)
{
	return expr && expr->kind == EXPR_NUMBER;
}

static bool is_string(const struct expr *expr)
{
	return expr->kind == EXPR_STRING;
}

static void become_number(struct expr *expr, int64_t value)
{
	expr->kind = EXPR_NUMBER;
	expr->type = TYPE_LONG;
	expr->number = value;
}

/* ---------------------------------------------------------------- operators */

static bool compare(enum binary_op op, int order, int64_t *result)
{
	switch (op) {
	case BINARY_LESS:
		*result = order < 0;
		return true;
	case BINARY_GREATER:
		*result = order > 0;
		return true;
	case BINARY_LESS_EQUAL:
		*result = order <= 0;
		return true;
	case BINARY_GREATER_EQUAL:
		*result = order >= 0;
		return true;
	case BINARY_EQUAL:
		*result = order == 0;
		return true;
	case BINARY_NOT_EQUAL:
		*result = order != 0;
		return true;
	default:
		return false;
	}
}

/* Arithmetic wraps; a division by 0 stays, to be an error when it runs. */
static bool calculate(enum binary_op op, int64_t a, int64_t b, int64_t *result)
{
	uint64_t x = (uint64_t)a, y = (uint64_t)b;

	switch (op) {
	case BINARY_MULTIPLY:
		*result = (int64_t)(x * y);
		return true;
	case BINARY_ADD:
		*result = (int64_t)(x + y);
		return true;
	case BINARY_SUBTRACT:
		*result = (int64_t)(x - y);
		return true;
	case BINARY_DIVIDE:
		*result = b == -1 ? (int64_t)(0 - x) : b ? a / b : 0;
		return b != 0;
	case BINARY_MODULO:
		*result = b == -1 || b == 0 ? 0 : a % b;
		return b != 0;
	case BINARY_SHIFT_LEFT:
		*result = (int64_t)(x << (y & 63));
		return true;
	case BINARY_SHIFT_RIGHT:
		*result = a >> (y & 63);
		return true;
	case BINARY_SHIFT_RIGHT_LOGICAL:
		*result = (int64_t)(x >> (y & 63));
		return true;
	case BINARY_AND:
		*result = a & b;
		return true;
	case BINARY_XOR:
		*result = a ^ b;
		return true;
	case BINARY_OR:
		*result = a | b;
		return true;
	default:
		return compare(op, (a > b) - (a < b), result);
	}
}

static void fold_strings(struct folding *f, struct expr *expr, const struct expr *left,
			 const struct expr *right)
{
	int64_t result;

	if (expr->binary.op == BINARY_CONCAT) {
		size_t length = left->string.length + right->string.length;
		char *text = arena_alloc(f->analysis->arena, length + 1);

		memcpy(text, left->string.text, left->string.length);
		memcpy(text + left->string.length, right->string.text, right->string.length);
		expr->kind = EXPR_STRING;
		expr->string.text = text;
		expr->string.length = length;
	} else if (compare(expr->binary.op, strcmp(left->string.text, right->string.text),
			   &result)) {
		become_number(expr, result);
	}
}

/* && and ||: a constant left side decides whether there is a right side at all. */
static void fold_logical(struct folding *f, struct expr *expr)
{
	bool is_or = expr->binary.op == BINARY_LOGICAL_OR;

	fold_expr(&expr->binary.left, f);
	if (is_number(expr->binary.left) && !!expr->binary.left->number == is_or) {
		become_number(expr, is_or);
		return;
	}
	fold_expr(&expr->binary.right, f);
	if (is_number(expr->binary.left) && is_number(expr->binary.right))
		become_number(expr, !!expr->binary.right->number);
}

static void fold_binary(struct folding *f, struct expr *expr)
{
	int64_t result;

	if (expr->binary.op == BINARY_LOGICAL_AND || expr->binary.op == BINARY_LOGICAL_OR) {
		fold_logical(f, expr);
		return;
	}
	fold_expr(&expr->binary.left, f);
	fold_expr(&expr->binary.right, f);
	const struct expr *left = expr->binary.left, *right = expr->binary.right;

	if (is_number(left) && is_number(right) && expr->binary.op != BINARY_CONCAT &&
	    calculate(expr->binary.op, left->number, right->number, &result))
		become_number(expr, result);
	else if (is_string(left) && is_string(right))
		fold_strings(f, expr, left, right);
}

static void fold_unary(struct folding *f, struct expr *expr)
{
	fold_expr(&expr->unary.operand, f);
	if (!is_number(expr->unary.operand))
		return;
	int64_t value = expr->unary.operand->number;

	switch (expr->unary.op) {
	case UNARY_MINUS:
		value = (int64_t)(0 - (uint64_t)value);
		break;
	case UNARY_PLUS:
		break;
	case UNARY_NOT:
		value = !value;
		break;
	case UNARY_COMPLEMENT:
		value = ~value;
		break;
	}
	become_number(expr, value);
}

/* ---------------------------------------------------------------- trees */

static void fold_defined(struct folding *f, struct expr *expr)
{
	bool is_known;
	bool value = is_defined(f->analysis, f->body, expr, &is_known);

	if (is_known)
		become_number(expr, value);
}

static void fold_expr(struct expr **slot, void *data)
{
	struct folding *f = data;
	struct expr *expr = *slot;

	switch (expr->kind) {
	case EXPR_BINARY:
		fold_binary(f, expr);
		break;
	case EXPR_UNARY:
		fold_unary(f, expr);
		break;
	case EXPR_CONDITIONAL:
		fold_expr(&expr->conditional.condition, f);
		if (is_number(expr->conditional.condition)) {
			*slot = expr->conditional.condition->number ? expr->conditional.yes
								    : expr->conditional.no;
			fold_expr(slot, f);
		} else {
			fold_expr(&expr->conditional.yes, f);
			fold_expr(&expr->conditional.no, f);
		}
		break;
	case EXPR_DEFINED:
		fold_defined(f, expr);
		break;
	default:
		expr_visit_children(expr, fold_expr, f);
	}
}

static void become_empty(struct stmt *stmt)
{
	stmt->kind = STMT_EMPTY;
}

static void fold_if(struct folding *f, struct stmt **slot)
{
	struct stmt *stmt = *slot;

	fold_expr(&stmt->if_.condition, f);
	if (!is_number(stmt->if_.condition)) {
		fold_stmt(&stmt->if_.yes, f);
		if (stmt->if_.no)
			fold_stmt(&stmt->if_.no, f);
		return;
	}
	struct stmt *taken = stmt->if_.condition->number ? stmt->if_.yes : stmt->if_.no;

	if (!taken) {
		become_empty(stmt);
		return;
	}
	*slot = taken;
	fold_stmt(slot, f);
}

static void fold_loop(struct folding *f, struct stmt *stmt)
{
	struct expr *initial = stmt->loop.initial;

	if (initial)
		fold_expr(&stmt->loop.initial, f);
	if (stmt->loop.condition)
		fold_expr(&stmt->loop.condition, f);
	if (is_number(stmt->loop.condition) && !stmt->loop.condition->number) {
		become_empty(stmt);
		if (initial) {
			stmt->kind = STMT_EXPR;
			stmt->expr = initial;
		}
		return;
	}
	fold_stmt(&stmt->loop.body, f);
	if (stmt->loop.step)
		fold_expr(&stmt->loop.step, f);
}

static bool never_goes_on(const struct stmt *stmt)
{
	return stmt->kind == STMT_RETURN || stmt->kind == STMT_NEXT || stmt->kind == STMT_BREAK ||
	       stmt->kind == STMT_CONTINUE;
}

/* The statements of a block without empty ones and those that cannot be reached. */
static void fold_block(struct folding *f, struct stmt *stmt)
{
	struct stmt_list *list = &stmt->block;
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		fold_stmt(&list->items[i], f);
		if (list->items[i]->kind == STMT_EMPTY)
			continue;
		list->items[kept++] = list->items[i];
		if (never_goes_on(list->items[i]))
			break;
	}
	list->count = kept;
}

static void fold_stmt(struct stmt **slot, void *data)
{
	struct folding *f = data;

	switch ((*slot)->kind) {
	case STMT_IF:
		fold_if(f, slot);
		break;
	case STMT_WHILE:
	case STMT_FOR:
		fold_loop(f, *slot);
		break;
	case STMT_BLOCK:
		fold_block(f, *slot);
		break;
	default:
		stmt_visit_children(*slot, fold_expr, fold_stmt, f);
	}
}

void fold_body(struct analysis *analysis, struct body *body)
{
	struct folding f = { analysis, body };

	if (body->condition && *body->condition)
		fold_expr(body->condition, &f);
	if (*body->root)
		fold_stmt(body->root, &f);
}
