// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values as text: into a context's print buffer, where text that does not fit sends the buffer off,
 * or into a string, where it is cut off. Handler context.
 */
#include "format.h"
#include "map_key.h"

/* ---------------------------------------------------------------- copying */

/* Copies @length bytes, none beyond: in words, the last of which overlaps the one before. */
static void copy_exactly(char *to, const char *from, size_t length)
{
	size_t i;

	if (length >= 8) {
		for (i = 0; i + 8 <= length; i += 8)
			__builtin_memcpy(to + i, from + i, 8);
		__builtin_memcpy(to + length - 8, from + length - 8, 8);
	} else if (length >= 4) {
		__builtin_memcpy(to, from, 4);
		__builtin_memcpy(to + length - 4, from + length - 4, 4);
	} else if (length) {
		to[0] = from[0];
		to[length / 2] = from[length / 2];
		to[length - 1] = from[length - 1];
	}
}

/* Bytes that may be written now; makes room in the print buffer when there is none. */
static size_t room(struct stap_context *c, struct stap_output *o)
{
	if (stap_unlikely(o->at == o->end) && o == &c->out)
		stap_output_flush(c);
	return o->end - o->at;
}

static __attribute__((__noinline__)) void
put_in_parts(struct stap_context *c, struct stap_output *o, const char *text, size_t length)
{
	while (length) {
		size_t part = room(c, o);

		if (!part)
			return;
		if (part > length)
			part = length;
		copy_exactly(o->at, text, part);
		o->at += part;
		text += part;
		length -= part;
	}
}

void stap_put_text(struct stap_context *c, struct stap_output *o, const char *text, size_t length)
{
	if (stap_unlikely(length > (size_t)(o->end - o->at))) {
		put_in_parts(c, o, text, length);
		return;
	}
	copy_exactly(o->at, text, length);
	o->at += length;
}

void stap_put_string(struct stap_context *c, struct stap_output *o, const char *string)
{
	char *at = o->at;
	uint64_t word, nul;

	while (stap_likely(o->end - at >= 8)) {
		word = stap_load_word(string);
		((struct stap_word_unaligned *)at)->word = word;
		nul = stap_find_nul(word);
		if (nul) {
			o->at = at + __builtin_ctzll(nul) / 8;
			return;
		}
		at += 8;
		string += 8;
	}
	o->at = at;
	put_in_parts(c, o, string, stap_string_length(string));
}

static void put_fill(struct stap_context *c, struct stap_output *o, char fill, int64_t count)
{
	while (count-- > 0 && room(c, o))
		*o->at++ = fill;
}

void stap_put_repeated(struct stap_context *c, struct stap_output *o, char fill, int64_t count)
{
	put_fill(c, o, fill, count);
}

void stap_put_char(struct stap_context *c, struct stap_output *o, int64_t value)
{
	put_fill(c, o, (char)value, 1);
}

/* ---------------------------------------------------------------- decimal numbers */

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
			    "25262728293031323334353637383940414243444546474849"
			    "50515253545556575859606162636465666768697071727374"
			    "75767778798081828384858687888990919293949596979899";

static const uint64_t powers[] = {
	0,
	10ULL,
	100ULL,
	1000ULL,
	10000ULL,
	100000ULL,
	1000000ULL,
	10000000ULL,
	100000000ULL,
	1000000000ULL,
	10000000000ULL,
	100000000000ULL,
	1000000000000ULL,
	10000000000000ULL,
	100000000000000ULL,
	1000000000000000ULL,
	10000000000000000ULL,
	100000000000000000ULL,
	1000000000000000000ULL,
	10000000000000000000ULL,
};

/* 1233 / 4096 is a little more than log10(2). */
int stap_count_digits(uint64_t value)
{
	int guess = (64 - __builtin_clzll(value | 1)) * 1233 >> 12;

	return guess + (value >= powers[guess]);
}

