// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arithmetic of IEEE 754 binary64 in integers, since handlers have no floating-point registers.
 * A number is its 64 bits. Results are rounded to the nearest, ties to even (IEEE 754-2019 §4.3.1),
 * and are those of the processor's SSE2 instructions, NaNs included. There are no exception flags.
 *
 * Any context. No kernel header is needed: the unit test compares with the processor.
 */
#include "tapset/floating_point.h"

#define DEFAULT_NAN 0xfff8000000000000ull
#define QUIET	    (1ull << 51)

static bool is_nan(uint64_t bits)
{
	return (bits & ~FLOAT_SIGN) > FLOAT_INFINITY;
}

static bool is_infinite(uint64_t bits)
{
	return (bits & ~FLOAT_SIGN) == FLOAT_INFINITY;
}

static bool is_zero(uint64_t bits)
{
	return !(bits & ~FLOAT_SIGN);
}

/* What an operation with a NaN among its operands gives: the first one, made quiet. */
static uint64_t nan_of(uint64_t a, uint64_t b)
{
	return (is_nan(a) ? a : b) | QUIET;
}

/* ---------------------------------------------------------------- in parts */

/*
 * A finite number: fraction × 2^(exponent - 63), where bit 63 of the fraction is set, so that the
 * number is at least 2^exponent; or 0 with fraction 0.
 */
struct parts {
	bool negative;
	int exponent;
	uint64_t fraction;
};

#define EXPONENT_OF_ZERO (-4096)

static struct parts take_apart(uint64_t bits)
{
	int biased = (int)(bits >> 52) & 0x7ff, shift;
	uint64_t fraction = bits & (FLOAT_HIDDEN - 1);

	if (biased)
		return (struct parts){ bits >> 63, biased - 1023, (fraction | FLOAT_HIDDEN) << 11 };
	if (!fraction)
		return (struct parts){ bits >> 63, EXPONENT_OF_ZERO, 0 };
	shift = __builtin_clzll(fraction);
	return (struct parts){ bits >> 63, -1011 - shift, fraction << shift };
}

/* Shifts right; what falls out sets the last bit, so that rounding knows of it. */
static uint64_t shift_sticky(uint64_t fraction, int by)
{
	if (by >= 64)
		return fraction != 0;
	return by ? fraction >> by | (fraction << (64 - by) != 0) : fraction;
}

uint64_t stap_float_round(bool negative, int exponent, uint64_t fraction)
{
	uint64_t sign = negative ? FLOAT_SIGN : 0, kept, rest;
	int shift;

	if (!fraction)
		return sign;
	shift = __builtin_clzll(fraction);
	fraction <<= shift;
	exponent -= shift;
	if (exponent > 1023)
		return sign | FLOAT_INFINITY;
	if (exponent < -1022)
		fraction = shift_sticky(fraction, -1022 - exponent);
	kept = fraction >> 11;
	rest = fraction & 0x7ff;
	kept += rest > 0x400 || (rest == 0x400 && (kept & 1));
	/* The bit before the fraction, or the one that rounding carried, counts to the exponent. */
	if (exponent > -1022)
		kept += (uint64_t)(exponent + 1022) << 52;
	return sign | kept;
}

/* ---------------------------------------------------------------- operations */

int64_t stap_float_add(int64_t first, int64_t second)
{
	uint64_t a = (uint64_t)first, b = (uint64_t)second, fraction, smaller;
	struct parts x, y, other;

	if (is_nan(a) || is_nan(b))
		return (int64_t)nan_of(a, b);
	if (is_infinite(a))
		return is_infinite(b) && a != b ? (int64_t)DEFAULT_NAN : first;
	if (is_infinite(b))
		return second;
	x = take_apart(a);
	y = take_apart(b);
	if (x.exponent < y.exponent || (x.exponent == y.exponent && x.fraction < y.fraction)) {
		other = x;
		x = y;
		y = other;
	}
	/* A bit is left for the carry; ten are left below the last one of the result. */
	fraction = x.fraction >> 1;
	smaller = shift_sticky(y.fraction >> 1, x.exponent - y.exponent);
	fraction = x.negative == y.negative ? fraction + smaller : fraction - smaller;
	if (!fraction)
		x.negative = x.negative && y.negative;
	return (int64_t)stap_float_round(x.negative, x.exponent + 1, fraction);
}

