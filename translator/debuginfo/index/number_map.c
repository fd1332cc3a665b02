/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A map of numbers: open addressing over a table at most half full.
 */
#include "debuginfo/index/number_map.h"

enum {
	FIRST_SLOT_COUNT = 1024
};

/* Where @key is, or would be put. */
static struct number_map_slot *map_slot(const struct number_map *map, uint64_t key)
{
	size_t at = (key * 0x9e3779b97f4a7c15u >> 32) & (map->slot_count - 1);

	while (map->slots[at].key && map->slots[at].key != key)
		at = (at + 1) & (map->slot_count - 1);
	return &map->slots[at];
}

static void map_grow(struct number_map *map, struct arena *arena)
{
	struct number_map_slot *old = map->slots;
	size_t old_count = map->slot_count;

	map->slot_count = old_count ? old_count * 4 : FIRST_SLOT_COUNT;
	map->slots = arena_alloc(arena, map->slot_count * sizeof(*map->slots));
	for (size_t i = 0; i < old_count; i++)
		if (old[i].key)
			*map_slot(map, old[i].key) = old[i];
}

uint32_t *number_map_find(const struct number_map *map, uint64_t key)
{
	struct number_map_slot *slot = map->slot_count ? map_slot(map, key) : NULL;

	return slot && slot->key ? &slot->value : NULL;
}

void number_map_add(struct number_map *map, struct arena *arena, uint64_t key, uint32_t value)
{
	if (map->count * 2 >= map->slot_count)
		map_grow(map, arena);
	*map_slot(map, key) = (struct number_map_slot){ .key = key, .value = value };
	map->count++;
}
