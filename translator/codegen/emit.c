/* SPDX-License-Identifier: GPL-2.0-only */
#include "codegen/emit.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

/* ---------------------------------------------------------------- buffers */

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	if (text->length + length + 1 > text->capacity) {
		size_t capacity = (text->length + length + 1) * 2;
		char *larger = arena_alloc(text->arena, capacity);

		if (text->length)
			memcpy(larger, text->bytes, text->length);
		text->bytes = larger;
		text->capacity = capacity;
	}
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *format, ...)
{
	char line[512];
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(line, sizeof(line), format, arguments);

	if ((size_t)length < sizeof(line)) {
		text_add_bytes(text, line, (size_t)length);
	} else {
		const char *whole = arena_vprintf(text->arena, format, again);

		text_add_bytes(text, whole, (size_t)length);
	}
	va_end(again);
	va_end(arguments);
}

const char *text_cut(struct text *text, size_t mark)
{
	if (text->length == mark)
		return NULL;

	const char *tail = arena_strndup(text->arena, text->bytes + mark, text->length - mark);

	text->length = mark;
	text->bytes[mark] = '\0';
	return tail;
}

static bool is_label(const char *line, size_t length)
{
	return length > 1 && line[length - 1] == ':' && (isalpha(*line) || *line == '_');
}

void text_write(FILE *stream, const struct text *text)
{
	unsigned depth = 0;

	for (const char *line = text->length ? text->bytes : ""; *line;) {
		size_t length = strcspn(line, "\n");

		if (*line == TEXT_VERBATIM) {
			length = strcspn(++line, "\001");
			fwrite(line, 1, length, stream);
			line += length + (line[length] == TEXT_VERBATIM);
			continue;
		}
		if (*line == '}' && depth)
			depth--;
		if (length && *line != '#' && !is_label(line, length))
			for (unsigned i = 0; i < depth; i++)
				fputc('\t', stream);
		fwrite(line, 1, length, stream);
		fputc('\n', stream);
		if (length && line[length - 1] == '{')
			depth++;
		line += length;
		line += *line == '\n';
	}
}

/* ---------------------------------------------------------------- literals */

const char *c_literal(struct arena *arena, const char *bytes, size_t length)
{
	char *literal = arena_alloc(arena, length * 4 + 3), *at = literal;

	*at++ = '"';
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte == '\n') {
			at = stpcpy(at, "\\n");
		} else if (byte == '"' || byte == '\\') {
			*at++ = '\\';
			*at++ = (char)byte;
		} else if (byte < ' ' || byte > '~' || (byte == '?' && i && bytes[i - 1] == '?')) {
			at += sprintf(at, "\\%03o", byte);
		} else {
			*at++ = (char)byte;
		}
	}
	*at++ = '"';
	return literal;
}

/* The text of the file from @place on; NULL when the place is not in it. */
static const char *text_at(struct place place)
{
	const char *at = place.file->text, *end = at + place.file->size;

	for (unsigned line = 1; line < place.line; line++) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			return NULL;
		at++;
	}
	return place.column && (size_t)(end - at) > place.column - 1 ? at + place.column - 1 : NULL;
}

static const char *const keywords[] = {
	"if",	"else",	 "while", "for",   "foreach", "in",	  "limit",  "return",	"delete",
	"next", "break", "try",	  "catch", "probe",   "function", "global", "continue",
};

static const char *const operators[] = {
	"<<<", ">>>", "<<=", ">>=", "++", "--", "->", "<<", ">>", "<=", ">=", "==", "!=", "&&",
	"||",  "+=",  "-=",  "*=",  "/=", "%=", "&=", "^=", "|=", ".=", "=~", "!~", "%{",
};

static size_t operator_length(const char *at)
{
	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (!strncmp(at, operators[i], strlen(operators[i])))
			return strlen(operators[i]);
	return 1;
}

static const char *word_kind(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (strlen(keywords[i]) == length && !memcmp(keywords[i], word, length))
			return "keyword";
	return "identifier";
}

/* How messages name the token at @at; "" when there is none. */
static const char *describe_token(struct arena *arena, const char *at)
{
	size_t length = 0;

	if (!at || isspace((unsigned char)*at) || !*at)
		return "";
	if (*at == '"')
		return "near string ";
	if (isdigit((unsigned char)*at)) {
		while (isalnum((unsigned char)at[length]))
			length++;
		return arena_printf(arena, "near number '%.*s' ", (int)length, at);
	}
	length = strspn(at, "$@");
	while (isalnum((unsigned char)at[length]) || at[length] == '_')
		length++;
	if (length)
		return arena_printf(arena, "near %s '%.*s' ",
				    *at == '@' ? "operator" : word_kind(at, length), (int)length,
				    at);
	return arena_printf(arena, "near operator '%.*s' ", (int)operator_length(at), at);
}

const char *c_place(struct arena *arena, struct place place)
{
	if (!place.file)
		return "NULL";

	const char *token = place.line ? describe_token(arena, text_at(place)) : "";
	const char *text = arena_printf(arena, "%sat %s:%u:%u", token, place.file->name, place.line,
					place.column);

	return c_literal(arena, text, strlen(text));
}
