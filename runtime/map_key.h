/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keys of an array: hash, compare, store. Strings go by words of 8 bytes. A word is read past the
 * string's end only within the same page, which cannot fault; what lies behind the NUL is masked.
 */
#ifndef STAP_MAP_KEY_H
#define STAP_MAP_KEY_H

#include "map.h"

#define STAP_HASH_FACTOR 0x9e3779b97f4a7c15ULL /* 2^64 / the golden ratio */

/* Mixes both halves of the product: each bit of @word reaches the low bits that choose a bucket. */
stap_inline uint64_t stap_hash_word(uint64_t hash, uint64_t word)
{
	unsigned __int128 product = (unsigned __int128)(hash ^ word) * STAP_HASH_FACTOR;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The hash of all keys as a node has it: never 0. */
stap_inline uint32_t stap_hash_end(uint64_t hash)
{
	return (uint32_t)hash | 0x80000000u;
}

struct stap_word_unaligned {
	uint64_t word;
} __attribute__((packed, may_alias));

/* The lowest bit set is bit 7 of the first byte that is 0; 0 when no byte is. */
stap_inline uint64_t stap_find_nul(uint64_t word)
{
	return (word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL;
}

/* The next 8 bytes of a string up to its NUL, byte by byte. */
stap_inline uint64_t stap_load_bytes(const char *string)
{
	uint64_t word = 0;
	int i;

	for (i = 0; i < 8 && string[i]; i++)
		word |= (uint64_t)(uint8_t)string[i] << (8 * i);
	return word;
}

/* The next 8 bytes of a string; what stands behind its NUL is undefined. */
stap_inline uint64_t stap_load_word(const char *string)
{
#ifndef __SANITIZE_ADDRESS__ /* which cannot know that the bytes behind are not used */
	if (stap_likely(((uintptr_t)string & 4095) <= 4096 - 8))
		return ((const struct stap_word_unaligned *)string)->word;
#endif
	return stap_load_bytes(string);
}

/*
 * One step over a string of which at most *@left bytes count: returns the next word with NULs
 * behind the end, and true in *@is_last when the string ends in it.
 */
stap_inline uint64_t stap_next_word(const char *string, uint32_t *left, bool *is_last)
{
	uint64_t word = stap_load_word(string), nul = stap_find_nul(word);

	*is_last = false;
	if (nul) {
		word &= (nul ^ (nul - 1)) >> 8;
		*is_last = true;
	}
	if (stap_unlikely(*left < 8)) {
		word &= ((uint64_t)1 << (8 * *left)) - 1;
		*is_last = true;
	}
	*left -= 8;
	return word;
}

stap_inline uint64_t stap_hash_string(uint64_t hash, const char *string, uint32_t size)
{
	uint32_t left = size - 1;
	bool is_last;

	do {
		hash = stap_hash_word(hash, stap_next_word(string, &left, &is_last));
		string += 8;
	} while (!is_last);
	return hash;
}

stap_inline bool stap_string_equal(const stap_word *stored, const char *string, uint32_t size)
{
	uint32_t left = size - 1;
	bool is_last;

	do {
		if (*stored++ != stap_next_word(string, &left, &is_last))
			return false;
		string += 8;
	} while (!is_last);
	return true;
}

stap_inline void stap_string_store(stap_word *stored, const char *string, uint32_t size)
{
	stap_word *end = stored + (size + 7) / 8;
	uint32_t left = size - 1;
	bool is_last;

	do {
		*stored++ = stap_next_word(string, &left, &is_last);
		string += 8;
	} while (!is_last);
	while (stored < end)
		*stored++ = 0;
}

stap_inline uint32_t stap_hash_keys(const struct stap_layout *layout, const union stap_value *keys)
{
	const struct stap_column *column = layout->columns;
	const struct stap_column *end = column + layout->column_count;
	uint64_t hash = 0;

	do {
		if (column->size)
			hash = stap_hash_string(hash, keys->string, column->size);
		else
			hash = stap_hash_word(hash, keys->number);
		keys++;
	} while (++column != end);
	return stap_hash_end(hash);
}

stap_inline bool stap_column_equal(const struct stap_column *column, const char *node,
				   const union stap_value *key)
{
	const stap_word *stored = (const stap_word *)(node + column->offset);

	if (column->size)
		return stap_string_equal(stored, key->string, column->size);
	return *stored == (uint64_t)key->number;
}

stap_inline bool stap_keys_equal(const struct stap_layout *layout, const char *node,
				 const union stap_value *keys)
{
	const struct stap_column *column = layout->columns;
	const struct stap_column *end = column + layout->column_count;

	do {
		if (!stap_column_equal(column, node, keys++))
			return false;
	} while (++column != end);
	return true;
}

/* Bit i of @wild: key i matches anything. */
stap_inline bool stap_keys_match(const struct stap_layout *layout, const char *node,
				 const union stap_value *keys, uint32_t wild)
{
	uint32_t i;

	for (i = 0; i < layout->column_count; i++)
		if (!(wild >> i & 1) && !stap_column_equal(&layout->columns[i], node, &keys[i]))
			return false;
	return true;
}

stap_inline void stap_keys_store(const struct stap_layout *layout, char *node,
				 const union stap_value *keys)
{
	const struct stap_column *column = layout->columns;
	const struct stap_column *end = column + layout->column_count;

	do {
		stap_word *stored = (stap_word *)(node + column->offset);

		if (column->size)
			stap_string_store(stored, keys->string, column->size);
		else
			*stored = keys->number;
		keys++;
	} while (++column != end);
}

stap_inline const stap_word *stap_node_keys(const struct stap_layout *layout, const char *node)
{
	return (const stap_word *)(node + layout->key_offset);
}

stap_inline bool stap_images_equal(const struct stap_layout *layout, const stap_word *a,
				   const stap_word *b)
{
	uint32_t i;

	for (i = 0; i < layout->key_bytes / 8; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

stap_inline bool stap_node_is(const struct stap_layout *layout, const char *node,
			      const struct stap_key *key)
{
	if (key->values)
		return stap_keys_equal(layout, node, key->values);
	return stap_images_equal(layout, stap_node_keys(layout, node), key->image);
}

#endif
