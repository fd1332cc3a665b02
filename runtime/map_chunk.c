// SPDX-License-Identifier: GPL-2.0-only
/*
 * Histograms in arrays. All buckets of a log histogram are 1 KiB, times 2048 keys, per CPU; but the
 * values under one key mostly fall into a dozen neighbouring buckets. So a node has a list of
 * chunks of seven buckets, which come from a pool of its CPU. The pool begins small. When less than
 * LOW_CHUNKS are left, more than one handler uses up within MAXACTION, it grows as soon as the
 * handler has ended. A handler never allocates, and never counts a value only in part, because
 * stap_map_slot_stat() refuses a key while not even one chunk is left.
 *
 * Only the owner changes chunks and lists; others copy them and look at stap_stat.sequence.
 */
#include "map_chunk.h"
#include "stat.h"

#define FIRST_SEGMENTS 12
#define LOW_CHUNKS     (8 * STAP_SEGMENT_CHUNKS)

static uint32_t chunks_of(const struct stap_stat_type *type)
{
	return (type->bucket_count + STAP_CHUNK_BUCKETS - 1) / STAP_CHUNK_BUCKETS;
}

static struct stap_chunk *chunk_at(const struct stap_chunk_pool *pool, uint32_t number)
{
	return &pool->segments[(number - 1) / STAP_SEGMENT_CHUNKS]
			      [(number - 1) % STAP_SEGMENT_CHUNKS];
}

static struct stap_chunk_list *list_of(struct stap_stat *stat)
{
	return (struct stap_chunk_list *)stat - 1;
}

static struct stap_chunk_pool *pool_of(const struct stap_stat_type *type, struct stap_stat *stat)
{
	const char *global =
		(const char *)type - __builtin_offsetof(struct stap_global_map, type.stat);

	return &((const struct stap_global_map *)global)->map->cpus[list_of(stat)->slot]->chunks;
}

static uint32_t chunks_there(const struct stap_chunk_pool *pool)
{
	return __atomic_load_n(&pool->segment_count, __ATOMIC_ACQUIRE) * STAP_SEGMENT_CHUNKS;
}

/* ---------------------------------------------------------------- the owner */

static uint32_t take(struct stap_chunk_pool *pool)
{
	uint32_t number = pool->free;

	if (number)
		pool->free = chunk_at(pool, number)->next;
	else if (pool->used < chunks_there(pool))
		number = ++pool->used;
	return number;
}

void stap_chunk_count(const struct stap_stat_type *type, struct stap_stat *stat, uint32_t bucket)
{
	struct stap_chunk_pool *pool = pool_of(type, stat);
	struct stap_chunk_list *list = list_of(stat);
	uint32_t wanted = bucket / STAP_CHUNK_BUCKETS, number;
	struct stap_chunk *chunk;

	for (number = list->first; number; number = chunk->next) {
		chunk = chunk_at(pool, number);
		if (chunk->number == wanted) {
			chunk->counts[bucket % STAP_CHUNK_BUCKETS]++;
			return;
		}
	}
	number = take(pool);
	if (stap_unlikely(!number))
		return; /* the slot was not asked for right before */
	chunk = chunk_at(pool, number);
	__builtin_memset(chunk->counts, 0, sizeof(chunk->counts));
	chunk->counts[bucket % STAP_CHUNK_BUCKETS] = 1;
	chunk->number = wanted;
	chunk->next = list->first;
	__atomic_store_n(&list->first, number, __ATOMIC_RELEASE);
}

void stap_chunks_release(const struct stap_stat_type *type, struct stap_stat *stat)
{
	struct stap_chunk_pool *pool = pool_of(type, stat);
	struct stap_chunk_list *list = list_of(stat);
	uint32_t number = list->first, last;

	if (!number)
		return;
	for (last = number; chunk_at(pool, last)->next; last = chunk_at(pool, last)->next)
		;
	__atomic_store_n(&list->first, 0, __ATOMIC_RELAXED);
	chunk_at(pool, last)->next = pool->free;
	pool->free = number;
}

