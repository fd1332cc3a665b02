/* SPDX-License-Identifier: GPL-2.0-only */
#include "script/literal.h"
#include "script/parse.h"

#include <string.h>

struct literal parse_string(struct parser *p, const char *what)
{
	struct literal literal = { .tokens = current(p), .place = current(p)->place };
	char *text;

	if (literal.tokens->kind != TOKEN_STRING)
		parse_expected(p, what);
	for (; current(p)->kind == TOKEN_STRING; literal.count++)
		literal.length += take(p)->length;
	literal.text = literal.tokens->text;
	if (literal.count == 1)
		return literal;
	text = arena_alloc(p->arena, literal.length + 1);
	literal.text = text;
	for (size_t i = 0; i < literal.count; i++) {
		memcpy(text, literal.tokens[i].text, literal.tokens[i].length);
		text += literal.tokens[i].length;
	}
	return literal;
}

struct literal parse_plain_string(struct parser *p, const char *what)
{
	struct literal literal = parse_string(p, what);
	size_t length = strlen(literal.text);

	if (length != literal.length)
		parse_error(p, literal_place(&literal, length), "a NUL byte cannot be part of %s",
			    what);
	return literal;
}

/* Steps through the source of one token up to byte @offset of its value. */
static struct place place_within(const struct token *token, size_t offset)
{
	struct place place = token->place;
	char byte;

	if (!token->raw.text)
		return place;
	place.column++;
	for (size_t i = 0, used; offset && i < token->raw.length; offset--, i += used) {
		used = read_character(token->raw.text + i, token->raw.length - i, &byte);
		place.column += (unsigned)used;
		if (token->raw.text[i + used - 1] == '\n') {
			place.line++;
			place.column = 1;
		}
	}
	return place;
}

struct place literal_place(const struct literal *literal, size_t offset)
{
	size_t i = 0;

	while (i + 1 < literal->count && offset >= literal->tokens[i].length)
		offset -= literal->tokens[i++].length;
	return place_within(&literal->tokens[i], offset);
}

int64_t parse_signed_number(struct parser *p, const char *what)
{
	bool negative = at_operator(p, "-") && ahead(p, 1)->kind == TOKEN_NUMBER;

	if (negative)
		take(p);
	if (current(p)->kind != TOKEN_NUMBER)
		parse_expected(p, what);

	int64_t number = take(p)->number;

	return negative ? (int64_t)(0 - (uint64_t)number) : number;
}
