// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arrays of numbers and strings, used under the lock of their global; and for every array what does
 * not depend on where its nodes are: making it, and sending calls on arrays of statistics to
 * map_stat.c. Everything but create and destroy runs in handler context.
 */
#include "map_key.h"

/* ---------------------------------------------------------------- nodes */

stap_inline struct stap_ring_node *find_shape(const struct stap_layout *layout,
					      const struct stap_table *table,
					      const struct stap_key *key, enum stap_shape shape)
{
	uint32_t number = table->heads[key->hash & layout->mask];

	while (number) {
		struct stap_ring_node *node = stap_ring_at(layout, table, number);

		if (stap_likely(node->node.hash == key->hash) &&
		    stap_key_is_shape(layout, node, key, shape))
			return node;
		number = node->node.chain;
	}
	return NULL;
}

/* Finds the node with @values, or NULL; @key is ready for storing them. */
stap_inline struct stap_ring_node *find(const struct stap_layout *layout,
					const struct stap_table *table, struct stap_key *key,
					const union stap_value *values)
{
	switch (layout->shape) {
	case STAP_ONE_LONG:
		stap_key_begin_shape(layout, key, values, STAP_ONE_LONG);
		return find_shape(layout, table, key, STAP_ONE_LONG);
	case STAP_ONE_NAME:
		stap_key_begin_shape(layout, key, values, STAP_ONE_NAME);
		return find_shape(layout, table, key, STAP_ONE_NAME);
	case STAP_LONG_AND_NAME:
		stap_key_begin_shape(layout, key, values, STAP_LONG_AND_NAME);
		return find_shape(layout, table, key, STAP_LONG_AND_NAME);
	case STAP_PACKED:
		stap_key_begin_shape(layout, key, values, STAP_PACKED);
		return find_shape(layout, table, key, STAP_PACKED);
	default:
		stap_key_begin_shape(layout, key, values, STAP_WIDE);
		return find_shape(layout, table, key, STAP_WIDE);
	}
}

static uint32_t number_of(const struct stap_layout *layout, const struct stap_table *table,
			  const struct stap_ring_node *node)
{
	return ((const char *)node - table->nodes) / layout->node_size;
}

/* Takes @node out of its bucket and of the ring. */
static void unlink_node(const struct stap_layout *layout, struct stap_table *table,
			struct stap_ring_node *node, uint32_t number)
{
	uint32_t *link = &table->heads[node->node.hash & layout->mask];

	while (*link != number)
		link = &stap_ring_at(layout, table, *link)->node.chain;
	*link = node->node.chain;
	stap_ring_at(layout, table, node->prev)->next = node->next;
	stap_ring_at(layout, table, node->next)->prev = node->prev;
	node->prev = STAP_FREED;
	table->count--;
}

static void remove_node(const struct stap_layout *layout, struct stap_table *table,
			struct stap_ring_node *node)
{
	uint32_t number = number_of(layout, table, node);

	unlink_node(layout, table, node, number);
	node->node.chain = table->free;
	table->free = number;
}

struct stap_ring_node *stap_table_take(const struct stap_layout *layout, struct stap_table *table,
				       bool wraps)
{
	struct stap_ring_node *node;

	if (table->free) {
		node = stap_ring_at(layout, table, table->free);
		table->free = node->node.chain;
		return node;
	}
	if (stap_likely(table->used < layout->capacity)) {
		node = stap_ring_at(layout, table, ++table->used);
		node->prev = STAP_FREED;
		return node;
	}
	if (!wraps || !table->count)
		return NULL;
	node = stap_ring_at(layout, table, stap_ring_at(layout, table, 0)->next);
	unlink_node(layout, table, node, number_of(layout, table, node));
	return node;
}

void stap_table_give_back(const struct stap_layout *layout, struct stap_table *table,
			  struct stap_ring_node *node)
{
	node->node.chain = table->free;
	table->free = number_of(layout, table, node);
}

void stap_table_link(const struct stap_layout *layout, struct stap_table *table,
		     struct stap_ring_node *node, uint32_t hash)
{
	struct stap_ring_node *ring = stap_ring_at(layout, table, 0);
	uint32_t number = number_of(layout, table, node);
	uint32_t *head = &table->heads[hash & layout->mask];

	node->node.hash = hash;
	node->node.chain = *head;
	*head = number;
	node->next = 0;
	node->prev = ring->prev;
	stap_ring_at(layout, table, ring->prev)->next = number;
	ring->prev = number;
	table->count++;
}

