/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of numbers: open addressing over a table at most half full.
 */
#include "debuginfo/index/number_set.h"

enum {
	FIRST_SLOT_COUNT = 4096
};

/* Where @number is, or would be put. */
static size_t number_slot(const struct number_set *set, uint64_t number)
{
	size_t at = (number * 0x9e3779b97f4a7c15u >> 32) & (set->slot_count - 1);

	while (set->slots[at] && set->slots[at] != number)
		at = (at + 1) & (set->slot_count - 1);
	return at;
}

static void number_set_grow(struct number_set *set, struct arena *arena)
{
	uint64_t *old = set->slots;
	size_t old_count = set->slot_count;

	set->slot_count = old_count ? old_count * 4 : FIRST_SLOT_COUNT;
	set->slots = arena_alloc(arena, set->slot_count * sizeof(*set->slots));
	for (size_t i = 0; i < old_count; i++)
		if (old[i])
			set->slots[number_slot(set, old[i])] = old[i];
}

bool number_set_has(const struct number_set *set, uint64_t number)
{
	return set->slot_count && set->slots[number_slot(set, number)];
}

bool number_set_add(struct number_set *set, struct arena *arena, uint64_t number)
{
	size_t at;

	if (set->count * 2 >= set->slot_count)
		number_set_grow(set, arena);
	at = number_slot(set, number);
	if (set->slots[at])
		return false;
	set->slots[at] = number;
	set->count++;
	return true;
}
