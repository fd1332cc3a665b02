// SPDX-License-Identifier: GPL-2.0-only
#include "library/library.h"

#include "library/index_cache.h"
#include "library/scan.h"
#include "session.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef VEC(const char *) path_list;

struct macro_file {
	const char *path;
	unsigned rank;
};

struct library {
	struct session *session;
	library_names names;
	library_files files;
	unsigned roots; /* directories searched so far */
	VEC(struct macro_file) macro_files;
	struct index_cache *cache;
};

/* Where a site keeps its own library, unless STAP_SITE_TAPSETS names other directories. */
#define SITE_DIRECTORY "/etc/stap/tapset"

static const struct place nowhere;

/* ---------------------------------------------------------------- the search path */

static void add_to_path(struct session *session, library_roots *roots, const char *path,
			bool is_required)
{
	struct library_root root = { path, is_required };

	if (path && *path)
		vec_push(session->arena, roots, root);
}

/* $XDG_DATA_HOME/stap/tapset or ~/.local/share/stap/tapset; NULL when neither variable is set. */
static const char *user_directory(struct session *session)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	if (data && *data)
		return arena_printf(session->arena, "%s/stap/tapset", data);
	if (home && *home)
		return arena_printf(session->arena, "%s/.local/share/stap/tapset", home);
	return NULL;
}

void library_search_path(struct session *session, library_roots *roots)
{
	const char *site = getenv("STAP_SITE_TAPSETS");

	for (size_t i = 0; i < session->options.tapset_paths.count; i++)
		add_to_path(session, roots, session->options.tapset_paths.items[i], true);
	add_to_path(session, roots, user_directory(session), false);
	for (site = site ? site : SITE_DIRECTORY; *site; site += *site == ':') {
		size_t length = strcspn(site, ":");

		add_to_path(session, roots, arena_strndup(session->arena, site, length), false);
		site += length;
	}
	add_to_path(session, roots, session->tapset_directory, false);
}

/* ---------------------------------------------------------------- files */

static bool has_ending(const char *name, const char *ending)
{
	size_t length = strlen(name), size = strlen(ending);

	return length > size && !strcmp(name + length - size, ending);
}

static bool is_listed(const path_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->items[i], name))
			return true;
	return false;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

struct naming {
	struct library *library;
	struct library_file *file;
};

static void add_name(enum library_kind kind, const char *name, void *data)
{
	struct naming *naming = data;
	struct library_name entry = { kind, name, naming->file };

	vec_push(naming->library->session->arena, &naming->library->names, entry);
}

static bool is_same_file(const char *path, const struct stat *status)
{
	struct stat other;

	return path && !stat(path, &other) && other.st_dev == status->st_dev &&
	       other.st_ino == status->st_ino;
}

/* A script in a directory given with -I is not its own library. */
static bool is_own_script(const struct session *session, const struct stat *status)
{
	const struct options *options = &session->options;

	if (is_same_file(options->script_path, status))
		return true;
	for (size_t i = 0; i < options->extra_paths.count; i++)
		if (is_same_file(options->extra_paths.items[i], status))
			return true;
	return false;
}

static void add_script_file(struct library *library, const char *root, const char *path)
{
	struct arena *arena = library->session->arena;
	struct library_file *file = arena_new_object(arena, struct library_file);
	struct naming naming = { library, file };
	struct stat status;

	file->path = path;
	file->root = root;
	file->rank = library->roots;
	if (stat(path, &status) || !S_ISREG(status.st_mode) ||
	    is_own_script(library->session, &status))
		return;
	vec_push(arena, &library->files, file);
	if (index_cache_names(library->cache, path, &status, add_name, &naming))
		return;
	struct source_file *source = session_read_file(library->session, path, path);

	if (!source) {
		diagnose_warning(&library->session->diagnostics, nowhere,
				 "cannot read the tapset file '%s': %s", path, strerror(errno));
		return;
	}
	index_cache_begin(library->cache, path, &status);
	size_t first = library->names.count;

	library_scan(arena, source->text, source->size, add_name, &naming);
	for (size_t i = first; i < library->names.count; i++)
		index_cache_add(library->cache, library->names.items[i].kind,
				library->names.items[i].name);
}

static void add_macro_file(struct library *library, const char *path)
{
	struct macro_file file = { path, library->roots };

	vec_push(library->session->arena, &library->macro_files, file);
}

/* A file of the same name in a more specific directory, in @seen, hides one in @directory. */
static bool add_directory(struct library *library, const char *root, const char *directory,
			  path_list *seen)
{
	struct arena *arena = library->session->arena;
	struct dirent **entries;
	int count = scandir(directory, &entries, NULL, compare_names);

	if (count < 0)
		return false;
	for (int i = 0; i < count; i++) {
		const char *name = arena_strdup(arena, entries[i]->d_name);
		bool is_macro_file = has_ending(name, ".stpm");

		free(entries[i]);
		if ((!is_macro_file && !has_ending(name, ".stp")) || is_listed(seen, name))
			continue;
		vec_push(arena, seen, name);
		const char *path = arena_printf(arena, "%s/%s", directory, name);

		if (is_macro_file)
			add_macro_file(library, path);
		else
			add_script_file(library, root, path);
	}
	free(entries);
	return true;
}

