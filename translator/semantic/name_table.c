// SPDX-License-Identifier: GPL-2.0-only
#include "semantic/name_table.h"

#include <stdint.h>
#include <string.h>

struct slot {
	struct name_entry *first, *last;
	struct slot *next; /* same bucket */
};

#define BUCKETS 512

struct name_table {
	struct arena *arena;
	struct slot *buckets[BUCKETS];
	VEC(struct slot *) order;
};

struct name_table *name_table_new(struct arena *arena)
{
	struct name_table *table = arena_new_object(arena, struct name_table);

	table->arena = arena;
	return table;
}

/* FNV-1a */
static unsigned bucket_of(const char *name)
{
	uint32_t hash = 2166136261u;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return hash % BUCKETS;
}

static struct slot *find_slot(const struct name_table *table, const char *name)
{
	struct slot *slot = table->buckets[bucket_of(name)];

	while (slot && strcmp(slot->first->name, name))
		slot = slot->next;
	return slot;
}

void name_table_add(struct name_table *table, const char *name, void *value)
{
	struct name_entry *entry = arena_new_object(table->arena, struct name_entry);
	struct slot *slot = find_slot(table, name);

	entry->name = name;
	entry->value = value;
	if (slot) {
		slot->last->next = entry;
		slot->last = entry;
		return;
	}
	unsigned bucket = bucket_of(name);

	slot = arena_new_object(table->arena, struct slot);
	slot->first = slot->last = entry;
	slot->next = table->buckets[bucket];
	table->buckets[bucket] = slot;
	vec_push(table->arena, &table->order, slot);
}

struct name_entry *name_table_find(const struct name_table *table, const char *name)
{
	struct slot *slot = find_slot(table, name);

	return slot ? slot->first : NULL;
}

void name_table_each(const struct name_table *table, void (*visit)(const char *name, void *data),
		     void *data)
{
	for (size_t i = 0; i < table->order.count; i++)
		visit(table->order.items[i]->first->name, data);
}
