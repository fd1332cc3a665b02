/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text of the C file while it is made: growing buffers, C literals, and the indentation, which is
 * put in when a buffer is written, from the braces at the ends of its lines.
 */
#ifndef STAP_CODEGEN_EMIT_H
#define STAP_CODEGEN_EMIT_H

#include "arena.h"
#include "script/source.h"

#include <stdio.h>

/* A buffer; zeroed but for the arena it is empty. `bytes` is NUL-terminated once text was added. */
struct text {
	struct arena *arena;
	char *bytes;
	size_t length, capacity;
};

/* Add to the end of @text. */
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add_bytes(struct text *text, const char *bytes, size_t length);

/*
 * Cuts @text off at @mark, an earlier length. Returns what stood behind it, owned by the arena;
 * NULL when nothing was added since.
 */
const char *text_cut(struct text *text, size_t mark);

/*
 * Writes the lines of @text, indented by their braces; as they are those between a TEXT_VERBATIM at
 * the start of a line and the next one.
 */
#define TEXT_VERBATIM '\001'
void text_write(FILE *stream, const struct text *text);

/* Returns a C string literal with the @length bytes of @bytes, owned by the arena. */
const char *c_literal(struct arena *arena, const char *bytes, size_t length);

/*
 * Returns the C literal of what messages say of @place: "near operator '/' at x.stp:1:5"; NULL as
 * text when there is no place.
 */
const char *c_place(struct arena *arena, struct place place);

#endif
