// SPDX-License-Identifier: GPL-2.0-only
#include "semantic/pattern.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/printer.h"

const char *point_text(struct arena *arena, const struct point *point)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	print_point(stream, point);
	fclose(stream);
	const char *copy = arena_strdup(arena, text);

	free(text);
	return copy;
}

bool has_wildcard(const char *name)
{
	return strpbrk(name, "*?[") != NULL;
}

bool point_has_wildcard(const struct point *point)
{
	for (size_t i = 0; i < point->component_count; i++)
		if (has_wildcard(point->components[i].name))
			return true;
	return false;
}

bool component_matches(const char *pattern, const char *name)
{
	if (!has_wildcard(pattern))
		return !strcmp(pattern, name);
	if (!strncmp(name, "__", 2) && pattern[0] != '_')
		return false; /* the library's own */
	return !fnmatch(pattern, name, 0);
}

static bool same_arguments(const struct component *a, const struct component *b)
{
	if (a->has_argument != b->has_argument)
		return false;
	if (!a->has_argument)
		return true;
	if (a->argument_is_string != b->argument_is_string)
		return false;
	return a->argument_is_string ? !strcmp(a->string, b->string) : a->number == b->number;
}

bool points_equal(const struct point *a, const struct point *b)
{
	if (a->component_count != b->component_count)
		return false;
	for (size_t i = 0; i < a->component_count; i++)
		if (strcmp(a->components[i].name, b->components[i].name) ||
		    !same_arguments(&a->components[i], &b->components[i]))
			return false;
	return true;
}

/* The components' names from @first on, joined by dots, into @text. */
static void join_names(const struct point *point, size_t first, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = first; i < point->component_count && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", i > first ? "." : "",
					 point->components[i].name);
}

/* Names longer than this are no one's alias. */
#define MAX_DOTTED 512

static bool crosses_dots(const struct component *component)
{
	return strstr(component->name, "**") != NULL;
}

/* The quick answer to most comparisons: the first letters differ, and are no wildcards. */
static bool begins_otherwise(const char *pattern, const char *name)
{
	return pattern[0] != name[0] && !strchr("*?[", pattern[0]);
}

size_t point_prefix(const struct point *point, const struct point *name)
{
	if (begins_otherwise(point->components[0].name, name->components[0].name))
		return 0;
	for (size_t i = 0; i < point->component_count; i++) {
		const struct component *component = &point->components[i];

		if (crosses_dots(component)) {
			char pattern[MAX_DOTTED], rest[MAX_DOTTED];

			if (i >= name->component_count)
				return 0;
			join_names(point, i, pattern, sizeof(pattern));
			join_names(name, i, rest, sizeof(rest));
			return fnmatch(pattern, rest, 0) ? 0 : point->component_count;
		}
		if (!component_matches(component->name, name->components[i].name) ||
		    !same_arguments(component, &name->components[i]))
			return 0;
		if (i + 1 == name->component_count)
			return i + 1;
	}
	return 0;
}

bool point_begins_with(const struct point *point, const struct point *name)
{
	return point_prefix(point, name) > 0;
}

bool point_may_mean(const struct point *point, const char *dotted)
{
	char word[MAX_DOTTED];

	if (begins_otherwise(point->components[0].name, dotted))
		return false;
	for (size_t i = 0; i < point->component_count; i++) {
		const struct component *component = &point->components[i];
		size_t length = strcspn(dotted, ".");

		if (crosses_dots(component)) {
			char pattern[MAX_DOTTED];

			join_names(point, i, pattern, sizeof(pattern));
			return !fnmatch(pattern, dotted, 0);
		}
		if (length >= sizeof(word))
			return false;
		memcpy(word, dotted, length);
		word[length] = '\0';
		if (!component_matches(component->name, word))
			return false;
		if (!dotted[length])
			return true;
		dotted += length + 1;
	}
	return false;
}
