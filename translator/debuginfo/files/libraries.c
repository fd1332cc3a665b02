/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Walking from a program through the libraries that it needs, breadth first, as the loader does.
 */
#include <errno.h>
#include <gelf.h>
#include <string.h>

#include "debuginfo/files/libraries.h"
#include "debuginfo/files/library_directories.h"
#include "debuginfo/files/object_file.h"
#include "debuginfo/files/sysroot.h"

/* A file that is loaded, and what it says of those that it needs. */
struct loaded {
	struct program_file *file;
	const struct loaded *loader; /* that needed it first; NULL: the program */
	VEC(const char *) needed;
	const char *rpath, *runpath; /* NULL: none */
};

/* A search for one library. */
struct search {
	struct arena *arena;
	const struct debuginfo_target *target;
	const struct library_directories *directories;
	struct program_file *found;
};

/* ---------------------------------------------------------------- the dynamic section */

static void read_entry(struct arena *arena, Elf *elf, GElf_Word strings, const GElf_Dyn *entry,
		       struct loaded *loaded)
{
	const char *text;

	if (entry->d_tag != DT_NEEDED && entry->d_tag != DT_RPATH && entry->d_tag != DT_RUNPATH)
		return;
	text = elf_strptr(elf, strings, entry->d_un.d_val);
	if (!text)
		return;
	text = arena_strdup(arena, text);
	switch (entry->d_tag) {
	case DT_NEEDED:
		vec_push(arena, &loaded->needed, text);
		break;
	case DT_RPATH:
		loaded->rpath = text;
		break;
	case DT_RUNPATH:
		loaded->runpath = text;
		break;
	}
}

static void read_dynamic(struct arena *arena, struct loaded *loaded)
{
	struct object_file object;

	if (!object_file_open(&object, loaded->file->file))
		return;
	for (Elf_Scn *section = NULL; (section = elf_nextscn(object.elf, section));) {
		GElf_Shdr header;
		GElf_Dyn entry;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_DYNAMIC)
			continue;
		data = elf_getdata(section, NULL);
		for (int i = 0; data && gelf_getdyn(data, i, &entry) && entry.d_tag != DT_NULL; i++)
			read_entry(arena, object.elf, header.sh_link, &entry, loaded);
	}
	if (loaded->runpath) /* it takes the place of the other */
		loaded->rpath = NULL;
	object_file_close(&object);
}

static struct loaded *load(struct arena *arena, struct program_file *file,
			   const struct loaded *loader)
{
	struct loaded *loaded = arena_new_object(arena, struct loaded);

	loaded->file = file;
	loaded->loader = loader;
	read_dynamic(arena, loaded);
	return loaded;
}

/* ---------------------------------------------------------------- the search */

static bool try_path(const char *path, void *data)
{
	struct search *search = data;
	struct debuginfo_error error = { 0 };

	search->found = program_file_open(search->arena, search->target, path, &error);
	return search->found;
}

/* What stands for the first bytes of @text, "$ORIGIN" or "${ORIGIN}"; NULL when they are others. */
static const char *token_value(const char *text, const char *origin, size_t *length)
{
	static const struct {
		const char *name, *value;
	} tokens[] = {
		{ "$ORIGIN", NULL },
		{ "${ORIGIN}", NULL },
		{ "$LIB", "lib/x86_64-linux-gnu" },
		{ "$PLATFORM", "x86_64" },
		{ "${PLATFORM}", "x86_64" },
		{ "${LIB}", "lib/x86_64-linux-gnu" },
	};

	for (size_t i = 0; i < sizeof(tokens) / sizeof(*tokens); i++) {
		*length = strlen(tokens[i].name);
		if (!strncmp(text, tokens[i].name, *length))
			return tokens[i].value ? tokens[i].value : origin;
	}
	return NULL;
}

