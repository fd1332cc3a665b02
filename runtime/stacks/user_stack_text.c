// SPDX-License-Identifier: GPL-2.0-only
/*
 * User-space stacks as addresses: lists of hexadecimal numbers, the form in which scripts keep
 * stacks and count them.
 */
#include <linux/minmax.h>

#include "stacks/hex_text.h"
#include "stacks/user_stack.h"

#define LONGEST_ADDRESS 24 /* bytes: blank, 0x, 16 digits, and what may be written behind */
#define BATCH		16 /* frames */

/* Addresses of a stack have mostly the same upper half: what it looks like is kept. */
struct upper_half {
	u32 number;
	u32 length;    /* of the text; 0: not set yet */
	char text[16]; /* blank, 0x, digits */
};

static noinline void set_upper(struct upper_half *upper, u32 number)
{
	char *end = upper->text + 3;

	upper->number = number;
	memcpy(upper->text, " 0x", 3);
	if (number)
		end = stap_write_digits(end, number);
	upper->length = end - upper->text;
}

/* Writes a blank, 0x and the digits of @address to LONGEST_ADDRESS bytes; returns their end. */
static __always_inline char *write_address(char *at, struct upper_half *upper, u64 address)
{
	if (unlikely(address >> 32 != upper->number || !upper->length))
		set_upper(upper, address >> 32);
	memcpy(at, upper->text, sizeof(upper->text));
	at += upper->length;
	if (unlikely(!upper->number))
		return stap_write_digits(at, address);
	return stap_write_all_digits(at, address);
}

/* Where there is room for all of it, it is written in place; else what fits. */
static __always_inline void put_address(struct stap_context *c, struct stap_output *o,
					struct upper_half *upper, u64 address, bool is_first)
{
	char text[LONGEST_ADDRESS] STAP_UNSET;
	char *end;

	if (!is_first && likely(o->end - o->at > LONGEST_ADDRESS)) {
		o->at = write_address(o->at, upper, address);
		return;
	}
	end = write_address(text, upper, address);
	stap_put_text(c, o, text + is_first, end - text - is_first);
}

/* Handler context or sleeper. */
void stap_put_user_addresses(struct stap_context *c, struct stap_output *o, int64_t count)
{
	u32 left = stap_script.limits.max_backtrace, i, batch;
	struct stap_user_walk walk STAP_UNSET;
	u64 addresses[BATCH] STAP_UNSET;
	struct upper_half upper = { .length = 0 };

	if (count >= 0 && count < left)
		left = count;
	if (!left || !stap_user_walk_begin(c, &walk))
		return;
	put_address(c, o, &upper, walk.address, true);
	left--;
	do {
		batch = stap_user_walk_through(&walk, addresses, min_t(u32, left, BATCH));
		for (i = 0; i < batch; i++)
			put_address(c, o, &upper, addresses[i], false);
		left -= batch;
	} while (left && batch == BATCH);
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
