/* SPDX-License-Identifier: GPL-2.0-only */
/* Declarations: global, function, probe, aliases, embedded C. */
#include "script/parse.h"

#include <string.h>

static bool is_declaration_word(const struct token *token)
{
	return token_is_name(token, "probe") || token_is_name(token, "function") ||
	       token_is_name(token, "global") || token_is_name(token, "private");
}

/* The same words may be members of a structure and components of a probe point. */
bool at_declaration(const struct parser *p)
{
	const struct token *before = p->at ? &p->tokens[p->at - 1] : NULL;

	return is_declaration_word(current(p)) &&
	       !(before &&
		 (token_is(before, ".") || token_is(before, "->") || token_is(before, ",")));
}

static void declare(struct parser *p, struct declaration declaration)
{
	vec_push(p->arena, &p->script->declarations, declaration);
}

static struct variable *new_variable(struct parser *p, const struct token *name)
{
	struct variable *variable = arena_new_object(p->arena, struct variable);

	variable->name = name->text;
	variable->place = name->place;
	return variable;
}

/* ---------------------------------------------------------------- globals */

static struct expr *parse_initial(struct parser *p)
{
	struct expr *expr;

	if (current(p)->kind != TOKEN_STRING) {
		expr = new_expr(p, EXPR_NUMBER, current(p)->place);
		expr->number = parse_signed_number(p, "a number or a string as initial value");
		return expr;
	}
	expr = new_expr(p, EXPR_STRING, current(p)->place);

	struct literal literal = parse_string(p, "a string");

	expr->string.text = literal.text;
	expr->string.length = literal.length;
	return expr;
}

static struct variable *parse_global(struct parser *p, bool is_private)
{
	struct variable *variable =
		new_variable(p, expect_name(p, "the name of a global variable"));

	variable->is_global = true;
	variable->is_private = is_private;
	variable->file = p->file;
	variable->wraps = accept(p, "%");
	if (accept(p, "[")) {
		struct place place = current(p)->place;

		variable->is_array = true;
		variable->max_entries = parse_signed_number(p, "the number of elements");
		if (variable->max_entries <= 0 || variable->max_entries > INT32_MAX)
			parse_error(p, place, "the size of an array is from 1 to 2147483647");
		expect(p, "]", " after the number of elements");
	}
	variable->is_array |= variable->wraps;
	if (!at_operator(p, "="))
		return variable;
	if (variable->is_array)
		parse_error(p, current(p)->place, "an array has no initial value");
	take(p);
	variable->initial = parse_initial(p);
	return variable;
}

static void parse_globals(struct parser *p, bool is_private)
{
	struct declaration declaration = { .kind = DECLARE_GLOBAL };

	do {
		vec_push(p->arena, &declaration.globals, parse_global(p, is_private));
	} while (accept(p, ","));
	accept(p, ";");
	declare(p, declaration);
}

/* ---------------------------------------------------------------- functions */

static enum value_type parse_type(struct parser *p)
{
	if (!accept(p, ":"))
		return TYPE_UNKNOWN;
	if (accept_word(p, "long"))
		return TYPE_LONG;
	if (accept_word(p, "string"))
		return TYPE_STRING;
	parse_expected(p, "a type: 'long' or 'string'");
}

static void parse_parameters(struct parser *p, struct function *function)
{
	expect(p, "(", " after the function's name");
	while (!at_operator(p, ")")) {
		struct variable *variable =
			new_variable(p, expect_name(p, "the name of a parameter"));

		variable->is_parameter = true;
		variable->type = parse_type(p);
		for (size_t i = 0; i < function->parameters.count; i++) {
			if (!strcmp(function->parameters.items[i]->name, variable->name))
				parse_error(p, variable->place, "there are two parameters '%s'",
					    variable->name);
		}
		vec_push(p->arena, &function->parameters, variable);
		if (!accept(p, ",") && !at_operator(p, ")"))
			parse_expected(p, "',' or ')' after a parameter");
	}
	take(p);
}

static void parse_priority(struct parser *p, struct function *function)
{
	struct place place;

	if (!accept(p, ":"))
		return;
	place = current(p)->place;
	function->has_priority = true;
	function->priority = parse_signed_number(p, "the priority as a number");
	if (function->priority <= 0)
		parse_error(p, place, "a priority must be above 0");
}

static struct stmt *parse_embedded_body(struct parser *p)
{
	const struct token *token = take(p);
	struct stmt *stmt = new_stmt(p, STMT_EMBEDDED, token->place);

	if (!p->file->is_embedded_c) {
		parse_error(p, token->place, "embedded C is for guru mode only");
		diagnose_remedy(p->diagnostics, "run stap with -g");
	}
	stmt->embedded.text = token->text;
	stmt->embedded.length = token->length;
	return stmt;
}

