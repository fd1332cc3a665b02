/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The programs and libraries that a point of process… means, by name, by pattern, by the number of
 * a process, by -c and -x.
 */
#include "probes/user_programs.h"

#include "debuginfo/files/libraries.h"
#include "debuginfo/name_search.h"
#include "target_debuginfo.h"

#include <ctype.h>
#include <dirent.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct files {
	const struct program_file **items;
	size_t count, capacity;
};

/* ---------------------------------------------------------------- one program */

/* Where a program of that name is looked for: should it come to be there, it is another one. */
static void note_search(struct resolve *resolve, const char *name)
{
	const char *path = getenv("PATH");

	session_note_input(resolve->session, INPUT_PATH);
	for (size_t length; path && *path; path += length + (path[length] == ':')) {
		length = strcspn(path, ":");
		session_note_input(resolve->session, arena_printf(resolve->arena, "%.*s/%s",
								  (int)length, path, name));
	}
}

/* The nearest name in PATH; NULL when none is near. */
static const char *nearest_program(struct resolve *resolve, const char *name)
{
	const char *path = getenv("PATH");
	VEC(const char *) names = { 0 };

	for (size_t length; path && *path; path += length + (path[length] == ':')) {
		length = strcspn(path, ":");
		DIR *directory = opendir(arena_strndup(resolve->arena, path, length));
		struct dirent *entry;

		while (directory && (entry = readdir(directory)))
			vec_push(resolve->arena, &names,
				 arena_strdup(resolve->arena, entry->d_name));
		if (directory)
			closedir(directory);
	}
	return nearest_name(name, names.items, names.count);
}

const struct program_file *user_program_named(struct resolve *resolve, struct place place,
					      const char *name)
{
	const struct debuginfo_target target = session_user_target(resolve->session);
	struct debuginfo_error error = { 0 };
	const struct program_file *file;

	if (!strchr(name, '/'))
		note_search(resolve, name);
	else if (*name != '/')
		session_note_input(resolve->session, INPUT_DIRECTORY);
	file = program_file_find(resolve->arena, &target, name, &error);
	if (file && file->script)
		session_note_input(resolve->session, file->script);
	if (file)
		return file;
	if (!error.remedy && !strchr(name, '/') && !target.sysroot)
		error.remedy = (char *)did_you_mean(resolve->arena, nearest_program(resolve, name));
	resolve_fail(resolve, place, error.remedy, "%s", error.text);
	return NULL;
}

static const struct program_file *running_program(struct resolve *resolve, struct place place,
						  int64_t pid)
{
	const struct debuginfo_target target = session_user_target(resolve->session);
	struct debuginfo_error error = { 0 };
	const struct program_file *file =
		program_file_of_process(resolve->arena, &target, pid, &error);

	session_note_input(resolve->session,
			   arena_printf(resolve->arena, "/proc/%" PRId64 "/exe", pid));
	if (!file)
		resolve_fail(resolve, place, error.remedy, "%s", error.text);
	return file;
}

/* The word of a shell command that names the program: behind NAME=VALUE, without its quotes. */
static const char *command_word(struct arena *arena, const char *command)
{
	for (;;) {
		command += strspn(command, " \t\n");
		const char *quote = *command == '"' || *command == '\'' ? command : NULL;
		size_t length = quote ? strcspn(command + 1, *quote == '"' ? "\"" : "'")
				      : strcspn(command, " \t\n;&|<>");
		const char *word = arena_strndup(arena, command + (quote != NULL), length);
		const char *name = word;

		while (isalnum((unsigned char)*name) || *name == '_')
			name++;
		if (quote || name == word || *name != '=')
			return word;
		command += length;
	}
}

/* What -c or -x say. */
static const struct program_file *target_program(struct resolve *resolve, struct place place)
{
	const struct options *options = &resolve->session->options;

	session_note_input(resolve->session, INPUT_TARGET);
	if (options->command)
		return user_program_named(resolve, place,
					  command_word(resolve->arena, options->command));
	if (options->target_pid)
		return running_program(resolve, place, strtoll(options->target_pid, NULL, 10));
	resolve_fail(resolve, place, "name it: process(\"path\"), or use -c or -x",
		     "process without the name of a program is that of -c or -x");
	return NULL;
}

