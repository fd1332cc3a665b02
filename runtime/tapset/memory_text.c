// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text in memory of the user or the kernel that is more than a copy away: in quotes, or of
 * characters of 16 and 32 bits. Handler context or sleeper. The text may change while it is read,
 * and its length is not to be trusted: what is written bounds the loops.
 */
#include <linux/minmax.h>
#include <linux/uaccess.h>

#include "tapset/escape.h"
#include "runtime.h"

#define CHUNK                                                                                      \
	64 /* bytes read at once; divides a page, so that a chunk never crosses into the next */
#define CUT_SIZE 4 /* characters of the "... that a text that is cut ends in */

struct reader {
	struct stap_context *c;
	uint64_t at; /* address of the byte to be read next */
	bool of_kernel;
	unsigned count; /* bytes in @bytes that are still to be given: the last ones */
	bool failed;	/* a fault */
	unsigned char bytes[CHUNK];
};

static void reader_begin(struct reader *reader, struct stap_context *c, uint64_t address,
			 bool of_kernel)
{
	reader->c = c;
	reader->at = address;
	reader->of_kernel = of_kernel;
	reader->count = 0;
	reader->failed = false;
}

static bool read_chunk(struct reader *reader, void *to, unsigned length)
{
	if (reader->of_kernel)
		return !copy_from_kernel_nofault(to, (void *)(unsigned long)reader->at, length);
	return stap_copy_from_user(reader->c, to, reader->at, length);
}

/* Gives 0 at a fault, and from there on. */
static unsigned char next_byte(struct reader *reader)
{
	if (!reader->count && !reader->failed) {
		unsigned length = CHUNK - (reader->at & (CHUNK - 1));

		reader->failed = !read_chunk(reader, reader->bytes + CHUNK - length, length);
		if (!reader->failed)
			reader->count = length;
	}
	if (reader->failed)
		return 0;
	reader->at++;
	return reader->bytes[CHUNK - reader->count--];
}

/* ---------------------------------------------------------------- quotes */

/* A text in quotes as it is written. */
struct quotation {
	struct stap_output out;
	char *cut; /* where it can end and leave room for CUT_SIZE */
};

static struct quotation quotation_begin(char *to, size_t size)
{
	struct quotation quotation = { .out = stap_string_begin(to, size) };

	*quotation.out.at++ = '"';
	quotation.cut = quotation.out.at;
	return quotation;
}

/* Returns false when it and the last quote do not fit. */
static bool quotation_add(struct stap_context *c, struct quotation *quotation, unsigned char letter)
{
	char text[STAP_ESCAPE_SIZE];
	unsigned length = stap_escape_letter(text, letter, true);
	struct stap_output *o = &quotation->out;

	if (o->end - o->at < (long)length + 1)
		return false;
	stap_put_text(c, o, text, length);
	if (o->end - o->at >= CUT_SIZE)
		quotation->cut = o->at;
	return true;
}

static void quotation_end(struct stap_context *c, struct quotation *quotation, bool is_cut)
{
	struct stap_output *o = &quotation->out;

	if (is_cut)
		o->at = quotation->cut;
	stap_put_text(c, o, "\"...", is_cut ? CUT_SIZE : 1);
	stap_string_end(o);
}

static size_t quotation_size(int64_t length, size_t size)
{
	if (length <= 0 || length >= (int64_t)size)
		return size;
	return max_t(size_t, length, 1 + CUT_SIZE) + 1;
}

static bool quote_string(struct stap_context *c, char *to, size_t size, uint64_t address,
			 bool of_kernel, int64_t length, int64_t out_length)
{
	struct quotation quotation = quotation_begin(to, quotation_size(out_length, size));
	struct reader STAP_UNSET reader;
	unsigned char letter;
	bool is_cut = false;

	reader_begin(&reader, c, address, of_kernel);
	if (length <= 0)
		length = size;
	while (!is_cut && length-- && (letter = next_byte(&reader)))
		is_cut = !quotation_add(c, &quotation, letter);
	if (reader.failed) {
		*to = 0;
		return false;
	}
	quotation_end(c, &quotation, is_cut || (length < 0 && next_byte(&reader)));
	return true;
}

