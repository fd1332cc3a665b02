// SPDX-License-Identifier: GPL-2.0-only
#include "unique_bytes.h"

#include <stdlib.h>
#include <string.h>

struct unique_piece {
	uint32_t hash, offset, size; /* size 0: free */
};

static uint32_t hash_bytes(const uint8_t *bytes, size_t size)
{
	uint64_t hash = size * 0x9e3779b97f4a7c15u, word;

	for (; size >= sizeof(word); bytes += sizeof(word), size -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		hash = (hash ^ word) * 0xff51afd7ed558ccdu;
		hash ^= hash >> 32;
	}
	for (; size; size--)
		hash = (hash ^ *bytes++) * 0x100000001b3u;
	return (uint32_t)(hash ^ hash >> 32);
}

/* The entry of @piece, or the free one where it belongs. */
static struct unique_piece *find(const struct unique_bytes *set, uint32_t hash, const void *piece,
				 size_t size)
{
	size_t i = hash & (set->piece_capacity - 1);

	while (set->pieces[i].size && (set->pieces[i].hash != hash || set->pieces[i].size != size ||
				       memcmp(set->bytes + set->pieces[i].offset, piece, size)))
		i = (i + 1) & (set->piece_capacity - 1);
	return &set->pieces[i];
}

static bool grow_pieces(struct unique_bytes *set)
{
	struct unique_bytes larger = { .piece_capacity = set->piece_capacity
								 ? 2 * set->piece_capacity
								 : 256 };

	larger.bytes = set->bytes;
	larger.pieces = calloc(larger.piece_capacity, sizeof(*larger.pieces));
	if (!larger.pieces)
		return false;
	for (size_t i = 0; i < set->piece_capacity; i++) {
		const struct unique_piece *old = &set->pieces[i];

		if (old->size)
			*find(&larger, old->hash, set->bytes + old->offset, old->size) = *old;
	}
	free(set->pieces);
	set->pieces = larger.pieces;
	set->piece_capacity = larger.piece_capacity;
	return true;
}

static bool append(struct unique_bytes *set, const void *piece, size_t size)
{
	if (set->capacity - set->size < size) {
		size_t capacity = 2 * set->capacity + size + 1024;
		uint8_t *bytes = capacity > UINT32_MAX ? NULL : realloc(set->bytes, capacity);

		if (!bytes)
			return false;
		set->bytes = bytes;
		set->capacity = capacity;
	}
	memcpy(set->bytes + set->size, piece, size);
	set->size += size;
	return true;
}

uint32_t unique_bytes_add(struct unique_bytes *set, const void *piece, size_t size)
{
	uint32_t hash = hash_bytes(piece, size);
	struct unique_piece *entry;

	if (2 * set->count >= set->piece_capacity && !grow_pieces(set)) {
		set->failed = true;
		return 0;
	}
	entry = find(set, hash, piece, size);
	if (!entry->size) {
		*entry = (struct unique_piece){ hash, (uint32_t)set->size, (uint32_t)size };
		if (!append(set, piece, size)) {
			entry->size = 0;
			set->failed = true;
			return 0;
		}
		set->count++;
	}
	return entry->offset;
}

void unique_bytes_free(struct unique_bytes *set)
{
	free(set->bytes);
	free(set->pieces);
}
