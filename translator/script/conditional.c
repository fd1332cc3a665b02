/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * condition:	conjunction { || conjunction }
 * conjunction:	comparison { && comparison }
 * comparison:	operand == operand, != < > <= >=; defined($N); ( condition ); ! comparison
 */
#include "script/conditional.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#define DEEPEST	  100
#define REMAINDER "a remainder is written '%% ('"

enum operand_kind {
	OPERAND_NUMBER,
	OPERAND_STRING,
	OPERAND_VERSION, /* of the kernel or the language */
	OPERAND_NAME,	 /* arch, runtime, CONFIG_…: equal or not, with wildcards */
};

struct operand {
	enum operand_kind kind;
	struct token token;
	const char *text; /* NULL: a CONFIG_ that is not set */
	int64_t number;
};

struct condition {
	struct preprocessor *preprocessor;
	struct script_environment *environment;
	unsigned depth;
	bool failed;
};

static bool read_disjunction(struct condition *c);

static void fail(struct condition *c, const struct token *token, const char *message)
{
	if (!c->failed && (token->kind != TOKEN_ERROR || token->text))
		diagnose_error(c->environment->diagnostics, token->place, "%s", message);
	c->failed = true;
}

static struct token next(struct condition *c)
{
	struct token token = next_expanded(c->preprocessor);

	if (token.kind == TOKEN_ERROR && token.text)
		fail(c, &token, token.text);
	return token;
}

/* ---------------------------------------------------------------- versions */