/* ---------------------------------------------------------------- several */

/* Each but once: a directory may be in PATH by several names. */
static void add_file(struct arena *arena, struct files *found, const struct program_file *file)
{
	for (size_t i = 0; i < found->count; i++)
		if (!strcmp(found->items[i]->path, file->path))
			return;
	vec_push(arena, found, file);
}

/* A pattern without a '/' is one of names in PATH. */
static void matching_programs(struct resolve *resolve, const char *pattern, struct files *found)
{
	const struct debuginfo_target target = session_user_target(resolve->session);
	const char *path = strchr(pattern, '/') ? "" : getenv("PATH");

	do {
		size_t length = strcspn(path, ":");
		const char *below =
			length ? arena_printf(resolve->arena, "%.*s/%s", (int)length, path, pattern)
			       : pattern;
		struct program_file **files;
		size_t count = program_files_matching(resolve->arena, &target, below, &files);

		if (*below != '/')
			session_note_input(resolve->session, INPUT_DIRECTORY);
		/* What comes to be there, or goes, is told by the times of the directory. */
		session_note_input(resolve->session,
				   arena_strndup(resolve->arena, below,
						 (size_t)(strrchr(below, '/') - below)));
		for (size_t i = 0; i < count; i++)
			add_file(resolve->arena, found, files[i]);
		path += length + (path[length] == ':');
	} while (*path);
}

/* The programs that the first component means. None after resolve_fail(). */
static struct files programs_of(struct resolve *resolve, const struct component *component)
{
	struct files found = { 0 };
	const struct program_file *file;

	if (component->has_argument && component->argument_is_string &&
	    name_has_wildcards(component->string)) {
		matching_programs(resolve, component->string, &found);
		if (!found.count)
			resolve_fail(resolve, component->place, NULL, "no program matches '%s'",
				     component->string);
		return found;
	}
	if (!component->has_argument)
		file = target_program(resolve, component->place);
	else if (component->argument_is_string)
		file = user_program_named(resolve, component->place, component->string);
	else
		file = running_program(resolve, component->place, component->number);
	if (file)
		vec_push(resolve->arena, &found, file);
	return found;
}

/* ---------------------------------------------------------------- libraries */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* What a program has: "it needs libc.so.6, …" */
static const char *list_libraries(struct arena *arena, const struct library_list *needed)
{
	const char *text = NULL;

	for (size_t i = 0; i < needed->files.count; i++)
		text = arena_printf(arena, "%s%s",
				    text ? arena_printf(arena, "%s, ", text) : "it needs ",
				    base_name(needed->files.items[i]->path));
	return text ? text : "it needs none: it is linked statically";
}

/* The libraries of @program that .library means. None after resolve_fail(). */
static struct files libraries_of(struct resolve *resolve, const struct component *component,
				 const struct program_file *program)
{
	const struct debuginfo_target target = session_user_target(resolve->session);
	struct library_list *needed = libraries_needed(resolve->arena, &target, program);
	bool is_pattern = name_has_wildcards(component->string);
	struct debuginfo_error error = { 0 };
	struct files found = { 0 };

	for (size_t i = 0; i < needed->files.count && is_pattern; i++) {
		const char *path = needed->files.items[i]->path;

		if (!fnmatch(component->string,
			     strchr(component->string, '/') ? path : base_name(path), 0))
			vec_push(resolve->arena, &found, needed->files.items[i]);
	}
	if (!is_pattern) {
		const struct program_file *library =
			library_find(resolve->arena, &target, program, component->string, &error);

		if (library)
			vec_push(resolve->arena, &found, library);
	}
	if (!found.count)
		resolve_fail(resolve, component->place, list_libraries(resolve->arena, needed),
			     "%s has no library '%s'", program->path, component->string);
	return found;
}

/* ---------------------------------------------------------------- points */

static struct point *copy_point(struct arena *arena, const struct point *point)
{
	struct point *copy = arena_new_object(arena, struct point);
	size_t size = point->component_count * sizeof(*point->components);

