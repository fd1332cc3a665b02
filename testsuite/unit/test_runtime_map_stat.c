// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arrays of statistics: against a plain list, with the CPUs taking turns; and with a thread for
 * each CPU, while others read and delete.
 */
#include "runtime_shim.h"

#include <pthread.h>
#include <sched.h>

#define CPUS	4
#define SLEEPER CPUS
#define SLOTS	(CPUS + 1)
#define PARTS	(STAP_STAT_COUNT | STAP_STAT_SUM | STAP_STAT_MIN_MAX)

static bool is_cpu(uint32_t slot)
{
	return slot < CPUS;
}

static struct stap_global_map make(uint32_t max, bool wraps, uint32_t parts)
{
	struct stap_global_map map = {
		.type = {
			.name = "m",
			.key_count = 2,
			.value_kind = STAP_STATS,
			.wraps = wraps,
			.key_kinds = { STAP_LONG, STAP_STRING },
			.key_sizes = { 0, 16 },
			.max_entries = max,
			.stat = {
				.parts = parts,
				.bucket_count = parts & STAP_STAT_LOG ? STAP_LOG_BUCKETS : 0,
			},
		},
	};

	shim_context(0);
	ck_assert(stap_map_create(&map, SLOTS, is_cpu));
	return map;
}

static bool add(struct stap_context *c, struct stap_global_map *map, int64_t number,
		const char *string, int64_t value)
{
	union stap_value keys[2] = { { .number = number }, { .string = string } };

	if (map->type.stat.parts & STAP_STAT_LOG)
		stap_map_stat_add(c, map, keys, PARTS | STAP_STAT_LOG, value, "here");
	else
		stap_map_stat_add(c, map, keys, PARTS, value, "here");
	if (c->error) {
		ck_assert_str_eq(c->error, "Array overflow, check MAXMAPENTRIES");
		ck_assert_str_eq(c->error_place, "here");
		c->error = NULL;
		return false;
	}
	return true;
}

/* ---------------------------------------------------------------- one after the other */

#define NUMBERS 10
#define STRINGS 5
static const char *const strings[STRINGS] = { "", "a", "abcdefg", "abcdefgh", "abcdefghijklmno" };

struct sum {
	int64_t count, sum, min, max, buckets[STAP_LOG_BUCKETS];
};

/* Every key's values so far, over all CPUs, and which CPUs have it. */
struct model {
	struct sum sums[NUMBERS][STRINGS];
	bool on_cpu[SLOTS][NUMBERS][STRINGS];
	int on_cpu_count[SLOTS];
};

static void model_delete(struct model *model, int number, int string)
{
	model->sums[number][string] = (struct sum){};
	for (int cpu = 0; cpu < SLOTS; cpu++) {
		model->on_cpu_count[cpu] -= model->on_cpu[cpu][number][string];
		model->on_cpu[cpu][number][string] = false;
	}
}

static void model_add(struct model *model, uint32_t cpu, int number, int string, int64_t value)
{
	struct sum *sum = &model->sums[number][string];
	int bucket = 0;

	if (!sum->count || value < sum->min)
		sum->min = value;
	if (!sum->count || value > sum->max)
		sum->max = value;
	sum->count++;
	sum->sum += value;
	while (llabs(value) >= 1LL << bucket)
		bucket++;
	sum->buckets[value < 0 ? 64 - bucket : 64 + bucket]++;
	model->on_cpu_count[cpu] += !model->on_cpu[cpu][number][string];
	model->on_cpu[cpu][number][string] = true;
}

static void check_stat(struct stap_context *c, struct stap_global_map *map,
		       const struct stap_stat *stat, const struct sum *sum)
{
	ck_assert_int_eq(stat->count, sum->count);
	ck_assert_int_eq(stat->sum, sum->sum);
	if (sum->count) {
		ck_assert_int_eq(stap_stat_min(c, stat, NULL), sum->min);
		ck_assert_int_eq(stap_stat_max(c, stat, NULL), sum->max);
	}
	for (uint32_t i = 0; i < map->type.stat.bucket_count; i++)
		ck_assert_int_eq(stat->buckets[i], sum->buckets[i]);
	ck_assert_ptr_null(c->error);
}

static int string_number(const char *text)
{
	for (int i = 0; i < STRINGS; i++)
		if (!strcmp(text, strings[i]))
			return i;
	ck_abort_msg("a key that was never stored: %s", text);
}

