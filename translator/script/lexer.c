/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The whole file is cut into tokens at once: conditionals and macros then work on arrays of tokens,
 * and the parser can look ahead as far as it likes.
 */
#define _GNU_SOURCE /* memmem */
#include "script/lexer.h"
#include "script/literal.h"

#include <ctype.h>
#include <string.h>

struct lexer {
	struct arena *arena;
	const struct source_file *file;
	const char *at, *end, *line_start;
	unsigned line;
	bool spaced;
	struct token_list tokens;

	/* The last comment that stands alone, and the line it ends on. */
	const char *comment, *comment_end;
	unsigned comment_line;
};

static bool is_name_start(char c)
{
	return isalpha((unsigned char)c) || c == '_' || c == '$';
}

static bool is_name_part(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

static char peek(const struct lexer *lexer, size_t ahead)
{
	return (size_t)(lexer->end - lexer->at) > ahead ? lexer->at[ahead] : '\0';
}

static struct place place_of(const struct lexer *lexer, const char *at)
{
	return (struct place){ .file = lexer->file,
			       .line = lexer->line,
			       .column = (unsigned)(at - lexer->line_start) + 1 };
}

/* Steps over @length bytes, counting lines. */
static void advance(struct lexer *lexer, size_t length)
{
	for (; length; length--, lexer->at++) {
		if (*lexer->at == '\n') {
			lexer->line++;
			lexer->line_start = lexer->at + 1;
		}
	}
}

/* ---------------------------------------------------------------- comments */

static bool is_mark(char c)
{
	return c == '/' || c == '*' || c == '#' || c == '!';
}

/* The text of comment lines without their marks and the indentation before them. */
static const char *comment_text(struct lexer *lexer)
{
	char *text = arena_alloc(lexer->arena, (size_t)(lexer->comment_end - lexer->comment) + 1);
	size_t length = 0, line_start = 0;
	bool in_margin = true;

	for (const char *at = lexer->comment; at < lexer->comment_end; at++) {
		bool ends = *at == '*' && at + 2 == lexer->comment_end && at[1] == '/';

		if (ends || *at == '\n') {
			while (length > line_start && isspace((unsigned char)text[length - 1]))
				length--;
			if (ends)
				break;
			if (length)
				text[length++] = '\n';
			line_start = length;
			in_margin = true;
		} else if (!in_margin || !(isspace((unsigned char)*at) || is_mark(*at))) {
			in_margin = false;
			text[length++] = *at;
		} else if (is_mark(*at) && at + 1 < lexer->comment_end && at[1] == ' ') {
			/* One blank after the marks is margin, more is indentation. */
			at++;
			in_margin = false;
		}
	}
	while (length && isspace((unsigned char)text[length - 1]))
		length--;
	text[length] = '\0';
	return length ? text : NULL;
}

/* A comment that follows a token on its line belongs to that; others gather, line after line. */
static void remember_comment(struct lexer *lexer, const char *start, unsigned first_line)
{
	const struct token_list *tokens = &lexer->tokens;
	bool trailing = tokens->count && tokens->items[tokens->count - 1].place.line == first_line;
	bool shebang = start == lexer->file->text && start[1] == '!';

	if (trailing || shebang) {
		lexer->comment = NULL;
		return;
	}
	if (!lexer->comment || lexer->comment_line + 1 != first_line)
		lexer->comment = start;
	lexer->comment_end = lexer->at;
	lexer->comment_line = lexer->line;
}

static void skip_line(struct lexer *lexer)
{
	const char *start = lexer->at;
	const char *newline = memchr(start, '\n', (size_t)(lexer->end - start));

	lexer->at = newline ? newline : lexer->end;
	remember_comment(lexer, start, lexer->line);
}

static bool skip_block(struct lexer *lexer)
{
	const char *start = lexer->at;
	const char *end = memmem(start + 2, (size_t)(lexer->end - start) - 2, "*/", 2);
	unsigned first_line = lexer->line;

	if (!end)
		return false;
	advance(lexer, (size_t)(end + 2 - start));
	remember_comment(lexer, start, first_line);
	return true;
}

/* Steps over white space and comments. Returns false at a comment without end. */
static bool skip_blanks(struct lexer *lexer)
{
	lexer->spaced = false;
	while (lexer->at < lexer->end) {
		char c = *lexer->at;

		if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v')
			advance(lexer, 1);
		else if (c == '#' || (c == '/' && peek(lexer, 1) == '/'))
			skip_line(lexer);
		else if (c == '/' && peek(lexer, 1) == '*') {
			if (!skip_block(lexer))
				return false;
		} else
			break;
		lexer->spaced = true;
	}
	return true;
}

/* ---------------------------------------------------------------- tokens */

/* Begins a token at the current place; the caller fills in the rest. */
static struct token *add(struct lexer *lexer, enum token_kind kind)
{
	vec_push(lexer->arena, &lexer->tokens, ((struct token){ .kind = kind }));

	struct token *token = &lexer->tokens.items[lexer->tokens.count - 1];

	token->place = place_of(lexer, lexer->at);
	token->spaced = lexer->spaced;
	if (lexer->comment && lexer->comment_line + 1 >= lexer->line)
		token->comment = comment_text(lexer);
	lexer->comment = NULL;
	return token;
}

static void set_text(struct lexer *lexer, struct token *token, const char *text, size_t length)
{
	token->text = arena_strndup(lexer->arena, text, length);
	token->length = length;
}

static void add_error(struct lexer *lexer, size_t length, const char *message)
{
	struct token *token = add(lexer, TOKEN_ERROR);

	set_text(lexer, token, message, strlen(message));
	advance(lexer, length);
}

static size_t name_length(const struct lexer *lexer, const char *at)
{
	const char *start = at;

	while (at < lexer->end && is_name_part(*at))
		at++;
	return (size_t)(at - start);
}

static void lex_name(struct lexer *lexer)
{
	size_t length = name_length(lexer, lexer->at);
	struct token *token = add(lexer, TOKEN_NAME);

	set_text(lexer, token, lexer->at, length);
	advance(lexer, length);
}

/* $1 @1 $# @#, with the letters that follow directly. */
static void lex_argument(struct lexer *lexer)
{
	const char *at = lexer->at + 1;
	uint64_t number = 0;
	struct token *token = add(lexer, TOKEN_ARGUMENT);

	token->argument.quoted = *lexer->at == '@';
	token->argument.is_count = *at == '#';
	if (token->argument.is_count)
		at++;
	for (; at < lexer->end && isdigit((unsigned char)*at); at++) {
		if (number < UINT32_MAX)
			number = number * 10 + (uint64_t)(*at - '0');
	}
	token->argument.number = number;
	set_text(lexer, token, at, token->argument.quoted ? 0 : name_length(lexer, at));
	advance(lexer, (size_t)(at - lexer->at) + token->length);
}

static void lex_at(struct lexer *lexer)
{
	size_t length = name_length(lexer, lexer->at + 1);

	if (!length) {
		add_error(lexer, 1, "a name is missing after '@'");
		return;
	}

	struct token *token = add(lexer, TOKEN_AT);

	set_text(lexer, token, lexer->at + 1, length);
	advance(lexer, length + 1);
}

static void lex_number(struct lexer *lexer)
{
	size_t length = name_length(lexer, lexer->at);
	const char *message;
	int64_t number;

	if (!read_number(lexer->at, length, &number, &message)) {
		add_error(lexer, length,
			  arena_printf(lexer->arena, "%s: '%.*s'", message,
				       (int)(length > 40 ? 40 : length), lexer->at));
		return;
	}

	struct token *token = add(lexer, TOKEN_NUMBER);

	set_text(lexer, token, lexer->at, length);
	token->number = number;
	advance(lexer, length);
}

static void lex_string(struct lexer *lexer)
{
	const char *start = lexer->at + 1, *at = start;

	while (at < lexer->end && *at != '"' && *at != '\n')
		at += *at == '\\' && at + 1 < lexer->end ? 2 : 1;
	if (at >= lexer->end || *at != '"') {
		add_error(lexer, (size_t)(at - lexer->at), "the closing '\"' is missing");
		return;
	}

	size_t raw_length = (size_t)(at - start), length = 0;
	char *text = arena_alloc(lexer->arena, raw_length + 1);

	for (size_t i = 0, used; i < raw_length; i += used) {
		used = read_character(start + i, raw_length - i, &text[length++]);
		if (!used) {
			advance(lexer, i + 1);
			add_error(lexer, raw_length + 1 - i,
				  "\\x needs hexadecimal digits after it");
			return;
		}
	}
	text[length] = '\0';

	struct token *token = add(lexer, TOKEN_STRING);

	token->text = text;
	token->length = length;
	token->raw.text = start;
	token->raw.length = raw_length;
	advance(lexer, raw_length + 2);
}

static void lex_embedded(struct lexer *lexer)
{
	const char *start = lexer->at + 2;
	const char *end = memmem(start, (size_t)(lexer->end - start), "%}", 2);

	if (!end) {
		add_error(lexer, (size_t)(lexer->end - lexer->at),
			  "the '%}' that ends the embedded C is missing");
		return;
	}

	struct token *token = add(lexer, TOKEN_EMBEDDED);

	set_text(lexer, token, start, (size_t)(end - start));
	advance(lexer, token->length + 4);
}

static void lex_operator(struct lexer *lexer)
{
	/* Longer ones first. */
	static const char *const operators[] = {
		"<<<", ">>>", "<<=", ">>=", "<=", ">=", "==", "!=", "=~", "!~", "&&",
		"||",  "++",  "--",  "+=",  "-=", "*=", "/=", "%=", "&=", "^=", "|=",
		".=",  "->",  "<<",  ">>",  "%(", "%?", "%:", "%)", "(",  ")",	"[",
		"]",   "{",   "}",   ",",   ";",  "?",	":",  ".",  "=",  "<",	">",
		"+",   "-",   "*",   "/",   "%",  "&",	"|",  "^",  "!",  "~",
	};
	size_t left = (size_t)(lexer->end - lexer->at);

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		size_t length = strlen(operators[i]);

		if (length > left || memcmp(lexer->at, operators[i], length))
			continue;

		struct token *token = add(lexer, TOKEN_OPERATOR);

		token->text = operators[i];
		token->length = length;
		advance(lexer, length);
		return;
	}

	unsigned char c = (unsigned char)*lexer->at;
	size_t length = 1;

	if (c >= 0x20 && c < 0x7f) {
		add_error(lexer, 1, arena_printf(lexer->arena, "unexpected character '%c'", c));
		return;
	}
	/* The bytes of one UTF-8 character are one error. */
	while (c >= 0xc0 && length < left && ((unsigned char)lexer->at[length] & 0xc0) == 0x80)
		length++;
	add_error(lexer, length, arena_printf(lexer->arena, "unexpected byte 0x%02x", c));
}

