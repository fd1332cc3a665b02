// SPDX-License-Identifier: GPL-2.0-only
/*
 * -l and -L: the probes that a point stands for, one per line. A point that stands for aliases
 * lists them as they would be written, and with -L the variables that they set. Places of the same
 * name are one line: a script that names them probes them all.
 */
#include "semantic/analysis.h"

#include "semantic/analyse.h"
#include "semantic/pattern.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct line {
	const char *name;
	const struct probe *probe; /* with aliases the first one of that name; NULL: a form */
	size_t number;		   /* in the order found */
};

struct list_state {
	struct analysis *analysis;
	VEC(struct line) lines;
};

/* Adds the probes at @point; each is named by itself, or all by @name. Returns how many. */
static size_t list_point(struct list_state *listing, struct point *point, const char *name)
{
	struct analysis *analysis = listing->analysis;
	struct probe_declaration declaration = { .place = point->place };
	size_t first = analysis->probes.count;

	vec_push(analysis->arena, &declaration.points, point);
	expand_probe(analysis, &declaration);
	for (size_t i = first; i < analysis->probes.count; i++) {
		struct probe *probe = analysis->probes.items[i];
		struct line line = { name ? name : probe->name, probe, listing->lines.count };

		vec_push(analysis->arena, &listing->lines, line);
		if (name)
			break;
	}
	return analysis->probes.count - first;
}

/* What a point with wildcards stands for, and what it would with arguments. */
static void list_forms(struct list_state *listing, struct point *point)
{
	struct arena *arena = listing->analysis->arena;
	struct name_list forms = { 0 };

	list_forms_with_arguments(listing->analysis, point, &forms);
	for (size_t i = 0; i < forms.count; i++) {
		struct line line = { .name = forms.items[i], .number = listing->lines.count };

		vec_push(arena, &listing->lines, line);
	}
	point->optional |= forms.count > 0;
	list_point(listing, point, NULL);
}

/*
 * Of the aliases that @point stands for those that exist on this kernel are listed; when none does,
 * and it has to, why the first does not.
 */
static void list_aliases(struct list_state *listing, const struct point *point,
			 const struct point_list *named)
{
	size_t found = 0;

	for (size_t i = 0; i < named->count; i++) {
		struct point *alias = named->items[i];

		alias->optional = true;
		found += list_point(listing, alias, point_text(listing->analysis->arena, alias));
	}
	if (found || !named->count || point->optional || point->sufficient)
		return;
	named->items[0]->optional = false;
	list_point(listing, named->items[0], NULL);
}

static const char *add_locals(struct arena *arena, const struct probe *probe)
{
	const char *text = "";

	for (size_t i = 0; i < probe->locals.count; i++) {
		const struct variable *variable = probe->locals.items[i];

		if (variable->is_written && variable->type != TYPE_UNKNOWN)
			text = arena_printf(arena, "%s %s:%s", text, variable->name,
					    value_type_text(variable->type));
	}
	return text;
}

static const char *context_of(struct analysis *analysis, const struct probe *probe)
{
	struct resolution resolution = { 0 };
	struct resolve resolve = { analysis->session, analysis->arena, &resolution };

	return probe->family->variables ? probe->family->variables(&resolve, probe) : NULL;
}

/* The length of the first of "$file:struct file* $count:size_t". */
static size_t variable_length(const char *text)
{
	const char *next = strstr(text, " $");

	return next ? (size_t)(next - text) : strlen(text);
}

static bool has_variable(const char *text, const char *variable, size_t length)
{
	for (size_t own; text && *text; text += own + (text[own] == ' ')) {
		own = variable_length(text);
		if (own == length && !strncmp(text, variable, length))
			return true;
	}
	return false;
}

/* What of @variables is in @others too. */
static const char *common_variables(struct arena *arena, const char *variables, const char *others)
{
	const char *common = "";

	if (!variables || (others && !strcmp(variables, others)))
		return variables;
	for (size_t length; *variables; variables += length + (variables[length] == ' ')) {
		length = variable_length(variables);
		if (has_variable(others, variables, length))
			common = arena_printf(arena, "%s%s%.*s", common, *common ? " " : "",
					      (int)length, variables);
	}
	return common;
}

/* What a script can name wherever a probe of that name is: of several places what all have. */
static const char *variables_of(struct analysis *analysis, const struct line *lines, size_t count)
{
	const char *text, *context;

	if (!lines[0].probe)
		return "";
	text = add_locals(analysis->arena, lines[0].probe);
	context = context_of(analysis, lines[0].probe);

	for (size_t i = 1; i < count && context && *context; i++)
		context = common_variables(analysis->arena, context,
					   context_of(analysis, lines[i].probe));
	if (!context || !*context)
		return text;
	return arena_printf(analysis->arena, "%s %s", text, context);
}

/* As strcmp(3), but for the lines of one file, which are in their order. */
static int compare_names(const char *a, const char *b)
{
	size_t same = 0, start;

	while (a[same] && a[same] == b[same])
		same++;
	if (a[same] == b[same])
		return 0;
	for (start = same; start && isdigit((unsigned char)a[start - 1]);)
		start--;
	if (start && a[start - 1] == ':' && isdigit((unsigned char)a[start]) &&
	    isdigit((unsigned char)b[start]))
		return strtoul(a + start, NULL, 10) < strtoul(b + start, NULL, 10) ? -1 : 1;
	return strcmp(a, b);
}

static int compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = compare_names(x->name, y->name);

	return order ? order : x->number < y->number ? -1 : 1;
}

static void write_lines(struct list_state *listing, bool with_variables)
{
	struct line *lines = listing->lines.items;
	size_t count = listing->lines.count;

	if (count)
		qsort(lines, count, sizeof(*lines), compare_lines);
	for (size_t i = 0, same; i < count; i += same) {
		for (same = 1; i + same < count && !strcmp(lines[i].name, lines[i + same].name);)
			same++;
		fputs(lines[i].name, stdout);
		if (with_variables)
			fputs(variables_of(listing->analysis, &lines[i], same), stdout);
		putchar('\n');
	}
}

static struct source_file *text_file(struct session *session, const char *text)
{
	struct source_file *file = arena_new_object(session->arena, struct source_file);

	file->name = "<input>";
	file->text = text;
	file->size = strlen(text);
	return file;
}

/* Also where other points had errors. */
static void find_variables(struct analysis *analysis)
{
	unsigned errors = analysis->diagnostics->errors;

	analysis->diagnostics->errors = 0;
	analyse_bodies(analysis);
	analysis->diagnostics->errors += errors;
}

bool semantic_list(struct session *session, const char *text, bool with_variables)
{
	struct analysis *analysis = analysis_new(session);
	struct list_state listing = { .analysis = analysis };
	struct point_list *points = parse_points(&session->environment, text_file(session, text));

	if (!points || analysis->diagnostics->errors)
		return false;
	analysis->is_listing = true;
	for (size_t i = 0; i < session->scripts.count; i++)
		declare_script(analysis, session->scripts.items[i]);
	for (size_t i = 0; i < points->count; i++) {
		struct point_list named = { 0 };
		struct point *point = points->items[i];
		size_t before = listing.lines.count;
		bool is_sufficient = point->sufficient;

		if (name_aliases(analysis, point, &named))
			list_aliases(&listing, point, &named);
		else
			list_forms(&listing, point);
		if (is_sufficient && listing.lines.count > before)
			break;
	}
	if (with_variables)
		find_variables(analysis);
	write_lines(&listing, with_variables);
	return listing.lines.count > 0;
}
