// SPDX-License-Identifier: GPL-2.0-only
/*
 * A declaration begins with one of the keywords `function`, `global`, `private` or `probe`, which
 * cannot be names. So the scanner only has to skip comments, strings and embedded C, and to read
 * what follows such a keyword; it needs no nesting and no macros.
 */
#include "library/scan.h"

#include <ctype.h>
#include <string.h>

struct scanner {
	struct arena *arena;
	const char *at, *end;
	void (*found)(enum library_kind kind, const char *name, void *data);
	void *data;
};

static bool at_text(const struct scanner *s, const char *text)
{
	size_t length = strlen(text);

	return (size_t)(s->end - s->at) >= length && !memcmp(s->at, text, length);
}

static void skip_past(struct scanner *s, const char *text)
{
	while (s->at < s->end && !at_text(s, text))
		s->at++;
	s->at += s->at < s->end ? strlen(text) : 0;
}

static void skip_string(struct scanner *s)
{
	for (s->at++; s->at < s->end && *s->at != '"'; s->at++)
		if (*s->at == '\\' && s->at + 1 < s->end)
			s->at++;
	s->at += s->at < s->end;
}

static void skip_space(struct scanner *s)
{
	while (s->at < s->end) {
		if (isspace((unsigned char)*s->at))
			s->at++;
		else if (*s->at == '#' || at_text(s, "//"))
			skip_past(s, "\n");
		else if (at_text(s, "/*"))
			skip_past(s, "*/");
		else
			return;
	}
}

static bool is_name_start(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

/* Returns the word at the scanner, stepped over, or NULL. */
static const char *scan_word(struct scanner *s)
{
	const char *start = s->at;

	skip_space(s);
	start = s->at;
	if (s->at >= s->end || !is_name_start(*s->at))
		return NULL;
	while (s->at < s->end && (isalnum((unsigned char)*s->at) || *s->at == '_'))
		s->at++;
	return arena_strndup(s->arena, start, (size_t)(s->at - start));
}

static bool scan_char(struct scanner *s, char c)
{
	skip_space(s);
	if (s->at >= s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

/* Steps over the value of an initialised global: a sign, then a number or a string. */
static void skip_initial(struct scanner *s)
{
	skip_space(s);
	while (s->at < s->end &&
	       (*s->at == '"' || *s->at == '-' || isalnum((unsigned char)*s->at))) {
		if (*s->at == '"')
			skip_string(s);
		else
			s->at++;
		skip_space(s);
		if (s->at < s->end && isalpha((unsigned char)*s->at))
			return; /* the next declaration, without a ';' between */
	}
}

/* a, b = 5, c[100], d%[50] */
static void scan_globals(struct scanner *s, const char *first)
{
	const char *name = first ? first : scan_word(s);

	while (name) {
		s->found(LIBRARY_GLOBAL, name, s->data);
		scan_char(s, '%');
		if (scan_char(s, '['))
			skip_past(s, "]");
		if (scan_char(s, '='))
			skip_initial(s);
		name = scan_char(s, ',') ? scan_word(s) : NULL;
	}
}

/* name.name("argument").name = or +=: an alias; anything else is a probe of its own. */
static void scan_probe(struct scanner *s)
{
	const char *dotted = scan_word(s);

	while (dotted) {
		if (scan_char(s, '('))
			skip_past(s, ")");
		if (!scan_char(s, '.'))
			break;
		const char *word = scan_word(s);

		dotted = word ? arena_printf(s->arena, "%s.%s", dotted, word) : NULL;
	}
	if (!dotted)
		return;
	skip_space(s);
	if ((at_text(s, "=") && !at_text(s, "==")) || at_text(s, "+="))
		s->found(LIBRARY_ALIAS, dotted, s->data);
}

static void scan_declaration(struct scanner *s, const char *keyword)
{
	const char *name;

	if (!strcmp(keyword, "private")) {
		const char *start;

		skip_space(s);
		start = s->at;
		name = scan_word(s);
		if (name && strcmp(name, "function") && strcmp(name, "global") &&
		    strcmp(name, "probe"))
			scan_globals(s, name);
		else
			s->at = start;
	} else if (!strcmp(keyword, "function")) {
		name = scan_word(s);
		if (name)
			s->found(LIBRARY_FUNCTION, name, s->data);
	} else if (!strcmp(keyword, "global")) {
		scan_globals(s, NULL);
	} else if (!strcmp(keyword, "probe")) {
		scan_probe(s);
	}
}

void library_scan(struct arena *arena, const char *text, size_t size,
		  void (*found)(enum library_kind kind, const char *name, void *data), void *data)
{
	struct scanner s = { arena, text, text + size, found, data };

	while (skip_space(&s), s.at < s.end) {
		if (*s.at == '"') {
			skip_string(&s);
		} else if (at_text(&s, "%{")) {
			skip_past(&s, "%}");
		} else if (*s.at == '$' || *s.at == '@') {
			s.at++;
			scan_word(&s);
		} else if (is_name_start(*s.at)) {
			scan_declaration(&s, scan_word(&s));
		} else if (isdigit((unsigned char)*s.at)) {
			while (s.at < s.end && isalnum((unsigned char)*s.at))
				s.at++;
		} else {
			s.at++;
		}
	}
}
