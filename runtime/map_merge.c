// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arrays of statistics as all but their owners see them: reading, deleting and collecting over all
 * CPUs, while the owners go on adding (map_stat.c says what they promise). Handler context. All
 * loops are bounded: chains by the number of nodes, repetitions by STAP_STAT_TRIES and FIND_TRIES.
 */
#include "map_chunk.h"
#include "map_key.h"
#include "stat.h"

/* A walk through a bucket that met a node of another bucket begins again this often at most. */
#define FIND_TRIES 4

static struct stap_cpu_table *table_of(struct stap_map *map, uint32_t slot)
{
	struct stap_cpu_table *table = __atomic_load_n(&map->cpus[slot], __ATOMIC_ACQUIRE);

	return table;
}

/* False when the whole array was deleted since the owner last used it: then it counts as empty. */
static bool is_current(const struct stap_map *map, const struct stap_cpu_table *table)
{
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(&table->generation, __ATOMIC_ACQUIRE) ==
	       __atomic_load_n(&map->generation, __ATOMIC_RELAXED);
}

static uint32_t hash_of(const struct stap_node *node)
{
	return __atomic_load_n(&node->hash, __ATOMIC_RELAXED);
}

static bool is_live(const struct stap_layout *layout, struct stap_node *node)
{
	uint32_t hash = hash_of(node);

	return hash &&
	       hash != __atomic_load_n(&stap_node_stat(layout, node)->is_deleted, __ATOMIC_RELAXED);
}

/* ---------------------------------------------------------------- one key */

/*
 * Walks the bucket for @key. Returns NULL when it is not there, or a node of the same hash, that
 * may have another key by the time it is looked at.
 */
static struct stap_node *find_part(struct stap_map *map, struct stap_cpu_table *table,
				   const struct stap_key *key)
{
	const struct stap_layout *layout = &map->layout;
	const uint32_t *head = &table->heads[key->hash & layout->mask];
	uint32_t number, steps, tries;

	for (tries = 0; tries < FIND_TRIES; tries++) {
		number = __atomic_load_n(head, __ATOMIC_ACQUIRE);
		for (steps = 0; number && steps < layout->capacity; steps++) {
			char *at = stap_node_at(layout, table->nodes, number);
			struct stap_node *node = (struct stap_node *)at;
			uint32_t hash = hash_of(node);

			if (!hash || ((hash ^ key->hash) & layout->mask))
				break; /* it was retired or moved under us */
			if (hash == key->hash && stap_key_is(layout, at, key))
				return node;
			number = __atomic_load_n(&node->chain, __ATOMIC_ACQUIRE);
		}
		if (!number)
			return NULL;
	}
	return NULL;
}

/* Copies the statistic of @node; false when it is deleted or not @key's any more. */
static bool copy_node(const struct stap_layout *layout, struct stap_cpu_table *table,
		      struct stap_node *node, const struct stap_key *key,
		      const struct stap_stat_type *type, struct stap_stat *copy)
{
	const struct stap_stat *stat = stap_node_stat(layout, node);
	uint32_t sequence;
	bool is_there = false;
	int tries;

	for (tries = 0; tries < STAP_STAT_TRIES; tries++) {
		bool is_whole = stap_sequence_read(stat, &sequence);

		is_there = is_live(layout, node) && hash_of(node) == key->hash &&
			   stap_key_is(layout, node, key);
		if (is_there) {
			__builtin_memcpy(copy, stat, stap_stat_used_size(type));
			if (type->bucket_count)
				stap_chunks_copy(&table->chunks, type, stat, copy);
		}
		if (is_whole && stap_sequence_same(stat, sequence))
			break;
		stap_relax();
	}
	return is_there;
}

/* One CPU's part of @key; false: there is none. */
static bool copy_key_part(struct stap_map *map, struct stap_cpu_table *table,
			  const struct stap_key *key, const struct stap_stat_type *type,
			  struct stap_stat *copy)
{
	struct stap_node *node;

	if (!is_current(map, table))
		return false;
	node = find_part(map, table, key);
	return node && copy_node(&map->layout, table, node, key, type, copy) &&
	       is_current(map, table);
}