static int64_t sort_value_of(const struct sum *sum, enum stap_sort_by by)
{
	switch (by) {
	case STAP_SORT_SUM:
		return sum->sum;
	case STAP_SORT_MIN:
		return sum->min;
	case STAP_SORT_MAX:
		return sum->max;
	case STAP_SORT_AVERAGE:
		return sum->sum / sum->count;
	default:
		return sum->count;
	}
}

/* A foreach meets each key once, in the order asked for, with all CPUs' values. */
static void check_loop(struct stap_context *c, struct stap_global_map *map, struct model *model,
		       enum stap_sort_by by, bool descending)
{
	struct stap_iterator loop;
	bool met[NUMBERS][STRINGS] = {};
	int64_t last = 0;
	bool first = true;

	stap_iterate(c, &loop, map, by, 0, descending, INT64_MAX, NULL, 0);
	while (stap_iterate_next(c, &loop)) {
		int number = (int)stap_iterator_key_long(&loop, 0);
		int string = string_number(stap_iterator_key_string(&loop, 1));
		const struct sum *sum = &model->sums[number][string];
		int64_t value = by == STAP_SORT_KEY ? number : sort_value_of(sum, by);

		ck_assert(!met[number][string]);
		met[number][string] = true;
		check_stat(c, map, stap_iterator_value_stat(c, &loop), sum);
		if (!first && by != STAP_SORT_NONE)
			ck_assert(descending ? value <= last : value >= last);
		first = false;
		last = value;
	}
	for (int i = 0; i < NUMBERS; i++)
		for (int k = 0; k < STRINGS; k++)
			ck_assert_int_eq(met[i][k], model->sums[i][k].count != 0);
}

static void step(struct stap_context *c, struct stap_global_map *map, struct model *model,
		 uint64_t *random)
{
	int number = (int)(shim_random(random) % NUMBERS);
	int string = (int)(shim_random(random) % STRINGS);
	union stap_value keys[2] = { { .number = number }, { .string = strings[string] } };
	struct sum *sum = &model->sums[number][string];
	uint32_t choice = shim_random(random) % 100, wild = (uint32_t)(shim_random(random) % 3) + 1;
	int64_t value = (int64_t)(shim_random(random) % 10000) - 3000;

	c->cpu = shim_random(random) % SLOTS;
	c->can_sleep = c->cpu == SLEEPER;
	if (choice < 70) {
		bool fits = model->on_cpu[c->cpu][number][string] ||
			    model->on_cpu_count[c->cpu] < (int)map->type.max_entries;

		ck_assert_int_eq(add(c, map, number, strings[string], value), fits);
		if (fits)
			model_add(model, c->cpu, number, string, value);
	} else if (choice < 85) {
		check_stat(c, map, stap_map_get_stat(c, map, keys), sum);
		ck_assert_int_eq(stap_map_has(c, map, keys, 0), sum->count != 0);
	} else if (choice < 92) {
		stap_map_delete(c, map, keys, 0);
		model_delete(model, number, string);
	} else if (choice < 94) {
		bool has = false;

		for (int i = 0; i < NUMBERS; i++)
			for (int k = 0; k < STRINGS; k++)
				has |= model->sums[i][k].count && (wild & 1 || i == number) &&
				       (wild & 2 || k == string);
		ck_assert_int_eq(stap_map_has(c, map, keys, wild), has);
	} else if (choice < 95) {
		stap_map_delete(c, map, keys, wild);
		for (int i = 0; i < NUMBERS; i++)
			for (int k = 0; k < STRINGS; k++)
				if ((wild & 1 || i == number) && (wild & 2 || k == string))
					model_delete(model, i, k);
	} else if (choice < 96) {
		stap_map_clear(c, map);
		memset(model, 0, sizeof(*model));
	} else if (map->type.max_entries >= NUMBERS * STRINGS) {
		check_loop(c, map, model, shim_random(random) % (STAP_SORT_AVERAGE + 1),
			   shim_random(random) & 1);
	}
}

START_TEST(test_random)
{
	for (uint64_t seed = 1; seed <= 24; seed++) {
		uint64_t random = seed;
		struct model *model = calloc(1, sizeof(*model));
		struct stap_global_map map = make(seed % 3 ? NUMBERS * STRINGS : 15, false,
						  seed & 1 ? PARTS : PARTS | STAP_STAT_LOG);
		struct stap_context c = shim_context(0);

		for (int i = 0; i < 4000; i++)
			step(&c, &map, model, &random);
		ck_assert_ptr_null(c.error);
		stap_map_destroy(&map);
		free(model);
	}
}
END_TEST

