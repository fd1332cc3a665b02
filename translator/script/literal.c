/* SPDX-License-Identifier: GPL-2.0-only */
#include "script/literal.h"

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

bool read_number(const char *text, size_t length, int64_t *number, const char **message)
{
	unsigned base = 10;
	uint64_t value = 0;
	size_t i = 0;

	if (length > 1 && text[0] == '0') {
		bool hexadecimal = text[1] == 'x' || text[1] == 'X';

		base = hexadecimal ? 16 : 8;
		i = hexadecimal ? 2 : 1;
	}
	bool fits = true;

	*message = "invalid number";
	if (i == length)
		return false;
	for (; i < length; i++) {
		unsigned digit = (unsigned)digit_value(text[i]);

		if (digit >= base)
			return false;
		fits = fits && !__builtin_mul_overflow(value, (uint64_t)base, &value) &&
		       !__builtin_add_overflow(value, (uint64_t)digit, &value);
	}
	*message = "number is past 2^64-1";
	if (!fits)
		return false;
	*number = (int64_t)value;
	return true;
}

static size_t read_digits(const char *raw, size_t length, unsigned base, size_t most, char *byte)
{
	unsigned value = 0;
	size_t i = 0;

	while (i < length && i < most && (unsigned)digit_value(raw[i]) < base)
		value = value * base + (unsigned)digit_value(raw[i++]);
	*byte = (char)value;
	return i;
}

size_t read_character(const char *raw, size_t length, char *byte)
{
	static const char letters[] = "abfnrtv", values[] = "\a\b\f\n\r\t\v";

	*byte = raw[0];
	if (raw[0] != '\\' || length < 2)
		return 1;
	*byte = raw[1];
	if (raw[1] == 'x') {
		size_t digits = read_digits(raw + 2, length - 2, 16, 2, byte);

		return digits ? digits + 2 : 0;
	}
	if (digit_value(raw[1]) < 8)
		return 1 + read_digits(raw + 1, length - 1, 8, 3, byte);
	for (size_t i = 0; letters[i]; i++) {
		if (raw[1] == letters[i])
			*byte = values[i];
	}
	return 2;
}
