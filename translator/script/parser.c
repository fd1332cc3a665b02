/* SPDX-License-Identifier: GPL-2.0-only */
/* The parser's frame: tokens in, declarations out, and what happens at a syntax error. */
#include "script/macro.h"
#include "script/parse.h"

#include <string.h>

#define DEEPEST 500

/* ---------------------------------------------------------------- tokens */

const struct token *current(const struct parser *p)
{
	return &p->tokens[p->at];
}

const struct token *ahead(const struct parser *p, size_t count)
{
	size_t at = p->at;

	while (count-- && p->tokens[at].kind != TOKEN_END)
		at++;
	return &p->tokens[at];
}

const struct token *take(struct parser *p)
{
	const struct token *token = current(p);

	if (token->kind != TOKEN_END)
		p->at++;
	return token;
}

bool at_operator(const struct parser *p, const char *text)
{
	return token_is(current(p), text);
}

bool at_word(const struct parser *p, const char *text)
{
	return token_is_name(current(p), text);
}

bool accept(struct parser *p, const char *text)
{
	if (!at_operator(p, text))
		return false;
	take(p);
	return true;
}

bool accept_word(struct parser *p, const char *text)
{
	if (!at_word(p, text))
		return false;
	take(p);
	return true;
}

const struct token *expect(struct parser *p, const char *text, const char *where)
{
	if (!at_operator(p, text))
		parse_expected(p, arena_printf(p->arena, "'%s'%s", text, where));
	return take(p);
}

bool is_keyword(const char *text)
{
	static const char *const keywords[] = {
		"probe",   "global", "private", "function", "if",	"else", "for",
		"foreach", "while",  "break",	"return",   "continue", "try",	"catch",
		"in",	   "next",   "limit",	"delete",   "string",	"long",
	};

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++) {
		if (!strcmp(text, keywords[i]))
			return true;
	}
	return is_print_name(text);
}

const struct token *expect_name(struct parser *p, const char *what)
{
	const struct token *token = current(p);

	if (token->kind != TOKEN_NAME || strchr(token->text, '$'))
		parse_expected(p, what);
	if (is_keyword(token->text))
		parse_fail(p, token->place, "'%s' is a word of the language, expected %s",
			   token->text, what);
	return take(p);
}

/* ---------------------------------------------------------------- errors */

static void unwind(struct parser *p, struct recovery *recovery) __attribute__((noreturn));

static void unwind(struct parser *p, struct recovery *recovery)
{
	p->recovery = recovery->outer;
	p->depth = recovery->depth;
	p->expression_depth = recovery->expression_depth;
	p->loop_depth = recovery->loop_depth;
	longjmp(recovery->target, 1);
}

void parse_error(struct parser *p, struct place place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	diagnose_error(p->diagnostics, place, "%s", arena_vprintf(p->arena, format, arguments));
	va_end(arguments);
}

void parse_fail(struct parser *p, struct place place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	diagnose_error(p->diagnostics, place, "%s", arena_vprintf(p->arena, format, arguments));
	va_end(arguments);
	unwind(p, p->recovery);
}

void parse_expected(struct parser *p, const char *what)
{
	const struct token *token = current(p);

	/* The preprocessor has said what is wrong here. */
	if (token->kind == TOKEN_ERROR)
		unwind(p, p->recovery);
	parse_fail(p, token->place, "expected %s, found %s", what, token_describe(p->arena, token));
}

void parse_rewind(struct parser *p)
{
	unwind(p, p->recovery);
}

void parse_abandon(struct parser *p)
{
	unwind(p, p->outermost);
}

bool parse_try(struct parser *p, void (*parse)(struct parser *p, void *data), void *data)
{
	struct recovery here = {
		.outer = p->recovery,
		.depth = p->depth,
		.expression_depth = p->expression_depth,
		.loop_depth = p->loop_depth,
	};

	if (setjmp(here.target))
		return false;
	p->recovery = &here;
	parse(p, data);
	p->recovery = here.outer;
	return true;
}

bool parse_try_declaration(struct parser *p, void (*parse)(struct parser *p, void *data),
			   void *data)
{
	struct recovery here = { .outer = NULL };

	if (setjmp(here.target))
		return false;
	p->recovery = &here;
	p->outermost = &here;
	parse(p, data);
	p->recovery = NULL;
	return true;
}

void enter(struct parser *p)
{
	if (++p->depth <= DEEPEST)
		return;
	parse_error(p, current(p)->place, "nested too deeply: more than %d levels", DEEPEST);
	parse_abandon(p);
}

void leave(struct parser *p)
{
	p->depth--;
}

/* ---------------------------------------------------------------- files */

static void start(struct parser *p, struct script_environment *environment,
		  const struct source_file *file)
{
	*p = (struct parser){ .environment = environment,
			      .arena = environment->arena,
			      .diagnostics = environment->diagnostics,
			      .file = file,
			      .tokens = preprocess(environment, file).items,
			      .histogram_at = SIZE_MAX,
			      .slice_at = SIZE_MAX };
}

struct script *parse_script(struct script_environment *environment, const struct source_file *file)
{
	struct parser p;
	struct script *script = arena_new_object(environment->arena, struct script);

	start(&p, environment, file);
	script->file = file;
	p.script = script;
	while (current(&p)->kind != TOKEN_END) {
		size_t before = p.at;

		if (parse_try_declaration(&p, parse_declaration, NULL))
			continue;
		if (p.at == before)
			take(&p);
		while (current(&p)->kind != TOKEN_END && !at_declaration(&p))
			take(&p);
	}
	return script;
}

static void parse_whole_list(struct parser *p, void *points)
{
	*(struct point_list *)points = parse_point_list(p);
	if (current(p)->kind != TOKEN_END)
		parse_expected(p, "',' or the end of the probe points");
}

struct point_list *parse_points(struct script_environment *environment,
				const struct source_file *file)
{
	struct point_list *points = arena_new_object(environment->arena, struct point_list);
	unsigned errors = environment->diagnostics->errors;
	struct parser p;

	start(&p, environment, file);
	if (!parse_try_declaration(&p, parse_whole_list, points) ||
	    environment->diagnostics->errors != errors)
		return NULL;
	return points;
}
