/* SPDX-License-Identifier: GPL-2.0-only */
/* Statistics as stat.c, map_stat.c and histogram.c share them. No kernel header is needed. */
#ifndef STAP_STAT_H
#define STAP_STAT_H

#include "stap.h"

/* How often a reader tries to get one CPU's part unchanged, before it takes it as it is. */
#define STAP_STAT_TRIES 64

/* Bytes of a stap_stat with its buckets, and of as much of it as @type's parts need. */
size_t stap_stat_full_size(const struct stap_stat_type *type);
size_t stap_stat_used_size(const struct stap_stat_type *type);

/* Makes the used part empty, but not the buckets, sequence and is_deleted. */
void stap_stat_reset(struct stap_stat *stat, const struct stap_stat_type *type);

/* The bucket of @value in the histogram of @type. */
uint32_t stap_stat_bucket(const struct stap_stat_type *type, int64_t value);

/*
 * Merging: begin, add each CPU's part, end. Between, mean and m2 are sums that `end` needs. A part
 * is a copy, or lies still; of @part only what its type uses is read.
 */
void stap_stat_merge_begin(struct stap_stat *sum, const struct stap_stat_type *type);
void stap_stat_merge_add(struct stap_stat *sum, const struct stap_stat_type *type,
			 const struct stap_stat *part);
void stap_stat_merge_end(struct stap_stat *sum, const struct stap_stat_type *type);

/*
 * The owner's side of the sequence: what is written between the two is read again by others. On x86
 * stores are seen in order; elsewhere the fences are needed.
 */
stap_inline void stap_sequence_begin(struct stap_stat *stat)
{
	__atomic_store_n(&stat->sequence, stat->sequence + 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

stap_inline void stap_sequence_end(struct stap_stat *stat)
{
	__atomic_store_n(&stat->sequence, stat->sequence + 1, __ATOMIC_RELEASE);
}

/* The reader's side: false while the owner writes, or when it wrote since @sequence was taken. */
stap_inline bool stap_sequence_read(const struct stap_stat *stat, uint32_t *sequence)
{
	*sequence = __atomic_load_n(&stat->sequence, __ATOMIC_ACQUIRE);
	return !(*sequence & 1);
}

stap_inline bool stap_sequence_same(const struct stap_stat *stat, uint32_t sequence)
{
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(&stat->sequence, __ATOMIC_RELAXED) == sequence;
}

/*
 * Allocates @global's parts for @slots slots; of those that are not possible none. Returns false
 * when there is no memory (nothing is left allocated). Task context. All globals have the same
 * @slots.
 */
bool stap_global_stat_create(struct stap_global_stat *global, uint32_t slots,
			     bool (*is_possible)(uint32_t slot));
void stap_global_stat_destroy(struct stap_global_stat *global);

stap_inline void stap_relax(void)
{
	__builtin_ia32_pause();
}

#endif
