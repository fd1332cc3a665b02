// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arrays of statistics, the owner's side: `<<<` on the table of its own CPU, without any lock. One
 * CPU never runs two handlers at once, so the owner is alone, in whatever context. What it must
 * keep in mind is that other CPUs read meanwhile (map_merge.c):
 *
 *  - a node is changed (new key, values, free) only between stap_sequence_begin and _end, and has
 *    hash 0 until it is complete: so what a reader takes who gave up waiting for the end of a
 * change is at most one addition off, and never another key's;
 *  - only then it is put into its bucket and counted in `used`;
 *  - numbers in heads and chains always name a node, so a reader led astray by a node that moved to
 *    another bucket notices, or at worst runs out of steps.
 *
 * Others delete a node by setting stap_stat.is_deleted to its hash, which says that they mean this
 * key and not one that took its node meanwhile. They delete everything by counting up the map's
 * generation: the table is emptied by its owner, when that next comes by.
 */
#include "map_chunk.h"
#include "map_key.h"
#include "stat.h"

static struct stap_node *node_at(const struct stap_layout *layout, struct stap_cpu_table *table,
				 uint32_t number)
{
	return (struct stap_node *)stap_node_at(layout, table->nodes, number);
}

static uint32_t deletion_of(const struct stap_stat *stat)
{
	return __atomic_load_n(&stat->is_deleted, __ATOMIC_RELAXED);
}

/* ---------------------------------------------------------------- making room */

static void empty(struct stap_global_map *global, struct stap_cpu_table *table)
{
	const struct stap_layout *layout = &global->map->layout;
	uint32_t generation = __atomic_load_n(&global->map->generation, __ATOMIC_ACQUIRE);

	__builtin_memset(table->heads, 0, (layout->mask + 1ul) * sizeof(*table->heads));
	__atomic_store_n(&table->used, 0, __ATOMIC_RELAXED);
	table->free = 0;
	table->hand = 0;
	table->deleted = 0;
	stap_chunk_pool_reset(&table->chunks);
	__atomic_store_n(&table->generation, generation, __ATOMIC_RELEASE);
}

static void unlink_part(const struct stap_layout *layout, struct stap_cpu_table *table,
			uint32_t number)
{
	struct stap_node *node = node_at(layout, table, number);
	uint32_t *link = &table->heads[node->hash & layout->mask];

	while (*link != number)
		link = &node_at(layout, table, *link)->chain;
	__atomic_store_n(link, node->chain, __ATOMIC_RELEASE);
}

/* Takes the node out of its bucket and marks it free; its histogram goes back to the pool. */
static void retire(struct stap_global_map *global, struct stap_cpu_table *table, uint32_t number)
{
	const struct stap_layout *layout = &global->map->layout;
	struct stap_node *node = node_at(layout, table, number);
	struct stap_stat *stat = stap_node_stat(layout, node);

	unlink_part(layout, table, number);
	stap_sequence_begin(stat);
	__atomic_store_n(&node->hash, 0, __ATOMIC_RELAXED);
	if (global->type.stat.is_chunked)
		stap_chunks_release(&global->type.stat, stat);
	stap_sequence_end(stat);
}

/* Collects the nodes that were deleted into the free list. */
static void collect_deleted(struct stap_global_map *global, struct stap_cpu_table *table)
{
	const struct stap_layout *layout = &global->map->layout;
	uint32_t number;

	for (number = table->used; number; number--) {
		struct stap_node *node = node_at(layout, table, number);

		if (!node->hash || deletion_of(stap_node_stat(layout, node)) != node->hash)
			continue;
		retire(global, table, number);
		__atomic_store_n(&node->chain, table->free, __ATOMIC_RELAXED);
		table->free = number;
	}
}

/* Returns the number of a node for a new key, 0 when the array is full and does not wrap. */
static uint32_t take_node(struct stap_global_map *global, struct stap_cpu_table *table)
{
	const struct stap_layout *layout = &global->map->layout;
	uint32_t number;

	if (!table->free) {
		if (stap_likely(table->used < layout->capacity))
			return table->used + 1;
		if (__atomic_exchange_n(&table->deleted, 0, __ATOMIC_RELAXED))
			collect_deleted(global, table);
	}
	number = table->free;
	if (number) {
		table->free = node_at(layout, table, number)->chain;
		return number;
	}
	if (!global->type.wraps || !layout->capacity)
		return 0;
	table->hand = table->hand % layout->capacity + 1;
	retire(global, table, table->hand);
	return table->hand;
}

/* ---------------------------------------------------------------- finding and adding */

/*
 * What is rare stands in functions of its own that end a lookup: so the lookup itself needs no
 * registers saved.
 */
#define rarely static __attribute__((__noinline__, __cold__))