/* Writes the decimal digits of @value so that they end before @end. */
static void write_decimal(char *end, uint64_t value)
{
	while (value >= 100) {
		uint64_t rest = value / 100;

		end -= 2;
		__builtin_memcpy(end, &pairs[2 * (value - rest * 100)], 2);
		value = rest;
	}
	if (value >= 10)
		__builtin_memcpy(end - 2, &pairs[2 * value], 2);
	else
		end[-1] = '0' + value;
}

void stap_put_long(struct stap_context *c, struct stap_output *o, int64_t value)
{
	uint64_t magnitude = value;
	char text[24], *at = o->at;
	int length;

	if (stap_unlikely(o->end - at < 20)) {
		at = text;
		if (value < 0) {
			*at++ = '-';
			magnitude = -magnitude;
		}
		length = stap_count_digits(magnitude);
		write_decimal(at + length, magnitude);
		put_in_parts(c, o, text, at + length - text);
		return;
	}
	if (value < 0) {
		*at++ = '-';
		magnitude = -magnitude;
	}
	length = stap_count_digits(magnitude);
	write_decimal(at + length, magnitude);
	o->at = at + length;
}

/* ---------------------------------------------------------------- conversions */

/* Puts @prefix and @text into a field, with zeros between the two as the format asks. */
static void put_field(struct stap_context *c, struct stap_output *o, const char *prefix,
		      size_t prefix_length, const char *text, size_t length,
		      const struct stap_format *format)
{
	int64_t zeros =
		format->precision > (int64_t)length ? format->precision - (int64_t)length : 0;
	int64_t blanks = format->width - zeros - (int64_t)length - (int64_t)prefix_length;

	if (format->zero && !format->minus && format->precision < 0 && blanks > 0) {
		zeros = blanks;
		blanks = 0;
	}
	if (!format->minus)
		put_fill(c, o, ' ', blanks);
	stap_put_text(c, o, prefix, prefix_length);
	put_fill(c, o, '0', zeros);
	stap_put_text(c, o, text, length);
	if (format->minus)
		put_fill(c, o, ' ', blanks);
}

static void put_decimal(struct stap_context *c, struct stap_output *o, int64_t value,
			const struct stap_format *format)
{
	bool is_signed = format->conversion != 'u';
	uint64_t magnitude = value;
	char text[20], sign = 0;
	int length;

	if (is_signed && value < 0) {
		magnitude = -magnitude;
		sign = '-';
	} else if (is_signed && (format->plus || format->space)) {
		sign = format->plus ? '+' : ' ';
	}
	length = stap_count_digits(magnitude);
	write_decimal(text + length, magnitude);
	put_field(c, o, &sign, sign != 0, text, length, format);
}

static void put_power_of_two(struct stap_context *c, struct stap_output *o, uint64_t value,
			     const struct stap_format *format)
{
	const char *digits = format->conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	int bits = format->conversion == 'o' ? 3 : 4;
	char text[22], *at = text + sizeof(text), prefix[2] = { '0', 'x' };
	size_t prefix_length = 0;
	uint64_t rest = value;

	do {
		*--at = digits[rest & ((1 << bits) - 1)];
		rest >>= bits;
	} while (rest);
	if (format->conversion == 'X')
		prefix[1] = 'X';
	if (format->conversion == 'p' || (format->alternate && bits == 4))
		prefix_length = 2;
	else if (format->alternate && value)
		prefix_length = 1;
	put_field(c, o, prefix, prefix_length, at, text + sizeof(text) - at, format);
}

/* %b: the number's bytes as they lie in memory; the width says how many. */
static void put_binary(struct stap_context *c, struct stap_output *o, int64_t value,
		       const struct stap_format *format)
{
	size_t size =
		format->width == 1 || format->width == 2 || format->width == 4 ? format->width : 8;

	stap_put_text(c, o, (const char *)&value, size);
}