void stap_table_clear(const struct stap_layout *layout, struct stap_table *table)
{
	struct stap_ring_node *ring = stap_ring_at(layout, table, 0);
	uint32_t number;

	if (table->count > layout->mask / 8) {
		__builtin_memset(table->heads, 0, (layout->mask + 1) * sizeof(*table->heads));
	} else {
		for (number = ring->next; number;) {
			struct stap_ring_node *node = stap_ring_at(layout, table, number);

			table->heads[node->node.hash & layout->mask] = 0;
			number = node->next;
		}
	}
	ring->next = 0;
	ring->prev = 0;
	table->used = 0;
	table->free = 0;
	table->count = 0;
}

/* ---------------------------------------------------------------- reading and writing */

static void *find_value(struct stap_global_map *global, const union stap_value *keys)
{
	struct stap_map *map = global->map;
	struct stap_key key;
	struct stap_ring_node *node = find(&map->layout, &map->table, &key, keys);

	return node ? (char *)node + map->layout.value_offset : NULL;
}

int64_t stap_map_get_long(struct stap_context *c, struct stap_global_map *global,
			  const union stap_value *keys)
{
	const int64_t *value = find_value(global, keys);

	(void)c;
	return value ? *value : 0;
}

const char *stap_map_get_string(struct stap_context *c, struct stap_global_map *global,
				const union stap_value *keys)
{
	const char *value = find_value(global, keys);

	(void)c;
	return value ? value : "";
}

/* Makes room for a new key, whose value begins with 8 bytes of 0. */
static __attribute__((__noinline__)) void *insert(struct stap_context *c,
						  struct stap_global_map *global,
						  const struct stap_key *key, const char *place)
{
	struct stap_map *map = global->map;
	const struct stap_layout *layout = &map->layout;
	struct stap_ring_node *node = stap_table_take(layout, &map->table, global->type.wraps);
	stap_word *value;

	if (!node) {
		stap_raise(c, "Array overflow, check MAXMAPENTRIES", place);
		return NULL;
	}
	stap_key_store(layout, node, key);
	value = (stap_word *)((char *)node + layout->value_offset);
	*value = 0;
	stap_table_link(layout, &map->table, node, key->hash);
	return value;
}

/* The place of the value. */
static void *value_slot(struct stap_context *c, struct stap_global_map *global,
			const union stap_value *keys, const char *place)
{
	struct stap_map *map = global->map;
	struct stap_key key;
	struct stap_ring_node *node = find(&map->layout, &map->table, &key, keys);

	if (stap_likely(node))
		return (char *)node + map->layout.value_offset;
	return insert(c, global, &key, place);
}

int64_t *stap_map_slot_long(struct stap_context *c, struct stap_global_map *global,
			    const union stap_value *keys, const char *place)
{
	return value_slot(c, global, keys, place);
}

char *stap_map_slot_string(struct stap_context *c, struct stap_global_map *global,
			   const union stap_value *keys, const char *place)
{
	return value_slot(c, global, keys, place);
}

/* The next node from @number on, in the order of the ring, that matches; NULL: none. */
static struct stap_ring_node *next_match(const struct stap_layout *layout,
					 const struct stap_table *table, uint32_t number,
					 const union stap_value *keys, uint32_t wild)
{
	while (number) {
		struct stap_ring_node *node = stap_ring_at(layout, table, number);

		if (stap_keys_match(layout, node, keys, wild))
			return node;
		number = node->next;
	}
	return NULL;
}

bool stap_map_has(struct stap_context *c, struct stap_global_map *global,
		  const union stap_value *keys, uint32_t wild)
{
	struct stap_map *map = global->map;

	(void)c;
	if (global->type.value_kind == STAP_STATS)
		return stap_stat_map_has(global, keys, wild);
	if (!wild)
		return find_value(global, keys) != NULL;
	return next_match(&map->layout, &map->table,
			  stap_ring_at(&map->layout, &map->table, 0)->next, keys, wild) != NULL;
}

static void delete_slice(const struct stap_layout *layout, struct stap_table *table,
			 const union stap_value *keys, uint32_t wild)
{
	uint32_t number = stap_ring_at(layout, table, 0)->next;
	struct stap_ring_node *node;

	while ((node = next_match(layout, table, number, keys, wild))) {
		number = node->next;
		remove_node(layout, table, node);
	}
}

