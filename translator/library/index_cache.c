// SPDX-License-Identifier: GPL-2.0-only
/*
 * Format, one line each:
 *	file SECONDS NANOSECONDS SIZE PATH
 *	f NAME		a function of that file
 *	g NAME		a global
 *	a NAME		an alias
 */
#include "library/index_cache.h"

#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char kind_letters[] = { 'f', 'g', 'a' };

struct cached_file {
	const char *path;
	long long seconds, nanoseconds, size;
	VEC(struct library_name) names;
};

struct index_cache {
	struct arena *arena;
	const char *path; /* NULL: none */
	VEC(struct cached_file *) old, now;
	bool is_changed;
};

static struct cached_file *read_file_line(struct index_cache *cache, const char *line)
{
	struct cached_file *file = arena_new_object(cache->arena, struct cached_file);
	int length = 0;

	if (sscanf(line, "file %lld %lld %lld %n", &file->seconds, &file->nanoseconds, &file->size,
		   &length) != 3 ||
	    !length)
		return NULL;
	file->path = line + length;
	return file;
}

static void read_index(struct index_cache *cache, char *text)
{
	struct cached_file *file = NULL;
	char *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		const char *letter = memchr(kind_letters, line[0], sizeof(kind_letters));

		if (!strncmp(line, "file ", 5)) {
			file = read_file_line(cache, line);
			if (file)
				vec_push(cache->arena, &cache->old, file);
		} else if (file && letter && line[1] == ' ') {
			struct library_name name = { (enum library_kind)(letter - kind_letters),
						     line + 2, NULL };

			vec_push(cache->arena, &file->names, name);
		}
	}
}

struct index_cache *index_cache_open(struct session *session)
{
	struct index_cache *cache = arena_new_object(session->arena, struct index_cache);

	cache->arena = session->arena;
	if (!session->cache_directory)
		return cache;
	cache->path = arena_printf(session->arena, "%s/tapset-index", session->cache_directory);
	struct source_file *file = session_read_file(session, cache->path, cache->path);

	if (file)
		read_index(cache, arena_strdup(session->arena, file->text));
	return cache;
}

bool index_cache_names(struct index_cache *cache, const char *path, const struct stat *status,
		       void (*found)(enum library_kind kind, const char *name, void *data),
		       void *data)
{
	for (size_t i = 0; i < cache->old.count; i++) {
		struct cached_file *file = cache->old.items[i];

		if (strcmp(file->path, path) || file->seconds != status->st_mtim.tv_sec ||
		    file->nanoseconds != status->st_mtim.tv_nsec || file->size != status->st_size)
			continue;
		vec_push(cache->arena, &cache->now, file);
		for (size_t n = 0; n < file->names.count; n++)
			found(file->names.items[n].kind, file->names.items[n].name, data);
		return true;
	}
	return false;
}

void index_cache_begin(struct index_cache *cache, const char *path, const struct stat *status)
{
	struct cached_file *file = arena_new_object(cache->arena, struct cached_file);

	file->path = path;
	file->seconds = status->st_mtim.tv_sec;
	file->nanoseconds = status->st_mtim.tv_nsec;
	file->size = status->st_size;
	vec_push(cache->arena, &cache->now, file);
	cache->is_changed = true;
}

void index_cache_add(struct index_cache *cache, enum library_kind kind, const char *name)
{
	struct cached_file *file = cache->now.items[cache->now.count - 1];
	struct library_name entry = { kind, name, NULL };

	vec_push(cache->arena, &file->names, entry);
}

static bool is_current(const struct index_cache *cache, const char *path)
{
	for (size_t i = 0; i < cache->now.count; i++)
		if (!strcmp(cache->now.items[i]->path, path))
			return true;
	return false;
}

static void write_file(FILE *stream, const struct cached_file *file)
{
	fprintf(stream, "file %lld %lld %lld %s\n", file->seconds, file->nanoseconds, file->size,
		file->path);
	for (size_t i = 0; i < file->names.count; i++)
		fprintf(stream, "%c %s\n", kind_letters[file->names.items[i].kind],
			file->names.items[i].name);
}

void index_cache_save(struct index_cache *cache)
{
	if (!cache->path || !cache->is_changed)
		return;
	char *temporary = arena_printf(cache->arena, "%s.XXXXXX", cache->path);
	int fd = mkstemp(temporary);
	FILE *stream = fd < 0 ? NULL : fdopen(fd, "w");

	if (!stream) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (size_t i = 0; i < cache->now.count; i++)
		write_file(stream, cache->now.items[i]);
	/* Files of other -I directories and kernels stay known while they exist. */
	for (size_t i = 0; i < cache->old.count; i++)
		if (!is_current(cache, cache->old.items[i]->path) &&
		    !access(cache->old.items[i]->path, R_OK))
			write_file(stream, cache->old.items[i]);
	if (fclose(stream) || rename(temporary, cache->path))
		unlink(temporary);
}
