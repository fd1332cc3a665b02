/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Probe points: components with arguments, wildcards, and brace lists, which are multiplied out
 * here: syscall.{read,write}.return gives two points.
 */
#include "script/parse.h"

#include <string.h>

#define MOST_POINTS	10000
#define MOST_COMPONENTS 100

static struct point_list parse_sequence(struct parser *p);

static bool is_name_part(const struct token *token)
{
	return token->kind == TOKEN_NAME || token_is(token, "*");
}

/* A ? or [ within a word is a wildcard; at its end a ? makes the point optional. */
static bool continues_name(const struct parser *p)
{
	const struct token *token = current(p), *next = ahead(p, 1);

	if (token->spaced)
		return false;
	if (is_name_part(token) || token->kind == TOKEN_NUMBER)
		return true;
	if (token_is(token, "?"))
		return !next->spaced &&
		       (is_name_part(next) || token_is(next, "?") || token_is(next, "["));
	return token_is(token, "[");
}

/* [a-z] up to the closing bracket. */
static const char *parse_set(struct parser *p, const char *name)
{
	const struct token *open = current(p);

	do {
		const struct token *token = take(p);

		if (token->kind != TOKEN_NAME && token->kind != TOKEN_NUMBER &&
		    token->kind != TOKEN_OPERATOR)
			parse_fail(p, open->place, "the ']' of the wildcard is missing");
		name = arena_printf(p->arena, "%s%s", name, token->text);
		if (token_is(token, "]"))
			return name;
	} while (!current(p)->spaced);
	parse_fail(p, open->place, "the ']' of the wildcard is missing");
}

static const char *parse_component_name(struct parser *p)
{
	const struct token *token = current(p);
	const char *name = "";

	if (!is_name_part(token) && !token_is(token, "["))
		parse_expected(p, "the name of a probe point component");
	do {
		token = current(p);
		if (token->kind == TOKEN_NAME && strchr(token->text, '$'))
			parse_fail(p, token->place, "'$' cannot be part of a probe point");
		if (token_is(token, "["))
			name = parse_set(p, name);
		else
			name = arena_printf(p->arena, "%s%s", name, take(p)->text);
	} while (continues_name(p));
	return name;
}

static struct component parse_component(struct parser *p)
{
	struct component component = { .place = current(p)->place };

	component.name = parse_component_name(p);
	if (!accept(p, "("))
		return component;
	component.has_argument = true;
	component.argument_is_string = current(p)->kind == TOKEN_STRING;
	if (component.argument_is_string)
		component.string = parse_plain_string(p, "the argument").text;
	else
		component.number = parse_signed_number(p, "a string or a number");
	expect(p, ")", " after the argument");
	return component;
}

/* ? ! and if (…), for all of @points. */
static void parse_marks(struct parser *p, struct point_list *points)
{
	bool optional = false, sufficient = false;
	struct expr *condition = NULL;

	while (at_operator(p, "?") || at_operator(p, "!")) {
		if (token_is(take(p), "?"))
			optional = true;
		else
			sufficient = true;
	}
	if (accept_word(p, "if")) {
		expect(p, "(", " after 'if'");
		condition = parse_expression(p);
		expect(p, ")", " after the condition");
	}
	for (size_t i = 0; i < points->count; i++) {
		struct point *point = points->items[i];

		point->optional |= optional;
		point->sufficient |= sufficient;
		if (condition)
			point->condition = i ? expr_clone(p->arena, condition) : condition;
	}
}

/* ---------------------------------------------------------------- products */

static struct point *join(struct parser *p, const struct point *head, const struct point *tail)
{
	struct point *point = arena_new_object(p->arena, struct point);
	size_t count = head->component_count + tail->component_count;

	point->place = head->component_count ? head->place : tail->place;
	if (count > MOST_COMPONENTS)
		parse_fail(p, point->place, "a probe point with more than %d components",
			   MOST_COMPONENTS);
	point->components = arena_alloc(p->arena, count * sizeof(*point->components));
	if (head->component_count)
		memcpy(point->components, head->components,
		       head->component_count * sizeof(*point->components));
	memcpy(point->components + head->component_count, tail->components,
	       tail->component_count * sizeof(*point->components));
	point->component_count = count;
	point->optional = head->optional || tail->optional;
	point->sufficient = head->sufficient || tail->sufficient;
	point->condition =
		expr_clone(p->arena, head->condition ? head->condition : tail->condition);
	return point;
}

static struct point_list multiply(struct parser *p, const struct point_list *heads,
				  const struct point_list *tails)
{
	struct point_list points = { 0 };

	if (heads->count * tails->count > MOST_POINTS)
		parse_fail(p, tails->items[0]->place, "the braces make more than %d probe points",
			   MOST_POINTS);
	for (size_t i = 0; i < heads->count; i++) {
		for (size_t j = 0; j < tails->count; j++)
			vec_push(p->arena, &points, join(p, heads->items[i], tails->items[j]));
	}
	return points;
}

/* One point of a list, which may be several by its braces. */
static void append(struct parser *p, struct point_list *points)
{
	struct point_list more = parse_sequence(p);

	parse_marks(p, &more);
	for (size_t i = 0; i < more.count; i++)
		vec_push(p->arena, points, more.items[i]);
	if (points->count > MOST_POINTS)
		parse_fail(p, current(p)->place, "more than %d probe points", MOST_POINTS);
}

/* {a, b.c}: after the {. */
static struct point_list parse_group(struct parser *p)
{
	struct point_list points = { 0 };

	enter(p);
	do {
		append(p, &points);
	} while (accept(p, ","));
	leave(p);
	if (!at_operator(p, "}"))
		parse_expected(p, "',' or '}' in the list of probe points");
	take(p);
	return points;
}

/* Components up to the marks of the point. */
static struct point_list parse_sequence(struct parser *p)
{
	struct point *empty = arena_new_object(p->arena, struct point);
	struct point_list points = { 0 };

	vec_push(p->arena, &points, empty);
	do {
		struct point_list next = { 0 };

		if (accept(p, "{")) {
			next = parse_group(p);
		} else {
			struct point *point = arena_new_object(p->arena, struct point);

			point->place = current(p)->place;
			point->components = arena_new_object(p->arena, struct component);
			point->components[0] = parse_component(p);
			point->component_count = 1;
			vec_push(p->arena, &next, point);
		}
		points = multiply(p, &points, &next);
	} while (accept(p, "."));
	return points;
}

struct point_list parse_point_list(struct parser *p)
{
	struct point_list points = { 0 };

	do {
		append(p, &points);
	} while (accept(p, ","));
	return points;
}