/*
 * Adds the versions that a release stands for, most specific first: 6.1.0-56-cloud-amd64, 6.1.0,
 * 6.1, and "" for the directory itself.
 */
static void list_versions(struct session *session, path_list *versions)
{
	const char *release = session->target.release ? session->target.release : "";
	char *version = arena_strdup(session->arena, release);

	if (*version)
		vec_push(session->arena, versions, release);
	version[strcspn(version, "-")] = '\0';
	while (*version) {
		if (!is_listed(versions, version))
			vec_push(session->arena, versions, arena_strdup(session->arena, version));
		char *dot = strrchr(version, '.');

		if (!dot)
			break;
		*dot = '\0';
	}
	vec_push(session->arena, versions, "");
}

/* Adds @root and its subdirectories for the kernel, its version and the architecture. */
static bool add_root(struct library *library, const char *root)
{
	struct arena *arena = library->session->arena;
	const char *architecture = library->session->target.architecture;
	const char *bases[] = { "/linux", "" };
	path_list versions = { 0 }, seen = { 0 };
	bool found = false;

	list_versions(library->session, &versions);
	for (size_t b = 0; b < 2; b++) {
		for (size_t v = 0; v < versions.count; v++) {
			const char *version = versions.items[v];
			const char *path = arena_printf(arena, "%s%s%s%s", root, bases[b],
							*version ? "/" : "", version);

			if (architecture)
				add_directory(library, root,
					      arena_printf(arena, "%s/%s", path, architecture),
					      &seen);
			found |= add_directory(library, root, path, &seen);
		}
	}
	library->roots++;
	return found;
}

/* What -I names has to be there; what else is there has to be readable. */
static void search_root(struct library *library, const struct library_root *root)
{
	struct diagnostics *diagnostics = &library->session->diagnostics;

	if (add_root(library, root->path))
		return;
	if (root->is_required)
		diagnose_error(diagnostics, nowhere, "cannot read the tapset directory '%s': %s",
			       root->path, strerror(errno));
	else if (errno != ENOENT)
		diagnose_warning(diagnostics, nowhere, "cannot read the tapset directory '%s': %s",
				 root->path, strerror(errno));
}

/* Last to first: of one name, the macro that was read last counts. */
static void parse_macros(struct library *library)
{
	struct session *session = library->session;

	for (size_t i = library->macro_files.count; i-- > 0;) {
		const char *path = library->macro_files.items[i].path;
		struct source_file *file = session_read_file(session, path, path);

		if (!file) {
			diagnose_warning(&session->diagnostics, nowhere,
					 "cannot read the tapset file '%s': %s", path,
					 strerror(errno));
			continue;
		}
		file->is_tapset = file->is_embedded_c = true;
		file->library_rank = library->macro_files.items[i].rank;
		parse_macro_file(&session->environment, file);
	}
}

struct library *library_open(struct session *session)
{
	struct library *library = arena_new_object(session->arena, struct library);
	library_roots roots = { 0 };

	library->session = session;
	library->cache = index_cache_open(session);
	library_search_path(session, &roots);
	for (size_t i = 0; i < roots.count; i++)
		search_root(library, &roots.items[i]);
	index_cache_save(library->cache);
	parse_macros(library);
	return library;
}

/* ---------------------------------------------------------------- names */

const library_names *library_index(const struct library *library)
{
	return &library->names;
}

const library_files *library_all(const struct library *library)
{
	return &library->files;
}

struct script *library_parse(struct library *library, struct library_file *file)
{
	struct session *session = library->session;
	struct source_file *source;

	if (file->script)
		return file->script;
	source = session_read_file(session, file->path, file->path);
	if (!source) {
		source = arena_new_object(session->arena, struct source_file);
		source->name = file->path;
		source->text = "";
	}
	source->is_tapset = source->is_embedded_c = true;
	source->library_rank = file->rank;
	file->script = parse_script(&session->environment, source);
	return file->script;
}

void library_forget(struct library *library)
{
	for (size_t i = 0; i < library->files.count; i++) {
		library->files.items[i]->script = NULL;
		library->files.items[i]->is_given = false;
	}
}

bool library_need(struct library *library, enum library_kind kind, const char *name,
		  library_scripts *fresh)
{
	bool found = false;

	for (size_t i = 0; i < library->names.count; i++) {
		const struct library_name *entry = &library->names.items[i];

		if (entry->kind != kind || strcmp(entry->name, name))
			continue;
		found = true;
		if (entry->file->is_given)
			continue;
		entry->file->is_given = true;
		vec_push(library->session->arena, fresh, library_parse(library, entry->file));
	}
	return found;
}
