// SPDX-License-Identifier: GPL-2.0-only
/*
 * The regular expressions of the program, each compiled once. Where a function in use asks for
 * groups (it is in C, with the comment "groups"), all are compiled so that they keep them.
 */
#define _GNU_SOURCE
#include "semantic/analysis.h"

#include "regex/regex.h"

#include <string.h>

bool asks_for_groups(const struct function *function)
{
	static const char pragma[] = "/* groups */";

	return function->body->kind == STMT_EMBEDDED &&
	       memmem(function->body->embedded.text, function->body->embedded.length, pragma,
		      sizeof(pragma) - 1);
}

bool keeps_groups(const struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->functions.count; i++)
		if (analysis->functions.items[i]->is_used &&
		    asks_for_groups(analysis->functions.items[i]))
			return true;
	return false;
}

struct compiling {
	struct analysis *analysis;
	struct program *program;
};

static const struct regex_program *compile(struct compiling *c, const struct expr *expr)
{
	struct analysis *analysis = c->analysis;
	struct regex_error error;
	unsigned group_count;
	const struct regex_node *tree =
		regex_parse(analysis->arena, expr->regex.pattern, &group_count, &error);
	const struct regex_program *compiled = NULL;

	if (tree)
		compiled = regex_compile(analysis->arena, tree, group_count,
					 c->program->keeps_groups, &error);
	if (compiled)
		return compiled;
	diagnose_error(analysis->diagnostics, expr->regex.pattern_place, "%s", error.message);
	if (error.remedy)
		diagnose_remedy(analysis->diagnostics, "%s", error.remedy);
	return NULL;
}

static void compile_in_expr(struct expr **slot, void *data)
{
	struct compiling *c = data;
	struct expr *expr = *slot;
	size_t i = 0;

	expr_visit_children(expr, compile_in_expr, data);
	if (expr->kind != EXPR_REGEX)
		return;
	while (i < c->program->regexes.count &&
	       strcmp(c->program->regexes.items[i].pattern, expr->regex.pattern))
		i++;
	if (i == c->program->regexes.count) {
		struct program_regex regex = { expr->regex.pattern, compile(c, expr) };

		vec_push(c->analysis->arena, &c->program->regexes, regex);
	}
	expr->regex.index = (unsigned)i;
}

static void compile_in_stmt(struct stmt **slot, void *data)
{
	stmt_visit_children(*slot, compile_in_expr, compile_in_stmt, data);
}

void compile_regexes(struct analysis *analysis, struct program *program)
{
	struct compiling c = { analysis, program };

	program->keeps_groups = keeps_groups(analysis);
	for (size_t i = 0; i < program->probes.count; i++) {
		struct probe *probe = program->probes.items[i];

		if (probe->condition)
			compile_in_expr(&probe->condition, &c);
		for (size_t s = 0; s < probe->saved.count; s++)
			compile_in_expr(&probe->saved.items[s], &c);
		compile_in_stmt(&probe->body, &c);
	}
	for (size_t i = 0; i < program->functions.count; i++)
		compile_in_stmt(&program->functions.items[i]->body, &c);
}
