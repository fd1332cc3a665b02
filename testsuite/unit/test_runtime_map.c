// SPDX-License-Identifier: GPL-2.0-only
/* Arrays of numbers and strings against a list that is searched from front to back. */
#include "runtime_shim.h"

#include <inttypes.h>

#define MODEL_MAX 512

/* What an array should hold, in the order it should have. Keys: a number and a string. */
struct entry {
	int64_t number;
	char string[24];
	int64_t value;
};

struct model {
	struct entry entries[MODEL_MAX];
	int count, max;
	bool wraps;
};

static struct entry *model_find(struct model *model, int64_t number, const char *string)
{
	for (int i = 0; i < model->count; i++)
		if (model->entries[i].number == number && !strcmp(model->entries[i].string, string))
			return &model->entries[i];
	return NULL;
}

static void model_remove(struct model *model, int i)
{
	memmove(&model->entries[i], &model->entries[i + 1],
		(--model->count - i) * sizeof(struct entry));
}

static struct entry *model_slot(struct model *model, int64_t number, const char *string)
{
	struct entry *entry = model_find(model, number, string);

	if (entry)
		return entry;
	if (model->count == model->max) {
		if (!model->wraps)
			return NULL;
		model_remove(model, 0);
	}
	entry = &model->entries[model->count++];
	*entry = (struct entry){ .number = number };
	strcpy(entry->string, string);
	return entry;
}

static bool matches(const struct entry *entry, int64_t number, const char *string, uint32_t wild)
{
	return (wild & 1 || entry->number == number) &&
	       (wild & 2 || !strcmp(entry->string, string));
}

static bool is_slot(uint32_t slot)
{
	return slot < 2;
}

static struct stap_global_map make(struct stap_map_type type)
{
	struct stap_global_map map = { .type = type };

	shim_context(0);
	ck_assert(stap_map_create(&map, 3, is_slot));
	return map;
}

static struct stap_map_type pair_type(uint32_t max, bool wraps)
{
	return (struct stap_map_type){
		.name = "m",
		.key_count = 2,
		.value_kind = STAP_LONG,
		.wraps = wraps,
		.key_kinds = { STAP_LONG, STAP_STRING },
		.key_sizes = { 0, 20 },
		.max_entries = max,
	};
}

static enum stap_sort_by sorted_by;
static unsigned sorted_key;
static int compare_entries(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;

	if (sorted_by == STAP_SORT_VALUE)
		return (a->value > b->value) - (a->value < b->value);
	if (sorted_key == 0)
		return (a->number > b->number) - (a->number < b->number);
	return strcmp(a->string, b->string);
}

/* A stable sort. */
static void model_sort(struct model *model, enum stap_sort_by by, unsigned key, bool descending)
{
	sorted_by = by;
	sorted_key = key;
	for (int i = 1; i < model->count; i++)
		for (int k = i; k > 0; k--) {
			struct entry *a = &model->entries[k - 1], *b = a + 1, swap = *a;
			int order = compare_entries(a, b);

			if (descending ? order >= 0 : order <= 0)
				break;
			*a = *b;
			*b = swap;
		}
}

/*
 * After a loop with a limit what is behind it may be in any order: takes it over from the array,
 * which must have the same entries as before.
 */
static void model_follow(struct stap_context *c, struct stap_global_map *map, struct model *model)
{
	struct model *before = malloc(sizeof(*before));
	struct stap_iterator loop;

	*before = *model;
	model->count = 0;
	stap_iterate(c, &loop, map, STAP_SORT_NONE, 0, false, INT64_MAX, NULL, 0);
	while (stap_iterate_next(c, &loop)) {
		struct entry *entry = model_find(before, stap_iterator_key_long(&loop, 0),
						 stap_iterator_key_string(&loop, 1));

		ck_assert_ptr_nonnull(entry);
		ck_assert_int_eq(stap_iterator_value_long(&loop), entry->value);
		model->entries[model->count++] = *entry;
		model_remove(before, (int)(entry - before->entries));
	}
	ck_assert_int_eq(before->count, 0);
	free(before);
}

