// SPDX-License-Identifier: GPL-2.0-only
/* States that are met, their numbers, and the table over them. */
#include "regex/nodes.h"

#define MOST_ENTRIES 65536 /* of a table: they are indices of 16 bits */
#define MOST_BYTES   (64u << 20)

/* ---------------------------------------------------------------- numbers */

static uint64_t hash_bytes(const void *bytes, size_t size)
{
	uint64_t hash = 0xcbf29ce484222325; /* FNV-1a */
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * 0x100000001b3;
	return hash;
}

static void insert(struct blob_table *table, size_t number)
{
	size_t mask = table->bucket_count - 1;
	size_t at = table->blobs.items[number].hash & mask;

	while (table->buckets[at])
		at = (at + 1) & mask;
	table->buckets[at] = (uint32_t)number + 1;
}

static void grow(struct blob_table *table)
{
	if (table->blobs.count * 2 < table->bucket_count)
		return;
	table->bucket_count = table->bucket_count ? table->bucket_count * 4 : 64;
	table->buckets = arena_alloc(table->arena, table->bucket_count * sizeof(*table->buckets));
	for (size_t i = 0; i < table->blobs.count; i++)
		insert(table, i);
}

size_t blob_number(struct blob_table *table, const void *bytes, size_t size)
{
	struct blob blob = { .size = size, .hash = hash_bytes(bytes, size) };

	grow(table);
	for (size_t at = blob.hash;; at++) {
		uint32_t number = table->buckets[at & (table->bucket_count - 1)];

		if (!number)
			break;
		const struct blob *other = &table->blobs.items[number - 1];

		if (other->hash == blob.hash && other->size == size &&
		    !memcmp(other->bytes, bytes, size))
			return number - 1;
	}
	void *copy = arena_alloc(table->arena, size);

	memcpy(copy, bytes, size);
	blob.bytes = copy;
	vec_push(table->arena, &table->blobs, blob);
	insert(table, table->blobs.count - 1);
	return table->blobs.count - 1;
}

/* ---------------------------------------------------------------- states */

void automaton_init(struct automaton *automaton, struct arena *arena,
		    const struct regex_program *program)
{
	automaton->states.arena = arena;
	automaton->class_count = program->class_count;
	for (unsigned c = 256; c-- > 0;)
		automaton->examples[program->classes[c]] = (uint8_t)c;
}

long automaton_state(struct automaton *automaton, const void *bytes, size_t size, bool accepts)
{
	size_t number = blob_number(&automaton->states, bytes, size);

	if (number < automaton->accepts.count)
		return 2 + (long)number;
	if (2 + (number + 1) * automaton->class_count > MOST_ENTRIES || number * size > MOST_BYTES)
		return TOO_MANY;
	vec_push(automaton->states.arena, &automaton->accepts, accepts);
	return 2 + (long)number;
}

/* The numbers of the states with those that accept last; *@refusing is how many do not. */
static size_t *order_states(const struct automaton *automaton, struct arena *arena,
			    size_t *refusing)
{
	size_t count = automaton->accepts.count, at = 0;
	size_t *order = arena_alloc(arena, (count + 1) * sizeof(*order));

	for (int accepts = 0; accepts < 2; accepts++) {
		for (size_t i = 0; i < count; i++)
			if (automaton->accepts.items[i] == accepts)
				order[at++] = i;
		if (!accepts)
			*refusing = at;
	}
	return order;
}

bool automaton_table(struct automaton *automaton, long start, long later, struct arena *arena,
		     struct regex_table *table, const size_t **order)
{
	unsigned classes = automaton->class_count;
	VEC(long) targets = { 0 };

	if (start == TOO_MANY || later == TOO_MANY)
		return false;
	for (size_t i = 0; i < automaton->accepts.count; i++)
		for (unsigned c = 0; c < classes; c++) {
			long target = automaton->step(automaton, i, c);

			if (target == TOO_MANY)
				return false;
			vec_push(automaton->states.arena, &targets, target);
		}
	size_t count = automaton->accepts.count, refusing;
	size_t *states = order_states(automaton, arena, &refusing);
	/* By what step() returns: what the table says. */
	uint16_t *entries = arena_alloc(automaton->states.arena, (count + 2) * sizeof(*entries));

	entries[ACCEPT] = ACCEPT;
	for (size_t i = 0; i < count; i++)
		entries[2 + states[i]] = (uint16_t)(2 + i * classes);
	table->count = 2 + count * classes;
	table->next = arena_alloc(arena, table->count * sizeof(*table->next));
	for (size_t i = 0; i < count; i++)
		for (unsigned c = 0; c < classes; c++)
			table->next[2 + i * classes + c] =
				entries[targets.items[states[i] * classes + c]];
	table->start = entries[start];
	table->later = entries[later];
	table->accepting = (unsigned)(2 + refusing * classes);
	*order = states;
	return true;
}