int64_t stap_float_subtract(int64_t a, int64_t b)
{
	return stap_float_add(a, is_nan((uint64_t)b) ? b : (int64_t)((uint64_t)b ^ FLOAT_SIGN));
}

int64_t stap_float_multiply(int64_t first, int64_t second)
{
	uint64_t a = (uint64_t)first, b = (uint64_t)second;
	struct parts x, y;
	__uint128_t product;

	if (is_nan(a) || is_nan(b))
		return (int64_t)nan_of(a, b);
	if (is_infinite(a) || is_infinite(b)) {
		if (is_zero(a) || is_zero(b))
			return (int64_t)DEFAULT_NAN;
		return (int64_t)(((a ^ b) & FLOAT_SIGN) | FLOAT_INFINITY);
	}
	x = take_apart(a);
	y = take_apart(b);
	product = (__uint128_t)x.fraction * y.fraction;
	return (int64_t)stap_float_round(x.negative != y.negative, x.exponent + y.exponent + 1,
					 (uint64_t)(product >> 64) | ((uint64_t)product != 0));
}

int64_t stap_float_divide(int64_t first, int64_t second)
{
	uint64_t a = (uint64_t)first, b = (uint64_t)second, quotient, rest, divisor;
	uint64_t sign = (a ^ b) & FLOAT_SIGN;
	struct parts x, y;
	int i;

	if (is_nan(a) || is_nan(b))
		return (int64_t)nan_of(a, b);
	if ((is_infinite(a) && is_infinite(b)) || (is_zero(a) && is_zero(b)))
		return (int64_t)DEFAULT_NAN;
	if (is_infinite(a) || is_zero(b))
		return (int64_t)(sign | FLOAT_INFINITY);
	if (is_infinite(b) || is_zero(a))
		return (int64_t)sign;
	x = take_apart(a);
	y = take_apart(b);
	/* 55 bits behind the point, 11 at a time: the rest has 53. */
	divisor = y.fraction >> 11;
	quotient = (x.fraction >> 11) / divisor;
	rest = (x.fraction >> 11) % divisor;
	for (i = 0; i < 5; i++) {
		rest <<= 11;
		quotient = quotient << 11 | rest / divisor;
		rest %= divisor;
	}
	return (int64_t)stap_float_round(sign != 0, x.exponent - y.exponent + 8,
					 quotient | (rest != 0));
}

/*
 * IEEE 754's remainder: a - n × b, where n is the integer nearest to a / b, of two the even one.
 * It is always exact.
 */
int64_t stap_float_remainder(int64_t first, int64_t second)
{
	uint64_t a = (uint64_t)first, b = (uint64_t)second, rest, divisor;
	struct parts x, y;
	int left, shift;

	if (is_nan(a) || is_nan(b))
		return (int64_t)nan_of(a, b);
	if (is_infinite(a) || is_zero(b))
		return (int64_t)DEFAULT_NAN;
	if (is_infinite(b) || is_zero(a))
		return first;
	x = take_apart(a);
	y = take_apart(b);
	if (x.exponent < y.exponent - 1) /* less than half of b */
		return first;
	/* In units of half the last bit of b; the rest is that of 2 b, which tells odd from even.
	 */
	divisor = y.fraction >> 10;
	rest = (x.fraction >> 11) % (2 * divisor);
	for (left = x.exponent - y.exponent + 1; left; left -= shift) {
		shift = left < 9 ? left : 9;
		rest = (rest << shift) % (2 * divisor);
	}
	if (2 * rest >= 3 * divisor) {
		rest = 2 * divisor - rest;
		x.negative = !x.negative;
	} else if (2 * rest > divisor) {
		x.negative ^= rest < divisor;
		rest = rest < divisor ? divisor - rest : rest - divisor;
	}
	if (!rest)
		x.negative = a >> 63;
	return (int64_t)stap_float_round(x.negative, y.exponent + 10, rest);
}

