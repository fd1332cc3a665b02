/* SPDX-License-Identifier: GPL-2.0-only */
/* Statements. They need no ; between them. */
#include "script/parse.h"

#include <string.h>

struct stmt *new_stmt(struct parser *p, enum stmt_kind kind, struct place place)
{
	struct stmt *stmt = arena_new_object(p->arena, struct stmt);

	stmt->kind = kind;
	stmt->place = place;
	return stmt;
}

/* ---------------------------------------------------------------- recovery */

/* The brackets of a statement that failed, to know where it ends. */
struct extent {
	unsigned parentheses, braces;
	bool is_for; /* a ; within its ( ) does not end it */
};

static bool begins_line(const struct parser *p)
{
	return p->at && current(p)->place.line != p->tokens[p->at - 1].place.line;
}

/* Does a statement begin here beyond doubt, whatever brackets are open? */
static bool begins_statement(const struct parser *p)
{
	static const char *const words[] = { "if",   "for",   "foreach",  "while",  "return",
					     "next", "break", "continue", "delete", "try" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (at_word(p, words[i]))
			return true;
	}
	return current(p)->kind == TOKEN_NAME && token_is(ahead(p, 1), "=");
}

static void count_bracket(struct extent *extent, const struct token *token)
{
	if (token_is(token, "(") || token_is(token, "["))
		extent->parentheses++;
	else if ((token_is(token, ")") || token_is(token, "]")) && extent->parentheses)
		extent->parentheses--;
	else if (token_is(token, "{"))
		extent->braces++;
	else if (token_is(token, "}") && extent->braces)
		extent->braces--;
	if (token_is(token, "{") || token_is(token, "}"))
		extent->parentheses = 0;
}

/* Steps past what is left of the statement that began at token @start and failed at the current. */
static void skip_statement(struct parser *p, size_t start)
{
	struct extent extent = { .is_for = token_is_name(&p->tokens[start], "for") };
	size_t failed = p->at;

	for (p->at = start; current(p)->kind != TOKEN_END; p->at++) {
		const struct token *token = current(p);
		bool inside = extent.braces || extent.parentheses;

		if (p->at >= failed) {
			if (at_declaration(p))
				parse_abandon(p);
			if (token_is(token, "}") && !extent.braces)
				return;
			if (token_is(token, ";") && !extent.braces &&
			    !(extent.parentheses && extent.is_for)) {
				p->at++;
				return;
			}
			if (p->at > start && !extent.braces && begins_line(p) &&
			    begins_statement(p))
				return;
			if (p->at > failed && !inside && token->kind == TOKEN_NAME &&
			    begins_line(p) && !at_word(p, "else") && !at_word(p, "catch"))
				return;
		}
		count_bracket(&extent, token);
	}
	parse_abandon(p);
}

/* ---------------------------------------------------------------- blocks */

static void parse_into(struct parser *p, void *statement)
{
	*(struct stmt **)statement = parse_statement(p);
}

static void fail_unclosed(struct parser *p, const struct token *open)
{
	if (current(p)->kind != TOKEN_ERROR) {
		diagnose_error(p->diagnostics, current(p)->place, "expected '}', found %s",
			       token_describe(p->arena, current(p)));
		diagnose_note(p->diagnostics, open->place, "to match this '{'");
	}
	parse_abandon(p);
}

struct stmt *parse_block(struct parser *p, const char *what)
{
	const struct token *open = current(p);
	struct stmt *block = new_stmt(p, STMT_BLOCK, open->place);

	if (!at_operator(p, "{"))
		parse_expected(p, what);
	take(p);
	while (!at_operator(p, "}")) {
		size_t start = p->at;
		struct stmt *stmt;

		if (current(p)->kind == TOKEN_END || at_declaration(p))
			fail_unclosed(p, open);
		if (parse_try(p, parse_into, &stmt))
			vec_push(p->arena, &block->block, stmt);
		else
			skip_statement(p, start);
	}
	take(p);
	return block;
}

/* ---------------------------------------------------------------- statements */

static struct expr *parse_condition(struct parser *p, const char *word)
{
	struct expr *expr;

	expect(p, "(", arena_printf(p->arena, " after '%s'", word));
	expr = parse_expression(p);
	expect(p, ")", " after the condition");
	return expr;
}

static struct stmt *parse_loop_body(struct parser *p)
{
	struct stmt *body;

	p->loop_depth++;
	body = parse_statement(p);
	p->loop_depth--;
	return body;
}

static struct stmt *parse_if(struct parser *p)
{
	struct stmt *stmt = new_stmt(p, STMT_IF, take(p)->place);

	stmt->if_.condition = parse_condition(p, "if");
	stmt->if_.yes = parse_statement(p);
	if (accept_word(p, "else"))
		stmt->if_.no = parse_statement(p);
	return stmt;
}

