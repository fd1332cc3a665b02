// SPDX-License-Identifier: GPL-2.0-only
#include "build/module_cache.h"

#include "build/cache.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *list_path(struct session *session, const char *key)
{
	const char *directory = cache_subdirectory(session, "modules");

	return directory ? arena_printf(session->arena, "%s/stap_%s.inputs", directory, key) : NULL;
}

static void add_input(SHA2_CTX *key, const struct session *session, const char *input)
{
	if (!strcmp(input, INPUT_TARGET)) {
		cache_key_text(key, session->options.command);
		cache_key_text(key, session->options.target_pid);
	} else if (!strcmp(input, INPUT_PATH)) {
		cache_key_text(key, getenv("PATH"));
	} else if (!strcmp(input, INPUT_DIRECTORY)) {
		char directory[PATH_MAX];

		cache_key_text(key, getcwd(directory, sizeof(directory)));
	} else {
		cache_key_file_identity(key, input);
	}
}

const char *module_cache_find(struct session *session, const char *key)
{
	const char *path = list_path(session, key);
	struct source_file *list = path ? session_read_file(session, path, path) : NULL;
	SHA2_CTX own;

	if (!list)
		return key;
	cache_key_begin(&own);
	cache_key_text(&own, key);
	for (const char *at = list->text; *at; at += strcspn(at, "\n"), at += *at == '\n')
		add_input(&own, session, arena_strndup(session->arena, at, strcspn(at, "\n")));
	return cache_key_end(&own, session->arena);
}

/* Puts it there complete: runs of the same script may write it at once. */
static void write_list(struct session *session, const char *path)
{
	const char *own = arena_printf(session->arena, "%s.%d", path, getpid());
	FILE *stream = fopen(own, "w");

	if (!stream)
		return;
	for (size_t i = 0; i < session->inputs.count; i++)
		fprintf(stream, "%s\n", session->inputs.items[i]);
	if (fclose(stream) || rename(own, path))
		unlink(own);
}

const char *module_cache_key(struct session *session, const char *key)
{
	const char *path = list_path(session, key);
	SHA2_CTX own;

	if (!session->inputs.count)
		return key;
	if (path)
		write_list(session, path);
	cache_key_begin(&own);
	cache_key_text(&own, key);
	for (size_t i = 0; i < session->inputs.count; i++)
		add_input(&own, session, session->inputs.items[i]);
	return cache_key_end(&own, session->arena);
}
