/* SPDX-License-Identifier: GPL-2.0-only */
/* Comparing syntax trees as they come from the parser: places, bindings and types do not count. */
#include "script/ast.h"

#include <string.h>

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
	return a_length == b_length && (!a_length || !memcmp(a, b, a_length));
}

static bool same_list(const struct expr_list *a, const struct expr_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (!expr_equal(a->items[i], b->items[i]))
			return false;
	}
	return true;
}

static bool same_target(const struct expr *a, const struct expr *b)
{
	if (a->target.kind != b->target.kind || a->target.address_of != b->target.address_of ||
	    !same_text(a->target.name, b->target.name) ||
	    !same_text(a->target.module, b->target.module) ||
	    !same_text(a->target.type_name, b->target.type_name) ||
	    !expr_equal(a->target.pointer, b->target.pointer) ||
	    a->target.access_count != b->target.access_count)
		return false;
	for (size_t i = 0; i < a->target.access_count; i++) {
		const struct access *x = &a->target.accesses[i], *y = &b->target.accesses[i];

		if (x->kind != y->kind || !same_text(x->member, y->member) ||
		    !expr_equal(x->index, y->index))
			return false;
	}
	return true;
}

static bool same_piece(const struct format_piece *a, const struct format_piece *b)
{
	return same_bytes(a->text, a->text_length, b->text, b->text_length) &&
	       a->conversion == b->conversion && a->minus == b->minus && a->plus == b->plus &&
	       a->space == b->space && a->zero == b->zero && a->alternate == b->alternate &&
	       a->has_width == b->has_width && a->has_precision == b->has_precision &&
	       a->width_argument == b->width_argument &&
	       a->precision_argument == b->precision_argument && a->width == b->width &&
	       a->precision == b->precision;
}

static bool same_print(const struct expr *a, const struct expr *b)
{
	if (a->print.kind != b->print.kind || a->print.to_string != b->print.to_string ||
	    !same_text(a->print.delimiter, b->print.delimiter) ||
	    a->print.piece_count != b->print.piece_count)
		return false;
	for (size_t i = 0; i < a->print.piece_count; i++) {
		if (!same_piece(&a->print.pieces[i], &b->print.pieces[i]))
			return false;
	}
	return same_list(&a->print.arguments, &b->print.arguments);
}

static bool same_expr(const struct expr *a, const struct expr *b)
{
	switch (a->kind) {
	case EXPR_NUMBER:
		return a->number == b->number;
	case EXPR_STRING:
	case EXPR_PERF:
	case EXPR_CONST:
	case EXPR_EMBEDDED:
	case EXPR_CODE:
		return same_bytes(a->string.text, a->string.length, b->string.text,
				  b->string.length);
	case EXPR_NAME:
		return same_text(a->name.text, b->name.text);
	case EXPR_INDEX:
		return same_text(a->index.text, b->index.text) &&
		       same_list(&a->index.keys, &b->index.keys);
	case EXPR_CALL:
		return same_text(a->call.text, b->call.text) &&
		       same_list(&a->call.arguments, &b->call.arguments);
	case EXPR_UNARY:
		return a->unary.op == b->unary.op && expr_equal(a->unary.operand, b->unary.operand);
	case EXPR_BINARY:
		return a->binary.op == b->binary.op && expr_equal(a->binary.left, b->binary.left) &&
		       expr_equal(a->binary.right, b->binary.right);
	case EXPR_CONDITIONAL:
		return expr_equal(a->conditional.condition, b->conditional.condition) &&
		       expr_equal(a->conditional.yes, b->conditional.yes) &&
		       expr_equal(a->conditional.no, b->conditional.no);
	case EXPR_ASSIGN:
		return a->assign.op == b->assign.op &&
		       expr_equal(a->assign.target, b->assign.target) &&
		       expr_equal(a->assign.value, b->assign.value);
	case EXPR_INCREMENT:
		return a->increment.prefix == b->increment.prefix &&
		       a->increment.delta == b->increment.delta &&
		       expr_equal(a->increment.target, b->increment.target);
	case EXPR_IN:
		return same_list(&a->in.keys, &b->in.keys) && expr_equal(a->in.array, b->in.array);
	case EXPR_REGEX:
		return a->regex.negated == b->regex.negated &&
		       same_text(a->regex.pattern, b->regex.pattern) &&
		       expr_equal(a->regex.subject, b->regex.subject);
	case EXPR_TARGET:
		return same_target(a, b);
	case EXPR_DEFINED:
	case EXPR_ENTRY:
		return expr_equal(a->operand, b->operand);
	case EXPR_MACHINE:
		return a->machine.kind == b->machine.kind &&
		       expr_equal(a->machine.size, b->machine.size) &&
		       expr_equal(a->machine.argument, b->machine.argument);
	case EXPR_STAT:
		return a->stat.op == b->stat.op && expr_equal(a->stat.stat, b->stat.stat) &&
		       expr_equal(a->stat.shift, b->stat.shift);
	case EXPR_HIST:
		return a->hist.kind == b->hist.kind && a->hist.low == b->hist.low &&
		       a->hist.high == b->hist.high && a->hist.step == b->hist.step &&
		       expr_equal(a->hist.stat, b->hist.stat) &&
		       expr_equal(a->hist.bucket, b->hist.bucket);
	case EXPR_PRINT:
		return same_print(a, b);
	case EXPR_CONVERT:
		return a->convert.size == b->convert.size &&
		       a->convert.is_signed == b->convert.is_signed &&
		       a->convert.is_bool == b->convert.is_bool &&
		       expr_equal(a->convert.operand, b->convert.operand);
	case EXPR_SAVED:
		return a->saved == b->saved;
	case EXPR_ENUM_NAME:
		return a->enumeration.names == b->enumeration.names &&
		       expr_equal(a->enumeration.operand, b->enumeration.operand);
	}
	return false;
}

