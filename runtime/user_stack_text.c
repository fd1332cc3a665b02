// SPDX-License-Identifier: GPL-2.0-only
/*
 * User-space stacks as addresses: lists of hexadecimal numbers, the form in which scripts keep
 * stacks and count them.
 */
#include <linux/bitops.h>
#include <asm/byteorder.h>

#include "user_stack.h"

#define LONGEST_ADDRESS 19 /* bytes: blank, 0x, 16 digits */

/* The 8 digits of @number, the first one in the lowest byte: all at once. */
static u64 hex_digits(u32 number)
{
	u64 nibbles = number, letters;

	nibbles = (nibbles << 16 | nibbles) & 0x0000ffff0000ffffull;
	nibbles = (nibbles << 8 | nibbles) & 0x00ff00ff00ff00ffull;
	nibbles = (nibbles << 4 | nibbles) & 0x0f0f0f0f0f0f0f0full;
	/* A byte of `letters` is 1 where the digit is a letter. */
	letters = ((nibbles + 0x0606060606060606ull) >> 4) & 0x0101010101010101ull;
	return swab64(nibbles + 0x3030303030303030ull + letters * ('a' - '0' - 10));
}

/* Writes a blank, 0x and the digits of @address; returns the end. 16 more bytes may be changed. */
static char *write_address(char *at, u64 address)
{
	u32 high = address >> 32, low = address, digits;
	u64 text;

	memcpy(at, " 0x", 3);
	at += 3;
	if (high) {
		digits = (fls(high) + 3) / 4;
		text = hex_digits(high) >> 8 * (8 - digits);
		memcpy(at, &text, sizeof(text));
		at += digits;
		digits = 8;
	} else {
		digits = low ? (fls(low) + 3) / 4 : 1;
	}
	text = hex_digits(low) >> 8 * (8 - digits);
	memcpy(at, &text, sizeof(text));
	return at + digits;
}

/* Where there is room for all of it, it is written in place; else what fits. */
static void put_address(struct stap_context *c, struct stap_output *o, u64 address, bool is_first)
{
	char text[LONGEST_ADDRESS + sizeof(u64)] STAP_UNSET;
	char *end;

	if (!is_first && o->end - o->at > (long)sizeof(text)) {
		o->at = write_address(o->at, address);
		return;
	}
	end = write_address(text, address);
	stap_put_text(c, o, text + is_first, end - text - is_first);
}

/* Handler context or sleeper. */
void stap_put_user_addresses(struct stap_context *c, struct stap_output *o, int64_t count)
{
	u32 most = stap_script.limits.max_backtrace, i = 0;
	struct stap_user_walk walk STAP_UNSET;

	if (count >= 0 && count < most)
		most = count;
	if (!most || !stap_user_walk_begin(c, &walk))
		return;
	do
		put_address(c, o, walk.address, !i);
	while (++i < most && stap_user_walk_on(&walk));
	stap_user_walk_end(&walk);
}

/* Handler context or sleeper. */
int64_t stap_user_frame(struct stap_context *c, int64_t number)
{
	struct stap_user_walk walk STAP_UNSET;
	bool is_there = true;
	int64_t i;

	if (number < 0 || number >= stap_script.limits.max_backtrace ||
	    !stap_user_walk_begin(c, &walk))
		return 0;
	for (i = 0; i < number && is_there; i++)
		is_there = stap_user_walk_on(&walk);
	stap_user_walk_end(&walk);
	return is_there ? walk.address : 0;
}
