// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bracket expressions, IEEE 1003.1-2017 §9.3.5 in the POSIX locale: [abc], [^abc], [a-z],
 * [[:alpha:]], and [.x.] and [=x=] of one character. A backslash in them is just that.
 */
#include "regex/nodes.h"

#include <ctype.h>

static const struct {
	const char *name;
	int (*has)(int c);
} classes[] = {
	{ "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank }, { "cntrl", iscntrl },
	{ "digit", isdigit }, { "graph", isgraph }, { "lower", islower }, { "print", isprint },
	{ "punct", ispunct }, { "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
};

static const char *text_at(const struct regex_parser *p)
{
	return p->pattern + p->at;
}

/* Is this [: [. or [= ? */
static bool at_bracketed(const struct regex_parser *p)
{
	return text_at(p)[0] == '[' && text_at(p)[1] && strchr(":.=", text_at(p)[1]);
}

/* Reads [:name:] and the like: the name between, or NULL when the end is missing. */
static const char *parse_bracketed(struct regex_parser *p)
{
	const char end[] = { text_at(p)[1], ']', '\0' };
	const char *name = text_at(p) + 2, *stop = strstr(*name ? name + 1 : name, end);
	size_t open = p->at;

	if (!stop) {
		regex_fail(p, open, NULL, "the '%s' of this '[%c' is missing", end, end[0]);
		return NULL;
	}
	p->at += (size_t)(stop - name) + 4;
	return arena_strndup(p->arena, name, (size_t)(stop - name));
}

static bool add_class(struct regex_parser *p, struct byte_set *set)
{
	size_t open = p->at;
	const char *name = parse_bracketed(p);

	for (size_t i = 0; name && i < sizeof(classes) / sizeof(*classes); i++) {
		if (strcmp(name, classes[i].name))
			continue;
		for (int c = 1; c < 128; c++)
			if (classes[i].has(c))
				byte_set_add(set, (unsigned char)c);
		return true;
	}
	if (name)
		regex_fail(p, open,
			   "they are alnum alpha blank cntrl digit graph lower print punct space "
			   "upper xdigit",
			   "there is no class of characters '%s'", name);
	return false;
}

/* A character, as itself or as [.x.]; what ends a range must be one. */
static bool parse_character(struct regex_parser *p, unsigned char *byte)
{
	size_t open = p->at;

	if (!at_bracketed(p)) {
		*byte = (unsigned char)p->pattern[p->at++];
		return true;
	}
	if (text_at(p)[1] == ':') {
		regex_fail(p, open, NULL, "a class of characters cannot be the end of a range");
		return false;
	}
	const char *name = parse_bracketed(p);

	if (!name)
		return false;
	*byte = (unsigned char)name[0];
	if (name[0] && !name[1])
		return true;
	regex_fail(p, open, NULL, "'%s' is not one character", name);
	return false;
}

static bool add_range(struct regex_parser *p, struct byte_set *set)
{
	unsigned char low, high;
	size_t start = p->at;

	if (!parse_character(p, &low))
		return false;
	high = low;
	if (text_at(p)[0] == '-' && text_at(p)[1] && text_at(p)[1] != ']') {
		p->at++;
		if (!parse_character(p, &high))
			return false;
	}
	if (low > high) {
		regex_fail(p, start, "a '-' that is no range comes first or last in [ ]",
			   "the range ends before it begins");
		return false;
	}
	for (unsigned c = low; c <= high; c++)
		byte_set_add(set, (unsigned char)c);
	return true;
}

bool regex_parse_bracket(struct regex_parser *p, struct byte_set *set)
{
	size_t open = p->at++;
	bool negated = text_at(p)[0] == '^';

	p->at += negated;
	for (size_t first = p->at; p->at == first || text_at(p)[0] != ']';) {
		if (!text_at(p)[0]) {
			regex_fail(p, open, "for the character itself write \\\\[",
				   "the ']' of this '[' is missing");
			return false;
		}
		if (at_bracketed(p) && text_at(p)[1] == ':' ? !add_class(p, set)
							    : !add_range(p, set))
			return false;
	}
	p->at++;
	if (negated)
		byte_set_complement(set);
	return true;
}