int version_compare(const char *a, const char *b)
{
	while (*a || *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			char *a_end, *b_end;
			unsigned long long x = strtoull(a, &a_end, 10);
			unsigned long long y = strtoull(b, &b_end, 10);

			if (x != y)
				return x < y ? -1 : 1;
			a = a_end;
			b = b_end;
		} else if (*a != *b) {
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return 0;
}

/* ---------------------------------------------------------------- operands */

static bool named_operand(struct condition *c, struct operand *operand)
{
	const struct script_environment *e = c->environment;
	const char *name = operand->token.text;

	operand->kind = OPERAND_NAME;
	if (!strcmp(name, "kernel_v") || !strcmp(name, "kernel_vr")) {
		size_t length = strlen(e->kernel_release);

		operand->kind = OPERAND_VERSION;
		if (!name[strlen("kernel_v")])
			length = strcspn(e->kernel_release, "-");
		operand->text = arena_strndup(e->arena, e->kernel_release, length);
	} else if (!strcmp(name, "systemtap_v")) {
		operand->kind = OPERAND_VERSION;
		operand->text = e->stap_version;
	} else if (!strcmp(name, "arch")) {
		operand->text = e->architecture;
	} else if (!strcmp(name, "systemtap_privilege")) {
		operand->text = e->privilege;
	} else if (!strcmp(name, "runtime")) {
		operand->text = e->runtime;
	} else if (!strncmp(name, "CONFIG_", 7)) {
		operand->text =
			e->kernel_config ? e->kernel_config(e->kernel_config_data, name) : NULL;
	} else if (!strcmp(name, "guru_mode")) {
		operand->kind = OPERAND_NUMBER;
		operand->number = e->guru;
	} else {
		return false;
	}
	return true;
}

static bool read_operand(struct condition *c, struct operand *operand)
{
	static const char *const names[] = { "kernel_v", "kernel_vr", "systemtap_v",
					     "arch",	 "runtime",   "systemtap_privilege",
					     "defined",	 "guru_mode" };
	const char *near;
	bool negative;

	*operand = (struct operand){ .token = next(c) };
	negative = token_is(&operand->token, "-");
	if (negative)
		operand->token = next(c);
	if (operand->token.kind == TOKEN_NUMBER) {
		operand->kind = OPERAND_NUMBER;
		operand->number = operand->token.number;
		if (negative)
			operand->number = (int64_t)(0 - (uint64_t)operand->number);
		return true;
	}
	if (operand->token.kind == TOKEN_STRING && !negative) {
		operand->kind = OPERAND_STRING;
		operand->text = operand->token.text;
		return true;
	}
	if (operand->token.kind == TOKEN_NAME && !negative && named_operand(c, operand))
		return true;
	if (c->failed)
		return false;
	fail(c, &operand->token,
	     arena_printf(c->environment->arena, "unexpected %s in the condition of '%%('",
			  token_describe(c->environment->arena, &operand->token)));
	near = operand->token.kind == TOKEN_NAME
		       ? nearest_name(operand->token.text, names, sizeof(names) / sizeof(*names))
		       : NULL;
	if (near)
		diagnose_remedy(c->environment->diagnostics, "did you mean '%s'?", near);
	else if (operand->token.kind != TOKEN_ERROR)
		diagnose_remedy(c->environment->diagnostics,
				"compare kernel_v, kernel_vr, arch, systemtap_v, guru_mode, "
				"CONFIG_..., strings or numbers; " REMAINDER);
	return false;
}

/* ---------------------------------------------------------------- comparisons */

static bool decide(const char *operator_text, int order)
{
	switch (operator_text[0]) {
	case '=':
		return order == 0;
	case '!':
		return order != 0;
	case '<':
		return order < 0 || (operator_text[1] && order == 0);
	default:
		return order > 0 || (operator_text[1] && order == 0);
	}
}

static bool is_equality(const struct token *operator_token)
{
	return token_is(operator_token, "==") || token_is(operator_token, "!=");
}

static bool is_comparison(const struct token *operator_token)
{
	return is_equality(operator_token) || token_is(operator_token, "<") ||
	       token_is(operator_token, ">") || token_is(operator_token, "<=") ||
	       token_is(operator_token, ">=");
}

static int order_of_numbers(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* A version or a name on the left may have a pattern on its right. */
static bool compare_texts(struct condition *c, const struct operand *left,
			  const struct token *operator_token, const struct operand *right)
{
	bool wildcards = left->kind != OPERAND_STRING && right->kind == OPERAND_STRING &&
			 strpbrk(right->text, "*?[");

	if (left->kind == OPERAND_NAME && !is_equality(operator_token)) {
		fail(c, operator_token,
		     arena_printf(c->environment->arena, "'%s' compares with == and != only",
				  left->token.text));
		return false;
	}
	if (wildcards && !is_equality(operator_token)) {
		fail(c, &right->token, "wildcards compare with == and != only");
		return false;
	}
	/* An option that is not set equals only another that is not set. */
	if (!left->text || !right->text)
		return decide(operator_token->text, left->text != right->text);
	if (wildcards)
		return decide(operator_token->text, fnmatch(right->text, left->text, 0));
	if (left->kind == OPERAND_VERSION)
		return decide(operator_token->text, version_compare(left->text, right->text));
	return decide(operator_token->text, strcmp(left->text, right->text));
}

static bool compare(struct condition *c, struct operand *left, const struct token *operator_token,
		    struct operand *right)
{
	bool config = left->kind == OPERAND_NAME && !strncmp(left->token.text, "CONFIG_", 7);

	if (config && right->kind == OPERAND_NUMBER) {
		char *end = NULL;
		long long number = left->text ? strtoll(left->text, &end, 0) : 0;

		if (!end || *end || end == left->text)
			return decide(operator_token->text, 1) && is_equality(operator_token);
		return decide(operator_token->text, order_of_numbers(number, right->number));
	}
	if ((left->kind == OPERAND_NUMBER) != (right->kind == OPERAND_NUMBER)) {
		fail(c, &right->token,
		     left->kind == OPERAND_NUMBER ? "a number is compared with a string"
						  : "a string is compared with a number");
		return false;
	}
	if (left->kind == OPERAND_NUMBER)
		return decide(operator_token->text, order_of_numbers(left->number, right->number));
	return compare_texts(c, left, operator_token, right);
}

/* defined($2): was a second argument given? */
static bool read_defined(struct condition *c)
{
	struct token open = next(c), argument = next_argument(c->preprocessor), close = next(c);

	if (!token_is(&open, "(") || argument.kind != TOKEN_ARGUMENT || !token_is(&close, ")")) {
		fail(c, &open, "'defined' is written defined($1) or defined(@1)");
		return false;
	}
	return argument.argument.is_count ||
	       (argument.argument.number &&
		argument.argument.number <= c->environment->argument_count);
}

static bool read_comparison(struct condition *c)
{
	struct token token = next(c);
	struct operand left, right;
	bool value;

	if (++c->depth > DEEPEST)
		fail(c, &token, "the condition is nested too deeply");
	if (c->failed)
		return false;
	if (token_is(&token, "!")) {
		value = !read_comparison(c);
	} else if (token_is(&token, "(")) {
		value = read_disjunction(c);
		token = next(c);
		if (!token_is(&token, ")"))
			fail(c, &token, "')' is missing in the condition of '%('");
	} else if (token_is_name(&token, "defined")) {
		value = read_defined(c);
	} else {
		put_back(c->preprocessor, &token);
		if (!read_operand(c, &left))
			return false;
		token = next(c);
		if (!c->failed && !is_comparison(&token)) {
			fail(c, &token, "a comparison is missing in the condition of '%('");
			diagnose_remedy(c->environment->diagnostics, REMAINDER);
		}
		if (c->failed || !read_operand(c, &right))
			return false;
		value = compare(c, &left, &token, &right);
	}
	c->depth--;
	return value;
}

static bool read_conjunction(struct condition *c)
{
	bool value = read_comparison(c);

	for (;;) {
		struct token token = next(c);

		if (!token_is(&token, "&&")) {
			put_back(c->preprocessor, &token);
			return value;
		}
		/* Both sides are read: there is no short cut through the syntax. */
		value = read_comparison(c) && value;
	}
}

static bool read_disjunction(struct condition *c)
{
	bool value = read_conjunction(c);

	for (;;) {
		struct token token = next(c);

		if (!token_is(&token, "||")) {
			put_back(c->preprocessor, &token);
			return value;
		}
		value = read_conjunction(c) || value;
	}
}

bool read_condition(struct preprocessor *preprocessor, bool *value)
{
	struct condition c = { .preprocessor = preprocessor,
			       .environment = preprocessor_environment(preprocessor) };

	*value = read_disjunction(&c);

	struct token token = next(&c);

	if (!token_is(&token, "%?")) {
		fail(&c, &token, "'%?' is missing after the condition of '%('");
		put_back(preprocessor, &token);
	}
	return !c.failed;
}
