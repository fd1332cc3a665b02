// SPDX-License-Identifier: GPL-2.0-only
/*
 * The HTML page: an index by file and one by name, the items, the examples. The search field hides
 * what does not have all words that are in it; without scripts all is shown.
 */
#include "catalogue/manual.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char style[] =
	":root{color-scheme:light dark}\n"
	"body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}\n"
	"code,pre,dt,.index{font-family:ui-monospace,monospace;font-size:.9em}\n"
	"pre{padding:.6rem;overflow-x:auto;background:#8882;border-radius:.3rem}\n"
	"dt{font-weight:bold;margin-top:.8rem}\n"
	"dd p{margin:.2rem 0}\n"
	"h2 small{font-weight:normal;opacity:.7}\n"
	".index a{display:inline-block;margin-right:1rem}\n"
	"#search{position:sticky;top:0;width:100%;box-sizing:border-box;font:inherit;padding:.4rem}\n"
	".hidden{display:none}\n";

static const char script[] =
	"const field=document.getElementById('search');\n"
	"const items=[...document.querySelectorAll('.item')];\n"
	"const texts=items.map(e=>e.textContent.toLowerCase());\n"
	"function search(){\n"
	" const words=field.value.toLowerCase().split(/\\s+/).filter(Boolean);\n"
	" items.forEach((e,i)=>e.classList.toggle('hidden',!words.every(w=>texts[i].includes(w))));\n"
	" document.querySelectorAll('section').forEach(s=>s.classList.toggle('hidden',\n"
	"  words.length>0&&!s.querySelector('.item:not(.hidden)')));\n"
	" document.querySelectorAll('nav').forEach(n=>n.classList.toggle('hidden',words.length>0));\n"
	"}\n"
	"field.addEventListener('input',search);search();\n";

static void put_text(FILE *stream, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		switch (text[i]) {
		case '&':
			fputs("&amp;", stream);
			break;
		case '<':
			fputs("&lt;", stream);
			break;
		case '>':
			fputs("&gt;", stream);
			break;
		case '"':
			fputs("&quot;", stream);
			break;
		default:
			putc(text[i], stream);
		}
	}
}

static void put(FILE *stream, const char *text)
{
	put_text(stream, text, strlen(text));
}

/* Lines joined to paragraphs; what is indented stays as it is. */
static void put_comment(FILE *stream, const char *comment)
{
	const char *open = NULL; /* the element that the last line is in */

	while (*comment) {
		size_t length = strcspn(comment, "\n");
		const char *wanted = !length				? NULL
				     : isspace((unsigned char)*comment) ? "pre"
									: "p";

		if (open && open != wanted)
			fprintf(stream, "</%s>\n", open);
		if (wanted && open != wanted)
			fprintf(stream, "<%s>", wanted);
		else if (wanted)
			putc('\n', stream);
		put_text(stream, comment, length);
		open = wanted;
		comment += length + (comment[length] == '\n');
	}
	if (open)
		fprintf(stream, "</%s>\n", open);
}

/* An identifier for links; overloads share one, which leads to the first. */
static const char *item_name(const struct catalogue_item *item)
{
	return item->function ? item->function->name : item->text;
}

static void put_item(const struct manual *manual, FILE *stream, const struct catalogue_item *item,
		     const struct catalogue_item *previous)
{
	fputs("<div class=\"item\"><dt", stream);
	if (!previous || strcmp(item_name(item), item_name(previous))) {
		fputs(item->function ? " id=\"function." : " id=\"alias.", stream);
		put(stream, item_name(item));
		putc('"', stream);
	}
	putc('>', stream);
	put(stream, item->function ? manual_call(manual->arena, item->function) : item->text);
	fputs("</dt>\n<dd>", stream);
	put_comment(stream, manual_comment(manual->arena, item));
	if (item->variables.count) {
		fputs("<p>Variables:", stream);
		for (size_t i = 0; i < item->variables.count; i++) {
			fputs(i ? ", <code>" : " <code>", stream);
			put(stream, catalogue_variable(manual->arena, &item->variables.items[i]));
			fputs("</code>", stream);
		}
		fputs("</p>", stream);
	}
	fputs("</dd></div>\n", stream);
}

