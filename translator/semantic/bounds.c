// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long strings can be: an upper bound for every string expression, variable, key and result,
 * so that a map keyed by execname() has keys of 16 bytes and not of MAXSTRINGLEN. All assignments
 * are looked at until nothing grows; what still grows after some rounds (s .= "x" in a loop) is
 * taken to be unbounded.
 *
 * Sizes count the NUL. While this runs they are at least 1 and at most the limit; at the end the
 * limit becomes 0. A function in C tells its own by a comment: string_size N.
 */
#include "semantic/analysis.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE      8	 /* rounds before what grows is unbounded */
#define NUMBER_LENGTH 24 /* of any number in any base: 0 and 22 octal digits, a sign */

struct bounding {
	unsigned limit;
	unsigned round;
	bool is_changed;
	struct program *program;
	struct function *function; /* whose body is looked at */
};

static unsigned size_of(struct bounding *b, struct expr *expr);
static void bound_stmt(struct stmt **slot, void *data);

/* ---------------------------------------------------------------- growing */

static void grow(struct bounding *b, unsigned *size, unsigned to)
{
	if (to <= *size)
		return;
	if (to > b->limit || b->round > PATIENCE)
		to = b->limit; /* a family's own variable may be longer */
	if (to <= *size)
		return;
	*size = to;
	b->is_changed = true;
}

static unsigned join(const struct bounding *b, unsigned a, unsigned c)
{
	size_t sum = (size_t)a + c - 1;

	return sum > b->limit ? b->limit : (unsigned)sum;
}

static void grow_keys(struct bounding *b, struct variable *variable, struct expr_list *keys)
{
	for (size_t i = 0; variable && i < keys->count; i++)
		if (keys->items[i] && keys->items[i]->type == TYPE_STRING)
			grow(b, &variable->key_sizes[i], size_of(b, keys->items[i]));
}

static unsigned *target_size(struct expr *target)
{
	if (target->type != TYPE_STRING)
		return NULL;
	if (target->kind == EXPR_NAME && target->name.variable)
		return &target->name.variable->string_size;
	return target->kind == EXPR_INDEX ? &target->index.variable->string_size : NULL;
}

/* ---------------------------------------------------------------- expressions */

static unsigned piece_length(struct bounding *b, const struct format_piece *piece,
			     struct expr *argument)
{
	unsigned length = NUMBER_LENGTH;

	if (!piece->conversion)
		return 0;
	if (piece->width_argument || piece->precision_argument || piece->conversion == 'm' ||
	    piece->conversion == 'M' || !argument)
		return b->limit;
	if (piece->conversion == 's')
		length = piece->alternate ? b->limit : size_of(b, argument) - 1;
	else if (piece->conversion == 'c' && !piece->alternate)
		length = 1;
	if (piece->has_precision && piece->conversion != 's' && piece->precision + 3 > length)
		length = piece->precision + 3;
	return piece->has_width && piece->width > length ? piece->width : length;
}

static unsigned format_size(struct bounding *b, struct expr *print)
{
	size_t size = 1, at = 0;

	for (size_t i = 0; i < print->print.piece_count; i++) {
		const struct format_piece *piece = &print->print.pieces[i];
		struct expr *argument;

		at += piece->width_argument + piece->precision_argument;
		argument = piece->conversion && at < print->print.arguments.count
				   ? print->print.arguments.items[at++]
				   : NULL;
		size += piece->text_length + piece_length(b, piece, argument);
	}
	return size > b->limit ? b->limit : (unsigned)size;
}

static unsigned printed_size(struct bounding *b, struct expr *print)
{
	const char *delimiter = print->print.delimiter;
	size_t size = 2; /* newline and NUL */

	if (print->print.kind == PRINT_FORMAT)
		return format_size(b, print);
	for (size_t i = 0; i < print->print.arguments.count; i++) {
		struct expr *argument = print->print.arguments.items[i];

		if (argument->kind == EXPR_HIST)
			return b->limit;
		size += argument->type == TYPE_STRING ? size_of(b, argument) - 1 : NUMBER_LENGTH;
		size += delimiter ? strlen(delimiter) : 0;
	}
	return size > b->limit ? b->limit : (unsigned)size;
}

static unsigned enum_name_size(const struct bounding *b, const struct expr *expr)
{
	size_t size = NUMBER_LENGTH + 1;

	for (size_t i = 0; i < expr->enumeration.count; i++) {
		size_t length = strlen(expr->enumeration.names[i].name) + 1;

		size = length > size ? length : size;
	}
	return size > b->limit ? b->limit : (unsigned)size;
}

