// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads of trace headers what tells the group of a tracepoint: TRACE_SYSTEM, and the names in
 * TRACE_EVENT(name, …), DEFINE_EVENT(class, name, …), DECLARE_TRACE(name, …) and their variants
 * with a longer name. Many headers wrap these in macros of their own that make the name of a part
 * (DEFINE_IRQ_VECTOR_EVENT(local_timer)), so macros with parameters are expanded where they are in
 * the same file. Conditions are not looked at: names that the kernel does not have do no harm.
 */
#define _GNU_SOURCE

#include "debuginfo/tracepoints/trace_headers.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MOST_ARGUMENTS 8 /* of a macro that is expanded */
#define MOST_NESTED    4 /* expansions in each other, and directories */
#define LARGEST_FILE   (4 << 20)

struct slice {
	const char *text;
	size_t length;
};

struct macro {
	struct slice name, parameters[MOST_ARGUMENTS];
	size_t parameter_count;
	struct slice body;
};

struct reader {
	struct arena *arena;
	trace_header_found *found;
	void *data;
	/* Of the file: */
	const char *group; /* NULL: none yet */
	VEC(struct macro) macros;
};

/* ---------------------------------------------------------------- words */

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static const char *skip_blanks(const char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

static const char *skip_space(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

/* The word at *@at, which is moved behind it; an empty one when there is none. */
static struct slice take_word(const char **at)
{
	struct slice word = { .text = *at };

	while (in_word(**at))
		(*at)++;
	word.length = (size_t)(*at - word.text);
	return word;
}

static bool is(struct slice word, const char *text)
{
	return word.length == strlen(text) && !memcmp(word.text, text, word.length);
}

static bool begins(struct slice word, const char *text)
{
	return word.length >= strlen(text) && !memcmp(word.text, text, strlen(text));
}

static bool same(struct slice a, struct slice b)
{
	return a.length == b.length && !memcmp(a.text, b.text, a.length);
}

static struct slice trimmed(const char *start, const char *end)
{
	while (start < end && isspace((unsigned char)*start))
		start++;
	while (end > start && isspace((unsigned char)end[-1]))
		end--;
	return (struct slice){ start, (size_t)(end - start) };
}

/*
 * The first arguments of a macro, @at being behind the parenthesis that opens them. Returns their
 * number, at most @limit.
 */
static size_t take_arguments(const char *at, struct slice *arguments, size_t limit)
{
	const char *start = at;
	size_t count = 0, depth = 0;

	for (; *at && count < limit; at++) {
		if (!depth && (*at == ',' || *at == ')')) {
			arguments[count++] = trimmed(start, at);
			start = at + 1;
			if (*at == ')')
				break;
		} else if (*at == '(') {
			depth++;
		} else if (*at == ')') {
			depth--;
		}
	}
	return count;
}

/* ---------------------------------------------------------------- what is no text */

/* The end of the comment or the string that begins at @at; NULL: none does. */
static char *end_of_other(char *at)
{
	char quote = *at, *end;

	if (at[0] == '/' && at[1] == '*') {
		end = strstr(at + 2, "*/");
		return end ? end + 2 : at + strlen(at);
	}
	if (at[0] == '/' && at[1] == '/')
		return at + strcspn(at, "\n");
	if (quote != '"' && quote != '\'')
		return NULL;
	for (at++; *at && *at != quote && *at != '\n'; at++)
		if (*at == '\\' && at[1])
			at++;
	return *at == quote ? at + 1 : at;
}

/* Overwrites comments, strings and the joints of continued lines with blanks. */
static void blank_out(char *at)
{
	while (*at) {
		char *end = at[0] == '\\' && at[1] == '\n' ? at + 2 : end_of_other(at);

		if (!end) {
			at++;
			continue;
		}
		memset(at, ' ', (size_t)(end - at));
		at = end;
	}
}

/* ---------------------------------------------------------------- macros */

/* NAME(PARAMETERS) BODY to the end of the line; the last definition counts. */
static void define_macro(struct reader *reader, struct slice name, const char *at)
{
	struct macro macro = { .name = name };
	const char *end = at + strcspn(at, "\n");
	const char *close = memchr(at, ')', (size_t)(end - at));

	if (!close)
		return;
	macro.parameter_count = take_arguments(at + 1, macro.parameters, MOST_ARGUMENTS);
	macro.body = trimmed(close + 1, end);
	vec_push(reader->arena, &reader->macros, macro);
}

static const struct macro *find_macro(const struct reader *reader, struct slice name)
{
	for (size_t i = reader->macros.count; i-- > 0;)
		if (same(reader->macros.items[i].name, name))
			return &reader->macros.items[i];
	return NULL;
}

/* Returns the directive's end. */
static const char *read_directive(struct reader *reader, const char *at)
{
	const char *end = at + strcspn(at, "\n");
	struct slice word;

	at = skip_blanks(at + 1);
	if (!is(take_word(&at), "define"))
		return end;
	at = skip_blanks(at);
	word = take_word(&at);
	if (is(word, "TRACE_SYSTEM")) {
		at = skip_blanks(at);
		word = take_word(&at);
		reader->group = arena_strndup(reader->arena, word.text, word.length);
	} else if (*at == '(') {
		define_macro(reader, word, at);
	}
	return end;
}

/* What a word of a macro's body becomes. */
static struct slice replaced(const struct macro *macro, struct slice word,
			     const struct slice *arguments, size_t count)
{
	for (size_t i = 0; i < macro->parameter_count && i < count; i++)
		if (same(macro->parameters[i], word))
			return arguments[i];
	return word;
}

static char *expand(const struct macro *macro, const struct slice *arguments, size_t count)
{
	const char *at = macro->body.text, *end = at + macro->body.length;
	char *text;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return NULL;
	while (at < end) {
		if (in_word(*at)) {
			struct slice word = replaced(macro, take_word(&at), arguments, count);

			fwrite(word.text, 1, word.length, stream);
			continue;
		}
		const char *next = skip_space(at);

		if (next + 1 < end && next[0] == '#' && next[1] == '#') {
			at = skip_space(next + 2);
			continue;
		}
		fputc(*at++, stream);
	}
	return fclose(stream) ? NULL : text;
}

/* ---------------------------------------------------------------- tracepoints */

/* The number, from 1, of the argument of @macro that names a tracepoint. 0: it declares none. */
static size_t name_argument(struct slice macro)
{
	if (begins(macro, "DEFINE_EVENT"))
		return 2;
	return begins(macro, "TRACE_EVENT") || begins(macro, "DECLARE_TRACE");
}

static void read_text(struct reader *reader, const char *at, unsigned nested);

/* A macro is used, and @at is behind the parenthesis. */
static void read_use(struct reader *reader, struct slice name, const char *at, unsigned nested)
{
	const struct macro *macro = find_macro(reader, name);
	size_t number = name_argument(name), count;
	struct slice arguments[MOST_ARGUMENTS];

	if (macro && nested < MOST_NESTED) {
		count = take_arguments(at, arguments, MOST_ARGUMENTS);
		char *text = expand(macro, arguments, count);

		if (text)
			read_text(reader, text, nested + 1);
		free(text);
	} else if (!macro && number && reader->group) {
		count = take_arguments(at, arguments, number);
		if (count == number)
			reader->found(arena_strndup(reader->arena, arguments[number - 1].text,
						    arguments[number - 1].length),
				      reader->group, reader->data);
	}
}

/* The rest of the text is read too: what is in the parentheses may use macros as well. */
static void read_text(struct reader *reader, const char *at, unsigned nested)
{
	bool line_begins = !nested;

	while (*at) {
		if (line_begins && *skip_blanks(at) == '#') {
			at = read_directive(reader, skip_blanks(at));
		} else if (in_word(*at)) {
			struct slice word = take_word(&at);
			const char *next = skip_space(at);

			if (*next == '(')
				read_use(reader, word, next + 1, nested);
			line_begins = false;
		} else {
			line_begins = !nested && *at == '\n';
			at++;
		}
	}
}

/* ---------------------------------------------------------------- files */

static void read_header(struct reader *reader, const char *path)
{
	FILE *stream = fopen(path, "re");
	struct stat status;
	char *text;

	if (!stream)
		return;
	if (!fstat(fileno(stream), &status) && status.st_size < LARGEST_FILE) {
		text = calloc(1, (size_t)status.st_size + 1);
		if (text && fread(text, 1, (size_t)status.st_size, stream) &&
		    strstr(text, "TRACE_SYSTEM")) {
			reader->group = NULL;
			reader->macros.count = 0;
			blank_out(text);
			read_text(reader, text, 0);
		}
		free(text);
	}
	fclose(stream);
}

/* The headers below a directory whose paths have @word in them. */
static void read_directory(struct reader *reader, const char *path, const char *word,
			   unsigned nested)
{
	DIR *directory = nested < MOST_NESTED ? opendir(path) : NULL;
	const struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		const char *below = arena_printf(reader->arena, "%s/%s", path, entry->d_name);
		const char *dot = strrchr(entry->d_name, '.');

		if (*entry->d_name == '.')
			continue;
		if (entry->d_type == DT_DIR)
			read_directory(reader, below, word, nested + 1);
		else if (dot && !strcmp(dot, ".h") && strstr(below, word))
			read_header(reader, below);
	}
	if (directory)
		closedir(directory);
}

/* A build directory apart from its source has a Makefile that only includes the source's. */
static const char *source_directory(struct arena *arena, const char *build_directory)
{
	static const char include[] = "include ", makefile[] = "/Makefile\n";
	FILE *stream = fopen(arena_printf(arena, "%s/Makefile", build_directory), "re");
	const char *source = build_directory;
	char line[4096];

	while (stream && fgets(line, sizeof(line), stream)) {
		size_t length = strlen(line), tail = strlen(makefile);

		if (strncmp(line, include, strlen(include)) || length <= strlen(include) + tail ||
		    strcmp(line + length - tail, makefile))
			continue;
		source = arena_strndup(arena, line + strlen(include),
				       length - strlen(include) - tail);
		break;
	}
	if (stream)
		fclose(stream);
	return source;
}

void trace_headers_read(struct arena *arena, const char *build_directory, trace_header_found *found,
			void *data)
{
	struct reader reader = { .arena = arena, .found = found, .data = data };
	const char *source = source_directory(arena, build_directory);

	read_directory(&reader, arena_printf(arena, "%s/include/trace", source), "", 0);
	read_directory(&reader, arena_printf(arena, "%s/include/ras", source), "", 0);
	read_directory(&reader, arena_printf(arena, "%s/arch/x86/include/asm", source), "trace", 0);
}
