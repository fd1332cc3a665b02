/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside the parser: what its files share. Recursive descent over an array of tokens. A syntax
 * error unwinds to the statement or declaration being parsed, which is left out; parsing goes on
 * after it.
 */
#ifndef STAP_SCRIPT_PARSE_H
#define STAP_SCRIPT_PARSE_H

#include "script/parser.h"
#include "script/token.h"

#include <setjmp.h>

struct recovery {
	jmp_buf target;
	struct recovery *outer;
	unsigned depth, expression_depth, loop_depth;
};

struct parser {
	struct script_environment *environment;
	struct arena *arena;
	struct diagnostics *diagnostics;
	const struct source_file *file;
	const struct token *tokens; /* the last one is TOKEN_END */
	size_t at;
	struct recovery *recovery;	  /* innermost: where a syntax error unwinds to */
	struct recovery *outermost;	  /* of the declaration */
	unsigned depth, expression_depth; /* nesting now */
	unsigned loop_depth;
	bool in_function;
	size_t histogram_at; /* index of the token where a whole histogram may stand */
	size_t slice_at;     /* the same for an index with a wildcard: a[*, 1] */
	struct script *script;
};

/* ---------------------------------------------------------------- tokens (parser.c) */

const struct token *current(const struct parser *p);
const struct token *ahead(const struct parser *p, size_t count);
const struct token *take(struct parser *p);

/* Is the current token this operator / this word? */
bool at_operator(const struct parser *p, const char *text);
bool at_word(const struct parser *p, const char *text);

/* The same, and step over it. */
bool accept(struct parser *p, const char *text);
bool accept_word(struct parser *p, const char *text);

/* Step over this operator or fail. */
const struct token *expect(struct parser *p, const char *text, const char *where);

/* Reads the name of a variable, function or parameter: no keyword, no $. */
const struct token *expect_name(struct parser *p, const char *what);
bool is_keyword(const char *text);

/* Reports and unwinds. The second form: "expected WHAT, found 'x'" at the current token. */
void parse_fail(struct parser *p, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4), noreturn));
void parse_expected(struct parser *p, const char *what) __attribute__((noreturn));

/* Unwinds after an error that was reported. */
void parse_rewind(struct parser *p) __attribute__((noreturn));

/* Unwinds to the declaration, nothing more being said. */
void parse_abandon(struct parser *p) __attribute__((noreturn));

/* Reports and goes on: the syntax is clear but means nothing. */
void parse_error(struct parser *p, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Runs @parse; returns false when it unwound. */
bool parse_try(struct parser *p, void (*parse)(struct parser *p, void *data), void *data);
bool parse_try_declaration(struct parser *p, void (*parse)(struct parser *p, void *data),
			   void *data);

/* Bound the nesting of what is parsed, so that no recursion over the tree overflows the stack. */
void enter(struct parser *p);
void leave(struct parser *p);

/* ---------------------------------------------------------------- literals (parse_literal.c) */

/* Adjacent string literals, joined. */
struct literal {
	const char *text; /* NUL-terminated, and may hold NUL bytes */
	size_t length;
	struct place place;
	const struct token *tokens;
	size_t count;
};

struct literal parse_string(struct parser *p, const char *what);

/* A string that is a name of something: it holds no NUL byte. */
struct literal parse_plain_string(struct parser *p, const char *what);

/* The place in the source of the byte at @offset of the value. */
struct place literal_place(const struct literal *literal, size_t offset);

/* A number with an optional - before it. */
int64_t parse_signed_number(struct parser *p, const char *what);

/* ---------------------------------------------------------------- expressions */

struct expr *new_expr(struct parser *p, enum expr_kind kind, struct place place);
struct expr *parse_expression(struct parser *p); /* parse_expr.c */

/* i, *, "x" ] : up to and with the ]; NULL for a *, an error when not @wildcards. */
struct expr_list parse_keys(struct parser *p, bool wildcards);
struct expr *parse_unary(struct parser *p);	/* parse_value.c */
struct expr *parse_operation(struct parser *p); /* @count(…) …: parse_operation.c */

/* @hist_log(…), @hist_linear(…); not @whole: a bucket must be named. */
struct expr *parse_histogram(struct parser *p, bool whole);
struct expr *parse_target(struct parser *p); /* $x, @var, @cast, @enum: parse_target.c */
struct expr *parse_accesses(struct parser *p, struct expr *value); /* ->y[3]$ after a value */
bool at_histogram(const struct parser *p);
bool stat_op_named(const char *name, enum stat_op *op);

bool is_print_name(const char *name); /* parse_print.c */
struct expr *parse_print(struct parser *p);

/* Cuts a printf format into pieces: format.c. Returns how many arguments it takes. */
size_t parse_format(struct parser *p, const struct literal *format, struct expr *print);

/* ---------------------------------------------------------------- statements, declarations */

struct stmt *new_stmt(struct parser *p, enum stmt_kind kind, struct place place);
struct stmt *parse_block(struct parser *p, const char *what); /* parse_stmt.c */
struct stmt *parse_statement(struct parser *p);
struct stmt *parse_foreach(struct parser *p);		 /* parse_foreach.c */
struct point_list parse_point_list(struct parser *p);	 /* parse_point.c */
void parse_declaration(struct parser *p, void *nothing); /* parse_top.c */
bool at_declaration(const struct parser *p);

#endif
