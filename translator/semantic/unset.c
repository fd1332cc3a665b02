// SPDX-License-Identifier: GPL-2.0-only
/*
 * Variables that are read but never set: an error when their type cannot be told either, else a
 * warning. Both come with the name that may have been meant.
 */
#include "semantic/analysis.h"

#include <string.h>

/*
 * "did you mean …?": another variable in reach that is set, or a function without its (). An alias
 * sets many that nobody reads: they are among the @dropped ones (NULL: none).
 */
static void suggest(struct analysis *analysis, const struct variable *variable,
		    const struct variable_list *locals, const struct variable_list *dropped)
{
	struct name_list names = { 0 };

	if (find_function(analysis, variable->name, variable->place.file)) {
		diagnose_remedy(analysis->diagnostics, "did you mean the function '%s()'?",
				variable->name);
		return;
	}
	for (size_t i = 0; i < locals->count; i++)
		if (locals->items[i]->is_written && locals->items[i] != variable)
			vec_push(analysis->arena, &names, locals->items[i]->name);
	for (size_t i = 0; dropped && i < dropped->count; i++)
		vec_push(analysis->arena, &names, dropped->items[i]->name);
	list_global_names(analysis, &names);
	const char *nearest = nearest_name(variable->name, names.items, names.count);

	if (nearest && strcmp(nearest, variable->name))
		diagnose_remedy(analysis->diagnostics, "did you mean '%s'?", nearest);
}

/* ---------------------------------------------------------------- errors */

static void report_list(struct analysis *analysis, const struct variable_list *list,
			const struct variable_list *dropped)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct variable *variable = list->items[i];

		if (!variable->is_read || variable->is_written || variable->type != TYPE_UNKNOWN)
			continue;
		diagnose_error(analysis->diagnostics, variable->place,
			       "the type of '%s' cannot be told: it is never set", variable->name);
		suggest(analysis, variable, list, dropped);
	}
}

/* Set, but only from each other: x = x. */
static void report_untold(struct analysis *analysis, const struct variable_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct variable *variable = list->items[i];

		if (!variable->is_read || variable->type != TYPE_UNKNOWN)
			continue;
		diagnose_error(analysis->diagnostics, variable->place,
			       "the type of '%s' cannot be told", variable->name);
		if (variable->is_parameter)
			diagnose_remedy(analysis->diagnostics, "declare it: %s:long or %s:string",
					variable->name, variable->name);
	}
}

/* What is left when nothing else was found to be the cause. */
static void report_rest(struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->probes.count; i++)
		report_untold(analysis, &analysis->probes.items[i]->locals);
	for (size_t i = 0; i < analysis->functions.count; i++) {
		const struct function *function = analysis->functions.items[i];

		if (!function->is_used)
			continue;
		report_untold(analysis, &function->parameters);
		report_untold(analysis, &function->locals);
	}
	report_untold(analysis, &analysis->globals);
}

static void report_keys(struct analysis *analysis, const struct variable *array)
{
	for (size_t i = 0; i < array->key_count && array->type != TYPE_UNKNOWN; i++)
		if (array->key_types[i] == TYPE_UNKNOWN)
			diagnose_error(
				analysis->diagnostics, array->type_place,
				"the type of key %zu of '%s' cannot be told: it is never set",
				i + 1, array->name);
}

void report_unresolved(struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->probes.count; i++)
		report_list(analysis, &analysis->probes.items[i]->locals,
			    &analysis->probes.items[i]->dropped);
	for (size_t i = 0; i < analysis->functions.count; i++)
		if (analysis->functions.items[i]->is_used)
			report_list(analysis, &analysis->functions.items[i]->locals, NULL);
	report_list(analysis, &analysis->globals, NULL);
	for (size_t i = 0; i < analysis->globals.count; i++)
		report_keys(analysis, analysis->globals.items[i]);
	if (!analysis->diagnostics->errors)
		report_rest(analysis);
}

/* ---------------------------------------------------------------- warnings */

static bool is_users(const struct variable *variable)
{
	return variable->place.file && !variable->place.file->is_tapset;
}

static bool is_given(const struct analysis *analysis, const char *name)
{
	const struct options *options = &analysis->session->options;

	for (size_t i = 0; i < options->globals.count; i++)
		if (!strcmp(options->globals.items[i].name, name))
			return true;
	return false;
}

static void warn_list(struct analysis *analysis, const struct variable_list *list,
		      const struct variable_list *dropped)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct variable *variable = list->items[i];

		if (!variable->is_read || variable->is_written || variable->initial ||
		    !is_users(variable) ||
		    (variable->is_global && is_given(analysis, variable->name)))
			continue;
		diagnose_warning(analysis->diagnostics, variable->place,
				 "%s '%s' is read but never set",
				 variable->is_global ? "global" : "variable", variable->name);
		suggest(analysis, variable, list, dropped);
	}
}

void warn_of_unset(struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->probes.count; i++)
		warn_list(analysis, &analysis->probes.items[i]->locals,
			  &analysis->probes.items[i]->dropped);
	for (size_t i = 0; i < analysis->functions.count; i++)
		if (analysis->functions.items[i]->is_used)
			warn_list(analysis, &analysis->functions.items[i]->locals, NULL);
	warn_list(analysis, &analysis->globals, NULL);
}
