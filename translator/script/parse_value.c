/* SPDX-License-Identifier: GPL-2.0-only */
/* What operators work on: literals, names, array elements, calls, and the unary operators. */
#include "script/parse.h"

#include <string.h>

static struct expr *parse_literal_string(struct parser *p)
{
	struct expr *expr = new_expr(p, EXPR_STRING, current(p)->place);
	struct literal literal = parse_string(p, "a string");

	expr->string.text = literal.text;
	expr->string.length = literal.length;
	return expr;
}

static struct expr *parse_embedded(struct parser *p)
{
	const struct token *token = take(p);
	struct expr *expr = new_expr(p, EXPR_EMBEDDED, token->place);

	if (!p->file->is_embedded_c) {
		parse_error(p, token->place, "embedded C is for guru mode only");
		diagnose_remedy(p->diagnostics, "run stap with -g");
	}
	expr->string.text = token->text;
	expr->string.length = token->length;
	return expr;
}

struct expr_list parse_keys(struct parser *p, bool wildcards)
{
	struct expr_list keys = { 0 };

	do {
		bool wildcard = at_operator(p, "*") &&
				(token_is(ahead(p, 1), ",") || token_is(ahead(p, 1), "]"));

		if (wildcard && !wildcards)
			parse_error(p, current(p)->place,
				    "'*' for any key is for 'delete', 'in' and 'foreach' only");
		if (wildcard)
			take(p);
		vec_push(p->arena, &keys, wildcard ? NULL : parse_expression(p));
	} while (accept(p, ","));
	expect(p, "]", " after the index");
	return keys;
}

/* [i, j] in array */
static struct expr *parse_tuple(struct parser *p)
{
	struct expr *expr = new_expr(p, EXPR_IN, take(p)->place);
	const struct token *name;

	expr->in.keys = parse_keys(p, true);
	if (!at_word(p, "in"))
		parse_expected(p, "'in' after '[…]'");
	expr->place = take(p)->place;
	name = expect_name(p, "the name of an array");
	expr->in.array = new_expr(p, EXPR_NAME, name->place);
	expr->in.array->name.text = name->text;
	return expr;
}

static struct expr *parse_call(struct parser *p, const struct token *name)
{
	struct expr *expr = new_expr(p, EXPR_CALL, name->place);

	take(p);
	expr->call.text = name->text;
	if (accept(p, ")"))
		return expr;
	do {
		vec_push(p->arena, &expr->call.arguments, parse_expression(p));
	} while (accept(p, ","));
	if (!at_operator(p, ")"))
		parse_expected(p, "',' or ')' after an argument");
	take(p);
	return expr;
}

static struct expr *parse_named(struct parser *p)
{
	const struct token *name = current(p);
	bool slice = p->at == p->slice_at;
	struct expr *expr;

	if (name->text[0] == '$')
		return parse_target(p);
	if (is_print_name(name->text))
		return parse_print(p);
	if (strchr(name->text, '$'))
		parse_fail(p, name->place, "'$' cannot be part of the name '%s'", name->text);
	if (is_keyword(name->text))
		parse_fail(p, name->place, "'%s' is a word of the language, expected an expression",
			   name->text);
	take(p);
	if (at_operator(p, "("))
		return parse_call(p, name);
	if (accept(p, "[")) {
		expr = new_expr(p, EXPR_INDEX, name->place);
		expr->index.text = name->text;
		expr->index.keys = parse_keys(p, slice);
		return expr;
	}
	expr = new_expr(p, EXPR_NAME, name->place);
	expr->name.text = name->text;
	return expr;
}

static struct expr *parse_parenthesised(struct parser *p)
{
	const struct token *open = take(p);
	struct expr *expr = parse_expression(p);

	if (!at_operator(p, ")")) {
		const struct token *token = current(p);

		if (token->kind == TOKEN_ERROR)
			parse_expected(p, "')'");
		diagnose_error(p->diagnostics, token->place, "expected ')', found %s",
			       token_describe(p->arena, token));
		diagnose_note(p->diagnostics, open->place, "to match this '('");
		parse_rewind(p);
	}
	take(p);
	expr->parenthesised = true;
	return expr;
}

static struct expr *parse_primary(struct parser *p)
{
	const struct token *token = current(p);
	struct expr *expr;

	switch (token->kind) {
	case TOKEN_NUMBER:
		expr = new_expr(p, EXPR_NUMBER, token->place);
		expr->number = take(p)->number;
		return expr;
	case TOKEN_STRING:
		return parse_literal_string(p);
	case TOKEN_EMBEDDED:
		return parse_embedded(p);
	case TOKEN_AT:
		return parse_operation(p);
	case TOKEN_NAME:
		return parse_named(p);
	default:
		break;
	}
	if (token_is(token, "("))
		return parse_parenthesised(p);
	if (token_is(token, "["))
		return parse_tuple(p);
	parse_expected(p, "an expression");
}

/* A value with its ->members and [indexes]. */
static struct expr *parse_value(struct parser *p)
{
	return parse_accesses(p, parse_primary(p));
}

static struct expr *new_increment(struct parser *p, const struct token *token, bool prefix,
				  struct expr *target)
{
	struct expr *expr = new_expr(p, EXPR_INCREMENT, token->place);

	if (target->kind != EXPR_NAME && target->kind != EXPR_INDEX && target->kind != EXPR_TARGET)
		parse_error(p, target->place, "'%s' works on variables only", token->text);
	expr->increment.prefix = prefix;
	expr->increment.delta = token_is(token, "++") ? 1 : -1;
	expr->increment.target = target;
	return expr;
}

static struct expr *parse_postfix(struct parser *p)
{
	struct expr *expr = parse_value(p);

	if (at_operator(p, "++") || at_operator(p, "--"))
		return new_increment(p, take(p), false, expr);
	return expr;
}

static struct expr *parse_address_of(struct parser *p)
{
	const struct token *token = take(p);
	struct expr *expr = parse_value(p);
	bool pretty = false;

	if (expr->kind == EXPR_TARGET && expr->target.access_count)
		pretty = expr->target.accesses[expr->target.access_count - 1].kind >= ACCESS_PRETTY;
	if (expr->kind != EXPR_TARGET || expr->target.address_of || pretty) {
		parse_error(p, token->place, "'&' takes the address of $x, $x->y and their like");
		return expr;
	}
	expr->target.address_of = true;
	return expr;
}

static bool unary_of(const struct token *token, enum unary_op *op)
{
	static const char *const text[] = {
		[UNARY_MINUS] = "-",
		[UNARY_PLUS] = "+",
		[UNARY_NOT] = "!",
		[UNARY_COMPLEMENT] = "~",
	};

	for (*op = UNARY_MINUS; *op <= UNARY_COMPLEMENT; (*op)++) {
		if (token_is(token, text[*op]))
			return true;
	}
	return false;
}

struct expr *parse_unary(struct parser *p)
{
	const struct token *token = current(p);
	enum unary_op op;

	if (unary_of(token, &op)) {
		struct expr *expr = new_expr(p, EXPR_UNARY, take(p)->place);

		enter(p);
		expr->unary.op = op;
		expr->unary.operand = parse_unary(p);
		leave(p);
		return expr;
	}
	if (token_is(token, "&"))
		return parse_address_of(p);
	if (token_is(token, "++") || token_is(token, "--")) {
		take(p);
		return new_increment(p, token, true, parse_value(p));
	}
	return parse_postfix(p);
}
