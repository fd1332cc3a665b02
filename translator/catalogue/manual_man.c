// SPDX-License-Identifier: GPL-2.0-only
/* The man pages: a section for each file of the library. */
#include "catalogue/manual.h"

#include <ctype.h>
#include <string.h>

/* Writes @length bytes of text such that troff takes none of them for something else. */
static void put_text(FILE *stream, const char *text, size_t length, bool upper)
{
	for (size_t i = 0; i < length; i++) {
		char c = text[i];

		if (c == '.' && !i)
			fputs("\\&.", stream);
		else if (c == '\\')
			fputs("\\e", stream);
		else if (c == '-')
			fputs("\\-", stream);
		else if (c == '\'')
			fputs("\\(aq", stream);
		else
			putc(upper ? toupper((unsigned char)c) : c, stream);
	}
}

static void put_word(FILE *stream, const char *text)
{
	put_text(stream, text, strlen(text), false);
}

/* A comment: lines joined to paragraphs; what is indented stays as it is. */
static void put_comment(FILE *stream, const char *comment)
{
	bool is_verbatim = false, is_begun = false, is_new = false;

	while (*comment) {
		size_t length = strcspn(comment, "\n");
		bool is_code = length && isspace((unsigned char)*comment);

		if (!length) {
			is_new = true;
		} else {
			if (is_code != is_verbatim)
				fputs(is_code ? "\n.RS\n.nf\n" : "\n.fi\n.RE\n", stream);
			else if (is_begun)
				fputs(is_new ? "\n.sp\n" : is_code ? "\n" : " ", stream);
			put_text(stream, comment, length, false);
			is_verbatim = is_code;
			is_begun = true;
			is_new = false;
		}
		comment += length + (comment[length] == '\n');
	}
	fputs(is_verbatim ? "\n.fi\n.RE\n" : "\n", stream);
}

static void put_title(const struct manual *manual, FILE *stream, const char *page, const char *what)
{
	fputs(".\\\" Made by stap --doc from the comments in the library: do not edit.\n.TH ",
	      stream);
	if (manual->name) {
		put_text(stream, manual->name, strlen(manual->name), true);
		fputs("\\-", stream);
	}
	put_text(stream, page, strlen(page), true);
	fputs(" 7 2026 \"stap\" \"Miscellaneous\"\n.SH NAME\n", stream);
	if (manual->name) {
		put_word(stream, manual->name);
		fputs("\\-", stream);
	}
	fputs(page, stream);
	fprintf(stream, " \\- %s of ", what);
	put_word(stream, manual->name ? "the tapset library " : "stap's library");
	if (manual->name)
		put_word(stream, manual->name);
	fputs("\n.SH DESCRIPTION\n", stream);
}

static void put_section(FILE *stream, const struct manual_file *file)
{
	fputs(".SH ", stream);
	put_text(stream, file->title, strlen(file->title), true);
	putc('\n', stream);
	if (*file->about)
		put_comment(stream, file->about);
}

static void put_end(FILE *stream, const char *other)
{
	fprintf(stream, ".SH SEE ALSO\n.BR stap (1),\n.BR stapprobes (7)%s%s%s\n",
		other ? ",\n.BR " : "", other ? other : "", other ? " (7)" : "");
}

void manual_write_functions(const struct manual *manual, FILE *stream)
{
	put_title(manual, stream, manual->name ? "functions" : "stapfuncs", "functions");
	fputs("What a script can call besides its own functions. A function whose type is not shown "
	      "gives no value.\n"
	      "A name that is here more than once is overloaded: the number of arguments decides.\n",
	      stream);
	for (size_t f = 0; f < manual->files.count; f++) {
		const struct manual_file *file = &manual->files.items[f];

		if (!file->functions.count)
			continue;
		put_section(stream, file);
		for (size_t i = 0; i < file->functions.count; i++) {
			const struct catalogue_item *item = file->functions.items[i];

			fputs(".TP\n.B ", stream);
			put_word(stream, manual_call(manual->arena, item->function));
			putc('\n', stream);
			put_comment(stream, manual_comment(manual->arena, item));
		}
	}
	put_end(stream, manual->name ? NULL : "stapaliases");
}

static void put_variables(const struct manual *manual, FILE *stream,
			  const struct alias_variables *variables)
{
	if (!variables->count)
		return;
	fputs(".br\nVariables:\n.IR ", stream);
	for (size_t i = 0; i < variables->count; i++) {
		put_word(stream, catalogue_variable(manual->arena, &variables->items[i]));
		fputs(i + 1 < variables->count ? " \", \" " : "\n", stream);
	}
}

void manual_write_aliases(const struct manual *manual, FILE *stream)
{
	put_title(manual, stream, manual->name ? "aliases" : "stapaliases", "probe aliases");
	fputs("Probe points that the library has names for. A handler can use the variables listed "
	      "as its own; they are\nset before it runs. What a kernel does not have stands for "
	      "nothing there, which is an error unless the point\nis optional (?).\n",
	      stream);
	for (size_t f = 0; f < manual->files.count; f++) {
		const struct manual_file *file = &manual->files.items[f];

		if (!file->aliases.count)
			continue;
		put_section(stream, file);
		for (size_t i = 0; i < file->aliases.count; i++) {
			const struct catalogue_item *item = file->aliases.items[i];

			fputs(".TP\n.B ", stream);
			put_word(stream, item->text);
			putc('\n', stream);
			put_comment(stream, manual_comment(manual->arena, item));
			put_variables(manual, stream, &item->variables);
		}
	}
	put_end(stream, manual->name ? NULL : "stapfuncs");
}