const struct stap_stat *stap_stat_map_read(struct stap_context *c, struct stap_global_map *global,
					   const struct stap_key *key, bool buckets)
{
	struct stap_map *map = global->map;
	struct stap_stat_type type = global->type.stat;
	struct stap_stat *sum = map->scratch[c->cpu];
	struct stap_stat *copy = (struct stap_stat *)((char *)sum + map->stat_size);
	uint32_t slot;

	if (!buckets)
		type.bucket_count = 0;
	stap_stat_merge_begin(sum, &type);
	for (slot = 0; slot < map->slot_count; slot++) {
		struct stap_cpu_table *table = table_of(map, slot);

		if (table && copy_key_part(map, table, key, &type, copy))
			stap_stat_merge_add(sum, &type, copy);
	}
	stap_stat_merge_end(sum, &type);
	return sum;
}

const struct stap_stat *stap_map_get_stat(struct stap_context *c, struct stap_global_map *global,
					  const union stap_value *keys)
{
	struct stap_key key;

	stap_key_begin(&global->map->layout, &key, keys);
	return stap_stat_map_read(c, global, &key, true);
}

/* ---------------------------------------------------------------- has and delete */

/* Whether @node is live and matches, at one moment; its hash at that moment in *@hash. */
static bool node_matches(const struct stap_layout *layout, struct stap_node *node,
			 const union stap_value *keys, uint32_t wild, uint32_t *hash)
{
	const struct stap_stat *stat = stap_node_stat(layout, node);
	uint32_t sequence;
	bool matches = false;
	int tries;

	for (tries = 0; tries < STAP_STAT_TRIES; tries++) {
		bool is_whole = stap_sequence_read(stat, &sequence);

		*hash = hash_of(node);
		matches = is_live(layout, node) && stap_keys_match(layout, node, keys, wild);
		if (is_whole && stap_sequence_same(stat, sequence))
			break;
		stap_relax();
	}
	return matches;
}

/*
 * Calls @found for the nodes of one CPU that match, until it returns true; returns whether it did.
 * Without wildcards that is one node.
 */
static bool for_each_match(struct stap_map *map, struct stap_cpu_table *table,
			   const struct stap_key *key, uint32_t wild,
			   bool (*found)(const struct stap_layout *layout,
					 struct stap_cpu_table *table, struct stap_node *node,
					 uint32_t hash))
{
	const struct stap_layout *layout = &map->layout;
	uint32_t used, number, hash;
	struct stap_node *node;

	if (!is_current(map, table))
		return false;
	if (!wild) {
		node = find_part(map, table, key);
		return node && node_matches(layout, node, key->values, 0, &hash) &&
		       found(layout, table, node, hash);
	}
	used = __atomic_load_n(&table->used, __ATOMIC_ACQUIRE);
	for (number = 1; number <= used; number++) {
		node = (struct stap_node *)stap_node_at(layout, table->nodes, number);
		if (node_matches(layout, node, key->values, wild, &hash) &&
		    found(layout, table, node, hash))
			return true;
	}
	return false;
}

static bool
for_each_cpu_match(struct stap_global_map *global, const union stap_value *keys, uint32_t wild,
		   bool (*found)(const struct stap_layout *layout, struct stap_cpu_table *table,
				 struct stap_node *node, uint32_t hash))
{
	struct stap_map *map = global->map;
	struct stap_key key = { .values = keys };
	uint32_t slot;

	if (!wild)
		stap_key_begin(&map->layout, &key, keys);
	for (slot = 0; slot < map->slot_count; slot++) {
		struct stap_cpu_table *table = table_of(map, slot);

		if (table && for_each_match(map, table, &key, wild, found))
			return true;
	}
	return false;
}

static bool is_enough(const struct stap_layout *layout, struct stap_cpu_table *table,
		      struct stap_node *node, uint32_t hash)
{
	(void)layout;
	(void)table;
	(void)node;
	(void)hash;
	return true;
}

static bool mark_deleted(const struct stap_layout *layout, struct stap_cpu_table *table,
			 struct stap_node *node, uint32_t hash)
{
	__atomic_store_n(&stap_node_stat(layout, node)->is_deleted, hash, __ATOMIC_RELAXED);
	__atomic_store_n(&table->deleted, 1, __ATOMIC_RELEASE);
	return false;
}

