// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an example is about is its first comment: the line after #!. Groups are the directories, the
 * usual ones in an order of their own.
 */
#include "catalogue/examples.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct examples {
	struct session *session;
	struct example_list all;
};

static const struct place nowhere;

/* The place of @group in the list. */
static size_t group_rank(const char *group)
{
	static const char *const order[] = { "tutorial",   "process",	"io",
					     "network",	   "memory",	"locks",
					     "interrupts", "profiling", "user" };
	size_t i = 0;

	while (i < sizeof(order) / sizeof(*order) && strcmp(order[i], group))
		i++;
	return i;
}

static int compare_examples(const void *a, const void *b)
{
	const struct example *x = a, *y = b;
	size_t left = group_rank(x->group), right = group_rank(y->group);
	int order = left != right ? (left < right ? -1 : 1) : strcmp(x->group, y->group);

	return order ? order : strcmp(x->name, y->name);
}

/* "vfs_read" of "vfs_read.stp", NULL of what has no name of that kind. */
static const char *script_name(struct arena *arena, const char *file)
{
	size_t length = strlen(file);

	if (file[0] == '.' || length < 5 || strcmp(file + length - 4, ".stp"))
		return NULL;
	return arena_strndup(arena, file, length - 4);
}

static void find_group(struct examples *examples, const char *group)
{
	struct arena *arena = examples->session->arena;
	const char *path =
		arena_printf(arena, "%s/%s", examples->session->examples_directory, group);
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (!directory)
		return;
	while ((entry = readdir(directory))) {
		const char *name = script_name(arena, entry->d_name);
		struct example example = { .group = group, .name = name };

		if (!name)
			continue;
		example.path = arena_printf(arena, "%s/%s.stp", path, name);
		vec_push(arena, &examples->all, example);
	}
	closedir(directory);
}

/* Finds all, sorted. Returns false after a message when the directory cannot be read. */
static bool find_all(struct examples *examples)
{
	struct session *session = examples->session;
	const char *path = session->examples_directory;
	DIR *directory = path ? opendir(path) : NULL;
	struct dirent *entry;

	if (!directory) {
		diagnose_error(&session->diagnostics, nowhere, "cannot read the examples%s%s: %s",
			       path ? " in " : "", path ? path : "", strerror(errno));
		return false;
	}
	while ((entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			find_group(examples, arena_strdup(session->arena, entry->d_name));
	closedir(directory);
	if (examples->all.count)
		qsort(examples->all.items, examples->all.count, sizeof(*examples->all.items),
		      compare_examples);
	return true;
}

/* The first comment of @text that is not #!; "" when that is no comment. */
static const char *title_of(struct arena *arena, const char *text)
{
	if (!strncmp(text, "#!", 2))
		text += strcspn(text, "\n") + (text[strcspn(text, "\n")] == '\n');
	if (strncmp(text, "//", 2) != 0 && *text != '#')
		return "";
	text += strspn(text, "/# ");
	return arena_strndup(arena, text, strcspn(text, "\n"));
}

bool examples_find(struct session *session, struct example_list *list)
{
	struct examples examples = { .session = session };

	if (!find_all(&examples))
		return false;
	for (size_t i = 0; i < examples.all.count; i++) {
		struct example *example = &examples.all.items[i];
		struct source_file *file = session_read_file(session, example->path, example->path);

		example->text = file ? file->text : "";
		example->title = title_of(session->arena, example->text);
	}
	*list = examples.all;
	return true;
}

bool examples_list(struct session *session, FILE *stream)
{
	struct example_list list = { 0 };
	size_t width = 0;

	if (!examples_find(session, &list))
		return false;
	for (size_t i = 0; i < list.count; i++)
		if (strlen(list.items[i].name) > width)
			width = strlen(list.items[i].name);
	for (size_t i = 0; i < list.count; i++) {
		const struct example *example = &list.items[i];

		if (!i || strcmp(example->group, list.items[i - 1].group))
			fprintf(stream, "%s%s:\n", i ? "\n" : "", example->group);
		fprintf(stream, "  %-*s  %s\n", (int)width, example->name, example->title);
	}
	return true;
}

/* Whether @example is what @wanted, without .stp, names. */
static bool is_named(const struct example *example, const char *wanted)
{
	size_t length = strlen(example->group);

	if (!strcmp(example->name, wanted))
		return true;
	return !strncmp(wanted, example->group, length) && wanted[length] == '/' &&
	       !strcmp(wanted + length + 1, example->name);
}

static bool no_example(struct examples *examples, const char *name, const char *wanted)
{
	struct session *session = examples->session;
	size_t count = examples->all.count;
	const char **names = arena_alloc(session->arena, (count + 1) * sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = examples->all.items[i].name;
	const char *nearest = nearest_name(wanted, names, count);

	diagnose_error(&session->diagnostics, nowhere, "there is no example '%s'", name);
	if (nearest)
		diagnose_remedy(&session->diagnostics, "did you mean '%s'?", nearest);
	else
		diagnose_remedy(&session->diagnostics, "stap --example lists all");
	return false;
}

bool examples_print(struct session *session, const char *name, FILE *stream)
{
	struct examples examples = { .session = session };
	const char *base = strrchr(name, '/'), *wanted = script_name(session->arena, name);
	const struct example *found = NULL;

	if (!find_all(&examples))
		return false;
	wanted = wanted ? wanted : name;
	for (size_t i = 0; i < examples.all.count; i++) {
		const struct example *example = &examples.all.items[i];

		if (!is_named(example, wanted))
			continue;
		if (found) {
			diagnose_error(&session->diagnostics, nowhere,
				       "there are several examples '%s'", name);
			diagnose_remedy(&session->diagnostics, "say '%s/%s' or '%s/%s'",
					found->group, found->name, example->group, example->name);
			return false;
		}
		found = example;
	}
	if (!found)
		return no_example(&examples, name, base ? base + 1 : wanted);
	struct source_file *file = session_read_file(session, found->path, found->path);

	if (file)
		return fwrite(file->text, 1, file->size, stream) == file->size;
	diagnose_error(&session->diagnostics, nowhere, "cannot read %s: %s", found->path,
		       strerror(errno));
	return false;
}