/* Checks that a foreach steps through @model, with a limit, over a slice. */
static void check_loop(struct stap_context *c, struct stap_global_map *map, struct model *model,
		       enum stap_sort_by by, unsigned key, bool descending, int64_t limit,
		       const union stap_value *slice, uint32_t wild)
{
	bool is_limited = limit < model->count;
	struct stap_iterator loop;
	int i = 0;

	if (by != STAP_SORT_NONE && limit > 0)
		model_sort(model, by, key, descending);
	stap_iterate(c, &loop, map, by, key, descending, limit, slice, wild);
	while (stap_iterate_next(c, &loop)) {
		while (i < model->count && slice &&
		       !matches(&model->entries[i], slice[0].number, slice[1].string, wild))
			i++;
		ck_assert_int_lt(i, model->count);
		ck_assert_int_gt(limit, 0);
		ck_assert_int_eq(stap_iterator_key_long(&loop, 0), model->entries[i].number);
		ck_assert_str_eq(stap_iterator_key_string(&loop, 1), model->entries[i].string);
		ck_assert_int_eq(stap_iterator_value_long(&loop), model->entries[i].value);
		i++;
		limit--;
	}
	while (limit > 0 && i < model->count) {
		ck_assert(slice &&
			  !matches(&model->entries[i], slice[0].number, slice[1].string, wild));
		i++;
	}
	if (is_limited)
		model_follow(c, map, model);
}

/* One random operation on both. */
static void step(struct stap_context *c, struct stap_global_map *map, struct model *model,
		 uint64_t *random)
{
	static const char *const strings[] = { "",
					       "a",
					       "abcdefg",
					       "abcdefgh",
					       "abcdefghi",
					       "abcdefghijklmno",
					       "abcdefghijklmnop",
					       "abcdefghijklmnopqrs" };
	int64_t number = (int64_t)(shim_random(random) % 12) - 3;
	const char *string = strings[shim_random(random) % 8];
	union stap_value keys[2] = { { .number = number }, { .string = string } };
	struct entry *entry = model_find(model, number, string);
	uint32_t wild = 0, choice = shim_random(random) % 100;
	int64_t *value;

	if (choice < 60) {
		value = stap_map_slot_long(c, map, keys, "here");
		entry = model_slot(model, number, string);
		ck_assert(!value == !entry);
		if (!entry) {
			ck_assert_str_eq(c->error, "Array overflow, check MAXMAPENTRIES");
			c->error = NULL;
			return;
		}
		ck_assert_int_eq(*value, entry->value);
		*value = entry->value = (int64_t)(shim_random(random) % 20);
	} else if (choice < 75) {
		ck_assert_int_eq(stap_map_get_long(c, map, keys), entry ? entry->value : 0);
		ck_assert_int_eq(stap_map_has(c, map, keys, 0), entry != NULL);
	} else if (choice < 85) {
		stap_map_delete(c, map, keys, 0);
		if (entry)
			model_remove(model, (int)(entry - model->entries));
	} else if (choice < 88) {
		bool has = false;

		wild = (uint32_t)(shim_random(random) % 3) + 1;
		for (int i = 0; i < model->count; i++)
			has |= matches(&model->entries[i], number, string, wild);
		ck_assert_int_eq(stap_map_has(c, map, keys, wild), has);
	} else if (choice < 89) {
		wild = (uint32_t)(shim_random(random) % 3) + 1;
		stap_map_delete(c, map, keys, wild);
		for (int i = model->count; i-- > 0;)
			if (matches(&model->entries[i], number, string, wild))
				model_remove(model, i);
	} else if (choice < 90) {
		stap_map_clear(c, map);
		model->count = 0;
	} else {
		wild = (uint32_t)(shim_random(random) % 4);
		check_loop(c, map, model, shim_random(random) % 3, shim_random(random) % 2,
			   shim_random(random) & 1,
			   choice & 1 ? INT64_MAX : (int64_t)(shim_random(random) % 20),
			   choice & 2 ? keys : NULL, wild);
	}
}

