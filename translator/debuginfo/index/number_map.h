/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers other than 0, each with another number.
 */
#ifndef STAP_DEBUGINFO_NUMBER_MAP_H
#define STAP_DEBUGINFO_NUMBER_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"

/* Starts as zeros. */
struct number_map {
	struct number_map_slot {
		uint64_t key; /* 0: free */
		uint32_t value;
	} * slots;
	size_t slot_count, count;
};

/* The value that @key has; NULL when it has none. It may be changed, up to the next add. */
uint32_t *number_map_find(const struct number_map *map, uint64_t key);

/* Gives @key, which has none, a value. */
void number_map_add(struct number_map *map, struct arena *arena, uint64_t key, uint32_t value);

#endif
