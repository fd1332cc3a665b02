// SPDX-License-Identifier: GPL-2.0-only
/*
 * Statistics: adding what the inline stap_stat_add leaves, merging the CPUs' parts, and what a
 * script reads of them. Only create and destroy need task context.
 *
 * A part is written by its own CPU alone. It counts stap_stat.sequence up before and after each
 * change, so that a reader on another CPU can tell a copy that is whole. A reader tries
 * STAP_STAT_TRIES times; then it takes what it got, which can be off by the additions that went on
 * meanwhile. Another CPU deletes by setting is_deleted, and the owner starts anew with its next
 * addition; until then readers see an empty part.
 */
#include "stat.h"
#include "map_chunk.h"

static uint32_t slot_count; /* of all statistics that are not in arrays */

size_t stap_stat_full_size(const struct stap_stat_type *type)
{
	return sizeof(struct stap_stat) + type->bucket_count * sizeof(int64_t);
}

size_t stap_stat_used_size(const struct stap_stat_type *type)
{
	if (type->parts & STAP_STAT_VARIANCE)
		return sizeof(struct stap_stat);
	if (type->parts & STAP_STAT_MIN_MAX)
		return __builtin_offsetof(struct stap_stat, mean);
	if (type->parts & STAP_STAT_SUM)
		return __builtin_offsetof(struct stap_stat, min);
	return __builtin_offsetof(struct stap_stat, sum);
}

/* ---------------------------------------------------------------- adding */

void stap_stat_reset(struct stap_stat *stat, const struct stap_stat_type *type)
{
	stat->count = 0;
	if (type->parts & (STAP_STAT_SUM | STAP_STAT_MIN_MAX | STAP_STAT_VARIANCE))
		stat->sum = 0;
	if (type->parts & (STAP_STAT_MIN_MAX | STAP_STAT_VARIANCE)) {
		stat->min = STAP_INT64_MAX;
		stat->max = STAP_INT64_MIN;
	}
	if (type->parts & STAP_STAT_VARIANCE) {
		stat->mean = 0;
		stat->m2 = 0;
	}
}

/* The bucket number of hist_log: 0 has its own, the others are by the highest bit. */
static uint32_t log_bucket(int64_t value)
{
	uint32_t bucket;

	if (value == 0)
		return STAP_LOG_ZERO;
	if (value == STAP_INT64_MIN)
		return 0;
	bucket = 64 - __builtin_clzll(value > 0 ? value : -value);
	return value > 0 ? STAP_LOG_ZERO + bucket : STAP_LOG_ZERO - bucket;
}

uint32_t stap_stat_bucket(const struct stap_stat_type *type, int64_t value)
{
	uint64_t bucket;

	if (type->parts & STAP_STAT_LOG)
		return log_bucket(value);
	if (value < type->low)
		return 0;
	bucket = ((uint64_t)value - (uint64_t)type->low) / (uint64_t)type->step;
	if (bucket > type->bucket_count - 3)
		return type->bucket_count - 1;
	return bucket + 1;
}

/* Welford's recurrence on values scaled by 2^shift; wraps around as unsigned numbers do. */
static void add_variance(struct stap_stat *stat, int32_t shift, int64_t value)
{
	int64_t scaled = (int64_t)((uint64_t)value << shift);
	int64_t delta = (int64_t)((uint64_t)scaled - (uint64_t)stat->mean);

	stat->mean = (int64_t)((uint64_t)stat->mean + (uint64_t)(delta / stat->count));
	stat->m2 = (int64_t)((uint64_t)stat->m2 +
			     (uint64_t)delta * ((uint64_t)scaled - (uint64_t)stat->mean));
}

static void forget(struct stap_stat *stat, const struct stap_stat_type *type)
{
	stap_stat_reset(stat, type);
	if (type->is_chunked)
		stap_chunks_release(type, stat);
	else
		__builtin_memset(stat->buckets, 0, type->bucket_count * sizeof(int64_t));
	__atomic_store_n(&stat->is_deleted, 0, __ATOMIC_RELEASE);
}

