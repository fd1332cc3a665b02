// SPDX-License-Identifier: GPL-2.0-only
#include "catalogue/dump.h"

#include "catalogue/catalogue.h"
#include "semantic/pattern.h"

#include <stdlib.h>
#include <string.h>

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Whether a name, or a component of a dotted one, begins with _: the library's own. */
static bool is_internal(const char *text)
{
	return text[0] == '_' || strstr(text, "._");
}

static const char *alias_line(struct arena *arena, const struct catalogue_item *item)
{
	const struct point_list *points = &item->alias->points;
	const char *line =
		arena_printf(arena, "%s %s", item->text, item->alias->epilogue ? "+=" : "=");

	for (size_t i = 0; i < points->count; i++) {
		const struct point *point = points->items[i];

		line = arena_printf(arena, "%s%s %s%s", line, i ? "," : "",
				    point_text(arena, point),
				    point->sufficient ? "!"
				    : point->optional ? "?"
						      : "");
	}
	return line;
}

static bool dump(struct session *session, FILE *stream, bool functions)
{
	const struct catalogue *catalogue = catalogue_make(session, NULL);
	bool all = session->options.verbose[1] > 0;
	VEC(const char *) lines = { 0 };

	for (size_t i = 0; i < catalogue->items.count; i++) {
		const struct catalogue_item *item = &catalogue->items.items[i];
		const char *line = item->text;

		if (!item->function == functions)
			continue;
		if (!all && (item->is_private || is_internal(item->text)))
			continue;
		if (item->alias)
			line = alias_line(session->arena, item);
		if (item->is_private)
			line = arena_printf(session->arena, "%s /* private */", line);
		vec_push(session->arena, &lines, line);
	}
	if (lines.count)
		qsort(lines.items, lines.count, sizeof(*lines.items), compare_lines);
	for (size_t i = 0; i < lines.count; i++)
		if (!i || strcmp(lines.items[i], lines.items[i - 1]))
			fprintf(stream, "%s\n", lines.items[i]);
	return session->diagnostics.errors == 0;
}

bool dump_functions(struct session *session, FILE *stream)
{
	return dump(session, stream, true);
}

bool dump_aliases(struct session *session, FILE *stream)
{
	return dump(session, stream, false);
}
