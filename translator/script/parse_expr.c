/* SPDX-License-Identifier: GPL-2.0-only */
/* Operators, by climbing through their precedence. */
#include "regex/regex.h"
#include "script/parse.h"
#include "script/precedence.h"

#include <string.h>

/* The longest chain of operators, counted as the depth of the tree. */
#define TALLEST 1500

struct expr *new_expr(struct parser *p, enum expr_kind kind, struct place place)
{
	struct expr *expr = arena_new_object(p->arena, struct expr);

	expr->kind = kind;
	expr->place = place;
	return expr;
}

/* How tightly the token binds as an operator; PRECEDENCE_ASSIGNMENT when it is none of these. */
static enum precedence operator_at(const struct token *token, enum binary_op *op)
{
	*op = BINARY_NONE;
	if (token_is_name(token, "in"))
		return PRECEDENCE_IN;
	if (token_is(token, "=~") || token_is(token, "!~"))
		return PRECEDENCE_COMPARISON;
	for (enum binary_op i = BINARY_MULTIPLY; i <= BINARY_LOGICAL_OR; i++) {
		if (token_is(token, binary_op_text(i))) {
			*op = i;
			return precedence_of(i);
		}
	}
	return PRECEDENCE_ASSIGNMENT;
}

/* A malformed one is reported where in the string it is wrong. */
static void check_pattern(struct parser *p, const struct literal *pattern)
{
	struct regex_error error;
	unsigned group_count;

	if (strlen(pattern->text) != pattern->length ||
	    regex_parse(p->arena, pattern->text, &group_count, &error))
		return;
	parse_error(p, literal_place(pattern, error.offset), "%s", error.message);
	if (error.remedy)
		diagnose_remedy(p->diagnostics, "%s", error.remedy);
}

static struct expr *parse_regex(struct parser *p, struct expr *subject)
{
	const struct token *token = take(p);
	struct expr *expr = new_expr(p, EXPR_REGEX, token->place);
	struct literal pattern = parse_plain_string(p, "a regular expression as a string");

	check_pattern(p, &pattern);
	expr->regex.negated = token_is(token, "!~");
	expr->regex.subject = subject;
	expr->regex.pattern = pattern.text;
	expr->regex.pattern_place = pattern.place;
	return expr;
}

static struct expr *parse_in(struct parser *p, struct expr *key)
{
	struct expr *expr = new_expr(p, EXPR_IN, take(p)->place);
	const struct token *name = expect_name(p, "the name of an array");

	vec_push(p->arena, &expr->in.keys, key);
	expr->in.array = new_expr(p, EXPR_NAME, name->place);
	expr->in.array->name.text = name->text;
	return expr;
}

/* Operators at @lowest level and tighter; all of them group from the left. */
static struct expr *parse_binary(struct parser *p, enum precedence lowest)
{
	struct expr *left = parse_unary(p);

	for (;;) {
		enum binary_op op;
		enum precedence level = operator_at(current(p), &op);

		if (level < lowest)
			return left;
		if (level == PRECEDENCE_IN) {
			left = parse_in(p, left);
		} else if (op == BINARY_NONE) {
			left = parse_regex(p, left);
		} else {
			struct expr *expr = new_expr(p, EXPR_BINARY, take(p)->place);

			enter(p);
			expr->binary.op = op;
			expr->binary.left = left;
			expr->binary.right = parse_binary(p, level + 1);
			left = expr;
			leave(p);
		}
	}
}

static struct expr *parse_conditional(struct parser *p)
{
	struct expr *condition = parse_binary(p, PRECEDENCE_LOGICAL_OR);

	if (!at_operator(p, "?"))
		return condition;

	struct expr *expr = new_expr(p, EXPR_CONDITIONAL, take(p)->place);

	enter(p);
	expr->conditional.condition = condition;
	expr->conditional.yes = parse_expression(p);
	expect(p, ":", " after '? …'");
	expr->conditional.no = parse_conditional(p);
	leave(p);
	return expr;
}

static bool at_assignment(const struct parser *p, enum binary_op *op)
{
	static const struct {
		const char *text;
		enum binary_op op;
	} operators[] = {
		{ "=", BINARY_NONE },	      { "<<<", BINARY_AGGREGATE },
		{ "+=", BINARY_ADD },	      { "-=", BINARY_SUBTRACT },
		{ "*=", BINARY_MULTIPLY },    { "/=", BINARY_DIVIDE },
		{ "%=", BINARY_MODULO },      { "&=", BINARY_AND },
		{ "^=", BINARY_XOR },	      { "|=", BINARY_OR },
		{ "<<=", BINARY_SHIFT_LEFT }, { ">>=", BINARY_SHIFT_RIGHT },
		{ ".=", BINARY_CONCAT },
	};

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		if (at_operator(p, operators[i].text)) {
			*op = operators[i].op;
			return true;
		}
	}
	return false;
}

/* Is this a place that keeps a value? Arrays with * in their index are not. */
static bool is_assignable(const struct expr *expr)
{
	if (expr->kind == EXPR_INDEX) {
		for (size_t i = 0; i < expr->index.keys.count; i++) {
			if (!expr->index.keys.items[i])
				return false;
		}
	}
	return expr->kind == EXPR_NAME || expr->kind == EXPR_INDEX ||
	       (expr->kind == EXPR_TARGET && !expr->target.address_of &&
		expr->target.kind != TARGET_ENUM);
}

static struct expr *parse_assignment(struct parser *p)
{
	struct expr *left = parse_conditional(p);
	enum binary_op op;

	if (!at_assignment(p, &op))
		return left;

	const struct token *token = take(p);
	struct expr *expr = new_expr(p, EXPR_ASSIGN, token->place);

	if (!is_assignable(left))
		parse_error(p, left->place, "what is left of '%s' cannot be assigned to",
			    token->text);
	expr->assign.op = op;
	expr->assign.target = left;
	expr->assign.value = parse_expression(p);
	return expr;
}

/* ---------------------------------------------------------------- height */

struct height_check {
	struct arena *arena;
	VEC(struct pending {
		struct expr *expr;
		unsigned height;
	})
	pending;
	unsigned height;
};

static void add_pending(struct expr **slot, void *data)
{
	struct height_check *check = data;

	vec_push(check->arena, &check->pending, ((struct pending){ *slot, check->height + 1 }));
}

/* Chains such as a + a + a … are parsed by a loop but make tall trees, which others recurse on. */
static void check_height(struct parser *p, struct expr *expr)
{
	struct height_check check = { .arena = p->arena };

	add_pending(&expr, &check);
	while (check.pending.count) {
		struct pending next = check.pending.items[--check.pending.count];

		if (next.height > TALLEST) {
			parse_error(p, expr->place, "the expression has too many operators");
			parse_abandon(p);
		}
		check.height = next.height;
		expr_visit_children(next.expr, add_pending, &check);
	}
}

struct expr *parse_expression(struct parser *p)
{
	struct expr *expr;

	enter(p);
	p->expression_depth++;
	expr = parse_assignment(p);
	p->expression_depth--;
	leave(p);
	if (!p->expression_depth)
		check_height(p, expr);
	return expr;
}