static unsigned known_size(struct bounding *b, struct expr *expr)
{
	unsigned yes, no;

	switch (expr->kind) {
	case EXPR_STRING:
		return expr->string.length < b->limit ? (unsigned)expr->string.length + 1
						      : b->limit;
	case EXPR_NAME:
		return expr->name.variable->string_size;
	case EXPR_INDEX:
		return expr->index.variable->string_size;
	case EXPR_CALL:
		yes = 1;
		for (const struct function *f = expr->call.function; f; f = f->next_overload)
			yes = f->string_size > yes ? f->string_size : yes;
		return yes;
	case EXPR_BINARY:
		return join(b, size_of(b, expr->binary.left), size_of(b, expr->binary.right));
	case EXPR_CONDITIONAL:
		yes = size_of(b, expr->conditional.yes);
		no = size_of(b, expr->conditional.no);
		return yes > no ? yes : no;
	case EXPR_ASSIGN:
		return expr->assign.op == BINARY_NONE ? size_of(b, expr->assign.value)
						      : *target_size(expr->assign.target);
	case EXPR_PRINT:
		return printed_size(b, expr);
	case EXPR_MACHINE: /* a string in memory */
		return expr->machine.size->number < b->limit ? (unsigned)expr->machine.size->number
							     : b->limit;
	case EXPR_ENUM_NAME:
		return enum_name_size(b, expr);
	default:
		return b->limit;
	}
}

static unsigned size_of(struct bounding *b, struct expr *expr)
{
	unsigned size = known_size(b, expr);

	expr->string_size = size;
	return size;
}

static void bound_arguments(struct bounding *b, struct expr *call)
{
	for (const struct function *f = call->call.function; f; f = f->next_overload)
		for (size_t i = 0; i < call->call.arguments.count; i++)
			if (call->call.arguments.items[i]->type == TYPE_STRING)
				grow(b, &f->parameters.items[i]->string_size,
				     size_of(b, call->call.arguments.items[i]));
}

/* What matched() gives is part of a string that was looked at. */
static void bound_groups(struct bounding *b, struct expr *subject)
{
	for (size_t i = 0; b->program->keeps_groups && i < b->program->functions.count; i++) {
		struct function *function = b->program->functions.items[i];

		if (asks_for_groups(function))
			grow(b, &function->string_size, size_of(b, subject));
	}
}

static void bound_expr(struct expr **slot, void *data)
{
	struct bounding *b = data;
	struct expr *expr = *slot;

	expr_visit_children(expr, bound_expr, b);
	if (expr->kind == EXPR_INDEX) {
		grow_keys(b, expr->index.variable, &expr->index.keys);
	} else if (expr->kind == EXPR_IN) {
		grow_keys(b, expr->in.array->name.variable, &expr->in.keys);
	} else if (expr->kind == EXPR_CALL) {
		bound_arguments(b, expr);
	} else if (expr->kind == EXPR_REGEX) {
		bound_groups(b, expr->regex.subject);
	} else if (expr->kind == EXPR_ASSIGN && target_size(expr->assign.target)) {
		unsigned *size = target_size(expr->assign.target);
		unsigned value = size_of(b, expr->assign.value);

		grow(b, size, expr->assign.op == BINARY_NONE ? value : join(b, *size, value));
	}
	if (expr->type == TYPE_STRING)
		size_of(b, expr);
}

/* ---------------------------------------------------------------- statements */

static void bound_foreach(struct bounding *b, struct stmt *stmt)
{
	struct expr *array = stmt->foreach.array;
	struct variable *variable = array->kind == EXPR_NAME ? array->name.variable : NULL;

	if (!variable)
		return;
	for (size_t i = 0; i < stmt->foreach.keys.count; i++) {
		unsigned *size = target_size(stmt->foreach.keys.items[i]);

		if (size)
			grow(b, size, variable->key_sizes[i]);
	}
	if (stmt->foreach.value && target_size(stmt->foreach.value))
		grow(b, target_size(stmt->foreach.value), variable->string_size);
	grow_keys(b, variable, &stmt->foreach.slice);
}

