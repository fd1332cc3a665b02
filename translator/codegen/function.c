/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Script functions:
 *
 *	static int64_t stap_function_0_x(struct stap_context *c, int64_t local_a, const char
 **local_b) static void stap_function_1_y(struct stap_context *c, char *result, …)
 *
 * A function is made when its first caller is, so that its callers know whether it can fail.
 */
#include "codegen/generator.h"

#include <ctype.h>
#include <string.h>

struct function *function_next(const struct function *function)
{
	struct function *next = function->has_next ? function->next_overload : NULL;

	while (next && next->parameters.count != function->parameters.count)
		next = next->next_overload;
	return next;
}

static bool is_embedded(const struct function *function)
{
	return function->body->kind == STMT_EMBEDDED;
}

/* C written for SystemTap fills a buffer of MAXSTRINGLEN bytes. */
size_t function_result_size(const struct generator *g, const struct function *function)
{
	if (is_embedded(function) || !function->string_size ||
	    function->string_size > g->max_string || function_next(function))
		return g->max_string;
	return function->string_size;
}

/* ---------------------------------------------------------------- parameters */

struct assigned_walk {
	const struct variable *parameter;
	bool found;
};

static void find_in_expr(struct expr **slot, void *data)
{
	struct assigned_walk *walk = data;
	const struct expr *expr = *slot, *target = NULL;

	if (expr->kind == EXPR_ASSIGN)
		target = expr->assign.target;
	else if (expr->kind == EXPR_INCREMENT)
		target = expr->increment.target;
	if (target && target->kind == EXPR_NAME && target->name.variable == walk->parameter)
		walk->found = true;
	expr_visit_children(*slot, find_in_expr, data);
}

static bool is_parameter(const struct assigned_walk *walk, const struct expr *name)
{
	return name && name->kind == EXPR_NAME && name->name.variable == walk->parameter;
}

static void find_in_stmt(struct stmt **slot, void *data)
{
	struct assigned_walk *walk = data;
	struct stmt *stmt = *slot;

	if (stmt->kind == STMT_FOREACH) {
		walk->found |= is_parameter(walk, stmt->foreach.value);
		for (size_t i = 0; i < stmt->foreach.keys.count; i++)
			walk->found |= is_parameter(walk, stmt->foreach.keys.items[i]);
	} else if (stmt->kind == STMT_TRY) {
		walk->found |= is_parameter(walk, stmt->try_.message);
	} else if (stmt->kind == STMT_DELETE) {
		walk->found |= is_parameter(walk, stmt->expr);
	}
	stmt_visit_children(stmt, find_in_expr, find_in_stmt, data);
}

static bool is_assigned(struct function *function, const struct variable *parameter)
{
	struct assigned_walk walk = { .parameter = parameter };

	find_in_stmt(&function->body, &walk);
	return walk.found;
}

/* Whether the function needs a copy: it assigns, or what the string lies in may change. */
static bool needs_copy(const struct generator *g, struct function *function,
		       const struct variable *parameter)
{
	if (is_embedded(function))
		return false;
	return (parameter->type == TYPE_STRING && g->functions[function->index].writes_strings) ||
	       is_assigned(function, parameter);
}

static const char *c_type(enum value_type type)
{
	return type == TYPE_STRING ? "const char *" : "int64_t ";
}

static const char *argument_name(const struct generator *g, struct function *function,
				 const struct variable *parameter)
{
	return arena_printf(g->arena, "%s_%s",
			    needs_copy(g, function, parameter) ? "given" : "local",
			    parameter->name);
}

static void add_prototype(const struct generator *g, struct function *function, struct text *text)
{
	bool is_long = function->return_type == TYPE_LONG;

	text_add(text, "static %s %s(struct stap_context *c", is_long ? "int64_t" : "void",
		 g->functions[function->index].name);
	if (function->return_type == TYPE_STRING)
		text_add(text, ", char *result");
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct variable *parameter = function->parameters.items[i];

		text_add(text, ", %s%s", c_type(parameter->type),
			 argument_name(g, function, parameter));
	}
	text_add(text, ")");
}

