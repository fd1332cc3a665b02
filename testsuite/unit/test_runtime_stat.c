// SPDX-License-Identifier: GPL-2.0-only
/* Statistics over several CPUs, and histograms as text. */
#include "runtime_shim.h"

#include <inttypes.h>

#define SLOTS 4
#define ALL                                                                                        \
	(STAP_STAT_COUNT | STAP_STAT_SUM | STAP_STAT_MIN_MAX | STAP_STAT_VARIANCE | STAP_STAT_LOG)

static bool is_possible(uint32_t slot)
{
	return slot != 2; /* a CPU number that does not exist */
}

static struct stap_global_stat make(struct stap_stat_type type)
{
	struct stap_global_stat global = { .name = "x", .type = type };

	shim_context(0);
	ck_assert(stap_global_stat_create(&global, SLOTS, is_possible));
	return global;
}

/* The slow part of stap_stat_add is what the inline part leaves to it. */
static void add(struct stap_global_stat *global, uint32_t cpu, int64_t value)
{
	struct stap_context c = { .cpu = cpu };

	switch (global->type.parts) {
	case STAP_STAT_COUNT:
		stap_global_stat_add(&c, global, STAP_STAT_COUNT, value);
		break;
	case STAP_STAT_COUNT | STAP_STAT_LOG:
		stap_global_stat_add(&c, global, STAP_STAT_COUNT | STAP_STAT_LOG, value);
		break;
	case STAP_STAT_COUNT | STAP_STAT_SUM | STAP_STAT_MIN_MAX:
		stap_global_stat_add(&c, global,
				     STAP_STAT_COUNT | STAP_STAT_SUM | STAP_STAT_MIN_MAX, value);
		break;
	default:
		stap_global_stat_add(&c, global, ALL, value);
	}
}

static const char *histogram(const struct stap_stat *stat, const struct stap_stat_type *type)
{
	struct stap_context c = shim_context(0);

	stap_put_hist(&c, &c.out, stat, type, NULL);
	ck_assert_ptr_null(c.error);
	return shim_output(&c);
}

START_TEST(test_empty)
{
	struct stap_global_stat global =
		make((struct stap_stat_type){ .parts = ALL, .bucket_count = STAP_LOG_BUCKETS });
	struct stap_context c = shim_context(1);
	const struct stap_stat *stat = stap_global_stat_read(&c, &global);

	ck_assert_int_eq(stat->count, 0);
	ck_assert_int_eq(stat->sum, 0);
	ck_assert_int_eq(stap_stat_min(&c, stat, "here"), 0);
	ck_assert_str_eq(c.error, "empty aggregate");
	ck_assert_str_eq(c.error_place, "here");
	c.error = NULL;
	ck_assert_int_eq(stap_stat_max(&c, stat, "here"), 0);
	ck_assert_str_eq(c.error, "empty aggregate");
	c.error = NULL;
	ck_assert_int_eq(stap_stat_average(&c, stat, "here"), 0);
	ck_assert_str_eq(c.error, "empty aggregate");
	c.error = NULL;
	ck_assert_int_eq(stap_stat_variance(&c, stat, &global.type, "here"), 0);
	ck_assert_str_eq(c.error, "empty aggregate");
	c.error = NULL;
	stap_put_hist(&c, &c.out, stat, &global.type, "here");
	ck_assert_str_eq(c.error, "empty aggregate");
	ck_assert_str_eq(shim_output(&c), "");
	stap_global_stat_destroy(&global);
}
END_TEST

/* Random values on all CPUs, against the plain definition of each part. */
START_TEST(test_merge)
{
	uint64_t random = 5;
	static const uint32_t parts[] = { STAP_STAT_COUNT, STAP_STAT_COUNT | STAP_STAT_LOG, ALL,
					  STAP_STAT_COUNT | STAP_STAT_SUM | STAP_STAT_MIN_MAX };

	for (int turn = 0; turn < 40; turn++) {
		uint32_t kept = parts[turn % 4];
		struct stap_global_stat global = make((struct stap_stat_type){
			.parts = kept,
			.bucket_count = kept & STAP_STAT_LOG ? STAP_LOG_BUCKETS : 0 });
		int64_t sum = 0, min = INT64_MAX, max = INT64_MIN, buckets[STAP_LOG_BUCKETS] = {};
		struct stap_context c = shim_context(turn & 1 ? 3 : 0);
		const struct stap_stat *stat;
		int count = (int)(shim_random(&random) % 500) + 1;

		for (int i = 0; i < count; i++) {
			int64_t value = (int64_t)shim_random(&random) % 100000 - 50000;
			uint32_t cpu = shim_random(&random) % 3;
			int bucket = 0;

			add(&global, cpu == 2 ? 3 : cpu, value);
			sum += value;
			min = value < min ? value : min;
			max = value > max ? value : max;
			while (bucket < 63 && llabs(value) >= 1LL << bucket)
				bucket++;
			buckets[value < 0 ? 64 - bucket : 64 + bucket]++;
		}
		stat = stap_global_stat_read(&c, &global);
		ck_assert_int_eq(stat->count, count);
		if (kept & STAP_STAT_SUM) {
			ck_assert_int_eq(stat->sum, sum);
			ck_assert_int_eq(stap_stat_average(&c, stat, NULL), sum / count);
		}
		if (kept & STAP_STAT_MIN_MAX) {
			ck_assert_int_eq(stap_stat_min(&c, stat, NULL), min);
			ck_assert_int_eq(stap_stat_max(&c, stat, NULL), max);
		}
		for (int i = 0; kept & STAP_STAT_LOG && i < STAP_LOG_BUCKETS; i++)
			ck_assert_int_eq(stap_hist_bucket(&c, stat, &global.type, i, NULL),
					 buckets[i]);
		ck_assert_ptr_null(c.error);
		stap_global_stat_destroy(&global);
	}
}
END_TEST

