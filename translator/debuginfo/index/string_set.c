/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of strings with numbers: open addressing over a table at most half full.
 */
#include <string.h>

#include "debuginfo/index/string_set.h"

enum {
	FIRST_SLOT_COUNT = 1024
};

static uint32_t string_hash(const char *string)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (; *string; string++)
		hash = (hash ^ (unsigned char)*string) * 16777619u;
	return hash;
}

void string_set_init(struct string_set *set, struct arena *arena)
{
	*set = (struct string_set){ .arena = arena, .slot_count = FIRST_SLOT_COUNT };
	set->slots = arena_alloc(arena, set->slot_count * sizeof(*set->slots));
	set->hashes = arena_alloc(arena, set->slot_count * sizeof(*set->hashes));
}

static void string_set_grow(struct string_set *set)
{
	uint32_t *old_slots = set->slots, *old_hashes = set->hashes;
	size_t old_count = set->slot_count;

	set->slot_count *= 4;
	set->slots = arena_alloc(set->arena, set->slot_count * sizeof(*set->slots));
	set->hashes = arena_alloc(set->arena, set->slot_count * sizeof(*set->hashes));
	for (size_t i = 0; i < old_count; i++) {
		if (!old_slots[i])
			continue;

		size_t at = old_hashes[i] & (set->slot_count - 1);

		while (set->slots[at])
			at = (at + 1) & (set->slot_count - 1);
		set->slots[at] = old_slots[i];
		set->hashes[at] = old_hashes[i];
	}
}

uint32_t string_set_add(struct string_set *set, const char *string)
{
	uint32_t hash = string_hash(string);
	size_t at;

	if (set->strings.count * 2 >= set->slot_count)
		string_set_grow(set);
	for (at = hash & (set->slot_count - 1); set->slots[at];
	     at = (at + 1) & (set->slot_count - 1)) {
		uint32_t number = set->slots[at] - 1;

		if (set->hashes[at] == hash && !strcmp(set->strings.items[number], string))
			return number;
	}
	vec_push(set->arena, &set->strings, arena_strdup(set->arena, string));
	set->slots[at] = set->strings.count;
	set->hashes[at] = hash;
	return set->strings.count - 1;
}
