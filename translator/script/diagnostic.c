/* SPDX-License-Identifier: GPL-2.0-only */
#include "script/diagnostic.h"
#include "arena.h"

#include <stdarg.h>
#include <string.h>

/* What was reported, so that it is said once. */
struct reported {
	struct arena *arena;
	VEC(struct report {
		struct place place;
		const char *text;
	})
	reports;
	bool last_shown; /* notes and remedies go with it */
};

static struct reported *reported(struct diagnostics *d)
{
	if (!d->reported)
		d->reported = arena_new_object(d->arena, struct reported);
	return d->reported;
}

/* The same text, come there by the same macros. */
static bool same_place(struct place a, struct place b)
{
	while (a.file == b.file && a.line == b.line && a.column == b.column) {
		if (!a.expansion || !b.expansion)
			return a.expansion == b.expansion;
		a = a.expansion->use;
		b = b.expansion->use;
	}
	return false;
}

static bool is_known(const struct reported *list, struct place place, const char *text)
{
	for (size_t i = 0; i < list->reports.count; i++) {
		const struct report *report = &list->reports.items[i];

		if (same_place(report->place, place) && !strcmp(report->text, text))
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- showing */

/* The text of a place's line, without its newline; NULL when it is not in the file. */
static const char *line_of(struct place place, size_t *length)
{
	const char *text = place.file->text, *end = text + place.file->size;

	for (unsigned line = 1; line < place.line; line++) {
		text = memchr(text, '\n', (size_t)(end - text));
		if (!text)
			return NULL;
		text++;
	}

	const char *newline = memchr(text, '\n', (size_t)(end - text));

	*length = (size_t)((newline ? newline : end) - text);
	return text;
}

/* Bytes of the character that begins at @text: more than 1 for good UTF-8 that can be shown. */
static size_t character_length(const char *text, size_t left)
{
	unsigned char first = (unsigned char)text[0];
	size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;

	if (length > left || first > 0xf4)
		return 1;
	for (size_t i = 1; i < length; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 1;
	}
	return first == 0xc2 && (unsigned char)text[1] < 0xa0 ? 1 : length;
}

/* Control bytes of a script must not reach the terminal; a tab stays, the caret line has it too. */
static void put_source(FILE *stream, const char *text, size_t length)
{
	for (size_t i = 0, size; i < length; i += size) {
		unsigned char c = (unsigned char)text[i];

		size = character_length(text + i, length - i);
		if (size > 1)
			fwrite(text + i, 1, size, stream);
		else
			putc((c < ' ' && c != '\t') || c >= 0x7f ? '?' : c, stream);
	}
}

static bool continues_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* A long line is shown in part, around the column that matters. */
static void show_line(struct diagnostics *d, struct place place)
{
	enum {
		BEFORE = 120,
		SHOWN = 240
	};
	size_t length, start = 0, caret;
	const char *text = line_of(place, &length);

	if (!text || !place.column)
		return;
	if (length && text[length - 1] == '\r')
		length--;
	caret = place.column - 1 < length ? place.column - 1 : length;
	if (caret > BEFORE && length > SHOWN)
		start = caret - BEFORE;
	while (start < caret && start && continues_character(text[start]))
		start++;
	if (length - start > SHOWN)
		length = start + SHOWN;
	put_source(d->stream, text + start, length - start);
	putc('\n', d->stream);
	for (size_t i = start; i < caret; i += character_length(text + i, length - i))
		putc(text[i] == '\t' ? '\t' : ' ', d->stream);
	fputs(d->color ? "\033[1;32m^\033[0m\n" : "^\n", d->stream);
}

static void show_place(struct diagnostics *d, struct place place)
{
	if (place.file && place.line)
		fprintf(d->stream, "%s:%u:%u: ", place.file->name, place.line, place.column);
	else if (place.file)
		fprintf(d->stream, "%s: ", place.file->name);
}

static void show(struct diagnostics *d, struct place place, const char *color, const char *kind,
		 const char *text)
{
	show_place(d, place);
	fprintf(d->stream, d->color ? "\033[1;%sm%s:\033[0m %s\n" : "%.0s%s: %s\n", color, kind,
		text);
	if (place.file && place.line)
		show_line(d, place);
	for (const struct expansion *e = place.expansion; e; e = e->use.expansion) {
		show_place(d, e->use);
		fprintf(d->stream, "in expansion of macro '@%s'\n", e->macro);
		if (e->use.file && e->use.line)
			show_line(d, e->use);
	}
}

static void report(struct diagnostics *d, bool is_error, struct place place, const char *format,
		   va_list arguments)
{
	struct reported *list = reported(d);
	const char *text;

	list->last_shown = false;
	if (is_error && d->error_limit && d->errors >= d->error_limit) {
		d->errors++;
		return;
	}
	text = arena_vprintf(d->arena, format, arguments);
	if (is_known(list, place, text))
		return;
	vec_push(d->arena, &list->reports, ((struct report){ place, text }));
	list->last_shown = true;
	if (is_error) {
		d->errors++;
		show(d, place, "31", "error", text);
	} else {
		d->warnings++;
		show(d, place, "35", "warning", text);
	}
}

void diagnose_error(struct diagnostics *d, struct place place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	report(d, true, place, format, arguments);
	va_end(arguments);
}

void diagnose_warning(struct diagnostics *d, struct place place, const char *format, ...)
{
	va_list arguments;

	if (d->warnings_off && !d->warnings_are_errors) {
		reported(d)->last_shown = false;
		return;
	}
	va_start(arguments, format);
	report(d, d->warnings_are_errors, place, format, arguments);
	va_end(arguments);
}

void diagnose_note(struct diagnostics *d, struct place place, const char *format, ...)
{
	va_list arguments;

	if (!reported(d)->last_shown)
		return;
	va_start(arguments, format);
	show(d, place, "36", "note", arena_vprintf(d->arena, format, arguments));
	va_end(arguments);
}

void diagnose_remedy(struct diagnostics *d, const char *format, ...)
{
	va_list arguments;

	if (!reported(d)->last_shown)
		return;
	va_start(arguments, format);
	fputs("  ", d->stream);
	vfprintf(d->stream, format, arguments);
	putc('\n', d->stream);
	va_end(arguments);
}

/* ---------------------------------------------------------------- nearest name */

#define LONGEST_NAME 64

static unsigned smaller(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance: insert, delete, replace, or swap neighbours, 1 each. */
static unsigned edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	unsigned rows[3][LONGEST_NAME + 1];

	for (size_t j = 0; j <= b_length; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a_length; i++) {
		unsigned *row = rows[i % 3], *above = rows[(i - 1) % 3];
		const unsigned *two_above = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_length; j++) {
			row[j] = smaller(smaller(above[j], row[j - 1]) + 1,
					 above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = smaller(row[j], two_above[j - 2] + 1);
		}
	}
	return rows[a_length % 3][b_length];
}

const char *nearest_name(const char *name, const char *const *names, size_t count)
{
	size_t length = strlen(name);
	unsigned best = ~0u;
	const char *nearest = NULL;

	if (length > LONGEST_NAME)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t other = strlen(names[i]), longer = other > length ? other : length;

		if (other > LONGEST_NAME || !strcmp(names[i], name))
			continue;

		unsigned distance = edit_distance(name, length, names[i], other);

		if (distance * 3 <= longer && distance < best) {
			best = distance;
			nearest = names[i];
		}
	}
	return nearest;
}
