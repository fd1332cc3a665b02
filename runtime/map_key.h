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

/* Whether @size bytes from @string on may be read although the string may end among them. */
stap_inline bool stap_is_readable(const char *string, uint32_t size)
{
#ifdef __SANITIZE_ADDRESS__ /* which cannot know that the bytes behind the NUL are not used */
	(void)string;
	(void)size;
	return false;
#else
	return stap_likely(((uintptr_t)string & 4095) <= 4096 - size);
#endif
}

/* The next 8 bytes of a string; what stands behind its NUL is undefined. */
stap_inline uint64_t stap_load_word(const char *string)
{
	if (stap_is_readable(string, 8))
		return ((const struct stap_word_unaligned *)string)->word;
	return stap_load_bytes(string);
}

/* The bytes of a word before its first NUL. */
stap_inline uint64_t stap_before_nul(uint64_t word, uint64_t nul)
{
	return word & (nul ^ (nul - 1)) >> 8;
}

/* ---------------------------------------------------------------- packed keys */

/* Writes a string as a node has it: cut off at its column's size, filled up with NULs. */
stap_inline void stap_pack_string(const struct stap_column *column, stap_word *to,
				  const char *string)
{
	stap_word *last = to + column->word_count - 1;

	for (; to <= last; to++) {
		uint64_t word = stap_load_word(string), nul = stap_find_nul(word);

		if (nul) {
			*to = stap_before_nul(word, nul);
			while (to++ < last)
				*to = 0;
			break;
		}
		*to = word;
		string += 8;
	}
	*last &= column->last_mask;
}

/* As stap_pack_string, for a column of two words: both are read at once. */
stap_inline void stap_pack_name(const struct stap_column *column, stap_word *to, const char *string)
{
	const struct stap_word_unaligned *from = (const struct stap_word_unaligned *)string;
	uint64_t second, nul;

	if (!stap_is_readable(string, 16)) {
		stap_pack_string(column, to, string);
		return;
	}
	to[0] = from[0].word;
	nul = stap_find_nul(to[0]);
	if (nul) {
		to[0] = stap_before_nul(to[0], nul);
		to[1] = 0;
		return;
	}
	second = from[1].word;
	nul = stap_find_nul(second);
	if (nul)
		second = stap_before_nul(second, nul);
	to[1] = second & column->last_mask;
}

/* Writes all keys to @to, which is where the keys of a node begin, or like it. */
stap_inline void stap_pack_keys(const struct stap_layout *layout, stap_word *to,
				const union stap_value *values)
{
	const struct stap_column *column = layout->columns;
	const struct stap_column *end = column + layout->column_count;

	do {
		if (column->size) {
			stap_pack_string(column, to, values->string);
			to += column->word_count;
		} else {
			*to++ = values->number;
		}
		values++;
	} while (++column != end);
}

stap_inline stap_word *stap_node_keys(const struct stap_layout *layout, const void *node)
{
	return (stap_word *)((char *)node + layout->key_offset);
}

stap_inline bool stap_words_equal(const stap_word *a, const stap_word *b, uint32_t count)
{
	do {
		if (*a++ != *b++)
			return false;
	} while (--count);
	return true;
}

/* ---------------------------------------------------------------- wide keys */

/*
 * One step over a string of which at most *@left bytes count: returns the next word with NULs
 * behind the end, and true in *@is_last when the string ends in it.
 */