void stap_stat_add_slow(struct stap_stat *stat, const struct stap_stat_type *type, int64_t value)
{
	stap_sequence_begin(stat);
	if (__atomic_load_n(&stat->is_deleted, __ATOMIC_RELAXED))
		forget(stat, type);
	stat->count++;
	if (type->parts & (STAP_STAT_SUM | STAP_STAT_VARIANCE))
		stat->sum = (int64_t)((uint64_t)stat->sum + (uint64_t)value);
	if (type->parts & STAP_STAT_MIN_MAX) {
		if (value < stat->min)
			stat->min = value;
		if (value > stat->max)
			stat->max = value;
	}
	if (type->parts & STAP_STAT_VARIANCE)
		add_variance(stat, type->shift, value);
	if (type->is_chunked)
		stap_chunk_count(type, stat, stap_stat_bucket(type, value));
	else if (type->bucket_count)
		stat->buckets[stap_stat_bucket(type, value)]++;
	stap_sequence_end(stat);
}

/* ---------------------------------------------------------------- merging */

void stap_stat_merge_begin(struct stap_stat *sum, const struct stap_stat_type *type)
{
	__builtin_memset(sum, 0, stap_stat_full_size(type));
	sum->min = STAP_INT64_MAX;
	sum->max = STAP_INT64_MIN;
}

void stap_stat_merge_add(struct stap_stat *sum, const struct stap_stat_type *type,
			 const struct stap_stat *part)
{
	uint32_t i;

	sum->count += part->count;
	if (type->parts & (STAP_STAT_SUM | STAP_STAT_VARIANCE))
		sum->sum = (int64_t)((uint64_t)sum->sum + (uint64_t)part->sum);
	if (type->parts & STAP_STAT_MIN_MAX) {
		if (part->min < sum->min)
			sum->min = part->min;
		if (part->max > sum->max)
			sum->max = part->max;
	}
	if (type->parts & STAP_STAT_VARIANCE) {
		uint64_t weighted = (uint64_t)part->count * (uint64_t)part->mean;

		sum->mean = (int64_t)((uint64_t)sum->mean + weighted);
		sum->m2 = (int64_t)((uint64_t)sum->m2 + (uint64_t)part->m2 +
				    weighted * (uint64_t)part->mean);
	}
	for (i = 0; i < type->bucket_count; i++)
		sum->buckets[i] += part->buckets[i];
}

/*
 * The sum of squares around the common mean M of parts with n values, mean m and m2 around it, is
 * sum(m2 + n (m - M)^2) = sum(m2 + n m^2) - 2 M sum(n m) + M^2 sum(n), with `merge_add` having made
 * the sums. M comes from the exact sum, as SystemTap has it.
 */
void stap_stat_merge_end(struct stap_stat *sum, const struct stap_stat_type *type)
{
	uint64_t mean;

	if (!(type->parts & STAP_STAT_VARIANCE) || !sum->count)
		return;
	mean = (uint64_t)((int64_t)((uint64_t)sum->sum << type->shift) / sum->count);
	sum->m2 = (int64_t)((uint64_t)sum->m2 - 2 * mean * (uint64_t)sum->mean +
			    mean * mean * (uint64_t)sum->count);
	sum->mean = (int64_t)mean;
}

/* Copies one CPU's part; false when it is deleted. */
static bool copy_part(struct stap_stat *copy, const struct stap_stat *part,
		      const struct stap_stat_type *type)
{
	uint32_t sequence;
	int tries;

	for (tries = 0; tries < STAP_STAT_TRIES; tries++) {
		bool is_whole = stap_sequence_read(part, &sequence);

		if (__atomic_load_n(&part->is_deleted, __ATOMIC_RELAXED))
			return false;
		__builtin_memcpy(copy, part, stap_stat_full_size(type));
		if (is_whole && stap_sequence_same(part, sequence))
			break;
		stap_relax();
	}
	return true;
}