START_TEST(test_random)
{
	for (uint64_t seed = 1; seed <= 40; seed++) {
		uint64_t random = seed;
		struct model *model = calloc(1, sizeof(*model));
		struct stap_map_type type;
		struct stap_global_map map;
		struct stap_context c;

		model->max = seed % 4 ? (int)(seed * 3 % 50 + 1) : 200;
		model->wraps = seed & 1;
		type = pair_type(model->max, model->wraps);
		type.key_sizes[1] = seed % 3 ? 20 : 200; /* packed, wide */
		map = make(type);
		c = shim_context(0);
		for (int i = 0; i < 5000; i++)
			step(&c, &map, model, &random);
		ck_assert_ptr_null(c.error);
		check_loop(&c, &map, model, STAP_SORT_NONE, 0, false, INT64_MAX, NULL, 0);
		stap_map_destroy(&map);
		ck_assert_ptr_null(map.map);
		free(model);
	}
}
END_TEST

START_TEST(test_overflow)
{
	struct stap_global_map map = make(pair_type(3, false));
	struct stap_context c = shim_context(0);
	union stap_value keys[2] = { { .number = 0 }, { .string = "k" } };

	for (keys[0].number = 0; keys[0].number < 3; keys[0].number++)
		ck_assert_ptr_nonnull(stap_map_slot_long(&c, &map, keys, "near 'm'"));
	ck_assert_ptr_null(stap_map_slot_long(&c, &map, keys, "near 'm'"));
	ck_assert_str_eq(c.error, "Array overflow, check MAXMAPENTRIES");
	ck_assert_str_eq(c.error_place, "near 'm'");
	keys[0].number = 1;
	ck_assert_ptr_nonnull(stap_map_slot_long(&c, &map, keys, NULL));
	stap_map_destroy(&map);
}
END_TEST

/* A key longer than its column is cut off, and then is the same key. */
START_TEST(test_long_strings)
{
	struct stap_context c = shim_context(0);

	for (uint16_t size = 1; size < 40; size++) {
		struct stap_global_map map = make((struct stap_map_type){
			.key_count = 1,
			.value_kind = STAP_STRING,
			.key_kinds = { STAP_STRING },
			.key_sizes = { size },
			.value_size = 13,
			.max_entries = 100,
		});
		struct stap_iterator loop;
		char text[64];
		union stap_value key = { .string = text };
		size_t length = 0;

		memset(text, 'y', sizeof(text));
		for (size_t i = 0; i < 50; i++) {
			text[i] = 0;
			stap_copy_string(stap_map_slot_string(&c, &map, &key, NULL),
					 i < size ? "short value" : "a longer value", 13);
			text[i] = 'y';
		}
		stap_iterate(&c, &loop, &map, STAP_SORT_KEY, 0, false, INT64_MAX, NULL, 0);
		for (; stap_iterate_next(&c, &loop); length++) {
			ck_assert_uint_eq(strlen(stap_iterator_key_string(&loop, 0)), length);
			ck_assert_str_eq(stap_iterator_value_string(&loop),
					 length + 1 < size ? "short value" : "a longer val");
		}
		ck_assert_uint_eq(length, size);
		text[size - 1] = 0;
		ck_assert_str_eq(stap_map_get_string(&c, &map, &key), "a longer val");
		text[0] = '-';
		text[1] = 0;
		ck_assert_str_eq(stap_map_get_string(&c, &map, &key),
				 size > 1 ? "" : "a longer val");
		stap_map_destroy(&map);
	}
	ck_assert_ptr_null(c.error);
}
END_TEST

/* As many keys as a script may have, and each counts. */
START_TEST(test_many_keys)
{
	struct stap_map_type type = { .key_count = STAP_MAX_KEYS, .max_entries = 64 };
	union stap_value keys[STAP_MAX_KEYS];
	struct stap_context c = shim_context(0);
	struct stap_global_map map;

	for (int i = 0; i < STAP_MAX_KEYS; i++) {
		type.key_kinds[i] = i % 3 ? STAP_LONG : STAP_STRING;
		type.key_sizes[i] = 512;
		if (i % 3)
			keys[i].number = i;
		else
			keys[i].string = "key";
	}
	map = make(type);
	*stap_map_slot_long(&c, &map, keys, NULL) = 99;
	for (int i = 0; i < STAP_MAX_KEYS; i++) {
		union stap_value kept = keys[i];

		if (i % 3)
			keys[i].number = -1;
		else
			keys[i].string = "other key";
		ck_assert_int_eq(stap_map_get_long(&c, &map, keys), 0);
		*stap_map_slot_long(&c, &map, keys, NULL) = i;
		keys[i] = kept;
	}
	ck_assert_int_eq(stap_map_get_long(&c, &map, keys), 99);
	stap_map_destroy(&map);
}
END_TEST