bool expr_equal(const struct expr *a, const struct expr *b)
{
	if (!a || !b)
		return a == b;
	return a->kind == b->kind && same_expr(a, b);
}

/* ---------------------------------------------------------------- statements */

static bool same_stmt(const struct stmt *a, const struct stmt *b);

static bool same_block(const struct stmt_list *a, const struct stmt_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (!same_stmt(a->items[i], b->items[i]))
			return false;
	}
	return true;
}

static bool same_foreach(const struct stmt *a, const struct stmt *b)
{
	return expr_equal(a->foreach.value, b->foreach.value) &&
	       same_list(&a->foreach.keys, &b->foreach.keys) &&
	       expr_equal(a->foreach.array, b->foreach.array) &&
	       same_list(&a->foreach.slice, &b->foreach.slice) &&
	       a->foreach.sort_column == b->foreach.sort_column &&
	       a->foreach.direction == b->foreach.direction &&
	       a->foreach.has_sort_stat == b->foreach.has_sort_stat &&
	       a->foreach.sort_stat == b->foreach.sort_stat &&
	       expr_equal(a->foreach.limit, b->foreach.limit) &&
	       same_stmt(a->foreach.body, b->foreach.body);
}

static bool same_stmt(const struct stmt *a, const struct stmt *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case STMT_EMPTY:
	case STMT_BREAK:
	case STMT_CONTINUE:
	case STMT_NEXT:
		return true;
	case STMT_EXPR:
	case STMT_RETURN:
	case STMT_DELETE:
		return expr_equal(a->expr, b->expr);
	case STMT_BLOCK:
		return same_block(&a->block, &b->block);
	case STMT_IF:
		return expr_equal(a->if_.condition, b->if_.condition) &&
		       same_stmt(a->if_.yes, b->if_.yes) && same_stmt(a->if_.no, b->if_.no);
	case STMT_WHILE:
	case STMT_FOR:
		return expr_equal(a->loop.initial, b->loop.initial) &&
		       expr_equal(a->loop.condition, b->loop.condition) &&
		       expr_equal(a->loop.step, b->loop.step) &&
		       same_stmt(a->loop.body, b->loop.body);
	case STMT_FOREACH:
		return same_foreach(a, b);
	case STMT_TRY:
		return same_stmt(a->try_.body, b->try_.body) &&
		       expr_equal(a->try_.message, b->try_.message) &&
		       same_stmt(a->try_.handler, b->try_.handler);
	case STMT_EMBEDDED:
		return same_bytes(a->embedded.text, a->embedded.length, b->embedded.text,
				  b->embedded.length);
	}
	return false;
}

/* ---------------------------------------------------------------- declarations */

static bool same_variables(const struct variable_list *a, const struct variable_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct variable *x = a->items[i], *y = b->items[i];

		if (!same_text(x->name, y->name) || x->type != y->type ||
		    x->is_private != y->is_private || x->is_array != y->is_array ||
		    x->wraps != y->wraps || x->max_entries != y->max_entries ||
		    !expr_equal(x->initial, y->initial))
			return false;
	}
	return true;
}

static bool same_component(const struct component *a, const struct component *b)
{
	return same_text(a->name, b->name) && a->has_argument == b->has_argument &&
	       a->argument_is_string == b->argument_is_string && same_text(a->string, b->string) &&
	       a->number == b->number;
}

static bool same_point(const struct point *a, const struct point *b)
{
	if (a->component_count != b->component_count || a->optional != b->optional ||
	    a->sufficient != b->sufficient || !expr_equal(a->condition, b->condition))
		return false;
	for (size_t i = 0; i < a->component_count; i++) {
		if (!same_component(&a->components[i], &b->components[i]))
			return false;
	}
	return true;
}

static bool same_points(const struct point_list *a, const struct point_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (!same_point(a->items[i], b->items[i]))
			return false;
	}
	return true;
}

static bool same_function(const struct function *a, const struct function *b)
{
	return same_text(a->name, b->name) && a->return_type == b->return_type &&
	       a->is_private == b->is_private && a->has_priority == b->has_priority &&
	       a->priority == b->priority && same_variables(&a->parameters, &b->parameters) &&
	       same_stmt(a->body, b->body);
}

static bool same_declaration(const struct declaration *a, const struct declaration *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case DECLARE_GLOBAL:
		return same_variables(&a->globals, &b->globals);
	case DECLARE_FUNCTION:
		return same_function(a->function, b->function);
	case DECLARE_PROBE:
		return a->probe->is_private == b->probe->is_private &&
		       same_points(&a->probe->points, &b->probe->points) &&
		       same_stmt(a->probe->body, b->probe->body);
	case DECLARE_ALIAS:
		return a->alias->is_private == b->alias->is_private &&
		       a->alias->epilogue == b->alias->epilogue &&
		       same_point(a->alias->name, b->alias->name) &&
		       same_points(&a->alias->points, &b->alias->points) &&
		       same_stmt(a->alias->body, b->alias->body);
	case DECLARE_EMBEDDED:
		return same_bytes(a->embedded->text, a->embedded->length, b->embedded->text,
				  b->embedded->length);
	}
	return false;
}

bool script_equal(const struct script *a, const struct script *b)
{
	if (a->declarations.count != b->declarations.count)
		return false;
	for (size_t i = 0; i < a->declarations.count; i++) {
		if (!same_declaration(&a->declarations.items[i], &b->declarations.items[i]))
			return false;
	}
	return true;
}