/* A full array that wraps drops its oldest entries, CPU by CPU. */
START_TEST(test_wrap)
{
	struct stap_global_map map = make(10, true, PARTS | STAP_STAT_LOG);
	struct stap_context c = shim_context(1);
	struct stap_iterator loop;
	int64_t next = 990;

	for (int64_t i = 0; i < 1000; i++) {
		ck_assert(add(&c, &map, i, "x", i));
		ck_assert(add(&c, &map, i, "x", 2 * i));
	}
	stap_iterate(&c, &loop, &map, STAP_SORT_NONE, 0, false, INT64_MAX, NULL, 0);
	for (; stap_iterate_next(&c, &loop); next++) {
		const struct stap_stat *stat = stap_iterator_value_stat(&c, &loop);

		ck_assert_int_eq(stap_iterator_key_long(&loop, 0), next);
		ck_assert_int_eq(stat->count, 2);
		ck_assert_int_eq(stat->sum, 3 * next);
	}
	ck_assert_int_eq(next, 1000);
	/* Over all CPUs it holds no more either. */
	c.cpu = 2;
	for (int64_t i = 0; i < 7; i++)
		add(&c, &map, i, "x", i);
	next = 0;
	stap_iterate(&c, &loop, &map, STAP_SORT_NONE, 0, false, INT64_MAX, NULL, 0);
	while (stap_iterate_next(&c, &loop))
		next++;
	ck_assert_int_eq(next, 10);
	ck_assert_ptr_null(c.error);
	stap_map_destroy(&map);
}
END_TEST

START_TEST(test_no_entries)
{
	struct stap_context c = shim_context(0);

	for (int wraps = 0; wraps < 2; wraps++) {
		struct stap_global_map map = make(0, wraps, PARTS);

		ck_assert(!add(&c, &map, 1, "x", 1));
		stap_map_destroy(&map);
	}
}
END_TEST

/* Each CPU's keys fit, but not all together: the loop says so. */
START_TEST(test_overflow_of_loop)
{
	struct stap_global_map map = make(10, false, PARTS);
	struct stap_context c = shim_context(0);
	struct stap_iterator loop;

	for (int64_t i = 0; i < 20; i++) {
		c.cpu = (uint32_t)i / 10;
		ck_assert(add(&c, &map, i, "x", 1));
	}
	stap_iterate(&c, &loop, &map, STAP_SORT_NONE, 0, false, INT64_MAX, NULL, 0);
	ck_assert_str_eq(c.error, "Array overflow, check MAXMAPENTRIES");
	stap_map_destroy(&map);
}
END_TEST

/* Keys with wide histograms: the pool asks for memory in time, and says when it has none. */
START_TEST(test_histogram_memory)
{
	struct stap_global_map map = make(2048, false, PARTS | STAP_STAT_LOG);
	struct stap_context c = shim_context(0);
	int64_t stored = 0;

	for (int64_t i = 0; i < 20000; i++) {
		if (!add(&c, &map, i % 1000, "x", (int64_t)1 << (i / 1000 * 3)))
			break;
		stored++;
		if (shim_asking)
			stap_chunk_pool_grow(shim_asking, false);
		shim_asking = NULL;
	}
	ck_assert_int_eq(stored, 20000);
	stap_map_clear(&c, &map);
	shim_memory_left = 0;
	for (stored = 0; stored < 100000; stored++) {
		if (!add(&c, &map, stored % 2000, "x", (int64_t)1 << (stored / 2000)))
			break;
		if (shim_asking)
			stap_chunk_pool_grow(shim_asking, false);
		shim_asking = NULL;
	}
	ck_assert_int_gt(stored, 20000);
	ck_assert_int_lt(stored, 100000);
	/* What was stored is there: a value is counted in full or not at all. */
	for (int64_t i = 0; i < 2000; i++) {
		union stap_value keys[2] = { { .number = i }, { .string = "x" } };
		const struct stap_stat *stat = stap_map_get_stat(&c, &map, keys);
		int64_t count = 0;

		for (int k = 0; k < STAP_LOG_BUCKETS; k++)
			count += stat->buckets[k];
		ck_assert_int_eq(count, stat->count);
		stored -= count;
	}
	ck_assert_int_eq(stored, 0);
	stap_map_destroy(&map);
}
END_TEST