/* @text with the tokens of ld.so(8) replaced, for what @file says. */
static const char *expand(struct arena *arena, const char *text, size_t size,
			  const struct program_file *file)
{
	const char *origin =
		arena_strndup(arena, file->path, (size_t)(strrchr(file->path, '/') - file->path));
	const char *expanded = "";

	while (size) {
		size_t length;
		const char *value = token_value(text, origin, &length);

		if (value && length <= size) {
			expanded = arena_printf(arena, "%s%s", expanded, value);
		} else {
			length = 1;
			expanded = arena_printf(arena, "%s%c", expanded, *text);
		}
		text += length;
		size -= length;
	}
	return expanded;
}

/* In the directories of a path that @file has. */
static bool search_path(struct search *search, const char *path, const struct program_file *file,
			const char *name)
{
	while (path) {
		size_t length = strcspn(path, ":");

		if (length &&
		    try_path(arena_printf(search->arena, "%s/%s",
					  expand(search->arena, path, length, file), name),
			     search))
			return true;
		path = path[length] ? path + length + 1 : NULL;
	}
	return false;
}

static struct program_file *search_library(struct search *search, const struct loaded *loader,
					   const char *name)
{
	search->found = NULL;
	if (strchr(name, '/')) {
		try_path(expand(search->arena, name, strlen(name), loader->file), search);
		return search->found;
	}
	/* DT_RPATH of the one that needs it and, each in its turn, of those that needed that. */
	for (const struct loaded *at = loader; at && !loader->runpath; at = at->loader)
		if (search_path(search, at->rpath, at->file, name))
			return search->found;
	if (search_path(search, loader->runpath, loader->file, name) ||
	    library_directories_try(search->directories, name, try_path, search))
		return search->found;
	return NULL;
}

static struct search search_begin(struct arena *arena, const struct debuginfo_target *target)
{
	return (struct search){
		.arena = arena,
		.target = target,
		.directories = library_directories_read(arena, target->sysroot),
	};
}

/* ---------------------------------------------------------------- all that is needed */

static bool has_file(const struct library_list *list, const struct program_file *file)
{
	for (size_t i = 0; i < list->files.count; i++)
		if (!strcmp(list->files.items[i]->path, file->path))
			return true;
	return false;
}

static bool has_name(const struct library_list *list, const char *name)
{
	for (size_t i = 0; i < list->missing.count; i++)
		if (!strcmp(list->missing.items[i], name))
			return true;
	return false;
}

struct library_list *libraries_needed(struct arena *arena, const struct debuginfo_target *target,
				      const struct program_file *program)
{
	struct library_list *list = arena_new_object(arena, struct library_list);
	struct search search = search_begin(arena, target);
	struct program_file *own = arena_new_object(arena, struct program_file);
	VEC(struct loaded *) queue = { 0 };

	*own = *program;
	vec_push(arena, &queue, load(arena, own, NULL));
	for (size_t i = 0; i < queue.count; i++) {
		const struct loaded *loader = queue.items[i];

		for (size_t j = 0; j < loader->needed.count; j++) {
			const char *name = loader->needed.items[j];
			struct program_file *file = search_library(&search, loader, name);

			if (!file && !has_name(list, name))
				vec_push(arena, &list->missing, name);
			if (!file || has_file(list, file) || !strcmp(file->path, program->path))
				continue;
			vec_push(arena, &list->files, file);
			vec_push(arena, &queue, load(arena, file, loader));
		}
	}
	if (program->interpreter && try_path(program->interpreter, &search) &&
	    !has_file(list, search.found))
		vec_push(arena, &list->files, search.found);
	return list;
}

struct program_file *library_find(struct arena *arena, const struct debuginfo_target *target,
				  const struct program_file *program, const char *name,
				  struct debuginfo_error *error)
{
	struct search search = search_begin(arena, target);
	struct program_file own = *program;
	struct program_file *file;

	if (strchr(name, '/'))
		return program_file_open(arena, target, name, error);
	file = search_library(&search, load(arena, &own, NULL), name);
	if (!file)
		error->text = arena_printf(arena, "there is no library '%s' where %s looks for it",
					   name, program->path);
	return file;
}
