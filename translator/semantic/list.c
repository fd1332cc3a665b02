// SPDX-License-Identifier: GPL-2.0-only
/*
 * -l and -L: the probes that a point stands for, one per line. A point that stands for aliases
 * lists them as they would be written, and with -L the variables that they set.
 */
#include "semantic/analysis.h"

#include "semantic/analyse.h"
#include "semantic/pattern.h"

#include <stdlib.h>
#include <string.h>

struct line {
	const char *name;
	struct probe *probe; /* the first one of that name */
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
		struct line line = { name ? name : probe->name, probe };

		vec_push(analysis->arena, &listing->lines, line);
		if (name)
			break;
	}
	return analysis->probes.count - first;
}

/* Of several aliases those that exist on this kernel are listed; of one, why it does not. */
static void list_aliases(struct list_state *listing, const struct point_list *named)
{
	size_t found = 0;

	for (size_t i = 0; i < named->count; i++) {
		struct point *point = named->items[i];

		point->optional = true;
		found += list_point(listing, point, point_text(listing->analysis->arena, point));
	}
	if (found || !named->count)
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

static const char *variables_of(struct analysis *analysis, const struct probe *probe)
{
	struct resolution resolution = { 0 };
	struct resolve resolve = { analysis->session, analysis->arena, &resolution };
	const char *text = add_locals(analysis->arena, probe);
	const char *context =
		probe->family->variables ? probe->family->variables(&resolve, probe) : NULL;

	if (!context || !*context)
		return text;
	return arena_printf(analysis->arena, "%s %s", text, context);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void write_lines(struct list_state *listing, bool with_variables)
{
	struct arena *arena = listing->analysis->arena;
	size_t count = listing->lines.count;
	const char **texts = arena_alloc(arena, (count + 1) * sizeof(*texts));

	for (size_t i = 0; i < count; i++) {
		const struct line *line = &listing->lines.items[i];

		texts[i] = line->name;
		if (with_variables)
			texts[i] = arena_printf(arena, "%s%s", line->name,
						variables_of(listing->analysis, line->probe));
	}
	qsort(texts, count, sizeof(*texts), compare_lines);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(texts[i], texts[i - 1]))
			puts(texts[i]);
}

static struct source_file *text_file(struct session *session, const char *text)
{
	struct source_file *file = arena_new_object(session->arena, struct source_file);

	file->name = "<input>";
	file->text = text;
	file->size = strlen(text);
	return file;
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

		if (name_aliases(analysis, points->items[i], &named))
			list_aliases(&listing, &named);
		else
			list_point(&listing, points->items[i], NULL);
	}
	if (with_variables)
		analyse_bodies(analysis);
	write_lines(&listing, with_variables);
	return listing.lines.count > 0;
}