/* The sleeper, which makes its part when it first needs it, gets more memory at once. */
START_TEST(test_sleeper)
{
	struct stap_global_map map = make(2048, false, PARTS | STAP_STAT_LOG);
	struct stap_context c = shim_context(SLEEPER);
	union stap_value keys[2] = { { .number = 7 }, { .string = "x" } };

	ck_assert_int_eq(stap_map_get_stat(&c, &map, keys)->count, 0);
	stap_map_stat_add(&c, &map, keys, PARTS | STAP_STAT_LOG, 1, NULL);
	ck_assert_str_eq(c.error, "no memory for an array of statistics");
	c.error = NULL;
	c.can_sleep = true;
	for (int64_t i = 0; i < 20000; i++)
		ck_assert(add(&c, &map, i % 2000, "x", (int64_t)1 << (i / 2000 * 3)));
	ck_assert_int_eq(stap_map_get_stat(&c, &map, keys)->count, 10);
	stap_map_destroy(&map);
}
END_TEST

START_TEST(test_memory)
{
	struct stap_global_map map = make(2048, false, STAP_STAT_COUNT | STAP_STAT_SUM);

	/* Per CPU 8 + 24 + 24 bytes an entry, for all together 48, and the buckets of both. */
	ck_assert_uint_le(shim_allocated,
			  CPUS * (2049 * 56 + 2048 * 4) + 2050 * 48 + 4096 * 4 + 4096);
	stap_map_destroy(&map);
	for (size_t left = 0; left < 4000000; left += 15000) {
		shim_context(0);
		shim_memory_left = left;
		map.type.stat.bucket_count = STAP_LOG_BUCKETS;
		if (stap_map_create(&map, SLOTS, is_cpu))
			stap_map_destroy(&map);
		ck_assert_ptr_null(map.map);
	}
}
END_TEST

/* ---------------------------------------------------------------- at the same time */

#define ADDITIONS 60000

struct run {
	struct stap_global_map map;
	int64_t keys;
	bool deletes;
	bool is_over;
	int64_t added[CPUS];
	const char *failure;
};

struct thread {
	struct run *run;
	uint32_t cpu;
};

/* Each key has one value of its own, so that a part of another key's statistic would be seen. */
static int64_t value_of(int64_t number)
{
	return (number + 1) * 1000003;
}

static const char *string_of(int64_t number, char *text)
{
	sprintf(text, "key%u", (unsigned int)number * 7919 % 100000000);
	return text;
}

static void *adder(void *argument)
{
	struct thread *thread = argument;
	struct run *run = thread->run;
	struct stap_context c = { .cpu = thread->cpu };
	uint64_t random = thread->cpu + 1;
	char text[16];

	for (int i = 0; i < ADDITIONS; i++) {
		int64_t number = (int64_t)(shim_random(&random) % run->keys);

		if (add(&c, &run->map, number, string_of(number, text), value_of(number)))
			run->added[thread->cpu]++;
	}
	return NULL;
}

/* Counts may be off by what each CPU is adding just now. */
static const char *check_part(const struct stap_stat *stat, int64_t number)
{
	int64_t off = stat->sum - stat->count * value_of(number), bucketed = 0;

	if (stat->count < 0 || stat->count > (int64_t)ADDITIONS * CPUS)
		return "a count that cannot be";
	if (off % value_of(number) || llabs(off) > CPUS * value_of(number))
		return "another key's sum";
	if (stat->count > CPUS && (stat->min != value_of(number) || stat->max != value_of(number)))
		return "another key's minimum or maximum";
	for (int i = 0; i < STAP_LOG_BUCKETS; i++)
		if (stat->buckets[i] < 0)
			return "a negative bucket";
		else if (i != STAP_LOG_ZERO + 64 - __builtin_clzll(value_of(number)) &&
			 stat->buckets[i])
			return "another key's bucket";
		else
			bucketed += stat->buckets[i];
	return llabs(bucketed - stat->count) <= CPUS ? NULL : "buckets that were not counted";
}

