/* SPDX-License-Identifier: GPL-2.0-only */
/* Tokens: what the lexer makes of the text and the parser reads. */
#ifndef STAP_SCRIPT_TOKEN_H
#define STAP_SCRIPT_TOKEN_H

#include "arena.h"
#include "script/source.h"

#include <stdint.h>

enum token_kind {
	TOKEN_END,
	TOKEN_NAME, /* identifiers and keywords, also $x, $$vars$, y$ */
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_OPERATOR,
	TOKEN_AT,	/* @name: an operation or a macro */
	TOKEN_EMBEDDED, /* %{ C %} */
	TOKEN_ARGUMENT, /* $1 @1 $# @# */
	TOKEN_ERROR,	/* what the lexer could not read */
};

struct token {
	enum token_kind kind;
	struct place place;
	/*
	 * NUL-terminated. Names and operators as written, TOKEN_AT without the @; the value of a
	 * string, escapes resolved; the C text; what follows $1 directly and becomes one token with
	 * it; the message of an error, NULL when it was reported already.
	 */
	const char *text;
	size_t length;
	bool spaced; /* white space or a comment is before it */
	union {
		int64_t number; /* TOKEN_NUMBER */
		struct {
			const char *text; /* the source between the quotes; NULL: none to show */
			size_t length;
		} raw; /* TOKEN_STRING */
		struct {
			bool quoted;	 /* @1, @# */
			bool is_count;	 /* $#, @# */
			uint64_t number; /* from 1 */
		} argument;
	};
	const char *comment; /* the comment right above, without its marks; or NULL */
};

struct token_list {
	struct token *items;
	size_t count, capacity;
};

/* Does the token spell this operator / name? */
bool token_is(const struct token *token, const char *operator_text);
bool token_is_name(const struct token *token, const char *name);

/* How a message calls the token: "'foo'", "number 5", "the end of the file". */
const char *token_describe(struct arena *arena, const struct token *token);

#endif