/* Writes @value as C does in a literal into @text; returns the length. */
static size_t escape_character(uint8_t value, char text[4])
{
	static const char escapes[] = "abtnvfr"; /* 7 … 13 */

	if (value >= ' ' && value <= '~') {
		text[0] = (char)value;
		return 1;
	}
	text[0] = '\\';
	if (value >= 7 && value <= 13) {
		text[1] = escapes[value - 7];
		return 2;
	}
	text[1] = '0' + (value >> 6);
	text[2] = '0' + (value >> 3 & 7);
	text[3] = '0' + (value & 7);
	return 4;
}

/* %c; with # as C writes it when it is not printable. */
static void put_character(struct stap_context *c, struct stap_output *o, uint8_t value,
			  const struct stap_format *format)
{
	struct stap_format field = { .width = format->width,
				     .minus = format->minus,
				     .precision = -1 };
	char text[4] = { (char)value };
	size_t length = format->alternate ? escape_character(value, text) : 1;

	put_field(c, o, text, 0, text, length, &field);
}

/* A byte of %#s: quotes and backslashes are escaped too. Returns the length of @text. */
static size_t escape_in_string(char value, char text[4])
{
	if (value != '"' && value != '\\')
		return escape_character((uint8_t)value, text);
	text[0] = '\\';
	text[1] = value;
	return 2;
}

/* %#s: the first @length bytes of @string as in a C literal, without the quotes around. */
static void put_escaped(struct stap_context *c, struct stap_output *o, const char *string,
			size_t length, const struct stap_format *format)
{
	int64_t blanks = format->width;
	char text[4];

	for (size_t i = 0; i < length; i++)
		blanks -= escape_in_string(string[i], text);
	if (!format->minus)
		put_fill(c, o, ' ', blanks);
	for (size_t i = 0; i < length; i++) {
		size_t size = escape_in_string(string[i], text);

		stap_put_text(c, o, text, size);
	}
	if (format->minus)
		put_fill(c, o, ' ', blanks);
}

void stap_put_number(struct stap_context *c, struct stap_output *o, int64_t value,
		     struct stap_format format)
{
	if (format.conversion == 'd' || format.conversion == 'i' || format.conversion == 'u')
		put_decimal(c, o, value, &format);
	else if (format.conversion == 'b')
		put_binary(c, o, value, &format);
	else if (format.conversion == 'c')
		put_character(c, o, (uint8_t)value, &format);
	else
		put_power_of_two(c, o, (uint64_t)value, &format);
}

void stap_put_padded(struct stap_context *c, struct stap_output *o, const char *string,
		     struct stap_format format)
{
	size_t length = stap_string_length(string);
	int64_t blanks;

	if (format.precision >= 0 && length > (size_t)format.precision)
		length = format.precision;
	if (format.alternate) {
		put_escaped(c, o, string, length, &format);
		return;
	}
	blanks = format.width - (int64_t)length;
	if (!format.minus)
		put_fill(c, o, ' ', blanks);
	stap_put_text(c, o, string, length);
	if (format.minus)
		put_fill(c, o, ' ', blanks);
}

void stap_put_memory(struct stap_context *c, struct stap_output *o, uint64_t address,
		     struct stap_format format, const char *place)
{
	static const char digits[] = "0123456789abcdef";
	int64_t size = format.precision < 0 ? 1 : format.precision, i;
	bool is_hex = format.conversion == 'M';
	int64_t blanks = format.width - (is_hex ? 2 * size : size);

	if (!format.minus)
		put_fill(c, o, ' ', blanks);
	for (i = 0; i < size; i++) {
		uint8_t byte = format.alternate ? stap_read_user(c, address + i, 1, place)
						: stap_read_kernel(c, address + i, 1, place);
		char text[2] = { (char)byte };

		if (c->error)
			return;
		if (is_hex) {
			text[0] = digits[byte >> 4];
			text[1] = digits[byte & 15];
		}
		stap_put_text(c, o, text, is_hex ? 2 : 1);
	}
	if (format.minus)
		put_fill(c, o, ' ', blanks);
}
