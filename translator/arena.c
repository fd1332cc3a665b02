/* SPDX-License-Identifier: GPL-2.0-only */
#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE (256 * 1024)
#define ALIGNMENT  alignof(max_align_t)

/* No script needs as much; a fault that allocates without end shall not take the machine with it.
 */
#define LIMIT ((size_t)2 << 30)

struct chunk {
	struct chunk *next;
	size_t size, used;
	alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct chunk *chunks;
	size_t total;
};

static void *checked(void *memory)
{
	if (!memory) {
		fputs("stap: out of memory\n", stderr);
		exit(1);
	}
	return memory;
}

struct arena *arena_new(void)
{
	return checked(calloc(1, sizeof(struct arena)));
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	for (struct chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct chunk *chunk = arena->chunks;

	if (size > SIZE_MAX / 2)
		checked(NULL);
	size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	if (!chunk || chunk->size - chunk->used < size) {
		size_t data = size > CHUNK_SIZE ? size : CHUNK_SIZE;

		arena->total += data;
		if (arena->total > LIMIT)
			checked(NULL);
		chunk = checked(calloc(1, sizeof(*chunk) + data));
		chunk->size = data;
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	void *memory = chunk->data + chunk->used;

	chunk->used += size;
	return memory;
}

char *arena_strndup(struct arena *arena, const char *string, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

	memcpy(copy, string, length);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *string)
{
	return arena_strndup(arena, string, strlen(string));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
	va_list again;

	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, again);

	va_end(again);
	if (length < 0)
		checked(NULL);
	char *text = arena_alloc(arena, (size_t)length + 1);

	vsnprintf(text, (size_t)length + 1, format, arguments);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *text = arena_vprintf(arena, format, arguments);

	va_end(arguments);
	return text;
}

void arena_vec_grow(struct arena *arena, void *items, size_t count, size_t *capacity,
		    size_t item_size)
{
	void *old, *grown;

	if (count < *capacity)
		return;
	*capacity = *capacity ? *capacity * 2 : 8;
	grown = arena_alloc(arena, *capacity * item_size);
	memcpy(&old, items, sizeof(old));
	if (count)
		memcpy(grown, old, count * item_size);
	memcpy(items, &grown, sizeof(grown));
}