static struct stmt *parse_while(struct parser *p)
{
	struct stmt *stmt = new_stmt(p, STMT_WHILE, take(p)->place);

	stmt->loop.condition = parse_condition(p, "while");
	stmt->loop.body = parse_loop_body(p);
	return stmt;
}

static struct stmt *parse_for(struct parser *p)
{
	struct stmt *stmt = new_stmt(p, STMT_FOR, take(p)->place);

	expect(p, "(", " after 'for'");
	if (!at_operator(p, ";"))
		stmt->loop.initial = parse_expression(p);
	expect(p, ";", " after the start of the loop");
	if (!at_operator(p, ";"))
		stmt->loop.condition = parse_expression(p);
	expect(p, ";", " after the condition of the loop");
	if (!at_operator(p, ")"))
		stmt->loop.step = parse_expression(p);
	expect(p, ")", " after the step of the loop");
	stmt->loop.body = parse_loop_body(p);
	return stmt;
}

static struct stmt *parse_jump(struct parser *p, enum stmt_kind kind)
{
	const struct token *token = take(p);

	if (!p->loop_depth)
		parse_error(p, token->place, "'%s' outside a loop", token->text);
	accept(p, ";");
	return new_stmt(p, kind, token->place);
}

static struct stmt *parse_return(struct parser *p)
{
	struct stmt *stmt = new_stmt(p, STMT_RETURN, take(p)->place);

	if (!p->in_function) {
		parse_error(p, stmt->place, "'return' outside a function");
		diagnose_remedy(p->diagnostics, "'next' leaves a probe handler");
	}
	if (!at_operator(p, ";") && !at_operator(p, "}"))
		stmt->expr = parse_expression(p);
	accept(p, ";");
	return stmt;
}

static struct stmt *parse_next(struct parser *p)
{
	struct stmt *stmt = new_stmt(p, STMT_NEXT, take(p)->place);

	accept(p, ";");
	return stmt;
}

static struct stmt *parse_delete(struct parser *p)
{
	struct stmt *stmt = new_stmt(p, STMT_DELETE, take(p)->place);

	p->slice_at = p->at;
	stmt->expr = parse_expression(p);
	if (stmt->expr->kind != EXPR_NAME && stmt->expr->kind != EXPR_INDEX)
		parse_error(p, stmt->expr->place,
			    "'delete' takes a variable, an array, or an element or slice of one");
	accept(p, ";");
	return stmt;
}

static struct stmt *parse_try_statement(struct parser *p)
{
	struct stmt *stmt = new_stmt(p, STMT_TRY, take(p)->place);

	stmt->try_.body = parse_block(p, "'{' after 'try'");
	if (!accept_word(p, "catch"))
		parse_expected(p, "'catch' after the block of 'try'");
	if (accept(p, "(")) {
		const struct token *name = expect_name(p, "the variable for the message");

		stmt->try_.message = new_expr(p, EXPR_NAME, name->place);
		stmt->try_.message->name.text = name->text;
		expect(p, ")", " after the variable");
	}
	stmt->try_.handler = parse_block(p, "'{' after 'catch'");
	return stmt;
}

static struct stmt *parse_expression_statement(struct parser *p)
{
	struct stmt *stmt = new_stmt(p, STMT_EXPR, current(p)->place);

	stmt->expr = parse_expression(p);
	accept(p, ";");
	return stmt;
}

static struct stmt *parse_one(struct parser *p)
{
	const struct token *token = current(p);

	if (token_is(token, ";"))
		return new_stmt(p, STMT_EMPTY, take(p)->place);
	if (token_is(token, "{"))
		return parse_block(p, "'{'");
	if (token_is_name(token, "if"))
		return parse_if(p);
	if (token_is_name(token, "while"))
		return parse_while(p);
	if (token_is_name(token, "for"))
		return parse_for(p);
	if (token_is_name(token, "foreach"))
		return parse_foreach(p);
	if (token_is_name(token, "break"))
		return parse_jump(p, STMT_BREAK);
	if (token_is_name(token, "continue"))
		return parse_jump(p, STMT_CONTINUE);
	if (token_is_name(token, "return"))
		return parse_return(p);
	if (token_is_name(token, "next"))
		return parse_next(p);
	if (token_is_name(token, "delete"))
		return parse_delete(p);
	if (token_is_name(token, "try"))
		return parse_try_statement(p);
	if (token_is_name(token, "else") || token_is_name(token, "catch"))
		parse_fail(p, token->place, "'%s' without '%s' before it", token->text,
			   token_is_name(token, "else") ? "if" : "try");
	if (token->kind == TOKEN_OPERATOR && (token_is(token, ")") || token_is(token, "]")))
		parse_expected(p, "a statement");
	return parse_expression_statement(p);
}

struct stmt *parse_statement(struct parser *p)
{
	struct stmt *stmt;

	enter(p);
	stmt = parse_one(p);
	leave(p);
	return stmt;
}