void stap_map_delete(struct stap_context *c, struct stap_global_map *global,
		     const union stap_value *keys, uint32_t wild)
{
	struct stap_map *map = global->map;
	struct stap_ring_node *node;
	struct stap_key key;

	(void)c;
	if (global->type.value_kind == STAP_STATS) {
		stap_stat_map_delete(global, keys, wild);
	} else if (wild) {
		delete_slice(&map->layout, &map->table, keys, wild);
	} else {
		node = find(&map->layout, &map->table, &key, keys);
		if (node)
			remove_node(&map->layout, &map->table, node);
	}
}

void stap_map_clear(struct stap_context *c, struct stap_global_map *global)
{
	(void)c;
	if (global->type.value_kind == STAP_STATS)
		stap_stat_map_clear(global);
	else
		stap_table_clear(&global->map->layout, &global->map->table);
}

/* ---------------------------------------------------------------- memory */

static enum stap_shape shape_of(const struct stap_layout *layout)
{
	const struct stap_column *columns = layout->columns;
	uint32_t count = layout->column_count;

	if (count == 1 && !columns[0].size)
		return STAP_ONE_LONG;
	if (count == 1 && columns[0].word_count == 2)
		return STAP_ONE_NAME;
	if (count == 2 && !columns[0].size && columns[1].word_count == 2)
		return STAP_LONG_AND_NAME;
	return layout->key_words <= STAP_PACKED_WORDS ? STAP_PACKED : STAP_WIDE;
}

static void layout_keys(struct stap_layout *layout, const struct stap_map_type *type,
			uint32_t offset)
{
	uint32_t i;

	layout->key_offset = offset;
	for (i = 0; i < type->key_count; i++) {
		struct stap_column *column = &layout->columns[i];

		column->offset = offset;
		column->word_count = 1;
		if (type->key_kinds[i] == STAP_STRING) {
			column->size = type->key_sizes[i];
			column->word_count = (column->size + 7) / 8;
			column->last_mask = ((uint64_t)1 << (column->size - 1) % 8 * 8) - 1;
		}
		offset += column->word_count * 8;
	}
	layout->column_count = type->key_count;
	layout->key_words = (offset - layout->key_offset) / 8;
	layout->shape = shape_of(layout);
	layout->value_offset = offset;
	layout->capacity = type->max_entries;
	layout->mask = 1;
	while (layout->mask < type->max_entries)
		layout->mask *= 2;
	layout->mask--;
}

static bool table_create(const struct stap_layout *layout, struct stap_table *table)
{
	table->heads = stap_allocate((layout->mask + 1ul) * sizeof(*table->heads));
	table->nodes = stap_allocate((layout->capacity + 1ul) * layout->node_size);
	return table->heads && table->nodes;
}

bool stap_map_create(struct stap_global_map *global, uint32_t slot_count,
		     bool (*is_possible)(uint32_t slot))
{
	struct stap_map *map;
	struct stap_layout *layout;
	uint32_t value_size = 8;

	if (global->type.max_entries > STAP_MAX_ENTRIES)
		return false;
	map = stap_allocate(sizeof(*map));
	if (!map)
		return false;
	global->map = map;
	map->slot_count = slot_count;
	if (global->type.value_kind == STAP_STRING)
		value_size = (global->type.value_size + 7) / 8 * 8;
	if (global->type.value_kind == STAP_STATS) {
		/* Its values are what a foreach is sorted by. One node is to read a key into. */
		layout = &map->snapshot_layout;
		layout_keys(&map->layout, &global->type, sizeof(struct stap_node));
	} else {
		layout = &map->layout;
	}
	layout_keys(layout, &global->type, sizeof(struct stap_ring_node));
	layout->node_size = layout->value_offset + value_size;
	if (layout == &map->snapshot_layout)
		layout->capacity++;
	if (!table_create(layout, &map->table) ||
	    (global->type.value_kind == STAP_STATS && !stap_stat_map_create(global, is_possible))) {
		stap_map_destroy(global);
		return false;
	}
	return true;
}

void stap_map_destroy(struct stap_global_map *global)
{
	struct stap_map *map = global->map;

	if (!map)
		return;
	if (global->type.value_kind == STAP_STATS)
		stap_stat_map_destroy(global);
	stap_release(map->table.heads);
	stap_release(map->table.nodes);
	stap_release(map);
	global->map = NULL;
}
