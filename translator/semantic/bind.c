// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * Names to variables and functions. A name is, in this order: a parameter; in a user's script, a
 * global; a local of the handler (an alias' variables included) or function; a global of the
 * library; else a new local, which lives as long as the call. Functions that are called join the
 * analysis' list, to be bound in turn.
 */
#include "semantic/analysis.h"

#include "semantic/deprecation.h"

#include <string.h>

struct binding {
	struct analysis *analysis;
	struct body *body;
};

static void bind_expr(struct expr **slot, void *data);

/* Where a name was written: for one out of a macro, the file that uses the macro. */
static const struct source_file *file_of(const struct place *place)
{
	while (place->expansion)
		place = &place->expansion->use;
	return place->file;
}

static struct variable *find_in(const struct variable_list *list, const char *name)
{
	for (size_t i = 0; list && i < list->count; i++)
		if (!strcmp(list->items[i]->name, name))
			return list->items[i];
	return NULL;
}

static struct variable *note_global(struct binding *b, struct variable *variable)
{
	struct variable_list *globals = &b->analysis->globals;

	if (!variable->index) { /* here: position + 1; numbered anew at the end */
		vec_push(b->analysis->arena, globals, variable);
		variable->index = (unsigned)globals->count;
	}
	return variable;
}

static struct variable *new_local(struct binding *b, const char *name, struct place place)
{
	struct variable *variable = arena_new_object(b->analysis->arena, struct variable);

	variable->name = name;
	variable->place = place;
	vec_push(b->analysis->arena, b->body->locals, variable);
	return variable;
}

static struct variable *lookup(struct binding *b, const char *name, struct place place)
{
	const struct source_file *file = file_of(&place);
	struct variable *variable = NULL;

	if (b->body->function)
		variable = find_in(&b->body->function->parameters, name);
	if (variable)
		return variable;
	struct variable *local = find_in(b->body->locals, name);
	struct variable *global =
		local && (!file || file->is_tapset) ? NULL : find_global(b->analysis, name, file);

	if (global && (!local || !global->file->is_tapset))
		return note_global(b, global);
	return local ? local : new_local(b, name, place);
}

/* ---------------------------------------------------------------- calls */

static struct function *first_of_arity(struct analysis *analysis, struct function *function,
				       size_t arity, const struct source_file *file)
{
	while (function && function->parameters.count != arity)
		function = find_next_function(analysis, function, file);
	return function;
}

static void report_unknown(struct binding *b, struct expr *call)
{
	const char *remedy = compatible_remedy(b->analysis, LIBRARY_FUNCTION, call->call.text);
	struct name_list names = { 0 };

	diagnose_error(b->analysis->diagnostics, call->place, "unknown function '%s'",
		       call->call.text);
	if (remedy) {
		diagnose_remedy(b->analysis->diagnostics, "%s", remedy);
		return;
	}
	list_function_names(b->analysis, &names);
	const char *nearest = nearest_name(call->call.text, names.items, names.count);

	if (nearest)
		diagnose_remedy(b->analysis->diagnostics, "did you mean '%s'?", nearest);
}

static void report_arity(struct binding *b, struct expr *call, const struct function *function)
{
	size_t wanted = function->parameters.count;

	diagnose_error(b->analysis->diagnostics, call->place,
		       "function '%s' takes %zu argument%s, not %zu", call->call.text, wanted,
		       wanted == 1 ? "" : "s", call->call.arguments.count);
	diagnose_note(b->analysis->diagnostics, function->place, "declared here");
}

bool function_has_comment(const struct function *function, const char *comment)
{
	const struct stmt *body = function->body;

	return body && body->kind == STMT_EMBEDDED &&
	       memmem(body->embedded.text, body->embedded.length, comment, strlen(comment));
}

/* Functions in C with the comment "guru" change what they are used on. */
static void check_guru(struct binding *b, const struct expr *call, const struct function *function)
{
	if (b->analysis->session->options.guru || !function_has_comment(function, "/* guru */"))
		return;
	diagnose_error(b->analysis->diagnostics, call->place, "function '%s' is for guru mode only",
		       call->call.text);
	diagnose_remedy(b->analysis->diagnostics, "run stap with -g");
}

static void bind_call(struct binding *b, struct expr *call)
{
	const struct source_file *file = file_of(&call->place);
	struct function *any = find_function(b->analysis, call->call.text, file);
	struct function *function =
		first_of_arity(b->analysis, any, call->call.arguments.count, file);

	if (!any)
		report_unknown(b, call);
	else if (!function)
		report_arity(b, call, any);
	call->call.function = function;
	if (function) {
		check_guru(b, call, function);
		warn_of_deprecated(b->analysis, LIBRARY_FUNCTION, function->name, function->file,
				   call->place);
	}
	while (function) {
		struct function *next =
			first_of_arity(b->analysis, find_next_function(b->analysis, function, file),
				       call->call.arguments.count, file);

		need_function(b->analysis, function);
		if (!function->has_next)
			break;
		function->next_overload = next;
		function = next;
	}
}

/* ---------------------------------------------------------------- trees */

static void mark_array(struct variable *variable, struct place place)
{
	if (!variable || !variable->is_global)
		return;
	if (!variable->is_array && !variable->type_place.file)
		variable->type_place = place;
	variable->is_array = true;
}

static void bind_array(struct binding *b, struct expr *expr, const char *text,
		       struct variable **variable)
{
	const struct source_file *file = file_of(&expr->place);

	*variable = find_in(b->body->locals, text);
	if (!*variable && b->body->function)
		*variable = find_in(&b->body->function->parameters, text);
	struct variable *global = find_global(b->analysis, text, file);

	if (global) {
		*variable = note_global(b, global);
		mark_array(global, expr->place);
		return;
	}
	diagnose_error(b->analysis->diagnostics, expr->place, "'%s' is not an array", text);
	if (*variable)
		diagnose_remedy(b->analysis->diagnostics, "only globals can be arrays: global %s",
				text);
	else
		diagnose_remedy(b->analysis->diagnostics, "declare it at top level: global %s",
				text);
	*variable = NULL;
}

static void bind_expr(struct expr **slot, void *data)
{
	struct binding *b = data;
	struct expr *expr = *slot;

	expr_visit_children(expr, bind_expr, b);
	switch (expr->kind) {
	case EXPR_NAME:
		expr->name.variable = lookup(b, expr->name.text, expr->place);
		break;
	case EXPR_INDEX:
		bind_array(b, expr, expr->index.text, &expr->index.variable);
		break;
	case EXPR_CALL:
		bind_call(b, expr);
		break;
	case EXPR_IN:
		if (expr->in.array->kind == EXPR_NAME)
			mark_array(expr->in.array->name.variable, expr->in.array->place);
		break;
	default:
		break;
	}
}

static void bind_stmt(struct stmt **slot, void *data)
{
	stmt_visit_children(*slot, bind_expr, bind_stmt, data);
	if ((*slot)->kind == STMT_FOREACH && (*slot)->foreach.array->kind == EXPR_NAME)
		mark_array((*slot)->foreach.array->name.variable, (*slot)->foreach.array->place);
}

void warn_of_hidden(struct analysis *analysis, const struct function *function)
{
	struct function *first =
		first_of_arity(analysis, find_function(analysis, function->name, function->file),
			       function->parameters.count, function->file);

	while (first != function && (need_function(analysis, first), first->has_next))
		first = first_of_arity(analysis,
				       find_next_function(analysis, first, function->file),
				       function->parameters.count, function->file);
	if (first == function)
		return;
	diagnose_warning(analysis->diagnostics, function->place, "function '%s' is never called",
			 function->name);
	diagnose_note(analysis->diagnostics, first->place,
		      "this one comes first, and does not go on with 'next'");
}

void bind_body(struct analysis *analysis, struct body *body)
{
	struct binding b = { analysis, body };

	if (body->condition && *body->condition)
		bind_expr(body->condition, &b);
	if (*body->root)
		bind_stmt(body->root, &b);
}

static bool contains(const char *text, size_t length, const char *word)
{
	return memmem(text, length, word, strlen(word)) != NULL;
}

static void skip_expr(struct expr **slot, void *data)
{
	(void)slot;
	(void)data;
}

static void find_next_statement(struct stmt **slot, void *data)
{
	if ((*slot)->kind == STMT_NEXT)
		*(bool *)data = true;
	stmt_visit_children(*slot, skip_expr, find_next_statement, data);
}

/* Folds away what is dead, so that it is known whether a `next` is left; binding comes later. */
void need_function(struct analysis *analysis, struct function *function)
{
	struct body body = function_body(function);

	if (function->index)
		return;
	vec_push(analysis->arena, &analysis->functions, function);
	function->index = (unsigned)analysis->functions.count; /* numbered anew at the end */
	fold_body(analysis, &body);
	find_next_statement(&function->body, &function->has_next);
	if (function->body->kind != STMT_EMBEDDED)
		return;
	function->has_next = contains(function->body->embedded.text,
				      function->body->embedded.length, "STAP_NEXT");
	if (function->return_type == TYPE_UNKNOWN)
		function->return_type = TYPE_VOID;
}
