/* SPDX-License-Identifier: GPL-2.0-only */
/* Histograms in arrays: buckets in small chunks from a pool per CPU. See map_chunk.c. */
#ifndef STAP_MAP_CHUNK_H
#define STAP_MAP_CHUNK_H

#include "map.h"

/* One more value in @bucket of @stat, and giving back all its chunks. Only the owner. */
void stap_chunk_count(const struct stap_stat_type *type, struct stap_stat *stat, uint32_t bucket);
void stap_chunks_release(const struct stap_stat_type *type, struct stap_stat *stat);

/* All chunks are free again, whoever had them. Only the owner. */
void stap_chunk_pool_reset(struct stap_chunk_pool *pool);

/*
 * Returns whether at least one chunk is free: all that one more value can need. Sees to it that the
 * pool grows in time. Only the owner.
 */
bool stap_chunk_reserve(struct stap_context *c, struct stap_chunk_pool *pool);

/*
 * Copies the buckets of @from, which may be changing, into those of @to. Any CPU; what was copied
 * is to be believed only when the statistic's sequence is still the same.
 */
void stap_chunks_copy(const struct stap_chunk_pool *pool, const struct stap_stat_type *type,
		      const struct stap_stat *from, struct stap_stat *to);

/*
 * Allocates until enough chunks are free; false when there is no memory: then pool->growing stays
 * as it is. Task context with @can_sleep, any but a handler's without. One at a time: by the
 * sleeper itself, or after stap_ask_memory().
 */
bool stap_chunk_pool_grow(struct stap_chunk_pool *pool, bool can_sleep);

/* For @capacity statistics; `destroy` also after a `create` that failed. Task context. */
bool stap_chunk_pool_create(struct stap_chunk_pool *pool, const struct stap_stat_type *type,
			    uint32_t capacity);
void stap_chunk_pool_destroy(struct stap_chunk_pool *pool);

#endif
