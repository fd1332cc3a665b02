/* SPDX-License-Identifier: GPL-2.0-only */
/* Pieces of bytes behind each other, each different one but once. */
#ifndef STAP_OBJECTDATA_UNIQUE_BYTES_H
#define STAP_OBJECTDATA_UNIQUE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unique_bytes {
	uint8_t *bytes;
	size_t size, capacity;
	struct unique_piece *pieces; /* by hash */
	size_t count, piece_capacity;
	bool failed; /* no memory, or 4 GB */
};

/* Returns where the @size > 0 bytes at @piece are, from the start; 0 when failed. */
uint32_t unique_bytes_add(struct unique_bytes *set, const void *piece, size_t size);

void unique_bytes_free(struct unique_bytes *set);

#endif