void stap_chunk_pool_reset(struct stap_chunk_pool *pool)
{
	pool->used = 0;
	pool->free = 0;
}

bool stap_chunk_reserve(struct stap_context *c, struct stap_chunk_pool *pool)
{
	uint32_t there = chunks_there(pool);

	if (stap_unlikely(pool->used + LOW_CHUNKS > there) &&
	    there < pool->segment_limit * STAP_SEGMENT_CHUNKS) {
		uint32_t growing = STAP_NOT_GROWING;

		if (c->can_sleep)
			stap_chunk_pool_grow(pool, true);
		else if (__atomic_compare_exchange_n(&pool->growing, &growing, STAP_GROWS_NOW,
						     false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
			stap_ask_memory(pool);
	}
	return pool->free || pool->used < chunks_there(pool);
}

/* ---------------------------------------------------------------- readers */

void stap_chunks_copy(const struct stap_chunk_pool *pool, const struct stap_stat_type *type,
		      const struct stap_stat *from, struct stap_stat *to)
{
	const struct stap_chunk_list *list = (const struct stap_chunk_list *)from - 1;
	uint32_t number = __atomic_load_n(&list->first, __ATOMIC_ACQUIRE);
	uint32_t steps, i;

	__builtin_memset(to->buckets, 0, type->bucket_count * sizeof(int64_t));
	for (steps = 0; number && steps < chunks_of(type); steps++) {
		const struct stap_chunk *chunk = chunk_at(pool, number);
		uint32_t first = __atomic_load_n(&chunk->number, __ATOMIC_RELAXED);

		if (first >= chunks_of(type))
			return;
		first *= STAP_CHUNK_BUCKETS;
		for (i = 0; i < STAP_CHUNK_BUCKETS && first + i < type->bucket_count; i++)
			to->buckets[first + i] =
				__atomic_load_n(&chunk->counts[i], __ATOMIC_RELAXED);
		number = __atomic_load_n(&chunk->next, __ATOMIC_ACQUIRE);
	}
}

/* ---------------------------------------------------------------- memory */

static bool add_segment(struct stap_chunk_pool *pool, bool can_sleep)
{
	size_t size = STAP_SEGMENT_CHUNKS * sizeof(struct stap_chunk);
	struct stap_chunk *segment = can_sleep ? stap_allocate(size) : stap_allocate_atomic(size);

	if (!segment)
		return false;
	pool->segments[pool->segment_count] = segment;
	__atomic_store_n(&pool->segment_count, pool->segment_count + 1, __ATOMIC_RELEASE);
	return true;
}

bool stap_chunk_pool_grow(struct stap_chunk_pool *pool, bool can_sleep)
{
	uint32_t wanted = LOW_CHUNKS + 4 * STAP_SEGMENT_CHUNKS;

	while (pool->segment_count < pool->segment_limit &&
	       chunks_there(pool) - __atomic_load_n(&pool->used, __ATOMIC_RELAXED) < wanted)
		if (!add_segment(pool, can_sleep))
			return false;
	__atomic_store_n(&pool->growing, STAP_NOT_GROWING, __ATOMIC_RELEASE);
	return true;
}

bool stap_chunk_pool_create(struct stap_chunk_pool *pool, const struct stap_stat_type *type,
			    uint32_t capacity)
{
	uint64_t chunks = (uint64_t)capacity * chunks_of(type);

	pool->segment_limit = chunks / STAP_SEGMENT_CHUNKS + 1;
	pool->segments = stap_allocate(pool->segment_limit * sizeof(*pool->segments));
	if (!pool->segments)
		return false;
	while (pool->segment_count < FIRST_SEGMENTS && pool->segment_count < pool->segment_limit)
		if (!add_segment(pool, true))
			return false;
	return true;
}

void stap_chunk_pool_destroy(struct stap_chunk_pool *pool)
{
	while (pool->segment_count)
		stap_release(pool->segments[--pool->segment_count]);
	stap_release(pool->segments);
	pool->segments = NULL;
}