const struct stap_stat *stap_global_stat_read(struct stap_context *c,
					      struct stap_global_stat *global)
{
	const struct stap_stat_type *type = &global->type;
	struct stap_stat *sum = global->merged[c->cpu];
	struct stap_stat *copy = (struct stap_stat *)((char *)sum + stap_stat_full_size(type));
	uint32_t i;

	stap_stat_merge_begin(sum, type);
	for (i = 0; i < slot_count; i++)
		if (global->cpus[i] && copy_part(copy, global->cpus[i], type))
			stap_stat_merge_add(sum, type, copy);
	stap_stat_merge_end(sum, type);
	return sum;
}

void stap_global_stat_delete(struct stap_global_stat *global)
{
	uint32_t i;

	for (i = 0; i < slot_count; i++)
		if (global->cpus[i])
			__atomic_store_n(&global->cpus[i]->is_deleted, 1, __ATOMIC_RELAXED);
}

/* ---------------------------------------------------------------- reading */

static bool is_empty(struct stap_context *c, const struct stap_stat *stat, const char *place)
{
	if (stap_likely(stat->count))
		return false;
	stap_raise(c, "empty aggregate", place);
	return true;
}

int64_t stap_stat_min(struct stap_context *c, const struct stap_stat *stat, const char *place)
{
	return is_empty(c, stat, place) ? 0 : stat->min;
}

int64_t stap_stat_max(struct stap_context *c, const struct stap_stat *stat, const char *place)
{
	return is_empty(c, stat, place) ? 0 : stat->max;
}

int64_t stap_stat_average(struct stap_context *c, const struct stap_stat *stat, const char *place)
{
	return is_empty(c, stat, place) ? 0 : stat->sum / stat->count;
}

int64_t stap_stat_variance(struct stap_context *c, const struct stap_stat *stat,
			   const struct stap_stat_type *type, const char *place)
{
	if (is_empty(c, stat, place) || stat->count < 2)
		return 0;
	return stat->m2 / (stat->count - 1) >> (2 * type->shift > 63 ? 63 : 2 * type->shift);
}

int64_t stap_hist_bucket(struct stap_context *c, const struct stap_stat *stat,
			 const struct stap_stat_type *type, int64_t bucket, const char *place)
{
	if (bucket >= 0 && bucket < type->bucket_count)
		return stat->buckets[bucket];
	stap_raise(c, "histogram index out of range", place);
	return 0;
}

/* ---------------------------------------------------------------- memory */

bool stap_global_stat_create(struct stap_global_stat *global, uint32_t slots,
			     bool (*is_possible)(uint32_t slot))
{
	/* Whole cache lines: no CPU writes into another's. */
	size_t size = (stap_stat_full_size(&global->type) + 63) / 64 * 64;
	uint32_t i;

	slot_count = slots;
	global->cpus = stap_allocate(slots * sizeof(*global->cpus));
	global->merged = stap_allocate(slots * sizeof(*global->merged));
	if (!global->cpus || !global->merged)
		goto failed;
	for (i = 0; i < slots; i++) {
		if (!is_possible(i))
			continue;
		global->cpus[i] = stap_allocate(size);
		global->merged[i] = stap_allocate(2 * size);
		if (!global->cpus[i] || !global->merged[i])
			goto failed;
		stap_stat_reset(global->cpus[i], &global->type);
	}
	return true;
failed:
	stap_global_stat_destroy(global);
	return false;
}

void stap_global_stat_destroy(struct stap_global_stat *global)
{
	uint32_t i;

	for (i = 0; global->cpus && i < slot_count; i++)
		stap_release(global->cpus[i]);
	for (i = 0; global->merged && i < slot_count; i++)
		stap_release(global->merged[i]);
	stap_release(global->cpus);
	stap_release(global->merged);
	global->cpus = NULL;
	global->merged = NULL;
}