START_TEST(test_one_long)
{
	struct stap_global_map map = make((struct stap_map_type){
		.key_count = 1, .key_kinds = { STAP_LONG }, .max_entries = 1000 });
	struct stap_context c = shim_context(0);
	union stap_value key;

	for (int64_t i = -500; i < 500; i++) {
		key.number = i * 4096;
		*stap_map_slot_long(&c, &map, &key, NULL) += i;
		*stap_map_slot_long(&c, &map, &key, NULL) += i;
	}
	for (int64_t i = -500; i < 500; i++) {
		key.number = i * 4096;
		ck_assert_int_eq(stap_map_get_long(&c, &map, &key), 2 * i);
		key.number++;
		ck_assert(!stap_map_has(&c, &map, &key, 0));
	}
	stap_map_destroy(&map);
}
END_TEST

/* Keys that differ in one bit only, wherever it is, fall into many buckets. */
START_TEST(test_hash)
{
	struct stap_global_map map = make((struct stap_map_type){
		.key_count = 1, .key_kinds = { STAP_LONG }, .max_entries = 64 });
	bool used[64] = {};
	int buckets = 0;

	for (int bit = 0; bit < 64; bit++) {
		union stap_value key[2] = { { .number = (int64_t)(1ULL << bit) } };
		struct stap_key lookup;
		uint32_t bucket;

		stap_key_begin(&map.map->layout, &lookup, key);
		bucket = lookup.hash & map.map->layout.mask;
		buckets += !used[bucket];
		used[bucket] = true;
	}
	ck_assert_int_gt(buckets, 32);
	stap_map_destroy(&map);
}
END_TEST

/* Deleting what the loop is at, or comes to next, or everything, ends well. */
START_TEST(test_change_in_loop)
{
	for (int way = 0; way < 4; way++) {
		struct stap_global_map map = make(pair_type(50, false));
		struct stap_context c = shim_context(0);
		union stap_value keys[2] = { { .number = 0 }, { .string = "k" } };
		struct stap_iterator loop;
		int turns = 0;

		for (keys[0].number = 0; keys[0].number < 20; keys[0].number++)
			stap_map_slot_long(&c, &map, keys, NULL);
		stap_iterate(&c, &loop, &map, STAP_SORT_NONE, 0, false, INT64_MAX, NULL, 0);
		while (stap_iterate_next(&c, &loop)) {
			keys[0].number = stap_iterator_key_long(&loop, 0) + (way == 1);
			if (way < 2)
				stap_map_delete(&c, &map, keys, 0);
			else
				stap_map_clear(&c, &map);
			if (way == 3)
				stap_map_slot_long(&c, &map, keys, NULL);
			ck_assert_int_lt(turns++, 100);
		}
		if (way == 0)
			ck_assert_int_eq(turns, 20);
		stap_map_destroy(&map);
	}
}
END_TEST

START_TEST(test_memory)
{
	struct stap_global_map map = make(pair_type(2048, false));

	/* 16 + 8 + 24 + 8 bytes each, and the buckets. */
	ck_assert_uint_le(shim_allocated, 2049 * 56 + 2048 * 4 + sizeof(struct stap_map));
	stap_map_destroy(&map);
	map.type.max_entries = STAP_MAX_ENTRIES + 1;
	ck_assert(!stap_map_create(&map, 3, is_slot));
	map.type.max_entries = 2048;
	for (size_t left = 0; left < 130000; left += 500) {
		shim_context(0);
		shim_memory_left = left;
		if (stap_map_create(&map, 3, is_slot))
			stap_map_destroy(&map);
		ck_assert_ptr_null(map.map);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runtime arrays");
	TCase *group = tcase_create("arrays");

	tcase_set_timeout(group, 60);
	tcase_add_test(group, test_random);
	tcase_add_test(group, test_overflow);
	tcase_add_test(group, test_long_strings);
	tcase_add_test(group, test_many_keys);
	tcase_add_test(group, test_one_long);
	tcase_add_test(group, test_hash);
	tcase_add_test(group, test_change_in_loop);
	tcase_add_test(group, test_memory);
	suite_add_tcase(suite, group);
	return shim_run(suite);
}
