/* SPDX-License-Identifier: GPL-2.0-only */
/* print, println, printd, printdln, printf, print_char, and each of them as sprint… */
#include "script/parse.h"

#include <string.h>

static const struct {
	const char *name;
	enum print_kind kind;
} prints[] = {
	{ "print", PRINT_PLAIN },      { "println", PRINT_LINE },
	{ "printd", PRINT_DELIMITED }, { "printdln", PRINT_DELIMITED_LINE },
	{ "printf", PRINT_FORMAT },    { "print_char", PRINT_CHAR },
};

static bool print_kind_of(const char *name, enum print_kind *kind, bool *to_string)
{
	*to_string = name[0] == 's';
	for (size_t i = 0; i < sizeof(prints) / sizeof(*prints); i++) {
		if (!strcmp(name + *to_string, prints[i].name)) {
			*kind = prints[i].kind;
			return true;
		}
	}
	return false;
}

bool is_print_name(const char *name)
{
	enum print_kind kind;
	bool to_string;

	return print_kind_of(name, &kind, &to_string);
}

static void parse_arguments(struct parser *p, struct expr *expr, const char *name)
{
	struct expr_list *arguments = &expr->print.arguments;

	if (expr->print.kind == PRINT_PLAIN || expr->print.kind == PRINT_LINE)
		p->histogram_at = p->at;
	do {
		vec_push(p->arena, arguments, parse_expression(p));
	} while (accept(p, ","));

	struct expr *first = arguments->items[0];
	bool whole = first->kind == EXPR_HIST && !first->hist.bucket;

	if (whole && arguments->count > 1)
		parse_error(p, arguments->items[1]->place,
			    "'%s' prints a histogram alone, without further arguments", name);
	if (expr->print.kind == PRINT_CHAR && arguments->count > 1)
		parse_error(p, arguments->items[1]->place, "'%s' takes one argument", name);
}

static void check_count(struct parser *p, const struct expr *expr, size_t wanted)
{
	size_t given = expr->print.arguments.count;

	if (given == wanted)
		return;
	parse_error(p, given > wanted ? expr->print.arguments.items[wanted]->place : expr->place,
		    "the format takes %zu argument%s, not %zu", wanted, wanted == 1 ? "" : "s",
		    given);
}

struct expr *parse_print(struct parser *p)
{
	const struct token *token = take(p);
	struct expr *expr = new_expr(p, EXPR_PRINT, token->place);
	size_t wanted = 0;

	print_kind_of(token->text, &expr->print.kind, &expr->print.to_string);
	expect(p, "(", arena_printf(p->arena, " after '%s'", token->text));
	if (expr->print.kind == PRINT_FORMAT) {
		struct literal format = parse_string(p, "the format as a string");

		expr->print.format_place = format.place;
		wanted = parse_format(p, &format, expr);
		if (accept(p, ","))
			parse_arguments(p, expr, token->text);
	} else if (expr->print.kind == PRINT_DELIMITED ||
		   expr->print.kind == PRINT_DELIMITED_LINE) {
		expr->print.delimiter = parse_plain_string(p, "the delimiter as a string").text;
		expect(p, ",", " after the delimiter");
		parse_arguments(p, expr, token->text);
	} else if (expr->print.kind != PRINT_LINE || !at_operator(p, ")")) {
		parse_arguments(p, expr, token->text);
	}
	if (!at_operator(p, ")"))
		parse_expected(p, "',' or ')' after an argument");
	take(p);
	if (expr->print.kind == PRINT_FORMAT)
		check_count(p, expr, wanted);
	return expr;
}
