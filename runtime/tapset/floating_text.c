// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers of IEEE 754 binary64 as decimal text, and back; both exactly, then rounded to the
 * nearest, ties to even. Any context. No kernel header is needed.
 *
 * Between the two is a binary number with a fixed point that has room for each bit of each number:
 * it takes no more than to multiply and divide it by 10^9.
 */
#include "tapset/floating_point.h"

#include "format.h"

#define FRACTION_WORDS 34 /* 2^-1074 is the least bit of all */
#define WHOLE_WORDS    33 /* 2^1024 is more than the greatest number, and 10^310 has 1030 bits */
#define WORDS	       (FRACTION_WORDS + WHOLE_WORDS)
#define MOST_DIGITS    310	  /* before the point, of what is not infinite */
#define LEAST_EXPONENT 330	  /* 10^-330 is less than half of the least number */
#define CHUNK	       1000000000 /* 10^9 */
#define CHUNK_DIGITS   9

/* The least significant word comes first. */
struct fixed {
	uint32_t words[WORDS];
};

static uint32_t *fraction_of(struct fixed *fixed)
{
	return fixed->words;
}

static uint32_t *whole_of(struct fixed *fixed)
{
	return fixed->words + FRACTION_WORDS;
}

/* words = words * factor + added. Returns what is too large for them. */
static uint32_t multiply(uint32_t *words, unsigned count, uint32_t factor, uint32_t added)
{
	uint64_t carry = added;
	unsigned i;

	for (i = 0; i < count; i++) {
		carry += (uint64_t)words[i] * factor;
		words[i] = (uint32_t)carry;
		carry >>= 32;
	}
	return (uint32_t)carry;
}

/* words = (before * 2^n + words) / divisor, n bits being in the words. Returns the rest. */
static uint32_t divide(uint32_t *words, unsigned count, uint32_t divisor, uint32_t before)
{
	uint64_t rest = before;

	while (count--) {
		rest = rest << 32 | words[count];
		words[count] = (uint32_t)(rest / divisor);
		rest %= divisor;
	}
	return (uint32_t)rest;
}

/* @exponent is 9 at most. */
static uint32_t power_of_10(unsigned exponent)
{
	uint32_t power = 1;

	while (exponent--)
		power *= 10;
	return power;
}

static bool are_zero(const uint32_t *words, unsigned count)
{
	while (count--)
		if (words[count])
			return false;
	return true;
}

/* ---------------------------------------------------------------- to text */

/* @value is finite; its sign is left out. */
static void fixed_of(struct fixed *fixed, uint64_t value)
{
	uint64_t fraction = value & (FLOAT_HIDDEN - 1);
	unsigned exponent = (unsigned)(value >> 52) & 0x7ff, bit, i;

	for (i = 0; i < WORDS; i++)
		fixed->words[i] = 0;
	if (exponent)
		fraction |= FLOAT_HIDDEN;
	else
		exponent = 1;
	bit = FRACTION_WORDS * 32 - 1075 + exponent; /* the last one of the fraction */
	for (i = 0; i < 53; i++, bit++)
		fixed->words[bit / 32] |= (uint32_t)(fraction >> i & 1) << bit % 32;
}

static void put_digits(char *to, unsigned count, uint32_t number)
{
	for (; count--; number /= 10)
		to[count] = (char)('0' + number % 10);
}

/* Writes the digits before the point, one at least, so that they end at @end; returns the first. */
static char *put_whole(char *end, struct fixed *fixed)
{
	char *at = end;

	do {
		at -= CHUNK_DIGITS;
		put_digits(at, CHUNK_DIGITS, divide(whole_of(fixed), WHOLE_WORDS, CHUNK, 0));
	} while (!are_zero(whole_of(fixed), WHOLE_WORDS));
	while (at < end - 1 && *at == '0')
		at++;
	return at;
}

/* Writes the first @count digits behind the point, and leaves what comes after them. */
static void put_fraction(char *to, unsigned count, struct fixed *fixed)
{
	unsigned most;

	for (; count; count -= most, to += most) {
		most = count < CHUNK_DIGITS ? count : CHUNK_DIGITS;
		put_digits(to, most,
			   multiply(fraction_of(fixed), FRACTION_WORDS, power_of_10(most), 0));
	}
}