static void parse_function(struct parser *p, bool is_private, const char *comment)
{
	struct function *function = arena_new_object(p->arena, struct function);
	const struct token *name = expect_name(p, "the name of a function");

	function->name = name->text;
	function->place = name->place;
	function->is_private = is_private;
	function->file = p->file;
	function->comment = comment;
	function->return_type = parse_type(p);
	parse_parameters(p, function);
	parse_priority(p, function);
	p->in_function = true;
	if (current(p)->kind == TOKEN_EMBEDDED)
		function->body = parse_embedded_body(p);
	else
		function->body = parse_block(p, "'{' before the function's body");
	declare(p, (struct declaration){ .kind = DECLARE_FUNCTION, .function = function });
}

/* ---------------------------------------------------------------- probes */

static void declare_probe(struct parser *p, struct place place, bool is_private,
			  const char *comment, const struct point_list *points)
{
	struct probe_declaration *probe = arena_new_object(p->arena, struct probe_declaration);

	probe->place = place;
	probe->points = *points;
	probe->is_private = is_private;
	probe->file = p->file;
	probe->comment = comment;
	probe->body = parse_block(p, "',' or '{' after the probe point");
	declare(p, (struct declaration){ .kind = DECLARE_PROBE, .probe = probe });
}

static struct alias_declaration *new_alias(struct parser *p, const struct point_list *names)
{
	struct alias_declaration *alias = arena_new_object(p->arena, struct alias_declaration);
	struct point *name = names->items[0];

	if (names->count > 1)
		parse_error(p, names->items[1]->place, "an alias has one name");
	else if (name->optional || name->sufficient || name->condition)
		parse_error(p, name->place, "the name of an alias takes no '?', '!' or 'if'");
	alias->name = name;
	alias->epilogue = token_is(take(p), "+=");
	alias->file = p->file;
	return alias;
}

/* name = point …; name = other = point … declares both names. */
static void parse_probe(struct parser *p, struct place place, bool is_private, const char *comment)
{
	struct point_list points = parse_point_list(p);
	VEC(struct alias_declaration *) aliases = { 0 };
	struct stmt *body;

	while (at_operator(p, "=") || at_operator(p, "+=")) {
		vec_push(p->arena, &aliases, new_alias(p, &points));
		points = parse_point_list(p);
	}
	if (!aliases.count) {
		declare_probe(p, place, is_private, comment, &points);
		return;
	}
	body = parse_block(p, "',' or '{' after the probe point");
	for (size_t i = 0; i < aliases.count; i++) {
		struct alias_declaration *alias = aliases.items[i];

		alias->place = place;
		alias->points = points;
		alias->is_private = is_private;
		alias->comment = comment;
		alias->body = i ? stmt_clone(p->arena, body) : body;
		declare(p, (struct declaration){ .kind = DECLARE_ALIAS, .alias = alias });
	}
}

/* ---------------------------------------------------------------- top level */

static void parse_embedded_declaration(struct parser *p)
{
	struct embedded_declaration *embedded =
		arena_new_object(p->arena, struct embedded_declaration);
	struct stmt *body = parse_embedded_body(p);

	embedded->place = body->place;
	embedded->text = body->embedded.text;
	embedded->length = body->embedded.length;
	embedded->file = p->file;
	declare(p, (struct declaration){ .kind = DECLARE_EMBEDDED, .embedded = embedded });
}

static void report_unknown(struct parser *p)
{
	static const char *const words[] = { "probe", "global", "private", "function" };
	const struct token *token = current(p);
	const char *near = NULL;

	if (token->kind != TOKEN_ERROR) {
		parse_error(p, token->place,
			    "expected 'probe', 'global', 'function' or 'private', found %s",
			    token_describe(p->arena, token));
		if (token->kind == TOKEN_NAME)
			near = nearest_name(token->text, words, sizeof(words) / sizeof(*words));
		if (near)
			diagnose_remedy(p->diagnostics, "did you mean '%s'?", near);
	}
	parse_rewind(p);
}

void parse_declaration(struct parser *p, void *nothing __attribute__((unused)))
{
	const struct token *first = current(p);
	bool is_private = accept_word(p, "private");

	p->depth = p->expression_depth = p->loop_depth = 0;
	p->in_function = false;
	if (accept_word(p, "probe"))
		parse_probe(p, first->place, is_private, first->comment);
	else if (accept_word(p, "function"))
		parse_function(p, is_private, first->comment);
	else if (accept_word(p, "global"))
		parse_globals(p, is_private);
	else if (is_private)
		parse_globals(p, true);
	else if (first->kind == TOKEN_EMBEDDED)
		parse_embedded_declaration(p);
	else
		report_unknown(p);
}