static void lex_token(struct lexer *lexer)
{
	char c = *lexer->at, next = peek(lexer, 1);

	if ((c == '$' || c == '@') && (isdigit((unsigned char)next) || next == '#'))
		lex_argument(lexer);
	else if (is_name_start(c))
		lex_name(lexer);
	else if (isdigit((unsigned char)c))
		lex_number(lexer);
	else if (c == '"')
		lex_string(lexer);
	else if (c == '@')
		lex_at(lexer);
	else if (c == '%' && next == '{')
		lex_embedded(lexer);
	else
		lex_operator(lexer);
}

struct token_list lex_file(struct arena *arena, const struct source_file *file)
{
	struct lexer lexer = {
		.arena = arena,
		.file = file,
		.at = file->text,
		.end = file->text + file->size,
		.line_start = file->text,
		.line = 1,
	};
	struct place end;

	for (;;) {
		end = place_of(&lexer, lexer.at);
		if (!skip_blanks(&lexer))
			add_error(&lexer, (size_t)(lexer.end - lexer.at),
				  "the '*/' that ends the comment is missing");
		if (lexer.at >= lexer.end)
			break;
		lex_token(&lexer);
	}
	set_text(&lexer, add(&lexer, TOKEN_END), "", 0);
	/* What is missing at the end is missing after the last token. */
	lexer.tokens.items[lexer.tokens.count - 1].place = end;
	return lexer.tokens;
}

/* ---------------------------------------------------------------- tokens in general */

bool token_is(const struct token *token, const char *operator_text)
{
	return token->kind == TOKEN_OPERATOR && !strcmp(token->text, operator_text);
}

bool token_is_name(const struct token *token, const char *name)
{
	return token->kind == TOKEN_NAME && !strcmp(token->text, name);
}

const char *token_describe(struct arena *arena, const struct token *token)
{
	switch (token->kind) {
	case TOKEN_END:
		return "the end of the file";
	case TOKEN_NUMBER:
		return arena_printf(arena, "number %s", token->text);
	case TOKEN_STRING:
		return "a string";
	case TOKEN_EMBEDDED:
		return "'%{'";
	case TOKEN_AT:
		return arena_printf(arena, "'@%s'", token->text);
	default:
		return arena_printf(arena, "'%s'", token->text);
	}
}
