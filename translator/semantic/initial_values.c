// SPDX-License-Identifier: GPL-2.0-only
/* -G NAME=VALUE: the initial value of a global, which must be a scalar of that type. */
#include "semantic/analysis.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct place nowhere;

static struct variable *find_named(struct analysis *analysis, const char *name)
{
	struct variable *variable;

	for (size_t i = 0; (variable = user_global(analysis, i)); i++)
		if (!strcmp(variable->name, name))
			return variable;
	return find_global(analysis, name, NULL);
}

static struct expr *literal(struct analysis *analysis, enum expr_kind kind,
			    const struct variable *variable)
{
	struct expr *expr = arena_new_object(analysis->arena, struct expr);

	expr->kind = kind;
	expr->place = variable->place;
	expr->type = kind == EXPR_NUMBER ? TYPE_LONG : TYPE_STRING;
	return expr;
}

static bool parse_number(const char *text, int64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoll(text, &end, 0);
	if (errno == ERANGE) { /* above the signed range it wraps, as in a script */
		errno = 0;
		*number = (int64_t)strtoull(text, &end, 0);
	}
	return *text && !*end && !errno;
}

/* "text" in quotes is text also where the quotes were kept from the shell. */
static const char *unquoted(struct analysis *analysis, const char *text)
{
	size_t length = strlen(text);

	if (length < 2 || text[0] != '"' || text[length - 1] != '"')
		return text;
	return arena_strndup(analysis->arena, text + 1, length - 2);
}

static void set_string(struct analysis *analysis, struct variable *variable, const char *value)
{
	variable->initial = literal(analysis, EXPR_STRING, variable);
	variable->initial->string.text = unquoted(analysis, value);
	variable->initial->string.length = strlen(variable->initial->string.text);
}

static void set_value(struct analysis *analysis, struct variable *variable,
		      const struct setting *setting)
{
	int64_t number;

	if (variable->is_array || variable->type == TYPE_STATS) {
		diagnose_error(analysis->diagnostics, nowhere,
			       "-G %s: '%s' is %s; only a scalar can be given a value",
			       setting->name, setting->name,
			       variable->is_array ? "an array" : "a statistic");
		return;
	}
	if (variable->type == TYPE_STRING) {
		set_string(analysis, variable, setting->value);
	} else if (parse_number(setting->value, &number)) {
		variable->initial = literal(analysis, EXPR_NUMBER, variable);
		variable->initial->number = number;
	} else if (variable->type == TYPE_UNKNOWN) {
		set_string(analysis, variable, setting->value);
	} else {
		diagnose_error(analysis->diagnostics, nowhere,
			       "-G %s=%s: '%s' is long, and this is not a number", setting->name,
			       setting->value, setting->name);
	}
}

void set_initial_values(struct analysis *analysis)
{
	const struct options *options = &analysis->session->options;

	for (size_t i = 0; i < options->globals.count; i++) {
		const struct setting *setting = &options->globals.items[i];
		struct variable *variable = find_named(analysis, setting->name);
		struct name_list names = { 0 };

		if (variable) {
			set_value(analysis, variable, setting);
			continue;
		}
		diagnose_error(analysis->diagnostics, nowhere, "-G %s: there is no such global",
			       setting->name);
		list_global_names(analysis, &names);
		const char *nearest = nearest_name(setting->name, names.items, names.count);

		if (nearest)
			diagnose_remedy(analysis->diagnostics, "did you mean '%s'?", nearest);
	}
}