	*copy = *point;
	copy->expanded_from = point;
	copy->components = arena_alloc(arena, size);
	memcpy(copy->components, point->components, size);
	return copy;
}

/* The path in place of what a component has; a number stays beside it. */
static void set_path(struct component *component, const char *path)
{
	if (component->argument_is_string || !component->has_argument)
		component->number = 0;
	component->has_argument = component->argument_is_string = true;
	component->string = path;
}

/* The points to be resolved: with the paths of one program and of one library each. */
static void add_points(struct resolve *resolve, const struct point *point,
		       const struct program_file *program, struct point_list *points)
{
	const struct component *library = point_component(point, "library");
	struct files libraries = { 0 };

	if (library)
		libraries = libraries_of(resolve, library, program);
	for (size_t i = 0; i < (library ? libraries.count : 1); i++) {
		struct point *own = copy_point(resolve->arena, point);

		user_object(resolve->session, program);
		set_path(&own->components[0], program->path);
		if (library) {
			user_object(resolve->session, libraries.items[i]);
			set_path(&own->components[library - point->components],
				 libraries.items[i]->path);
		}
		vec_push(resolve->arena, points, own);
	}
}

static const char *path_of_code(const struct point *point)
{
	const struct component *library = point_component(point, "library");

	return library ? library->string : point->components[0].string;
}

bool user_resolve(struct resolve *resolve, const struct point *point,
		  bool (*part)(struct resolve *resolve, const struct point *point))
{
	struct files programs = programs_of(resolve, &point->components[0]);
	struct point_list points = { 0 };
	struct resolve inner = programs.count > 1 ? resolve_quietly(resolve) : *resolve;
	size_t found = 0;

	for (size_t i = 0; i < programs.count; i++)
		add_points(&inner, point, programs.items[i], &points);
	for (size_t i = 0; i < points.count; i++) {
		if (resolve_part(resolve, points.items[i], part, points.count == 1))
			found++;
		else if (points.count > 1)
			user_object_forget(resolve->session, path_of_code(points.items[i]));
	}
	if (!found && points.count != 1)
		resolve_fail(resolve, point->place, NULL,
			     "nothing found in the %zu files that this means", points.count);
	return found;
}

void user_where(struct resolve *resolve, const struct point *point, struct user_where *where)
{
	const struct component *program = &point->components[0];

	where->object = user_object_at(resolve->session, path_of_code(point));
	where->pid = program->number;
	where->program = !where->pid && point_component(point, "library")
				 ? user_object_at(resolve->session, program->string)
				 : NULL;
}

bool user_processes(struct resolve *resolve, const struct point *point,
		    const struct probed_object **program, int64_t *pid)
{
	const struct component *component = &point->components[0];

	*program = NULL;
	*pid = component->has_argument && !component->argument_is_string ? component->number : 0;
	if (!component->has_argument || !component->argument_is_string)
		return true;
	*program = user_object_named(resolve, component->place, component->string);
	return *program != NULL;
}

static bool is_one_of_many(const struct point *written)
{
	for (size_t i = 0; i < written->component_count && i < 2; i++) {
		const struct component *component = &written->components[i];

		if ((!i || !strcmp(component->name, "library")) && component->argument_is_string &&
		    name_has_wildcards(component->string))
			return true;
	}
	return false;
}

const struct probed_object *user_file_at(struct resolve *resolve, struct place place,
					 const char *path)
{
	const struct debuginfo_target target = session_user_target(resolve->session);
	struct debuginfo_error error = { 0 };
	const struct program_file *file = program_file_open(resolve->arena, &target, path, &error);

	if (file)
		return user_object(resolve->session, file);
	resolve_fail(resolve, place, error.remedy, "%s", error.text);
	return NULL;
}

const struct probed_object *user_point_object(struct resolve *resolve, const struct point *point)
{
	const struct component *library = point_component(point, "library");
	struct user_where where;

	user_where(resolve, point, &where);
	return user_object_debuginfo(resolve, library ? library->place : point->components[0].place,
				     where.object, is_one_of_many(point->expanded_from))
		       ? where.object
		       : NULL;
}