bool stap_stat_map_has(struct stap_global_map *global, const union stap_value *keys, uint32_t wild)
{
	return for_each_cpu_match(global, keys, wild, is_enough);
}

void stap_stat_map_delete(struct stap_global_map *global, const union stap_value *keys,
			  uint32_t wild)
{
	for_each_cpu_match(global, keys, wild, mark_deleted);
}

void stap_stat_map_clear(struct stap_global_map *global)
{
	__atomic_fetch_add(&global->map->generation, 1, __ATOMIC_SEQ_CST);
}

/* ---------------------------------------------------------------- all keys */

/* Copies the keys of @node if it is live; returns its hash, or 0. */
static uint32_t copy_keys(const struct stap_layout *layout, struct stap_node *node, stap_word *to)
{
	const stap_word *from = stap_node_keys(layout, node);
	const struct stap_stat *stat = stap_node_stat(layout, node);
	uint32_t sequence, i, hash = 0;
	int tries;

	for (tries = 0; tries < STAP_STAT_TRIES; tries++) {
		bool is_whole = stap_sequence_read(stat, &sequence);

		hash = is_live(layout, node) ? hash_of(node) : 0;
		for (i = 0; hash && i < layout->key_words; i++)
			to[i] = from[i];
		if (is_whole && stap_sequence_same(stat, sequence))
			break;
		stap_relax();
	}
	return hash_of(node) == hash ? hash : 0;
}

static bool is_collected(struct stap_map *map, const struct stap_ring_node *node, uint32_t hash)
{
	const struct stap_layout *layout = &map->snapshot_layout;
	const stap_word *keys = stap_node_keys(layout, node);
	uint32_t number = map->table.heads[hash & layout->mask];

	while (number) {
		struct stap_ring_node *other = stap_ring_at(layout, &map->table, number);

		if (other->node.hash == hash &&
		    stap_words_equal(stap_node_keys(layout, other), keys, layout->key_words))
			return true;
		number = other->node.chain;
	}
	return false;
}

/* The node of @table that is number @turn from the oldest on. */
static struct stap_node *by_age(const struct stap_layout *layout, struct stap_cpu_table *table,
				uint32_t hand, uint32_t turn)
{
	uint32_t number = (hand + turn) % layout->capacity + 1;

	return (struct stap_node *)stap_node_at(layout, table->nodes, number);
}

/*
 * Adds the keys of one CPU. *@spare is a node of the snapshot that is not linked; there is one more
 * than entries, so that a key can be read before it is known whether it is new.
 */
static bool collect_table(struct stap_global_map *global, struct stap_cpu_table *table,
			  struct stap_ring_node **spare)
{
	struct stap_map *map = global->map;
	const struct stap_layout *layout = &map->snapshot_layout;
	uint32_t hand = __atomic_load_n(&table->hand, __ATOMIC_RELAXED);
	uint32_t used = __atomic_load_n(&table->used, __ATOMIC_ACQUIRE);
	uint32_t turn, hash;

	for (turn = 0; turn < used; turn++) {
		struct stap_node *node = by_age(&map->layout, table, hand, turn);

		hash = copy_keys(&map->layout, node,
				 (stap_word *)((char *)*spare + layout->key_offset));
		if (!hash || is_collected(map, *spare, hash))
			continue;
		if (map->table.count >= global->type.max_entries && !global->type.wraps)
			return false;
		stap_table_link(layout, &map->table, *spare, hash);
		*spare = stap_table_take(layout, &map->table, true);
	}
	return true;
}

bool stap_stat_map_collect(struct stap_global_map *global)
{
	struct stap_map *map = global->map;
	struct stap_ring_node *spare;
	bool fits = true;
	uint32_t slot;

	stap_table_clear(&map->snapshot_layout, &map->table);
	spare = stap_table_take(&map->snapshot_layout, &map->table, false);
	for (slot = 0; fits && slot < map->slot_count; slot++) {
		struct stap_cpu_table *table = table_of(map, slot);

		if (table && is_current(map, table))
			fits = collect_table(global, table, &spare);
	}
	stap_table_give_back(&map->snapshot_layout, &map->table, spare);
	return fits;
}
