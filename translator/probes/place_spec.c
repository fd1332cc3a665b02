/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "name@file", with behind it ":12", ":12-15,20", ":*" or "+2".
 */
#include "probes/place_spec.h"

#include "debuginfo/name_search.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool parse_number(const char **text, unsigned int *number)
{
	char *end;

	if (!isdigit((unsigned char)**text))
		return false;
	*number = (unsigned int)strtoul(*text, &end, 10);
	*text = end;
	return true;
}

/* "12" or "12-15" */
static bool parse_range(const char **text, struct line_range *range)
{
	if (!parse_number(text, &range->first))
		return false;
	range->last = range->first;
	if (**text != '-')
		return true;
	++*text;
	return parse_number(text, &range->last) && range->last >= range->first;
}

static bool parse_lines(struct arena *arena, const char *text, struct function_spec *spec)
{
	VEC(struct line_range) ranges = { 0 };
	char sign = *text++;

	spec->has_lines = true;
	spec->kind = sign == '+' ? LINES_RELATIVE : LINES_ABSOLUTE;
	if (sign == ':' && !strcmp(text, "*")) {
		spec->kind = LINES_ALL;
		return true;
	}
	for (;; text++) {
		struct line_range range;

		if (!parse_range(&text, &range))
			return false;
		vec_push(arena, &ranges, range);
		if (*text != ',')
			break;
	}
	spec->ranges = ranges.items;
	spec->range_count = ranges.count;
	return !*text;
}

bool parse_function_spec(struct resolve *resolve, const struct component *component,
			 struct function_spec *spec)
{
	const char *text = component->string;
	const char *at = strchr(text, '@');

	*spec = (struct function_spec){ .name = text };
	if (at) {
		const char *lines = strpbrk(at, ":+");

		spec->name = arena_strndup(resolve->arena, text, (size_t)(at - text));
		spec->file = lines ? arena_strndup(resolve->arena, at + 1, (size_t)(lines - at - 1))
				   : at + 1;
		if (lines && !parse_lines(resolve->arena, lines, spec))
			return resolve_fail(resolve, component->place,
					    "write name@file:LINE, name@file+LINES, name@file:* "
					    "or name@file:FIRST-LAST",
					    "'%s' is not a line of a file", lines);
	}
	if (!*spec->name || (spec->file && !*spec->file))
		return resolve_fail(resolve, component->place,
				    "write name, name@file or name@file:LINE",
				    "'%s' does not name a function", text);
	return true;
}

bool spec_has_wildcard(const struct function_spec *spec)
{
	return name_has_wildcards(spec->name);
}