/* Makes the parameters known to @u before its body uses them. */
static void enter_parameters(struct unit *u, struct function *function)
{
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct variable *parameter = function->parameters.items[i];
		struct local local = { .variable = parameter };

		local.is_given = !needs_copy(u->g, function, parameter);
		local.in_frame = parameter->type == TYPE_STRING && !local.is_given;
		local.name = arena_printf(u->g->arena, "%slocal_%s", local.in_frame ? "f->" : "",
					  parameter->name);
		if (local.in_frame)
			local.size = u->g->max_string;
		vec_push(u->g->arena, &u->locals, local);
	}
}

static void add_parameter_copies(struct unit *u, struct function *function, struct text *text)
{
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct local *local = &u->locals.items[i];

		if (local->in_frame)
			text_add(text, "stap_copy_string(%s, given_%s, %zu);\n", local->name,
				 local->variable->name, local->size);
		else if (!local->is_given)
			text_add(text, "%s = given_%s;\n", local->name, local->variable->name);
	}
}

void function_emit_next(struct unit *u, struct function *next)
{
	struct text call = { .arena = u->g->arena };

	function_generate(u->g, next);
	text_add(&call, "%s(c", u->g->functions[next->index].name);
	if (next->return_type == TYPE_STRING)
		text_add(&call, ", result");
	for (size_t i = 0; i < u->function->parameters.count; i++) {
		const struct variable *parameter = u->function->parameters.items[i];

		text_add(&call, ", %s",
			 is_assigned(u->function, parameter)
				 ? argument_name(u->g, u->function, parameter)
				 : variable_text(u, parameter));
	}
	emit(u, "%s%s);", next->return_type == TYPE_LONG ? "result = " : "", call.bytes);
	if (u->g->functions[next->index].may_fail)
		may_fail(u);
	check_error(u);
}

/* ---------------------------------------------------------------- bodies */

static void generate_body(struct unit *u, struct function *function)
{
	const struct function_facts *facts = &u->g->functions[function->index];
	const char *place = place_of(u, function->place);

	if (facts->is_limited) {
		emit(u, "if (!stap_function_enter(c, %s))", place);
		emit(u, "\tgoto stap_refused;");
	}
	if (facts->counts)
		emit_count(u, 1 + stmt_actions(u->g, function->body), function->place);
	generate_stmt(u, function->body);
}

static void add_body(struct unit *u, struct function *function, struct text *text)
{
	bool is_limited = u->g->functions[function->index].is_limited;
	bool is_long = function->return_type == TYPE_LONG;

	text_add(text, "{\n");
	if (is_long)
		text_add(text, "int64_t result = 0;\n");
	unit_add_declarations(u, text);
	if (function->return_type == TYPE_STRING)
		text_add(text, "result[0] = 0;\n");
	add_parameter_copies(u, function, text);
	if (u->body.length)
		text_add_bytes(text, u->body.bytes, u->body.length);
	if (u->error_label_used || u->exit_label_used)
		text_add(text, "stap_end:\n");
	if (is_limited)
		text_add(text, "stap_function_leave(c);\nstap_refused:\n");
	unit_add_frame_leave(u, text);
	text_add(text, "%s;\n}\n", is_long ? "return result" : "return");
}

/* ---------------------------------------------------------------- embedded C */

/* Whether @word stands in @text as a whole word. */
static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		if ((at == text || (!isalnum((unsigned char)at[-1]) && at[-1] != '_')) &&
		    !isalnum((unsigned char)at[length]) && at[length] != '_')
			return true;
	return false;
}

