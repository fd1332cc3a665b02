// SPDX-License-Identifier: GPL-2.0-only
/*
 * foreach: over the ring of an array, sorted when asked. Handler context, under the lock of the
 * global (exclusively when sorting, or for statistics).
 *
 * Sorting is a merge sort of the ring from the bottom up: in place, stable, no recursion. An array
 * of statistics is collected into its snapshot first.
 *
 * The translator forbids changing an array within its loop; should it happen all the same (a
 * function called with the name of another array), the loop may end early but never meets a bad
 * node: the next node is remembered by number, and is looked at only if it is still in the ring.
 */
#include "map_key.h"

#define FEW 64 /* entries wanted of a sorted array: then not all are sorted */

/* ---------------------------------------------------------------- sorting */

struct order {
	uint32_t offset; /* in the node */
	bool is_string;
	bool is_descending;
};

/* Whether @a goes before @b or is equal. */
static bool in_order(const struct order *order, const char *a, const char *b)
{
	int64_t difference;

	a += order->offset;
	b += order->offset;
	if (order->is_string) {
		difference = stap_compare_strings(a, b);
	} else {
		int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

		difference = (x > y) - (x < y);
	}
	return order->is_descending ? difference >= 0 : difference <= 0;
}

/* Merges two lists, linked by `next` and ended by 0, at *@link; returns the place of the last link.
 */
static uint32_t *merge(const struct stap_layout *layout, const struct stap_table *table,
		       const struct order *order, uint32_t *link, uint32_t a, uint32_t b)
{
	while (a && b) {
		struct stap_ring_node *first = stap_ring_at(layout, table, a);
		struct stap_ring_node *second = stap_ring_at(layout, table, b);

		if (in_order(order, (const char *)first, (const char *)second)) {
			*link = a;
			link = &first->next;
			a = *link;
		} else {
			*link = b;
			link = &second->next;
			b = *link;
		}
	}
	*link = a ? a : b;
	while (*link)
		link = &stap_ring_at(layout, table, *link)->next;
	return link;
}

/* Cuts the list at @first after @count nodes; returns the rest. */
static uint32_t cut(const struct stap_layout *layout, const struct stap_table *table,
		    uint32_t first, uint32_t count)
{
	struct stap_ring_node *node;
	uint32_t rest;

	if (!first)
		return 0;
	for (node = stap_ring_at(layout, table, first); --count && node->next;)
		node = stap_ring_at(layout, table, node->next);
	rest = node->next;
	node->next = 0;
	return rest;
}

static void sort(const struct stap_layout *layout, struct stap_table *table,
		 const struct order *order)
{
	struct stap_ring_node *ring = stap_ring_at(layout, table, 0);
	uint32_t width, a, b, rest, *link;

	for (width = 1; width && width < table->count; width *= 2) {
		rest = ring->next;
		link = &ring->next;
		while (rest) {
			a = rest;
			b = cut(layout, table, a, width);
			rest = cut(layout, table, b, width);
			link = merge(layout, table, order, link, a, b);
		}
	}
	for (a = 0; (b = stap_ring_at(layout, table, a)->next); a = b)
		stap_ring_at(layout, table, b)->prev = a;
	ring->prev = a;
}

static void move_behind(const struct stap_layout *layout, const struct stap_table *table,
			uint32_t number, uint32_t place)
{
	struct stap_ring_node *node = stap_ring_at(layout, table, number);
	struct stap_ring_node *before = stap_ring_at(layout, table, place);

	stap_ring_at(layout, table, node->prev)->next = node->next;
	stap_ring_at(layout, table, node->next)->prev = node->prev;
	node->prev = place;
	node->next = before->next;
	stap_ring_at(layout, table, before->next)->prev = number;
	before->next = number;
}

/*
 * Sorts the first @limit entries to the front, and leaves the others behind them in some order.
 * Most are compared once, with the last of those at the front.
 */
static void sort_front(const struct stap_layout *layout, const struct stap_table *table,
		       const struct order *order, uint32_t limit)
{
	uint32_t number = stap_ring_at(layout, table, 0)->next, next;
	uint32_t last = 0, place, kept = 0;

	for (; number; number = next) {
		const char *node = (const char *)stap_ring_at(layout, table, number);

		next = stap_ring_at(layout, table, number)->next;
		place = last;
		while (place &&
		       !in_order(order, (const char *)stap_ring_at(layout, table, place), node))
			place = stap_ring_at(layout, table, place)->prev;
		if (kept < limit) {
			kept++;
			if (place == last)
				last = number;
			else
				move_behind(layout, table, number, place);
		} else if (place != last) {
			move_behind(layout, table, number, place);
			last = stap_ring_at(layout, table, last)->prev;
		}
	}
}

/* ---------------------------------------------------------------- statistics */