static bool quote_buffer(struct stap_context *c, char *to, size_t size, uint64_t address,
			 bool of_kernel, int64_t length, int64_t out_length)
{
	struct quotation quotation = quotation_begin(to, quotation_size(out_length, size));
	struct reader STAP_UNSET reader;
	bool is_cut = false;

	reader_begin(&reader, c, address, of_kernel);
	for (; length > 0 && !is_cut && !reader.failed; length--)
		is_cut = !quotation_add(c, &quotation, next_byte(&reader));
	if (reader.failed) {
		*to = 0;
		return false;
	}
	quotation_end(c, &quotation, is_cut);
	return true;
}

bool stap_quote_user_string(struct stap_context *c, char *to, size_t size, uint64_t address,
			    int64_t length, int64_t out_length)
{
	return quote_string(c, to, size, address, false, length, out_length);
}

bool stap_quote_user_buffer(struct stap_context *c, char *to, size_t size, uint64_t address,
			    int64_t length, int64_t out_length)
{
	return quote_buffer(c, to, size, address, false, length, out_length);
}

bool stap_quote_kernel_string(struct stap_context *c, char *to, size_t size, uint64_t address,
			      int64_t length, int64_t out_length)
{
	return quote_string(c, to, size, address, true, length, out_length);
}

bool stap_quote_kernel_buffer(struct stap_context *c, char *to, size_t size, uint64_t address,
			      int64_t length, int64_t out_length)
{
	return quote_buffer(c, to, size, address, true, length, out_length);
}

/* ---------------------------------------------------------------- UTF-16 and UTF-32 */

#define INVALID 0xffffffff /* no character */

static uint32_t next_unit(struct reader *reader, unsigned size)
{
	uint32_t unit = 0;

	for (unsigned i = 0; i < size; i++)
		unit |= (uint32_t)next_byte(reader) << 8 * i;
	return unit;
}

/* Unicode 15, D90 and D91: a character, 0 at the end, or INVALID. */
static uint32_t next_character(struct reader *reader, unsigned size)
{
	uint32_t character = next_unit(reader, size), low;

	if ((character & ~0x7ff) != 0xd800)
		return character <= 0x10ffff ? character : INVALID;
	if (size != 2 || character >= 0xdc00)
		return INVALID;
	low = next_unit(reader, size);
	if ((low & ~0x3ff) != 0xdc00)
		return INVALID;
	return 0x10000 + ((character & 0x3ff) << 10 | (low & 0x3ff));
}

/* UTF-8 (Unicode 15, D92). Returns the number of bytes. */
static unsigned encode(char text[4], uint32_t character)
{
	unsigned length = character < 0x80	? 1
			  : character < 0x800	? 2
			  : character < 0x10000 ? 3
						: 4;

	if (length == 1) {
		text[0] = character;
		return 1;
	}
	for (unsigned i = length - 1; i; i--) {
		text[i] = 0x80 | (character & 0x3f);
		character >>= 6;
	}
	text[0] = (0xf00 >> length) | character;
	return length;
}

static bool read_wide(struct stap_context *c, char *text, size_t size, uint64_t address,
		      bool of_kernel, unsigned width, const char **problem)
{
	struct stap_output o = stap_string_begin(text, size);
	struct reader STAP_UNSET reader;
	uint32_t character;
	char bytes[4];

	reader_begin(&reader, c, address, of_kernel);
	while ((character = next_character(&reader, width)) && character != INVALID) {
		unsigned length = encode(bytes, character);

		if (reader.failed || o.end - o.at < (long)length)
			break;
		stap_put_text(c, &o, bytes, length);
	}
	*problem = NULL;
	if (reader.failed)
		*problem = of_kernel ? "kernel string copy fault" : "user string copy fault";
	else if (character == INVALID)
		*problem = width == 2 ? "invalid UTF-16 string" : "invalid UTF-32 string";
	if (*problem)
		o.at = text;
	stap_string_end(&o);
	return !*problem;
}

bool stap_read_user_wide(struct stap_context *c, char *text, size_t size, uint64_t address,
			 unsigned width, const char **problem)
{
	return read_wide(c, text, size, address, false, width, problem);
}

bool stap_read_kernel_wide(struct stap_context *c, char *text, size_t size, uint64_t address,
			   unsigned width, const char **problem)
{
	return read_wide(c, text, size, address, true, width, problem);
}