/* Makes a node for @values, which are not in @table. */
rarely struct stap_stat *insert_part(struct stap_context *c, struct stap_global_map *global,
				     struct stap_cpu_table *table, const union stap_value *values,
				     const char *place)
{
	const struct stap_layout *layout = &global->map->layout;
	const struct stap_stat_type *type = &global->type.stat;
	uint32_t number = take_node(global, table), *head;
	struct stap_node *node;
	struct stap_stat *stat;
	struct stap_key key;

	if (!number) {
		stap_raise(c, "Array overflow, check MAXMAPENTRIES", place);
		return NULL;
	}
	stap_key_begin(layout, &key, values);
	head = &table->heads[key.hash & layout->mask];
	node = node_at(layout, table, number);
	stat = stap_node_stat(layout, node);
	stap_sequence_begin(stat);
	__atomic_store_n(&node->hash, 0, __ATOMIC_RELEASE);
	stap_stat_reset(stat, type);
	if (type->is_chunked) {
		struct stap_chunk_list *list = (struct stap_chunk_list *)stat - 1;

		list->first = 0;
		list->slot = table->slot;
	}
	__atomic_store_n(&stat->is_deleted, 0, __ATOMIC_RELAXED);
	stap_key_store(layout, node, &key);
	__atomic_store_n(&node->hash, key.hash, __ATOMIC_RELEASE);
	stap_sequence_end(stat);
	__atomic_store_n(&node->chain, *head, __ATOMIC_RELAXED);
	__atomic_store_n(head, number, __ATOMIC_RELEASE);
	if (number > table->used)
		__atomic_store_n(&table->used, number, __ATOMIC_RELEASE);
	return stat;
}

/* A node found with is_deleted set: begins anew, unless a key was meant that is gone already. */
rarely struct stap_stat *revive(struct stap_global_map *global, struct stap_node *node,
				struct stap_stat *stat)
{
	const struct stap_stat_type *type = &global->type.stat;

	if (deletion_of(stat) == node->hash) {
		stap_sequence_begin(stat);
		stap_stat_reset(stat, type);
		if (type->is_chunked)
			stap_chunks_release(type, stat);
		stap_sequence_end(stat);
	}
	__atomic_store_n(&stat->is_deleted, 0, __ATOMIC_RELEASE);
	return stat;
}

static struct stap_cpu_table *create_table(struct stap_global_map *global, uint32_t slot);

/* The table of a context that has none yet, or one of a former generation. */
static struct stap_cpu_table *renew_table(struct stap_context *c, struct stap_global_map *global,
					  const char *place)
{
	struct stap_map *map = global->map;
	struct stap_cpu_table *table = map->cpus[c->cpu];

	if (!table) {
		if (c->can_sleep)
			table = create_table(global, c->cpu);
		if (!table) {
			stap_raise(c, "no memory for an array of statistics", place);
			return NULL;
		}
		table->generation = map->generation;
		__atomic_store_n(&map->cpus[c->cpu], table, __ATOMIC_RELEASE);
	}
	empty(global, table);
	return table;
}

stap_inline struct stap_stat *slot_shape(struct stap_context *c, struct stap_global_map *global,
					 struct stap_cpu_table *table,
					 const union stap_value *values, const char *place,
					 enum stap_shape shape)
{
	const struct stap_layout *layout = &global->map->layout;
	struct stap_key key;
	uint32_t number;

	stap_key_begin_shape(layout, &key, values, shape);
	for (number = table->heads[key.hash & layout->mask]; number;) {
		struct stap_node *node = node_at(layout, table, number);

		if (stap_likely(node->hash == key.hash) &&
		    stap_key_is_shape(layout, node, &key, shape)) {
			struct stap_stat *stat = stap_node_stat(layout, node);

			return stap_likely(!deletion_of(stat)) ? stat : revive(global, node, stat);
		}
		number = node->chain;
	}
	return insert_part(c, global, table, values, place);
}

/* One function for each shape, so that each needs few registers. */
#define SLOT_FUNCTION(name, shape)                                                                 \
	static __attribute__((__noinline__)) struct stap_stat *name(                               \
		struct stap_context *c, struct stap_global_map *global,                            \
		struct stap_cpu_table *table, const union stap_value *values, const char *place)   \
	{                                                                                          \
		return slot_shape(c, global, table, values, place, shape);                         \
	}

SLOT_FUNCTION(slot_one_long, STAP_ONE_LONG)
SLOT_FUNCTION(slot_one_name, STAP_ONE_NAME)
SLOT_FUNCTION(slot_long_and_name, STAP_LONG_AND_NAME)
SLOT_FUNCTION(slot_packed, STAP_PACKED)
SLOT_FUNCTION(slot_wide, STAP_WIDE)

