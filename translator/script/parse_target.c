/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Variables of the probed program: $x->y[3], $$vars$, @var("x@f.c"), @cast(p, "type")->f; and
 * @enum("NAME").
 */
#include "script/parse.h"

#include <string.h>

static void add_access(struct parser *p, struct expr *expr, struct access access)
{
	struct access *items =
		arena_alloc(p->arena, (expr->target.access_count + 1) * sizeof(*items));

	if (expr->target.access_count)
		memcpy(items, expr->target.accesses, expr->target.access_count * sizeof(*items));
	items[expr->target.access_count++] = access;
	expr->target.accesses = items;
}

static void add_pretty(struct parser *p, struct expr *expr, size_t dollars, struct place place)
{
	add_access(p, expr,
		   (struct access){ .kind = dollars > 1 ? ACCESS_PRETTY_DEEP : ACCESS_PRETTY,
				    .place = place });
}

/* Splits name$$ into name and the number of $ after it, which is 2 at most. */
static const char *split_pretty(struct parser *p, const struct token *token, size_t start,
				size_t *dollars)
{
	size_t length = token->length;

	while (length > start && token->text[length - 1] == '$')
		length--;
	*dollars = token->length - length;
	if (length == start)
		parse_fail(p, token->place, "a name is missing in '%s'", token->text);
	if (*dollars > 2 || memchr(token->text + start, '$', length - start))
		parse_fail(p, token->place, "'$' cannot be part of the name '%s'", token->text);
	return arena_strndup(p->arena, token->text, length);
}

/* A value that is not a target yet becomes one: its own type says what its members are. */
static struct expr *as_target(struct parser *p, struct expr *value)
{
	struct expr *expr;

	if (value->kind == EXPR_TARGET && !value->target.address_of && !value->parenthesised)
		return value;
	expr = new_expr(p, EXPR_TARGET, value->place);
	expr->target.kind = TARGET_CAST;
	expr->target.pointer = value;
	return expr;
}

/* After ->: a name, keywords too, with pretty printing perhaps. */
static void parse_member(struct parser *p, struct expr *expr)
{
	const struct token *token = current(p);
	size_t dollars;
	const char *name;

	if (token->kind != TOKEN_NAME || token->text[0] == '$')
		parse_expected(p, "the name of a member after '->'");
	name = split_pretty(p, token, 0, &dollars);
	take(p);
	add_access(p, expr,
		   (struct access){ .kind = ACCESS_MEMBER, .place = token->place, .member = name });
	if (dollars)
		add_pretty(p, expr, dollars, token->place);
}

static bool is_indexable(const struct expr *value)
{
	return value->kind == EXPR_TARGET || value->kind == EXPR_INDEX ||
	       value->kind == EXPR_CALL || value->parenthesised;
}

static bool is_dereferenceable(const struct expr *value)
{
	return value->kind == EXPR_NAME || is_indexable(value);
}

static bool at_pretty(const struct parser *p)
{
	return at_word(p, "$") || at_word(p, "$$");
}

static bool ends_pretty(const struct expr *value)
{
	return value->kind == EXPR_TARGET && !value->parenthesised && value->target.access_count &&
	       value->target.accesses[value->target.access_count - 1].kind >= ACCESS_PRETTY;
}

struct expr *parse_accesses(struct parser *p, struct expr *value)
{
	while (!ends_pretty(value)) {
		const struct token *token = current(p);

		if (at_operator(p, "->") && is_dereferenceable(value)) {
			take(p);
			value = as_target(p, value);
			parse_member(p, value);
		} else if (at_operator(p, "[") && is_indexable(value)) {
			take(p);
			value = as_target(p, value);
			add_access(p, value,
				   (struct access){ .kind = ACCESS_INDEX,
						    .place = token->place,
						    .index = parse_expression(p) });
			expect(p, "]", " after the index");
		} else if (at_pretty(p) && value->kind == EXPR_TARGET && !value->parenthesised) {
			add_pretty(p, value, take(p)->length, token->place);
		} else {
			break;
		}
		if (value->target.access_count > 100)
			parse_fail(p, token->place, "too many members in a row");
	}
	return value;
}

/* $name, $$name, each with $ or $$ after it. */
static struct expr *parse_context(struct parser *p)
{
	const struct token *token = take(p);
	struct expr *expr = new_expr(p, EXPR_TARGET, token->place);
	size_t start = strspn(token->text, "$"), dollars;

	if (start > 2)
		parse_fail(p, token->place, "more than two '$' before a name");
	expr->target.kind = TARGET_CONTEXT;
	expr->target.name = split_pretty(p, token, start, &dollars);
	if (dollars)
		add_pretty(p, expr, dollars, token->place);
	return expr;
}

static void parse_module(struct parser *p, struct expr *expr)
{
	if (accept(p, ","))
		expr->target.module = parse_plain_string(p, "the name of a module").text;
	expect(p, ")", "");
}

struct expr *parse_target(struct parser *p)
{
	const struct token *token = current(p);
	struct expr *expr;

	if (token->kind == TOKEN_NAME)
		return parse_context(p);
	take(p);
	expr = new_expr(p, EXPR_TARGET, token->place);
	if (!strcmp(token->text, "var")) {
		expect(p, "(", " after '@var'");
		expr->target.kind = TARGET_VAR;
		expr->target.name =
			parse_plain_string(p, "the name of a variable as a string").text;
	} else if (!strcmp(token->text, "enum")) {
		expect(p, "(", " after '@enum'");
		expr->target.kind = TARGET_ENUM;
		expr->target.name =
			parse_plain_string(p, "the name of an enumerator as a string").text;
	} else {
		expect(p, "(", " after '@cast'");
		expr->target.kind = TARGET_CAST;
		expr->target.pointer = parse_expression(p);
		expect(p, ",", " after the pointer");
		expr->target.type_name =
			parse_plain_string(p, "the name of a type as a string").text;
	}
	parse_module(p, expr);
	return expr;
}
