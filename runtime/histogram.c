// SPDX-License-Identifier: GPL-2.0-only
/*
 * Histograms as text, in SystemTap's form: a bar per bucket, scaled when the greatest count is more
 * than a bar is wide. Up to two empty buckets are shown beside those that are not; `~` stands for
 * those left out in between. Handler context.
 */
#include "format.h"

#define BAR_WIDTH 50
#define MARGIN	  2 /* empty buckets shown on each side */

struct histogram {
	const struct stap_stat *stat;
	const struct stap_stat_type *type;
	uint32_t first, last; /* buckets shown */
	int64_t greatest;     /* count */
	int value_width, count_width;
};

/* The lowest value of a bucket; for the outer ones of a linear histogram the limit it is beyond. */
static int64_t bucket_value(const struct stap_stat_type *type, uint32_t bucket)
{
	if (type->parts & STAP_STAT_LOG) {
		if (bucket == STAP_LOG_ZERO)
			return 0;
		if (bucket > STAP_LOG_ZERO)
			return (int64_t)1 << (bucket - STAP_LOG_ZERO - 1);
		return (int64_t)(0 - ((uint64_t)1 << (STAP_LOG_ZERO - 1 - bucket)));
	}
	if (bucket == 0)
		return type->low;
	if (bucket == type->bucket_count - 1)
		bucket--;
	return (int64_t)((uint64_t)type->low + (bucket - 1) * (uint64_t)type->step);
}

/* '<' or '>' before the value of the outer buckets of a linear histogram, else 0. */
static char bucket_mark(const struct stap_stat_type *type, uint32_t bucket)
{
	if (type->parts & STAP_STAT_LOG)
		return 0;
	if (bucket == 0)
		return '<';
	return bucket == type->bucket_count - 1 ? '>' : 0;
}

static int value_length(const struct stap_stat_type *type, uint32_t bucket)
{
	int64_t value = bucket_value(type, bucket);
	uint64_t magnitude = value;

	return stap_count_digits(value < 0 ? -magnitude : magnitude) + (value < 0) +
	       (bucket_mark(type, bucket) != 0);
}

/* Finds what is to be shown; false when every bucket is empty. */
static bool measure(struct histogram *h)
{
	uint32_t count = h->type->bucket_count, inner_first = 0, inner_last = count - 1, i;
	bool found = false;

	for (i = 0; i < count; i++) {
		if (!h->stat->buckets[i])
			continue;
		if (!found)
			h->first = i;
		found = true;
		h->last = i;
		if (h->stat->buckets[i] > h->greatest)
			h->greatest = h->stat->buckets[i];
	}
	if (!(h->type->parts & STAP_STAT_LOG)) { /* the outer buckets are no margin */
		inner_first++;
		inner_last--;
	} else if (h->first >= STAP_LOG_ZERO) { /* nor those below 0 */
		inner_first = STAP_LOG_ZERO;
	}
	for (i = 0; i < MARGIN; i++) {
		if (h->first > inner_first)
			h->first--;
		if (h->last < inner_last)
			h->last++;
	}
	h->value_width = sizeof("value") - 1;
	for (i = h->first; i <= h->last; i++)
		if (value_length(h->type, i) > h->value_width)
			h->value_width = value_length(h->type, i);
	h->count_width = stap_count_digits(h->greatest);
	return found;
}

/* Whether the buckets around are empty too, as far as the margin goes. */
static bool is_left_out(const struct histogram *h, uint32_t bucket)
{
	uint32_t i;

	for (i = bucket < MARGIN ? 0 : bucket - MARGIN;
	     i <= bucket + MARGIN && i < h->type->bucket_count; i++)
		if (h->stat->buckets[i])
			return false;
	return true;
}

static void put_bucket(struct stap_context *c, struct stap_output *o, const struct histogram *h,
		       uint32_t bucket)
{
	int64_t count = h->stat->buckets[bucket], bar = count;
	char mark = bucket_mark(h->type, bucket);

	if (h->greatest > STAP_INT64_MAX / BAR_WIDTH)
		bar = count / (h->greatest / BAR_WIDTH);
	else if (h->greatest > BAR_WIDTH)
		bar = count * BAR_WIDTH / h->greatest;
	if (bar > BAR_WIDTH)
		bar = BAR_WIDTH;
	stap_put_repeated(c, o, ' ', h->value_width - value_length(h->type, bucket));
	stap_put_repeated(c, o, mark, mark != 0);
	stap_put_long(c, o, bucket_value(h->type, bucket));
	stap_put_text(c, o, " |", 2);
	stap_put_repeated(c, o, '@', bar);
	stap_put_repeated(c, o, ' ', BAR_WIDTH - bar + 1);
	stap_put_repeated(c, o, ' ', h->count_width - stap_count_digits(count));
	stap_put_long(c, o, count);
	stap_put_text(c, o, "\n", 1);
}

void stap_put_hist(struct stap_context *c, struct stap_output *o, const struct stap_stat *stat,
		   const struct stap_stat_type *type, const char *place)
{
	struct histogram h = { .stat = stat, .type = type };
	bool was_left_out = false;
	uint32_t i;

	if (!measure(&h)) {
		stap_raise(c, "empty aggregate", place);
		return;
	}
	stap_put_repeated(c, o, ' ', h.value_width - 5);
	stap_put_text(c, o, "value |", 7);
	stap_put_repeated(c, o, '-', BAR_WIDTH);
	stap_put_text(c, o, " count\n", 7);
	for (i = h.first; i <= h.last; i++) {
		bool left_out = is_left_out(&h, i);

		if (!left_out) {
			put_bucket(c, o, &h, i);
		} else if (!was_left_out) {
			stap_put_repeated(c, o, ' ', h.value_width);
			stap_put_text(c, o, " ~\n", 3);
		}
		was_left_out = left_out;
	}
}