/* Whether what is left behind the last digit makes that greater. */
static bool rounds_up(struct fixed *fixed, char last_digit)
{
	const uint32_t *fraction = fraction_of(fixed), half = 1u << 31;
	uint32_t first = fraction[FRACTION_WORDS - 1];

	if (first != half || !are_zero(fraction, FRACTION_WORDS - 1))
		return first >= half;
	return last_digit & 1;
}

/* Adds 1 to the last digit. False: they were all nines, and are zeros now. */
static bool carry_one(char *digits, unsigned count)
{
	while (count--) {
		if (digits[count] != '9') {
			digits[count]++;
			return true;
		}
		digits[count] = '0';
	}
	return false;
}

/* As many digits as there is room for, rounded there. */
static void put_finite(struct stap_context *c, struct stap_output *o, uint64_t value,
		       int64_t precision)
{
	char digits[MOST_DIGITS + CHUNK_DIGITS], *end = digits + sizeof(digits), *whole, *behind;
	struct fixed fixed;
	int64_t room;
	unsigned count;

	fixed_of(&fixed, value);
	whole = put_whole(end, &fixed);
	room = o->end - o->at - (end - whole) - 2; /* a digit more by rounding, and the point */
	if (precision > room)
		precision = room > 0 ? room : 0;
	count = (unsigned)precision;
	behind = o->at + (end - whole) + 1;
	put_fraction(behind, count, &fixed);
	if (rounds_up(&fixed, count ? behind[count - 1] : end[-1]) && !carry_one(behind, count) &&
	    !carry_one(whole, (unsigned)(end - whole))) {
		*--whole = '1';
		if (count)
			behind[count] = '0'; /* as those before, which move by one */
	}
	stap_put_text(c, o, whole, (size_t)(end - whole));
	if (count) {
		*o->at = '.';
		o->at += 1 + count;
	}
}

void stap_float_text(struct stap_context *c, char *text, size_t size, int64_t value,
		     int64_t precision)
{
	uint64_t bits = (uint64_t)value;
	struct stap_output o = stap_string_begin(text, size);

	if ((bits & ~FLOAT_SIGN) > FLOAT_INFINITY) {
		stap_put_text(c, &o, "nan", 3);
	} else {
		if (bits & FLOAT_SIGN)
			stap_put_text(c, &o, "-", 1);
		bits &= ~FLOAT_SIGN;
		if (bits == FLOAT_INFINITY)
			stap_put_text(c, &o, "inf", 3);
		else
			put_finite(c, &o, bits, precision < 0 ? 6 : precision);
	}
	stap_string_end(&o);
}

/* ---------------------------------------------------------------- from text */

/* 0.DIGITS × 10^exponent */
struct decimal {
	const char *first; /* the first digit that is not 0 */
	const char *point; /* NULL: none among the digits */
	bool is_number;	   /* there is a digit */
	size_t count;	   /* of the digits from that one on */
	int64_t exponent;
};

#define MOST_EXPONENT 1000000 /* what is beyond counts as this: strings are shorter */

static bool is_digit(char letter)
{
	return letter >= '0' && letter <= '9';
}

static int64_t parse_exponent(const char *at)
{
	int64_t exponent = 0;
	bool negative;

	if ((*at | 0x20) != 'e')
		return 0;
	at++;
	negative = *at == '-';
	if (*at == '-' || *at == '+')
		at++;
	for (; is_digit(*at); at++)
		if (exponent < MOST_EXPONENT)
			exponent = exponent * 10 + *at - '0';
	return negative ? -exponent : exponent;
}

static struct decimal parse_decimal(const char *at)
{
	struct decimal decimal = { 0 };
	bool behind_point = false;

	for (; is_digit(*at) || (*at == '.' && !behind_point); at++) {
		if (*at == '.') {
			behind_point = true;
			if (decimal.first)
				decimal.point = at;
			continue;
		}
		decimal.is_number = true;
		if (!decimal.first && *at != '0')
			decimal.first = at;
		decimal.count += decimal.first != NULL;
		decimal.exponent += decimal.first && !behind_point;
		decimal.exponent -= !decimal.first && behind_point;
	}
	decimal.exponent += parse_exponent(at);
	return decimal;
}

