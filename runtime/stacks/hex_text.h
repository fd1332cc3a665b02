/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses as text, quickly: hexadecimal digits all at once in a word. */
#ifndef STAP_HEX_TEXT_H
#define STAP_HEX_TEXT_H

#include <linux/bitops.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/byteorder.h>

#define STAP_HEX_LONGEST 18 /* bytes of a number as text */
#define STAP_HEX_ROOM	 26 /* bytes that may be changed from where it begins */

/* The 8 digits of @number, the first one in the lowest byte. */
static __always_inline u64 stap_hex_digits(u32 number)
{
	u64 nibbles = number, letters;

	nibbles = (nibbles << 16 | nibbles) & 0x0000ffff0000ffffull;
	nibbles = (nibbles << 8 | nibbles) & 0x00ff00ff00ff00ffull;
	nibbles = (nibbles << 4 | nibbles) & 0x0f0f0f0f0f0f0f0full;
	/* A byte of `letters` is 1 where the digit is a letter. */
	letters = ((nibbles + 0x0606060606060606ull) >> 4) & 0x0101010101010101ull;
	return swab64(nibbles + 0x3030303030303030ull + letters * ('a' - '0' - 10));
}

/* Writes the 8 digits of @value; returns the end. */
static __always_inline char *stap_write_all_digits(char *at, u32 value)
{
	u64 text = stap_hex_digits(value);

	memcpy(at, &text, sizeof(text));
	return at + sizeof(text);
}

/* The same without zeros before, but changes 8 bytes. */
static __always_inline char *stap_write_digits(char *at, u32 value)
{
	u32 count = value ? (fls(value) + 3) / 4 : 1;
	u64 text = stap_hex_digits(value) >> 8 * (8 - count);

	memcpy(at, &text, sizeof(text));
	return at + count;
}

/* Writes 0x and the digits of @value; returns the end. Any context. */
static __always_inline char *stap_write_hex(char *at, u64 value)
{
	u32 high = value >> 32, low = value;

	memcpy(at, "0x", 2);
	at += 2;
	if (!high)
		return stap_write_digits(at, low);
	return stap_write_all_digits(stap_write_digits(at, high), low);
}

#endif