stap_inline uint64_t stap_next_word(const char *string, uint32_t *left, bool *is_last)
{
	uint64_t word = stap_load_word(string), nul = stap_find_nul(word);

	*is_last = false;
	if (nul) {
		word = stap_before_nul(word, nul);
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

stap_inline bool stap_column_equal(const struct stap_column *column, const void *node,
				   const union stap_value *value)
{
	const stap_word *stored = (const stap_word *)((const char *)node + column->offset);

	if (column->size)
		return stap_string_equal(stored, value->string, column->size);
	return *stored == (uint64_t)value->number;
}

/* Bit i of @wild: key i matches anything. */
stap_inline bool stap_keys_match(const struct stap_layout *layout, const void *node,
				 const union stap_value *values, uint32_t wild)
{
	uint32_t i;

	for (i = 0; i < layout->column_count; i++)
		if (!(wild >> i & 1) && !stap_column_equal(&layout->columns[i], node, &values[i]))
			return false;
	return true;
}

stap_inline uint64_t stap_hash_wide(const struct stap_layout *layout,
				    const union stap_value *values)
{
	const struct stap_column *column = layout->columns;
	const struct stap_column *end = column + layout->column_count;
	uint64_t hash = 0;

	do {
		if (column->size)
			hash = stap_hash_string(hash, values->string, column->size);
		else
			hash = stap_hash_word(hash, values->number);
		values++;
	} while (++column != end);
	return hash;
}

/* ---------------------------------------------------------------- lookups */

/* Begins a lookup of @values. @shape is layout->shape: a constant makes straight code. */
stap_inline void stap_key_begin_shape(const struct stap_layout *layout, struct stap_key *key,
				      const union stap_value *values, enum stap_shape shape)
{
	uint64_t hash = 0;
	uint32_t i = 0;

	key->values = values;
	key->image = shape == STAP_WIDE ? NULL : key->words;
	switch (shape) {
	case STAP_ONE_LONG:
		key->words[0] = values[0].number;
		hash = stap_hash_word(0, key->words[0]);
		break;
	case STAP_ONE_NAME:
		stap_pack_name(&layout->columns[0], key->words, values[0].string);
		hash = stap_hash_word(0, key->words[0]);
		hash = stap_hash_word(hash, key->words[1]);
		break;
	case STAP_LONG_AND_NAME:
		key->words[0] = values[0].number;
		stap_pack_name(&layout->columns[1], key->words + 1, values[1].string);
		hash = stap_hash_word(0, key->words[0]);
		hash = stap_hash_word(hash, key->words[1]);
		hash = stap_hash_word(hash, key->words[2]);
		break;
	case STAP_PACKED:
		stap_pack_keys(layout, key->words, values);
		do
			hash = stap_hash_word(hash, key->words[i]);
		while (++i < layout->key_words);
		break;
	default:
		hash = stap_hash_wide(layout, values);
	}
	key->hash = stap_hash_end(hash);
}

/* Whether @node has the keys looked up; their hashes are equal. */
stap_inline bool stap_key_is_shape(const struct stap_layout *layout, const void *node,
				   const struct stap_key *key, enum stap_shape shape)
{
	const stap_word *words = stap_node_keys(layout, node);

	switch (shape) {
	case STAP_ONE_LONG:
		return words[0] == key->words[0];
	case STAP_ONE_NAME:
		return words[0] == key->words[0] && words[1] == key->words[1];
	case STAP_LONG_AND_NAME:
		return words[0] == key->words[0] && words[1] == key->words[1] &&
		       words[2] == key->words[2];
	case STAP_PACKED:
		return stap_words_equal(words, key->words, layout->key_words);
	default:
		return stap_keys_match(layout, node, key->values, 0);
	}
}

/* As above, where speed matters less. */
stap_inline void stap_key_begin(const struct stap_layout *layout, struct stap_key *key,
				const union stap_value *values)
{
	stap_key_begin_shape(layout, key, values, layout->shape);
}

/* Begins a lookup of the keys that a node of any table of the same array has. */
stap_inline void stap_key_begin_image(struct stap_key *key, const stap_word *image, uint32_t hash)
{
	key->image = image;
	key->hash = hash;
}

stap_inline bool stap_key_is(const struct stap_layout *layout, const void *node,
			     const struct stap_key *key)
{
	if (key->image)
		return stap_words_equal(stap_node_keys(layout, node), key->image,
					layout->key_words);
	return stap_keys_match(layout, node, key->values, 0);
}

/* Writes the keys looked up into @node. */
stap_inline void stap_key_store(const struct stap_layout *layout, void *node,
				const struct stap_key *key)
{
	stap_word *to = stap_node_keys(layout, node);
	uint32_t i;

	if (!key->image)
		stap_pack_keys(layout, to, key->values);
	else
		for (i = 0; i < layout->key_words; i++)
			to[i] = key->image[i];
}

#endif