/* Digit @i after the point of 0.DIGITS. */
static uint32_t digit_of(const struct decimal *decimal, size_t i)
{
	const char *at;

	if (i >= decimal->count)
		return 0;
	at = decimal->first + i;
	at += decimal->point && at >= decimal->point;
	return (uint32_t)(*at - '0');
}

/* The digits before the point: 310 at most. */
static void read_whole(struct fixed *fixed, const struct decimal *decimal)
{
	unsigned in_chunk = 0;
	uint32_t chunk = 0;
	int64_t i;

	for (i = 0; i < decimal->exponent; i++) {
		chunk = chunk * 10 + digit_of(decimal, (size_t)i);
		if (++in_chunk < CHUNK_DIGITS && i + 1 < decimal->exponent)
			continue;
		multiply(whole_of(fixed), WHOLE_WORDS, power_of_10(in_chunk), chunk);
		chunk = in_chunk = 0;
	}
}

/* Those behind it, the last one first. Returns whether there was more than there are bits for. */
static bool read_fraction(struct fixed *fixed, const struct decimal *decimal)
{
	size_t first = decimal->exponent > 0 ? (size_t)decimal->exponent : 0, i = decimal->count;
	size_t zeros = decimal->exponent < 0 ? (size_t)-decimal->exponent : 0;
	uint32_t chunk = 0, unit = 1;
	bool cut = false;

	while (i > first) {
		chunk += digit_of(decimal, --i) * unit;
		unit *= 10;
		if (unit < CHUNK && i > first)
			continue;
		cut |= divide(fraction_of(fixed), FRACTION_WORDS, unit, chunk) != 0;
		chunk = 0;
		unit = 1;
	}
	for (; zeros; zeros -= i) {
		i = zeros < CHUNK_DIGITS ? zeros : CHUNK_DIGITS;
		cut |= divide(fraction_of(fixed), FRACTION_WORDS, power_of_10((unsigned)i), 0) != 0;
	}
	return cut;
}

static uint64_t round_fixed(const struct fixed *fixed, bool negative, bool cut)
{
	unsigned top = WORDS - 1, shift;
	uint64_t fraction, below;

	while (top > 1 && !fixed->words[top])
		top--;
	fraction = (uint64_t)fixed->words[top] << 32 | fixed->words[top - 1];
	if (!fraction) /* less than half of the least number of all */
		return stap_float_round(negative, 0, 0);
	shift = (unsigned)__builtin_clzll(fraction);
	below = top > 1 ? (uint64_t)fixed->words[top - 2] << 32 : 0;
	if (shift) {
		fraction = fraction << shift | below >> (64 - shift);
		below <<= shift;
	}
	cut |= below != 0 || (top > 2 && !are_zero(fixed->words, top - 2));
	return stap_float_round(negative, (int)(top * 32 + 31 - shift) - FRACTION_WORDS * 32,
				fraction | cut);
}

static bool begins_with(const char *text, const char *word)
{
	for (; *word; word++, text++)
		if ((*text | 0x20) != *word)
			return false;
	return true;
}

int64_t stap_float_parse(const char *text)
{
	struct fixed fixed = { 0 };
	struct decimal decimal;
	uint64_t sign;
	bool cut;

	while (*text == ' ' || (*text >= '\t' && *text <= '\r'))
		text++;
	sign = *text == '-' ? FLOAT_SIGN : 0;
	if (*text == '-' || *text == '+')
		text++;
	if (begins_with(text, "inf"))
		return (int64_t)(sign | FLOAT_INFINITY);
	if (begins_with(text, "nan"))
		return (int64_t)(sign | FLOAT_INFINITY | FLOAT_HIDDEN >> 1);
	decimal = parse_decimal(text);
	if (!decimal.is_number)
		return 0;
	if (!decimal.first || decimal.exponent < -LEAST_EXPONENT)
		return (int64_t)sign;
	if (decimal.exponent > MOST_DIGITS)
		return (int64_t)(sign | FLOAT_INFINITY);
	read_whole(&fixed, &decimal);
	cut = read_fraction(&fixed, &decimal);
	return (int64_t)round_fixed(&fixed, sign != 0, cut);
}
