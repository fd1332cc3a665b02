/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arena: memory of one session. The translator is a short-lived compiler, so the passes allocate
 * and never free; everything goes away with the arena.
 */
#ifndef STAP_ARENA_H
#define STAP_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* Returns a new, empty arena. Never fails: running out of memory ends the program with a message.
 */
struct arena *arena_new(void);

/* Gives back all memory taken from @arena, and the arena itself. NULL is allowed. */
void arena_free(struct arena *arena);

/* Returns @size zeroed bytes, aligned for any type; owned by the arena. */
void *arena_alloc(struct arena *arena, size_t size);

/* Return copies of a string (or its first @length bytes, NUL-terminated), owned by the arena. */
char *arena_strdup(struct arena *arena, const char *string);
char *arena_strndup(struct arena *arena, const char *string, size_t length);

/* Return formatted text as from sprintf(3), owned by the arena. */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments);

/* One more type-checked word for `new zeroed object`. */
#define arena_new_object(arena, type) ((type *)arena_alloc(arena, sizeof(type)))

/*
 * A growable array is any struct with the members `items`, `count` and `capacity`:
 *	VEC(struct token *) tokens; vec_push(arena, &tokens, token);
 * Old storage stays in the arena when it grows, so pointers into it stay readable.
 */
#define VEC(type)                                                                                  \
	struct {                                                                                   \
		type *items;                                                                       \
		size_t count, capacity;                                                            \
	}

/* Makes room for one more item; @items is the address of the vector's `items`. */
void arena_vec_grow(struct arena *arena, void *items, size_t count, size_t *capacity,
		    size_t item_size);

#define vec_push(arena, vec, item)                                                                 \
	do {                                                                                       \
		arena_vec_grow(arena, &(vec)->items, (vec)->count, &(vec)->capacity,               \
			       sizeof(*(vec)->items));                                             \
		(vec)->items[(vec)->count++] = (item);                                             \
	} while (0)

#endif