/* The root digit by digit, in base 2. */
int64_t stap_float_square_root(int64_t value)
{
	uint64_t bits = (uint64_t)value, radicand, root = 0, rest = 0;
	struct parts x;
	int i;

	if (is_nan(bits))
		return (int64_t)nan_of(bits, bits);
	if (is_zero(bits) || bits == FLOAT_INFINITY)
		return value;
	if (bits >> 63)
		return (int64_t)DEFAULT_NAN;
	x = take_apart(bits);
	/* Two bits before the point; the exponent is even. */
	radicand = x.exponent & 1 ? x.fraction : x.fraction >> 1;
	for (i = 0; i < 56; i++) {
		rest = rest << 2 | radicand >> 62;
		radicand <<= 2;
		root <<= 1;
		if (rest > 2 * root) {
			rest -= 2 * root + 1;
			root++;
		}
	}
	return (int64_t)stap_float_round(false, (x.exponent - (x.exponent & 1)) / 2 + 8,
					 root | (rest != 0));
}

/* ---------------------------------------------------------------- comparisons */

/* The bits as a number in the order of the values; both zeros are 0. */
static int64_t order(uint64_t bits)
{
	return bits >> 63 ? -(int64_t)(bits & ~FLOAT_SIGN) : (int64_t)bits;
}

bool stap_float_equal(int64_t first, int64_t second)
{
	uint64_t a = (uint64_t)first, b = (uint64_t)second;

	return !is_nan(a) && !is_nan(b) && order(a) == order(b);
}

bool stap_float_less(int64_t first, int64_t second)
{
	uint64_t a = (uint64_t)first, b = (uint64_t)second;

	return !is_nan(a) && !is_nan(b) && order(a) < order(b);
}

/* ---------------------------------------------------------------- conversions */

int64_t stap_float_of_long(int64_t value)
{
	return (int64_t)stap_float_round(value < 0, 63,
					 value < 0 ? -(uint64_t)value : (uint64_t)value);
}

int64_t stap_float_of_single(int64_t value)
{
	uint32_t single = (uint32_t)value, biased = single >> 23 & 0xff;
	uint64_t sign = (uint64_t)(single >> 31) << 63, fraction = single & 0x7fffff;

	if (biased == 0xff)
		return (int64_t)(sign | FLOAT_INFINITY | fraction << 29 | (fraction ? QUIET : 0));
	if (biased)
		fraction |= 1 << 23;
	else
		biased = 1;
	return (int64_t)stap_float_round(sign != 0, (int)biased - 127 + 40, fraction);
}

/* Whether the integer next to 0 is made greater for a rest, in units of 2^-64. */
static bool rounds_away(enum stap_rounding rounding, bool negative, bool odd, uint64_t rest)
{
	const uint64_t half = 1ull << 63;

	switch (rounding) {
	case STAP_ROUND_NEAREST_EVEN:
		return rest > half || (rest == half && odd);
	case STAP_ROUND_NEAREST_AWAY:
		return rest >= half;
	case STAP_ROUND_DOWN:
		return rest && negative;
	case STAP_ROUND_UP:
		return rest && !negative;
	case STAP_ROUND_ODD:
		return rest && !odd;
	case STAP_ROUND_TO_ZERO:
		break;
	}
	return false;
}

int64_t stap_float_to_long(int64_t value, enum stap_rounding rounding)
{
	uint64_t bits = (uint64_t)value, whole = 0, rest;
	struct parts x;

	if (is_nan(bits) || is_infinite(bits))
		return STAP_INT64_MIN;
	x = take_apart(bits);
	if (x.exponent >= 63) /* -2^63 is the only one that fits */
		return STAP_INT64_MIN;
	if (x.exponent >= 0) {
		whole = x.fraction >> (63 - x.exponent);
		rest = x.fraction << (x.exponent + 1);
	} else {
		rest = shift_sticky(x.fraction, -1 - x.exponent);
	}
	whole += rounds_away(rounding, x.negative, whole & 1, rest);
	return (int64_t)(x.negative ? -whole : whole);
}
