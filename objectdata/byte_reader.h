/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers out of bytes that may be damaged. What lies beyond the end is 0, and the reader has then
 * failed: whoever reads a whole asks once, afterwards.
 */
#ifndef STAP_OBJECTDATA_READER_H
#define STAP_OBJECTDATA_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct byte_reader {
	const uint8_t *at, *end;
	bool failed;
};

/* Bytes in the order of the machine. */
static inline uint64_t read_number(struct byte_reader *reader, size_t size)
{
	uint64_t value = 0;

	if ((size_t)(reader->end - reader->at) < size) {
		reader->failed = true;
		reader->at = reader->end;
		return 0;
	}
	memcpy(&value, reader->at, size);
	reader->at += size;
	return value;
}

static inline uint8_t read_u8(struct byte_reader *reader)
{
	return (uint8_t)read_number(reader, 1);
}

/* DWARF 5 §7.6. Bits beyond 64 are lost. */
static inline uint64_t read_leb(struct byte_reader *reader, bool is_signed)
{
	uint64_t value = 0;
	unsigned int shift = 0;

	while (reader->at < reader->end) {
		uint8_t byte = *reader->at++;

		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
		if (byte & 0x80)
			continue;
		if (is_signed && byte & 0x40 && shift < 64)
			value |= -(uint64_t)1 << shift;
		return value;
	}
	reader->failed = true;
	return 0;
}

static inline uint64_t read_uleb(struct byte_reader *reader)
{
	return read_leb(reader, false);
}

static inline int64_t read_sleb(struct byte_reader *reader)
{
	return (int64_t)read_leb(reader, true);
}

static inline void read_skip(struct byte_reader *reader, uint64_t size)
{
	if ((uint64_t)(reader->end - reader->at) < size) {
		reader->failed = true;
		reader->at = reader->end;
	} else {
		reader->at += size;
	}
}

/* A reader of the next @size bytes, which are skipped. */
static inline struct byte_reader read_part(struct byte_reader *reader, uint64_t size)
{
	const uint8_t *start = reader->at;

	read_skip(reader, size);
	if (reader->failed)
		return (struct byte_reader){ start, start, true };
	return (struct byte_reader){ start, reader->at, false };
}

#endif