START_TEST(test_delete)
{
	struct stap_global_stat global =
		make((struct stap_stat_type){ .parts = ALL, .bucket_count = STAP_LOG_BUCKETS });
	struct stap_context c = shim_context(0);
	const struct stap_stat *stat;

	add(&global, 0, 10);
	add(&global, 1, 20);
	stap_global_stat_delete(&global);
	ck_assert_int_eq(stap_global_stat_read(&c, &global)->count, 0);
	add(&global, 1, 5);
	stat = stap_global_stat_read(&c, &global);
	ck_assert_int_eq(stat->count, 1);
	ck_assert_int_eq(stat->sum, 5);
	ck_assert_int_eq(stat->max, 5);
	ck_assert_int_eq(stat->buckets[STAP_LOG_ZERO + 3], 1);
	ck_assert_int_eq(stat->buckets[STAP_LOG_ZERO + 5], 0);
	stap_global_stat_destroy(&global);
}
END_TEST

static int64_t variance(int32_t shift, int cpus, const int64_t *values, int count)
{
	struct stap_global_stat global =
		make((struct stap_stat_type){ .parts = ALL, .bucket_count = 0, .shift = shift });
	struct stap_context c = shim_context(0);
	int64_t result;

	for (int i = 0; i < count; i++)
		stap_stat_add_slow(global.cpus[i % cpus], &global.type, values[i]);
	result = stap_stat_variance(&c, stap_global_stat_read(&c, &global), &global.type, NULL);
	ck_assert_ptr_null(c.error);
	stap_global_stat_destroy(&global);
	return result;
}

/* The first two are the examples of SystemTap's manual: integer arithmetic, 2.5 exactly. */
START_TEST(test_variance)
{
	static const int64_t five[] = { 1, 2, 3, 4, 5 };
	static const int64_t wide[] = { 1000, -1000, 3000, 5000, -7000, 2000, 0, 4000 };

	ck_assert_int_eq(variance(0, 1, five, 5), 12);
	ck_assert_int_eq(variance(1, 1, five, 5), 2);
	ck_assert_int_eq(variance(10, 1, five, 5), 2);
	ck_assert_int_eq(variance(10, 2, five, 5), 2);
	ck_assert_int_eq(variance(0, 1, five, 1), 0);
	/* 14125000 is exact: sum 7000, sum of squares 105000000, 8 values */
	ck_assert_int_le(llabs(variance(10, 1, wide, 8) - 14125000), 2);
	ck_assert_int_le(llabs(variance(10, 2, wide, 8) - 14125000), 2);
}
END_TEST

START_TEST(test_log_histogram)
{
	struct stap_global_stat global = make((struct stap_stat_type){
		.parts = STAP_STAT_COUNT | STAP_STAT_LOG, .bucket_count = STAP_LOG_BUCKETS });
	struct stap_context c = shim_context(0);

	add(&global, 0, 5);
	add(&global, 1, 4);
	add(&global, 1, 0);
	ck_assert_str_eq(histogram(stap_global_stat_read(&c, &global), &global.type),
			 "value |-------------------------------------------------- count\n"
			 "    0 |@                                                  1\n"
			 "    1 |                                                   0\n"
			 "    2 |                                                   0\n"
			 "    4 |@@                                                 2\n"
			 "    8 |                                                   0\n"
			 "   16 |                                                   0\n");
	for (int i = 0; i < 1000; i++)
		add(&global, 0, 1000000);
	for (int i = 0; i < 100; i++)
		add(&global, 0, -3);
	ck_assert_str_eq(histogram(stap_global_stat_read(&c, &global), &global.type),
			 "  value |-------------------------------------------------- count\n"
			 "     -8 |                                                      0\n"
			 "     -4 |                                                      0\n"
			 "     -2 |@@@@@                                               100\n"
			 "     -1 |                                                      0\n"
			 "      0 |                                                      1\n"
			 "      1 |                                                      0\n"
			 "      2 |                                                      0\n"
			 "      4 |                                                      2\n"
			 "      8 |                                                      0\n"
			 "     16 |                                                      0\n"
			 "        ~\n"
			 " 131072 |                                                      0\n"
			 " 262144 |                                                      0\n"
			 " 524288 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 1000\n"
			 "1048576 |                                                      0\n"
			 "2097152 |                                                      0\n");
	stap_global_stat_destroy(&global);
}
END_TEST