static const char *read_loop(struct run *run, struct stap_context *c, enum stap_sort_by by)
{
	struct stap_iterator loop;
	char text[16];
	int64_t turns = 0;

	stap_iterate(c, &loop, &run->map, by, 0, true, INT64_MAX, NULL, 0);
	c->error = NULL; /* the CPUs together can have too many keys */
	while (stap_iterate_next(c, &loop)) {
		int64_t number = stap_iterator_key_long(&loop, 0);

		if (turns++ > run->map.type.max_entries)
			return "a loop without end";
		if (number < 0 || number >= run->keys ||
		    strcmp(stap_iterator_key_string(&loop, 1), string_of(number, text)) != 0)
			return "a torn key";
	}
	return NULL;
}

static void *reader(void *argument)
{
	struct run *run = argument;
	struct stap_context c = { .cpu = SLEEPER };
	uint64_t random = 99;
	char text[16];

	while (!__atomic_load_n(&run->is_over, __ATOMIC_ACQUIRE) && !run->failure) {
		int64_t number = (int64_t)(shim_random(&random) % run->keys);
		union stap_value keys[2] = { { .number = number },
					     { .string = string_of(number, text) } };

		run->failure = check_part(stap_map_get_stat(&c, &run->map, keys), number);
		if (shim_random(&random) % 64 == 0 && !run->failure)
			run->failure = read_loop(run, &c, shim_random(&random) % 4);
		if (run->deletes && shim_random(&random) % 8 == 0)
			stap_map_delete(&c, &run->map, keys, shim_random(&random) % 64 == 0);
		if (run->deletes && shim_random(&random) % 512 == 0)
			stap_map_clear(&c, &run->map);
	}
	return NULL;
}

static struct run *run_threads(uint32_t max, bool wraps, int64_t keys, bool deletes)
{
	struct run *run = calloc(1, sizeof(*run));
	struct thread threads[CPUS];
	pthread_t adders[CPUS], reading;

	run->map = make(max, wraps, PARTS | STAP_STAT_LOG);
	run->keys = keys;
	run->deletes = deletes;
	pthread_create(&reading, NULL, reader, run);
	for (uint32_t i = 0; i < CPUS; i++) {
		threads[i] = (struct thread){ run, i };
		pthread_create(&adders[i], NULL, adder, &threads[i]);
	}
	for (uint32_t i = 0; i < CPUS; i++)
		pthread_join(adders[i], NULL);
	__atomic_store_n(&run->is_over, true, __ATOMIC_RELEASE);
	pthread_join(reading, NULL);
	if (run->failure)
		ck_abort_msg("a reader found %s", run->failure);
	return run;
}

static int64_t total(struct run *run)
{
	struct stap_context c = shim_context(SLEEPER);
	int64_t count = 0;
	char text[16];

	for (int64_t number = 0; number < run->keys; number++) {
		union stap_value keys[2] = { { .number = number },
					     { .string = string_of(number, text) } };

		count += stap_map_get_stat(&c, &run->map, keys)->count;
	}
	return count;
}

START_TEST(test_threads)
{
	struct run *run = run_threads(300, false, 300, false);
	int64_t added = 0;

	for (int i = 0; i < CPUS; i++)
		added += run->added[i];
	ck_assert_int_eq(added, (int64_t)CPUS * ADDITIONS);
	ck_assert_int_eq(total(run), added);
	stap_map_destroy(&run->map);
	free(run);
}
END_TEST

START_TEST(test_threads_wrap)
{
	struct run *run = run_threads(16, true, 200, false);

	for (int i = 0; i < CPUS; i++)
		ck_assert_int_eq(run->added[i], ADDITIONS);
	stap_map_destroy(&run->map);
	free(run);
}
END_TEST

START_TEST(test_threads_delete)
{
	struct run *run = run_threads(64, false, 80, true);

	ck_assert_int_le(total(run), (int64_t)CPUS * ADDITIONS);
	stap_map_destroy(&run->map);
	free(run);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runtime arrays of statistics");
	TCase *group = tcase_create("arrays of statistics");

	tcase_set_timeout(group, 120);
	tcase_add_test(group, test_random);
	tcase_add_test(group, test_wrap);
	tcase_add_test(group, test_no_entries);
	tcase_add_test(group, test_overflow_of_loop);
	tcase_add_test(group, test_histogram_memory);
	tcase_add_test(group, test_sleeper);
	tcase_add_test(group, test_memory);
	tcase_add_test(group, test_threads);
	tcase_add_test(group, test_threads_wrap);
	tcase_add_test(group, test_threads_delete);
	suite_add_tcase(suite, group);
	return shim_run(suite);
}