static void put_file(const struct manual *manual, FILE *stream, const struct manual_file *file)
{
	fputs("<section id=\"file.", stream);
	put(stream, file->path);
	fputs("\"><h2>", stream);
	put(stream, file->title);
	fputs(" <small>", stream);
	put(stream, file->path);
	fputs("</small></h2>\n", stream);
	put_comment(stream, file->about);
	fputs("<dl>\n", stream);
	for (size_t i = 0; i < file->aliases.count; i++)
		put_item(manual, stream, file->aliases.items[i],
			 i ? file->aliases.items[i - 1] : NULL);
	for (size_t i = 0; i < file->functions.count; i++)
		put_item(manual, stream, file->functions.items[i],
			 i ? file->functions.items[i - 1] : NULL);
	fputs("</dl></section>\n", stream);
}

/* ---------------------------------------------------------------- indexes */

static int compare_items(const void *a, const void *b)
{
	const struct catalogue_item *const *x = a, *const *y = b;
	int order = strcmp(item_name(*x), item_name(*y));

	return order ? order : !(*x)->function - !(*y)->function;
}

static void put_name_index(const struct manual *manual, FILE *stream)
{
	VEC(const struct catalogue_item *) items = { 0 };

	for (size_t f = 0; f < manual->files.count; f++) {
		const struct manual_file *file = &manual->files.items[f];

		for (size_t i = 0; i < file->functions.count; i++)
			vec_push(manual->arena, &items, file->functions.items[i]);
		for (size_t i = 0; i < file->aliases.count; i++)
			vec_push(manual->arena, &items, file->aliases.items[i]);
	}
	if (items.count)
		qsort(items.items, items.count, sizeof(*items.items), compare_items);
	fputs("<nav><h2>By name</h2><p class=\"index\">\n", stream);
	for (size_t i = 0; i < items.count; i++) {
		if (i && !compare_items(&items.items[i], &items.items[i - 1]))
			continue;
		fputs("<a href=\"#", stream);
		fputs(items.items[i]->function ? "function." : "alias.", stream);
		put(stream, item_name(items.items[i]));
		fputs("\">", stream);
		put(stream, item_name(items.items[i]));
		fputs(items.items[i]->function ? "()</a>\n" : "</a>\n", stream);
	}
	fputs("</p></nav>\n", stream);
}

static void put_file_index(const struct manual *manual, FILE *stream)
{
	fputs("<nav><h2>By file</h2><ul>\n", stream);
	for (size_t f = 0; f < manual->files.count; f++) {
		const struct manual_file *file = &manual->files.items[f];

		fputs("<li><a href=\"#file.", stream);
		put(stream, file->path);
		fputs("\"><code>", stream);
		put(stream, file->path);
		fputs("</code></a> ", stream);
		put(stream, file->title);
		fputs("</li>\n", stream);
	}
	fputs("</ul></nav>\n", stream);
}

static void put_examples(const struct manual *manual, FILE *stream)
{
	if (!manual->examples.count)
		return;
	fputs("<section id=\"examples\"><h2>Examples</h2>\n", stream);
	for (size_t i = 0; i < manual->examples.count; i++) {
		const struct example *example = &manual->examples.items[i];

		fputs("<details class=\"item\"><summary><code>", stream);
		put(stream, example->group);
		putc('/', stream);
		put(stream, example->name);
		fputs("</code> ", stream);
		put(stream, example->title);
		fputs("</summary><pre>", stream);
		put(stream, example->text);
		fputs("</pre></details>\n", stream);
	}
	fputs("</section>\n", stream);
}

void manual_write_html(const struct manual *manual, FILE *stream)
{
	const char *name = manual->name ? manual->name : "stap";

	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>The library of ",
	      stream);
	put(stream, name);
	fprintf(stream, "</title>\n<style>\n%s</style></head><body>\n<h1>The library of ", style);
	put(stream, name);
	fputs("</h1>\n<input id=\"search\" type=\"search\" placeholder=\"Search\" "
	      "aria-label=\"Search\">\n",
	      stream);
	put_file_index(manual, stream);
	put_name_index(manual, stream);
	for (size_t f = 0; f < manual->files.count; f++)
		put_file(manual, stream, &manual->files.items[f]);
	put_examples(manual, stream);
	fprintf(stream, "<script>\n%s</script></body></html>\n", script);
}
