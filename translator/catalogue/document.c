// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "catalogue/document.h"

#include "catalogue/check.h"
#include "catalogue/manual.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct place nowhere;

const char *manual_call(struct arena *arena, const struct function *function)
{
	const char *text = arena_printf(arena, "%s(", function->name);
	bool gives = function->return_type != TYPE_UNKNOWN && function->return_type != TYPE_VOID;

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct variable *parameter = function->parameters.items[i];
		bool known = parameter->type != TYPE_UNKNOWN;

		text = arena_printf(arena, "%s%s%s%s%s", text, i ? ", " : "", parameter->name,
				    known ? ":" : "",
				    known ? value_type_text(parameter->type) : "");
	}
	return arena_printf(arena, "%s)%s%s", text, gives ? ":" : "",
			    gives ? value_type_text(function->return_type) : "");
}

const char *manual_comment(struct arena *arena, const struct catalogue_item *item)
{
	static const char ending[] = ".return";
	const char *comment = item->function ? item->function->comment : item->alias->comment;
	size_t length = strlen(item->text), size = strlen(ending);

	if (comment)
		return comment;
	if (item->alias && length > size && !strcmp(item->text + length - size, ending))
		return arena_printf(arena, "The return of %.*s.", (int)(length - size), item->text);
	return "";
}

/* ---------------------------------------------------------------- what is in it */

/* The first comment of @text that an empty line ends, its lines joined; "" without one. */
static const char *heading(struct arena *arena, const char *text)
{
	const char *joined = "";

	while (*text) {
		size_t length = strcspn(text, "\n");

		if (!length && *joined)
			return joined;
		if (length && strncmp(text, "//", 2))
			return "";
		if (length > 3 && !memmem(text, length, "SPDX", 4))
			joined = arena_printf(arena, "%s%s%.*s", joined, *joined ? " " : "",
					      (int)length - 3, text + 3);
		text += length + (text[length] == '\n');
	}
	return "";
}

static void add_heading(struct manual *manual, struct manual_file *file, const char *text)
{
	const char *all = heading(manual->arena, text);
	const char *dot = strstr(all, ". ");
	size_t length = dot ? (size_t)(dot - all) : strlen(all);

	if (!dot && length && all[length - 1] == '.')
		length--;
	file->title = length ? arena_strndup(manual->arena, all, length) : file->path;
	file->about = dot ? dot + 2 : "";
}

static bool is_internal(const struct catalogue_item *item)
{
	return item->is_private || item->text[0] == '_' || strstr(item->text, "._");
}

static void add_item(struct manual *manual, const struct catalogue_item *item)
{
	struct manual_file *file =
		manual->files.count ? &manual->files.items[manual->files.count - 1] : NULL;
	const char *path = item->file->path + strlen(item->file->root);

	path += strspn(path, "/");
	if (!file || strcmp(file->path, path)) {
		struct manual_file fresh = { .path = path };

		add_heading(manual, &fresh, item->script->file->text);
		vec_push(manual->arena, &manual->files, fresh);
		file = &manual->files.items[manual->files.count - 1];
	}
	if (item->function)
		vec_push(manual->arena, &file->functions, item);
	else
		vec_push(manual->arena, &file->aliases, item);
}

static void warn_without_comment(struct session *session, const struct catalogue_item *item)
{
	if (*manual_comment(session->arena, item))
		return;
	diagnose_warning(&session->diagnostics,
			 item->function ? item->function->place : item->alias->place,
			 "'%s' has no comment above it", item->text);
}

/* ---------------------------------------------------------------- files */

static bool write_page(struct session *session, const struct manual *manual, const char *name,
		       void (*write)(const struct manual *manual, FILE *stream))
{
	const char *directory = session->options.output_path;
	const char *path = arena_printf(session->arena, "%s%s%s", directory ? directory : "",
					directory ? "/" : "", name);
	FILE *stream = fopen(path, "w");

	if (stream)
		write(manual, stream);
	if (!stream || fclose(stream)) {
		diagnose_error(&session->diagnostics, nowhere, "cannot write %s: %s", path,
			       strerror(errno));
		return false;
	}
	puts(path);
	return true;
}

/* The last component of a path. */
static const char *base_name(struct arena *arena, const char *path)
{
	size_t end = strlen(path), start;

	while (end > 1 && path[end - 1] == '/')
		end--;
	for (start = end; start && path[start - 1] != '/';)
		start--;
	return arena_strndup(arena, path + start, end - start);
}

static bool write_all(struct session *session, const struct manual *manual)
{
	struct arena *arena = session->arena;
	const char *name = manual->name;
	const char *functions = name ? arena_printf(arena, "%s-functions.7", name) : "stapfuncs.7";
	const char *aliases = name ? arena_printf(arena, "%s-aliases.7", name) : "stapaliases.7";
	const char *html = name ? arena_printf(arena, "%s.html", name) : "tapsets.html";

	return write_page(session, manual, functions, manual_write_functions) &&
	       write_page(session, manual, aliases, manual_write_aliases) &&
	       write_page(session, manual, html, manual_write_html);
}

bool document_tapset(struct session *session, const char *directory)
{
	const char *root = tapset_to_search(session, directory);
	const struct catalogue *catalogue = catalogue_make(session, root);
	struct manual manual = { .arena = session->arena };

	if (session->diagnostics.errors)
		return false;
	if (root != session->tapset_directory)
		manual.name = base_name(session->arena, realpath(root, NULL));
	else if (session->examples_directory && !examples_find(session, &manual.examples))
		return false;
	for (size_t i = 0; i < catalogue->items.count; i++) {
		if (is_internal(&catalogue->items.items[i]))
			continue;
		warn_without_comment(session, &catalogue->items.items[i]);
		add_item(&manual, &catalogue->items.items[i]);
	}
	return write_all(session, &manual) && session->diagnostics.errors == 0;
}
