/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Unpacking kernels and modules. Each format is one function that adds what it unpacks to a buffer;
 * what follows the packed data, such as the size that the kernel's build appends, is left alone.
 */
#include <elf.h>
#include <lz4.h>
#include <lzma.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "debuginfo/files/unpack.h"

/* No kernel or module is larger than this, unpacked; nor is what unpacking one needs, in bytes. */
#define UNPACKED_MAX ((size_t)1 << 30)

struct buffer {
	unsigned char *data;
	size_t size, capacity;
};

static const char out_of_bounds[] = "unpacked it is larger than any kernel";
static const char damaged[] = "its packed data is damaged";

/* Make room for @room bytes more; says why not. */
static const char *reserve(struct buffer *buffer, size_t room)
{
	size_t capacity = buffer->capacity ? buffer->capacity : (size_t)1 << 20;
	unsigned char *larger;

	if (buffer->capacity - buffer->size >= room)
		return NULL;
	while (capacity - buffer->size < room)
		capacity *= 2;
	if (capacity > UNPACKED_MAX)
		return out_of_bounds;
	larger = realloc(buffer->data, capacity);
	if (!larger)
		return "out of memory";
	buffer->data = larger;
	buffer->capacity = capacity;
	return NULL;
}

static const char *unpack_gzip(const unsigned char *data, size_t size, struct buffer *out)
{
	z_stream stream = { .next_in = (unsigned char *)data, .avail_in = (unsigned int)size };
	const char *problem = NULL;
	int result = Z_OK;

	if (inflateInit2(&stream, MAX_WBITS + 16) != Z_OK) /* 16: with the header of gzip */
		return "out of memory";
	while (!problem && result == Z_OK) {
		problem = reserve(out, 1);
		if (problem)
			break;
		stream.next_out = out->data + out->size;
		stream.avail_out = (unsigned int)(out->capacity - out->size);
		result = inflate(&stream, Z_NO_FLUSH);
		out->size = out->capacity - stream.avail_out;
	}
	inflateEnd(&stream);
	return problem || result == Z_STREAM_END ? problem : damaged;
}

/* xz, and the lzma that was before it. */
static const char *unpack_xz(const unsigned char *data, size_t size, struct buffer *out)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	const char *problem = NULL;
	lzma_ret result = data[0] == 0xfd ? lzma_stream_decoder(&stream, UNPACKED_MAX, 0)
					  : lzma_alone_decoder(&stream, UNPACKED_MAX);

	stream.next_in = data;
	stream.avail_in = size;
	while (!problem && result == LZMA_OK) {
		problem = reserve(out, 1);
		if (problem)
			break;
		stream.next_out = out->data + out->size;
		stream.avail_out = out->capacity - out->size;
		result = lzma_code(&stream, LZMA_FINISH);
		out->size = out->capacity - stream.avail_out;
	}
	lzma_end(&stream);
	return problem || result == LZMA_STREAM_END ? problem : damaged;
}

static const char *unpack_zstd(const unsigned char *data, size_t size, struct buffer *out)
{
	ZSTD_DStream *stream = ZSTD_createDStream();
	ZSTD_inBuffer in = { .src = data, .size = size };
	const char *problem = stream ? NULL : "out of memory";
	size_t left = 1; /* 0 at the end of the frame */

	if (stream) /* --ultra --long packs with windows larger than the library's own limit */
		ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 30);
	while (!problem && left) {
		size_t consumed = in.pos, produced = out->size;

		problem = reserve(out, 1);
		if (problem)
			break;

		ZSTD_outBuffer room = { .dst = out->data, .size = out->capacity, .pos = out->size };

		left = ZSTD_decompressStream(stream, &room, &in);
		out->size = room.pos;
		if (ZSTD_isError(left) || (in.pos == consumed && out->size == produced))
			problem = damaged;
	}
	ZSTD_freeDStream(stream);
	return problem;
}

