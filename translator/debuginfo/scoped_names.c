/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names with scopes, and patterns for them.
 */
#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

#include "debuginfo/name_search.h"
#include "debuginfo/scoped_names.h"

/* Outside of everything. */
enum {
	NO_SCOPE = UINT32_MAX
};

/* ---------------------------------------------------------------- reading */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

size_t scoped_name_part(const char *text)
{
	const char *const operator= "operator";
	int depth = 0;

	/* What is overloaded may be brackets: that is the name, and so the last part. */
	if (!strncmp(text, operator, strlen(operator)) && !is_word(text[strlen(operator)]))
		return strlen(text);
	for (size_t i = 0; text[i]; i++) {
		if (strchr("<([{", text[i]))
			depth++;
		else if (strchr(">)]}", text[i]))
			depth -= depth > 0;
		else if (!depth && text[i] == ':' && text[i + 1] == ':')
			return i;
	}
	return strlen(text);
}

struct scoped_pattern scoped_pattern_read(struct arena *arena, const char *text, bool is_literal)
{
	VEC(const char *) parts = { 0 };
	size_t length;

	while (text[length = scoped_name_part(text)]) {
		vec_push(arena, &parts, arena_strndup(arena, text, length));
		text += length + strlen("::");
	}
	vec_push(arena, &parts, text);
	return (struct scoped_pattern){
		.parts = parts.items,
		.count = parts.count,
		.is_literal = is_literal,
	};
}

const char *scoped_pattern_search(struct arena *arena, const struct scoped_pattern *pattern)
{
	const char *name = scoped_pattern_name(pattern);
	size_t length = strcspn(name, "<*?[\\");

	if (!pattern->is_loose || (!pattern->is_literal && name_has_wildcards(name)))
		return name;
	return arena_printf(arena, "%.*s*", (int)length, name);
}

/* ---------------------------------------------------------------- matching */

/* The length of @name without the template arguments at its end. */
static size_t plain_length(const char *name)
{
	size_t length = strlen(name), at = length;
	int depth = 0;

	if (!length || name[length - 1] != '>')
		return length;
	while (at--) {
		depth += (name[at] == '>') - (name[at] == '<');
		if (!depth)
			return at ? at : length;
	}
	return length;
}

/* Whether both are the same but for blanks that separate no words. */
static bool same_but_blanks(const char *a, const char *b)
{
	char before = '\0';

	for (;; before = *a++, b++) {
		bool a_blank = *a == ' ', b_blank = *b == ' ';

		while (*a == ' ')
			a++;
		while (*b == ' ')
			b++;
		if (*a != *b || (a_blank != b_blank && is_word(before) && is_word(*a)))
			return false;
		if (!*a)
			return true;
	}
}

static bool part_matches(const struct scoped_pattern *pattern, const char *part, const char *name)
{
	size_t plain;

	if (pattern->is_literal ? !strcmp(part, name) : name_matches(part, name))
		return true;
	if (!pattern->is_loose)
		return false;
	if (same_but_blanks(part, name))
		return true;
	plain = plain_length(name);
	return !pattern->is_literal && name[plain] && !strncmp(part, name, plain) && !part[plain];
}

/*
 * Whether the first @count parts match the scopes from @scope outwards. @outermost is the last
 * scope that was matched.
 */
static bool scopes_match(const struct scoped_pattern *pattern, const struct index *index,
			 size_t count, uint32_t scope, uint32_t *outermost)
{
	const char *part = count ? pattern->parts[count - 1] : NULL;

	if (!count)
		return true;
	if (!pattern->is_literal && !strcmp(part, "**")) {
		while (count > 1 && scope != NO_SCOPE) {
			if (scopes_match(pattern, index, count - 1, scope, outermost))
				return true;
			scope = scope ? index->scopes[scope].outer : NO_SCOPE;
		}
		for (; count == 1 && scope && scope != NO_SCOPE; scope = index->scopes[scope].outer)
			*outermost = scope;
		return count == 1;
	}
	if (scope == NO_SCOPE)
		return false;

	const struct index_scope *entry = &index->scopes[scope];
	uint32_t outer = scope ? entry->outer : NO_SCOPE;

	if (part_matches(pattern, part, index_string(index, entry->name)) &&
	    scopes_match(pattern, index, count - 1, outer, outermost)) {
		if (count == 1)
			*outermost = scope;
		return true;
	}
	return entry->flags & INDEX_TRANSPARENT &&
	       scopes_match(pattern, index, count, outer, outermost);
}

bool scoped_pattern_matches(struct scoped_pattern *pattern, const struct index *index,
			    struct arena *arena, const char *name, uint32_t scope)
{
	uint32_t outermost;

	if (!part_matches(pattern, scoped_pattern_name(pattern), name))
		return false;
	if (pattern->count == 1)
		return true;
	if (!pattern->scopes_tried)
		pattern->scopes_tried = arena_alloc(arena, index_count(index, INDEX_SCOPES));
	if (!pattern->scopes_tried[scope])
		pattern->scopes_tried[scope] =
			scopes_match(pattern, index, pattern->count - 1, scope, &outermost) ? 2 : 1;
	return pattern->scopes_tried[scope] == 2;
}

const char *scoped_name_shown(const struct scoped_pattern *pattern, const struct index *index,
			      struct arena *arena, const char *name, uint32_t scope)
{
	uint32_t outermost = NO_SCOPE;

	if (pattern->count == 1 ||
	    !scopes_match(pattern, index, pattern->count - 1, scope, &outermost) ||
	    outermost == NO_SCOPE)
		return name;
	for (;; scope = index->scopes[scope].outer) {
		name = arena_printf(arena, "%s::%s", index_string(index, index->scopes[scope].name),
				    name);
		if (scope == outermost)
			return name;
	}
}