static void bound_stmt(struct stmt **slot, void *data)
{
	struct bounding *b = data;
	struct stmt *stmt = *slot;

	stmt_visit_children(stmt, bound_expr, bound_stmt, b);
	if (stmt->kind == STMT_FOREACH)
		bound_foreach(b, stmt);
	else if (stmt->kind == STMT_RETURN && stmt->expr && stmt->expr->type == TYPE_STRING)
		grow(b, &b->function->string_size, size_of(b, stmt->expr));
	else if (stmt->kind == STMT_TRY && stmt->try_.message)
		grow(b, target_size(stmt->try_.message), b->limit);
}

/* ---------------------------------------------------------------- all of it */

/* The number of the comment "string_size N" in a function in C, else the limit. */
static unsigned declared_size(const struct bounding *b, const struct stmt *body)
{
	static const char word[] = "/* string_size ";
	size_t length = body->embedded.length;

	for (size_t i = 0; i + sizeof(word) < length; i++) {
		if (memcmp(body->embedded.text + i, word, sizeof(word) - 1))
			continue;
		unsigned long size = strtoul(body->embedded.text + i + sizeof(word) - 1, NULL, 10);

		return size && size < b->limit ? (unsigned)size : b->limit;
	}
	return b->limit;
}

static void start_list(struct variable_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		list->items[i]->string_size = 1;
}

static void start(struct bounding *b, struct program *program)
{
	for (size_t i = 0; i < program->probes.count; i++)
		start_list(&program->probes.items[i]->locals);
	for (size_t i = 0; i < program->functions.count; i++) {
		struct function *function = program->functions.items[i];

		start_list(&function->locals);
		start_list(&function->parameters);
		function->string_size =
			function->body->kind == STMT_EMBEDDED && !asks_for_groups(function)
				? declared_size(b, function->body)
				: 1;
	}
	for (size_t i = 0; i < program->globals.count; i++) {
		struct variable *global = program->globals.items[i];

		/* A scalar can be given any value when the module is loaded. */
		global->string_size = global->is_array ? 1 : b->limit;
		for (size_t k = 0; k < global->key_count; k++)
			global->key_sizes[k] = 1;
	}
}

static void bound_program(struct bounding *b, struct program *program)
{
	for (size_t i = 0; i < program->probes.count; i++) {
		struct probe *probe = program->probes.items[i];

		if (probe->condition)
			bound_expr(&probe->condition, b);
		for (size_t s = 0; s < probe->saved.count; s++)
			bound_expr(&probe->saved.items[s], b);
		bound_stmt(&probe->body, b);
	}
	for (size_t i = 0; i < program->functions.count; i++) {
		b->function = program->functions.items[i];
		bound_stmt(&b->function->body, b);
	}
}

static void finish_size(const struct bounding *b, unsigned *size)
{
	if (*size >= b->limit)
		*size = 0;
}

static void finish_list(const struct bounding *b, struct variable_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		finish_size(b, &list->items[i]->string_size);
}

static void finish_expr(struct expr **slot, void *data)
{
	expr_visit_children(*slot, finish_expr, data);
	finish_size(data, &(*slot)->string_size);
}

static void finish_stmt(struct stmt **slot, void *data)
{
	stmt_visit_children(*slot, finish_expr, finish_stmt, data);
}

static void finish(struct bounding *b, struct program *program)
{
	for (size_t i = 0; i < program->probes.count; i++) {
		struct probe *probe = program->probes.items[i];

		finish_list(b, &probe->locals);
		if (probe->condition)
			finish_expr(&probe->condition, b);
		for (size_t s = 0; s < probe->saved.count; s++)
			finish_expr(&probe->saved.items[s], b);
		finish_stmt(&probe->body, b);
	}
	for (size_t i = 0; i < program->functions.count; i++) {
		struct function *function = program->functions.items[i];

		finish_list(b, &function->locals);
		finish_list(b, &function->parameters);
		finish_size(b, &function->string_size);
		finish_stmt(&function->body, b);
	}
	for (size_t i = 0; i < program->globals.count; i++) {
		struct variable *global = program->globals.items[i];

		finish_size(b, &global->string_size);
		for (size_t k = 0; k < global->key_count; k++)
			finish_size(b, &global->key_sizes[k]);
	}
}

void bound_strings(struct analysis *analysis, struct program *program)
{
	struct bounding b = { .program = program };

	b.limit = session_max_string(analysis->session);
	start(&b, program);
	do {
		b.is_changed = false;
		b.round++;
		bound_program(&b, program);
	} while (b.is_changed);
	finish(&b, program);
}