static uint32_t little_endian_32(const unsigned char *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

/*
 * The old frame of lz4, which the kernel's build makes: after the magic, blocks of at most 8 MiB of
 * content, each behind its packed size, to the end of the file; and at that end the kernel's build
 * appends the size of all content, which is no block.
 */
static const char *unpack_lz4(const unsigned char *data, size_t size, struct buffer *out)
{
	enum {
		MAGIC = 0x184c2102,
		BLOCK = 8 << 20
	};
	const unsigned char *end = data + size;

	while ((size_t)(end - data) > sizeof(uint32_t)) {
		uint32_t packed = little_endian_32(data);
		const char *problem;
		int got;

		data += sizeof(uint32_t);
		if (packed == MAGIC)
			continue;
		if (packed > (size_t)(end - data))
			return damaged;
		problem = reserve(out, BLOCK);
		if (problem)
			return problem;
		got = LZ4_decompress_safe((const char *)data, (char *)out->data + out->size,
					  (int)packed, BLOCK);
		if (got < 0)
			return damaged;
		out->size += (size_t)got;
		data += packed;
	}
	return NULL;
}

static const struct format {
	const char *magic;
	size_t length;
	const char *(*unpack)(const unsigned char *data, size_t size, struct buffer *out);
	const char *problem; /* where there is no function */
} formats[] = {
	{ "\x1f\x8b", 2, unpack_gzip, NULL },
	{ "\xfd\x37zXZ", 6, unpack_xz, NULL },
	{ "\x5d\0\0", 3, unpack_xz, NULL },
	{ "\x02\x21\x4c\x18", 4, unpack_lz4, NULL },
	{ "\x28\xb5\x2f\xfd", 4, unpack_zstd, NULL },
	{ "BZh", 3, NULL, "it is packed with bzip2" },
	{ "\x89LZO", 4, NULL, "it is packed with lzo" },
};

/*
 * Narrow the bytes to what is behind the boot code, if this is a bzImage: sectors of 512 bytes of
 * set-up code, then the payload at an offset that the header has.
 */
static bool find_payload(const unsigned char **data, size_t *size)
{
	enum {
		SETUP_SECTORS = 0x1f1,
		BOOT_FLAG = 0x1fe,
		MAGIC = 0x202,
		VERSION = 0x206,
		PAYLOAD_OFFSET = 0x248,
		PAYLOAD_LENGTH = 0x24c,
		HEADER_END = 0x250,
		WITH_PAYLOAD = 0x0208
	};
	const unsigned char *header = *data;
	size_t start, length;

	if (*size < HEADER_END || memcmp(header + MAGIC, "HdrS", 4) || header[BOOT_FLAG] != 0x55 ||
	    header[BOOT_FLAG + 1] != 0xaa ||
	    (header[VERSION] | header[VERSION + 1] << 8) < WITH_PAYLOAD)
		return true;
	start = ((header[SETUP_SECTORS] ? header[SETUP_SECTORS] : 4) + 1) * (size_t)512 +
		little_endian_32(header + PAYLOAD_OFFSET);
	length = little_endian_32(header + PAYLOAD_LENGTH);
	if (start > *size || length > *size - start)
		return false;
	*data += start;
	*size = length;
	return true;
}

static bool is_elf(const unsigned char *data, size_t size)
{
	return size > SELFMAG && !memcmp(data, ELFMAG, SELFMAG);
}

const char *unpack_elf(const void *bytes, size_t size, struct unpacked *unpacked)
{
	const unsigned char *data = bytes;
	struct buffer buffer = { 0 };
	const char *problem = "it is neither an ELF file nor packed in a known way";

	if (!find_payload(&data, &size))
		return "it is cut short";
	if (is_elf(data, size)) {
		*unpacked = (struct unpacked){ .data = data, .size = size, .in_place = true };
		return NULL;
	}
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		const struct format *format = &formats[i];

		if (size < 16 || memcmp(data, format->magic, format->length))
			continue;
		problem = format->unpack ? format->unpack(data, size, &buffer) : format->problem;
		if (!problem && !is_elf(buffer.data, buffer.size))
			problem = "what is packed in it is no ELF file";
		break;
	}
	if (problem) {
		free(buffer.data);
		return problem;
	}
	*unpacked = (struct unpacked){ .data = buffer.data, .size = buffer.size };
	return NULL;
}
