/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of strings that gives each a number, counted from 0 in the order they came.
 */
#ifndef STAP_DEBUGINFO_STRING_SET_H
#define STAP_DEBUGINFO_STRING_SET_H

#include <stdint.h>

#include "arena.h"

struct string_set {
	struct arena *arena;
	VEC(const char *) strings;
	uint32_t *slots; /* number + 1, or 0 */
	uint32_t *hashes;
	size_t slot_count;
};

void string_set_init(struct string_set *set, struct arena *arena);

/* The number of @string; the set keeps a copy. */
uint32_t string_set_add(struct string_set *set, const char *string);

#endif
