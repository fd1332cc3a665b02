/* SPDX-License-Identifier: GPL-2.0-only */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_MAXSTRINGLEN 512
#define LEAST_MAXSTRINGLEN   16

/* Reads all of @fd; the size of a pipe is not known beforehand. NULL leaves errno. */
static char *read_all(struct arena *arena, int fd, size_t *size)
{
	size_t capacity = 64 * 1024, used = 0;
	char *text = arena_alloc(arena, capacity + 1);

	for (;;) {
		ssize_t got = read(fd, text + used, capacity - used);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return NULL;
		if (got == 0)
			break;
		used += (size_t)got;
		if (used == capacity) {
			char *larger = arena_alloc(arena, capacity * 2 + 1);

			memcpy(larger, text, used);
			text = larger;
			capacity *= 2;
		}
	}
	text[used] = '\0';
	*size = used;
	return text;
}

struct source_file *session_read_file(struct session *session, const char *path, const char *name)
{
	struct source_file *file = arena_new_object(session->arena, struct source_file);
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);

	if (fd < 0)
		return NULL;
	file->name = name;
	file->text = read_all(session->arena, fd, &file->size);
	int error = errno;

	close(fd);
	errno = error;
	return file->text ? file : NULL;
}

void session_note_input(struct session *session, const char *input)
{
	for (size_t i = 0; i < session->inputs.count; i++)
		if (!strcmp(session->inputs.items[i], input))
			return;
	vec_push(session->arena, &session->inputs, arena_strdup(session->arena, input));
}

bool session_write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file)
		return false;
	fputs(text, file);
	return !fclose(file);
}

/* The text of the target's configuration, "" when there is none. */
static const char *config_text(struct session *session)
{
	struct target *target = &session->target;
	const char *sysroot = session->options.sysroot ? session->options.sysroot : "";
	const char *paths[] = {
		target->build_directory
			? arena_printf(session->arena, "%s/.config", target->build_directory)
			: NULL,
		arena_printf(session->arena, "%s/boot/config-%s", sysroot, target->release),
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths) && !target->config; i++) {
		struct source_file *file =
			paths[i] ? session_read_file(session, paths[i], paths[i]) : NULL;

		if (file)
			target->config = file->text;
	}
	if (!target->config)
		target->config = "";
	return target->config;
}

const char *session_kernel_config(struct session *session, const char *name)
{
	const char *text = session->target.config ? session->target.config : config_text(session);
	size_t length = strlen(name);

	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, name, length) || line[length] != '=')
			continue;
		const char *value = line + length + 1;

		size_t size = strcspn(value, "\n");

		if (size >= 2 && *value == '"') /* a string is given without its quotes */
			return arena_strndup(session->arena, value + 1, size - 2);
		return arena_strndup(session->arena, value, size);
	}
	return NULL;
}

int64_t session_limit(const struct session *session, const char *name, int64_t value)
{
	for (size_t i = 0; i < session->options.defines.count; i++) {
		const struct setting *setting = &session->options.defines.items[i];

		if (!strcmp(setting->name, name) && setting->value)
			value = strtoll(setting->value, NULL, 0);
	}
	return value;
}

unsigned session_max_string(const struct session *session)
{
	int64_t size = session_limit(session, "MAXSTRINGLEN", DEFAULT_MAXSTRINGLEN);

	if (size < LEAST_MAXSTRINGLEN)
		return LEAST_MAXSTRINGLEN;
	return size < UINT_MAX ? (unsigned)size : UINT_MAX;
}