/* The buckets at both ends of the range of numbers. */
START_TEST(test_log_histogram_ends)
{
	struct stap_global_stat global = make((struct stap_stat_type){
		.parts = STAP_STAT_COUNT | STAP_STAT_LOG, .bucket_count = STAP_LOG_BUCKETS });
	struct stap_context c = shim_context(0);
	const struct stap_stat *stat;

	add(&global, 0, INT64_MIN);
	add(&global, 0, INT64_MAX);
	stat = stap_global_stat_read(&c, &global);
	ck_assert_int_eq(stat->buckets[0], 1);
	ck_assert_int_eq(stat->buckets[127], 1);
	ck_assert_str_eq(
		histogram(stat, &global.type),
		"               value |-------------------------------------------------- count\n"
		"-9223372036854775808 |@                                                  1\n"
		"-4611686018427387904 |                                                   0\n"
		"-2305843009213693952 |                                                   0\n"
		"                     ~\n"
		" 1152921504606846976 |                                                   0\n"
		" 2305843009213693952 |                                                   0\n"
		" 4611686018427387904 |@                                                  1\n");
	ck_assert_int_eq(stap_hist_bucket(&c, stat, &global.type, 128, "here"), 0);
	ck_assert_str_eq(c.error, "histogram index out of range");
	c.error = NULL;
	ck_assert_int_eq(stap_hist_bucket(&c, stat, &global.type, -1, "here"), 0);
	ck_assert_str_eq(c.error, "histogram index out of range");
	stap_global_stat_destroy(&global);
}
END_TEST

START_TEST(test_linear_histogram)
{
	struct stap_global_stat global =
		make((struct stap_stat_type){ .parts = STAP_STAT_COUNT | STAP_STAT_LINEAR,
					      .bucket_count = 13,
					      .low = 0,
					      .high = 100,
					      .step = 10 });
	struct stap_context c = shim_context(0);
	static const int64_t values[] = {
		0, 9, 10, 19, 11, 100, 109, 110, INT64_MAX, -1, INT64_MIN
	};
	const struct stap_stat *stat;

	for (size_t i = 0; i < 3; i++)
		stap_stat_add_slow(global.cpus[0], &global.type, values[i]);
	stat = stap_global_stat_read(&c, &global);
	ck_assert_str_eq(histogram(stat, &global.type),
			 "value |-------------------------------------------------- count\n"
			 "    0 |@@                                                 2\n"
			 "   10 |@                                                  1\n"
			 "   20 |                                                   0\n"
			 "   30 |                                                   0\n");
	for (size_t i = 3; i < sizeof(values) / sizeof(*values); i++)
		stap_stat_add_slow(global.cpus[1], &global.type, values[i]);
	stat = stap_global_stat_read(&c, &global);
	ck_assert_int_eq(stap_hist_bucket(&c, stat, &global.type, 0, NULL), 2);
	ck_assert_int_eq(stap_hist_bucket(&c, stat, &global.type, 1, NULL), 2);
	ck_assert_int_eq(stap_hist_bucket(&c, stat, &global.type, 12, NULL), 2);
	ck_assert_str_eq(histogram(stat, &global.type),
			 "value |-------------------------------------------------- count\n"
			 "   <0 |@@                                                 2\n"
			 "    0 |@@                                                 2\n"
			 "   10 |@@@                                                3\n"
			 "   20 |                                                   0\n"
			 "   30 |                                                   0\n"
			 "      ~\n"
			 "   80 |                                                   0\n"
			 "   90 |                                                   0\n"
			 "  100 |@@                                                 2\n"
			 " >100 |@@                                                 2\n");
	stap_global_stat_destroy(&global);
}
END_TEST

START_TEST(test_no_memory)
{
	struct stap_global_stat global = { .name = "x",
					   .type = { .parts = ALL, .bucket_count = 128 } };

	for (size_t left = 0; left < 10000; left += 300) {
		shim_context(0);
		shim_memory_left = left;
		if (stap_global_stat_create(&global, SLOTS, is_possible))
			stap_global_stat_destroy(&global);
		ck_assert_ptr_null(global.cpus);
		ck_assert_ptr_null(global.merged);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runtime statistics");
	TCase *group = tcase_create("statistics");

	tcase_add_test(group, test_empty);
	tcase_add_test(group, test_merge);
	tcase_add_test(group, test_delete);
	tcase_add_test(group, test_variance);
	tcase_add_test(group, test_log_histogram);
	tcase_add_test(group, test_log_histogram_ends);
	tcase_add_test(group, test_linear_histogram);
	tcase_add_test(group, test_no_memory);
	suite_add_tcase(suite, group);
	return shim_run(suite);
}