stap_inline struct stap_stat *slot(struct stap_context *c, struct stap_global_map *global,
				   struct stap_cpu_table *table, const union stap_value *values,
				   const char *place)
{
	switch (global->map->layout.shape) {
	case STAP_ONE_LONG:
		return slot_one_long(c, global, table, values, place);
	case STAP_ONE_NAME:
		return slot_one_name(c, global, table, values, place);
	case STAP_LONG_AND_NAME:
		return slot_long_and_name(c, global, table, values, place);
	case STAP_PACKED:
		return slot_packed(c, global, table, values, place);
	default:
		return slot_wide(c, global, table, values, place);
	}
}

/* What else there is to see to before a lookup: a table to be made or emptied, chunks to be had. */
rarely struct stap_stat *prepare_slot(struct stap_context *c, struct stap_global_map *global,
				      const union stap_value *values, const char *place)
{
	struct stap_map *map = global->map;
	struct stap_cpu_table *table = map->cpus[c->cpu];

	if (!table || table->generation != __atomic_load_n(&map->generation, __ATOMIC_RELAXED)) {
		table = renew_table(c, global, place);
		if (!table)
			return NULL;
	}
	if (global->type.stat.is_chunked && !stap_chunk_reserve(c, &table->chunks)) {
		stap_raise(c, "Array overflow, check MAXMAPENTRIES", place);
		return NULL;
	}
	return slot(c, global, table, values, place);
}

struct stap_stat *stap_map_slot_stat(struct stap_context *c, struct stap_global_map *global,
				     const union stap_value *keys, const char *place)
{
	struct stap_map *map = global->map;
	struct stap_cpu_table *table = map->cpus[c->cpu];

	if (stap_unlikely(!table ||
			  table->generation !=
				  __atomic_load_n(&map->generation, __ATOMIC_RELAXED) ||
			  global->type.stat.is_chunked))
		return prepare_slot(c, global, keys, place);
	return slot(c, global, table, keys, place);
}

/* ---------------------------------------------------------------- memory */

static void destroy_table(struct stap_cpu_table *table)
{
	if (!table)
		return;
	stap_chunk_pool_destroy(&table->chunks);
	stap_release(table->heads);
	stap_release(table->nodes);
	stap_release(table);
}

static struct stap_cpu_table *create_table(struct stap_global_map *global, uint32_t slot)
{
	const struct stap_layout *layout = &global->map->layout;
	struct stap_cpu_table *table = stap_allocate(sizeof(*table));

	if (!table)
		return NULL;
	table->slot = slot;
	table->heads = stap_allocate((layout->mask + 1ul) * sizeof(*table->heads));
	table->nodes = stap_allocate((layout->capacity + 1ul) * layout->node_size);
	if (table->heads && table->nodes &&
	    (!global->type.stat.is_chunked ||
	     stap_chunk_pool_create(&table->chunks, &global->type.stat, layout->capacity)))
		return table;
	destroy_table(table);
	return NULL;
}

bool stap_stat_map_prepare(struct stap_global_map *global, uint32_t slot)
{
	struct stap_map *map = global->map;
	struct stap_cpu_table *table = map->cpus[slot];

	if (!table) {
		table = create_table(global, slot);
		if (!table)
			return false;
		__atomic_store_n(&map->cpus[slot], table, __ATOMIC_RELEASE);
	}
	return !global->type.stat.is_chunked || stap_chunk_pool_grow(&table->chunks, true);
}

bool stap_stat_map_create(struct stap_global_map *global, bool (*is_possible)(uint32_t slot))
{
	struct stap_map *map = global->map;
	struct stap_layout *layout = &map->layout;
	struct stap_stat_type *type = &global->type.stat;
	uint32_t slot;

	type->is_chunked = type->bucket_count != 0;
	if (type->is_chunked)
		layout->value_offset += sizeof(struct stap_chunk_list);
	layout->node_size = layout->value_offset + stap_stat_used_size(type);
	map->stat_size = stap_stat_full_size(type);
	map->cpus = stap_allocate(map->slot_count * sizeof(*map->cpus));
	map->scratch = stap_allocate(map->slot_count * sizeof(*map->scratch));
	if (!map->cpus || !map->scratch)
		return false;
	for (slot = 0; slot < map->slot_count; slot++) {
		map->scratch[slot] = stap_allocate(2 * map->stat_size);
		if (!map->scratch[slot])
			return false;
		if (!is_possible(slot))
			continue;
		map->cpus[slot] = create_table(global, slot);
		if (!map->cpus[slot])
			return false;
	}
	return true;
}

void stap_stat_map_destroy(struct stap_global_map *global)
{
	struct stap_map *map = global->map;
	uint32_t slot;

	for (slot = 0; map->cpus && slot < map->slot_count; slot++)
		destroy_table(map->cpus[slot]);
	for (slot = 0; map->scratch && slot < map->slot_count; slot++)
		stap_release(map->scratch[slot]);
	stap_release(map->cpus);
	stap_release(map->scratch);
}