/* The way arguments and the result were reached before STAP_ARG_x: THIS->x, THIS->__retvalue. */
static void add_this(struct function *function, struct text *text)
{
	bool is_string = function->return_type == TYPE_STRING;

	text_add(text, "struct {\n");
	for (size_t i = 0; i < function->parameters.count; i++)
		text_add(text, "%s%s;\n", c_type(function->parameters.items[i]->type),
			 function->parameters.items[i]->name);
	text_add(text, "%s__retvalue;\n} stap_this = { ", is_string ? "char *" : "int64_t ");
	for (size_t i = 0; i < function->parameters.count; i++)
		text_add(text, ".%s = local_%s, ", function->parameters.items[i]->name,
			 function->parameters.items[i]->name);
	text_add(text, "%s }, *THIS = &stap_this;\n",
		 is_string ? ".__retvalue = result" : ".__retvalue = 0");
}

static void add_embedded(struct generator *g, struct function *function, struct text *text)
{
	const struct stmt *body = function->body;
	const char *code = arena_strndup(g->arena, body->embedded.text, body->embedded.length);
	bool is_long = function->return_type == TYPE_LONG;
	bool is_string = function->return_type == TYPE_STRING;
	bool has_this = has_word(code, "THIS");

	text_add(text, "{\n");
	if (is_long)
		text_add(text, "int64_t result = 0;\n");
	if (has_this)
		add_this(function, text);
	text_add(text, "\n");
	if (is_string)
		text_add(text, "result[0] = 0;\n");
	for (size_t i = 0; i < function->parameters.count; i++)
		text_add(text, "#define STAP_ARG_%s local_%s\n",
			 function->parameters.items[i]->name, function->parameters.items[i]->name);
	if (is_long)
		text_add(text, "#define STAP_RETVALUE result\n"
			       "#define STAP_RETURN(...) do { result = (int64_t)(__VA_ARGS__); "
			       "goto stap_embedded_end; } while (0)\n");
	else if (is_string)
		text_add(text,
			 "#define STAP_RETVALUE result\n"
			 "#define STAP_RETURN(...) do { stap_copy_string(result, __VA_ARGS__, "
			 "MAXSTRINGLEN); goto stap_embedded_end; } while (0)\n");
	else
		text_add(text, "#define STAP_RETURN() goto stap_embedded_end\n");
	text_add(text, "{\n%c%s\n%c}\n", TEXT_VERBATIM, code, TEXT_VERBATIM);
	text_add(text, "goto stap_embedded_end;\nstap_embedded_end:\n");
	if (has_this && is_long && has_word(code, "__retvalue"))
		text_add(text, "result = stap_this.__retvalue;\n");
	for (size_t i = 0; i < function->parameters.count; i++)
		text_add(text, "#undef STAP_ARG_%s\n", function->parameters.items[i]->name);
	text_add(text, "#undef STAP_RETVALUE\n#undef STAP_RETURN\n%s;\n}\n",
		 is_long ? "return result" : "return");
	g->functions[function->index].may_fail =
		has_word(code, "c") || has_word(code, "CONTEXT") || has_word(code, "STAP_ERROR");
}

/* ---------------------------------------------------------------- all */

void function_generate(struct generator *g, struct function *function)
{
	struct function_facts *facts = &g->functions[function->index];

	if (facts->is_begun)
		return;
	facts->is_begun = true;
	facts->may_fail = facts->is_limited || facts->counts; /* for calls by itself */
	facts->prototype.arena = facts->code.arena = g->arena;
	add_prototype(g, function, &facts->prototype);
	text_add(&facts->code, "%s\n", facts->prototype.bytes);
	if (is_embedded(function)) {
		add_embedded(g, function, &facts->code);
	} else {
		struct unit *u = unit_new(g);

		u->function = function;
		enter_parameters(u, function);
		generate_body(u, function);
		facts->may_fail |= u->error_label_used;
		facts->frame = unit_frame_size(u);
		add_body(u, function, &facts->code);
	}
	vec_push(g->arena, &g->generated, function);
}