static int64_t sort_value(const struct stap_stat *stat, enum stap_sort_by by)
{
	switch (by) {
	case STAP_SORT_SUM:
		return stat->sum;
	case STAP_SORT_MIN:
		return stat->min;
	case STAP_SORT_MAX:
		return stat->max;
	case STAP_SORT_AVERAGE:
		return stat->count ? stat->sum / stat->count : 0;
	default:
		return stat->count;
	}
}

static const struct stap_stat *read_entry(struct stap_context *c, struct stap_global_map *global,
					  const struct stap_ring_node *node, bool buckets)
{
	struct stap_key key;

	stap_key_begin_image(&key, stap_node_keys(&global->map->snapshot_layout, node),
			     node->node.hash);
	return stap_stat_map_read(c, global, &key, buckets);
}

/* Puts what the snapshot is to be sorted by into its nodes. */
static void fill_sort_values(struct stap_context *c, struct stap_global_map *global,
			     enum stap_sort_by by)
{
	const struct stap_layout *layout = &global->map->snapshot_layout;
	struct stap_ring_node *node;
	uint32_t number;

	for (number = stap_ring_at(layout, &global->map->table, 0)->next; number;
	     number = node->next) {
		node = stap_ring_at(layout, &global->map->table, number);
		*(int64_t *)((char *)node + layout->value_offset) =
			sort_value(read_entry(c, global, node, false), by);
	}
}

/* ---------------------------------------------------------------- foreach */

void stap_iterate(struct stap_context *c, struct stap_iterator *iterator,
		  struct stap_global_map *global, enum stap_sort_by by, unsigned key,
		  bool descending, int64_t limit, const union stap_value *slice, uint32_t wild)
{
	const struct stap_layout *layout = stap_table_layout(global);
	struct stap_table *table = &global->map->table;
	struct order order = { .offset = layout->value_offset, .is_descending = descending };

	if (global->type.value_kind == STAP_STATS) {
		if (!stap_stat_map_collect(global))
			stap_raise(c, "Array overflow, check MAXMAPENTRIES", NULL);
		if (by != STAP_SORT_NONE && by != STAP_SORT_KEY)
			fill_sort_values(c, global, by);
	}
	if (by == STAP_SORT_KEY) {
		order.offset = layout->columns[key].offset;
		order.is_string = layout->columns[key].size != 0;
	} else {
		order.is_string = global->type.value_kind == STAP_STRING;
	}
	if (by != STAP_SORT_NONE && limit > 0) {
		if (!slice && limit <= FEW && limit < table->count / 4)
			sort_front(layout, table, &order, limit);
		else
			sort(layout, table, &order);
	}
	iterator->map = global;
	iterator->next = (void *)(uintptr_t)stap_ring_at(layout, table, 0)->next;
	iterator->left = limit;
	iterator->slice = slice;
	iterator->wild = wild;
	iterator->entry = NULL;
}

bool stap_iterate_next(struct stap_context *c, struct stap_iterator *iterator)
{
	const struct stap_layout *layout = stap_table_layout(iterator->map);
	const struct stap_table *table = &iterator->map->map->table;
	uint32_t number = (uintptr_t)iterator->next;

	(void)c;
	if (iterator->left <= 0)
		return false;
	while (number && number <= table->used) {
		struct stap_ring_node *node = stap_ring_at(layout, table, number);

		if (node->prev == STAP_FREED)
			return false;
		number = node->next;
		if (iterator->slice &&
		    !stap_keys_match(layout, (const char *)node, iterator->slice, iterator->wild))
			continue;
		iterator->next = (void *)(uintptr_t)number;
		iterator->entry = node;
		iterator->left--;
		return true;
	}
	return false;
}

static const char *entry_key(const struct stap_iterator *iterator, unsigned key)
{
	const struct stap_layout *layout = stap_table_layout(iterator->map);

	return (const char *)iterator->entry + layout->columns[key].offset;
}

int64_t stap_iterator_key_long(const struct stap_iterator *iterator, unsigned key)
{
	return *(const stap_word *)entry_key(iterator, key);
}

const char *stap_iterator_key_string(const struct stap_iterator *iterator, unsigned key)
{
	return entry_key(iterator, key);
}

static const char *entry_value(const struct stap_iterator *iterator)
{
	return (const char *)iterator->entry + stap_table_layout(iterator->map)->value_offset;
}

int64_t stap_iterator_value_long(const struct stap_iterator *iterator)
{
	return *(const int64_t *)entry_value(iterator);
}

const char *stap_iterator_value_string(const struct stap_iterator *iterator)
{
	return entry_value(iterator);
}

const struct stap_stat *stap_iterator_value_stat(struct stap_context *c,
						 struct stap_iterator *iterator)
{
	return read_entry(c, iterator->map, iterator->entry, true);
}
