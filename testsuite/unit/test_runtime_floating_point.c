// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arithmetic in integers against the processor's, bit by bit, and text against the C library's:
 * all pairs of values at the edges, and random ones of many kinds.
 */
#include "runtime_shim.h"

#include "tapset/floating_point.c"
#include "tapset/floating_text.c"

#include <fenv.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>

#define RANDOM_PAIRS 400000

static double double_of(uint64_t bits)
{
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static uint64_t bits_of(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

/* ---------------------------------------------------------------- values */

/* Numbers beside which something changes; with their neighbours and both signs. */
static const uint64_t edges[] = {
	0,		       /* 0 and the least number */
	0x000fffffffffffffull, /* the greatest subnormal one, the least normal one */
	0x0010000000000001ull,
	0x001fffffffffffffull,
	0x0350000000000000ull,
	0x1ff0000000000000ull, /* squares are near the least number */
	0x3c90000000000000ull, /* 2^-54 */
	0x3ca0000000000000ull, /* 2^-53 */
	0x3fdfffffffffffffull, /* 0.5 */
	0x3fefffffffffffffull, /* 1 */
	0x3ff0000000000001ull,
	0x3ff8000000000000ull, /* 1.5 */
	0x4000000000000000ull,
	0x4004000000000000ull, /* 2.5 */
	0x4008000000000000ull, /* 3 */
	0x400c000000000000ull, /* 3.5 */
	0x4340000000000000ull, /* 2^53 */
	0x43dfffffffffffffull, /* 2^63 */
	0x43f0000000000000ull, /* 2^64 */
	0x5fefffffffffffffull, /* squares are near the greatest number */
	0x7fdfffffffffffffull,
	0x7fefffffffffffffull, /* the greatest number, infinity */
	0x7ff0000000000001ull, /* NaNs that signal */
	0x7ff7ffffffffffffull,
	0x7ff8000000000001ull, /* and that do not */
	0x7fffffffffffffffull,
};

#define EDGE_COUNT (sizeof(edges) / sizeof(*edges) * 6)

static uint64_t edge(size_t i)
{
	uint64_t bits = edges[i / 6];

	bits += i % 3 == 0 ? 0 : i % 3 == 1 ? 1 : -1ull;
	return i / 3 % 2 ? bits ^ FLOAT_SIGN : bits;
}

static uint64_t random_state;

/* Any bits; exponents near 1; few bits in the fraction; subnormal; an integer. */
static uint64_t random_bits(void)
{
	uint64_t bits = shim_random(&random_state) << 32 ^ shim_random(&random_state);

	switch (shim_random(&random_state) % 6) {
	case 0:
		return bits;
	case 1:
		return (bits & 0x800fffffffffffffull) | (0x3f0 + (bits >> 52) % 32) << 52;
	case 2:
		return bits & -1ull << shim_random(&random_state) % 52;
	case 3:
		return bits & 0x801fffffffffffffull;
	case 4:
		return bits_of((double)((int64_t)bits >> shim_random(&random_state) % 64));
	}
	return edge(bits % EDGE_COUNT);
}

/* ---------------------------------------------------------------- operations */

/* In the processor's own words: a compiler may swap operands, which matters for NaNs. */
#define PROCESSOR(instruction)                                                                     \
	static uint64_t processor_##instruction(uint64_t a, uint64_t b)                            \
	{                                                                                          \
		double result = double_of(a);                                                      \
                                                                                                   \
		asm(#instruction " %1, %0" : "+x"(result) : "x"(double_of(b)));                    \
		return bits_of(result);                                                            \
	}

PROCESSOR(addsd)
PROCESSOR(subsd)
PROCESSOR(mulsd)
PROCESSOR(divsd)

/* The C library's remainder() gives -0 where IEEE 754 (§5.3.1) has 0. */
static double processors_remainder(double x, double y)
{
	long double rest = x;
	uint16_t status;

	do {
		asm("fprem1; fnstsw %1" : "+t"(rest), "=a"(status) : "u"((long double)y));
	} while (status & 0x400); /* not there yet */
	return (double)rest;
}

static void check_pair(uint64_t a, uint64_t b)
{
	static const struct {
		const char *name;
		int64_t (*ours)(int64_t a, int64_t b);
		uint64_t (*processors)(uint64_t a, uint64_t b);
	} operations[] = {
		{ "+", stap_float_add, processor_addsd },
		{ "-", stap_float_subtract, processor_subsd },
		{ "*", stap_float_multiply, processor_mulsd },
		{ "/", stap_float_divide, processor_divsd },
	};
	double x = double_of(a), y = double_of(b), rest;
	uint64_t ours;

	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
		uint64_t theirs = operations[i].processors(a, b);

		ours = (uint64_t)operations[i].ours((int64_t)a, (int64_t)b);
		if (ours != theirs)
			ck_abort_msg("%016" PRIx64 " %s %016" PRIx64 " is %016" PRIx64
				     ", not %016" PRIx64,
				     a, operations[i].name, b, theirs, ours);
	}
	rest = processors_remainder(x, y);
	ours = (uint64_t)stap_float_remainder((int64_t)a, (int64_t)b);
	if (isnan(rest) ? !isnan(double_of(ours)) : ours != bits_of(rest))
		ck_abort_msg("the remainder of %016" PRIx64 " and %016" PRIx64
			     " is not %016" PRIx64,
			     a, b, ours);
	if (stap_float_equal((int64_t)a, (int64_t)b) != (x == y) ||
	    stap_float_less((int64_t)a, (int64_t)b) != (x < y))
		ck_abort_msg("%016" PRIx64 " and %016" PRIx64 " compare wrongly", a, b);
}

static int64_t processors_long(double x, int mode)
{
	int64_t result;

	fesetround(mode);
	asm volatile("cvtsd2si %1, %0" : "=r"(result) : "x"(x));
	fesetround(FE_TONEAREST);
	return result;
}

/* Half away from 0 is what the processor does not have; nor the odd one. */
static int64_t rounded_away(double x)
{
	x = round(x);
	return fabs(x) < 0x1p63 ? (int64_t)x : INT64_MIN;
}

static int64_t rounded_odd(double x)
{
	int64_t down = processors_long(x, FE_DOWNWARD), up = processors_long(x, FE_UPWARD);

	return down & 1 ? down : up;
}

static void check_one(uint64_t bits)
{
	double x = double_of(bits), root;
	float single;
	uint32_t low = (uint32_t)bits;
	int64_t value = (int64_t)bits;

	asm("sqrtsd %1, %0" : "=x"(root) : "x"(x));
	if ((uint64_t)stap_float_square_root(value) != bits_of(root))
		ck_abort_msg("the root of %016" PRIx64 " is %016" PRIx64 ", not %016" PRIx64, bits,
			     bits_of(root), (uint64_t)stap_float_square_root(value));
	memcpy(&single, &low, sizeof(single));
	asm("cvtss2sd %1, %0" : "=x"(root) : "x"(single));
	ck_assert_uint_eq((uint64_t)stap_float_of_single(value), bits_of(root));
	ck_assert_uint_eq((uint64_t)stap_float_of_long(value), bits_of((double)value));
	ck_assert_int_eq(stap_float_to_long(value, STAP_ROUND_NEAREST_EVEN),
			 processors_long(x, FE_TONEAREST));
	ck_assert_int_eq(stap_float_to_long(value, STAP_ROUND_TO_ZERO),
			 processors_long(x, FE_TOWARDZERO));
	ck_assert_int_eq(stap_float_to_long(value, STAP_ROUND_DOWN),
			 processors_long(x, FE_DOWNWARD));
	ck_assert_int_eq(stap_float_to_long(value, STAP_ROUND_UP), processors_long(x, FE_UPWARD));
	ck_assert_int_eq(stap_float_to_long(value, STAP_ROUND_NEAREST_AWAY), rounded_away(x));
	ck_assert_int_eq(stap_float_to_long(value, STAP_ROUND_ODD), rounded_odd(x));
}

START_TEST(test_edges)
{
	for (size_t i = 0; i < EDGE_COUNT; i++) {
		check_one(edge(i));
		for (size_t n = 0; n < EDGE_COUNT; n++)
			check_pair(edge(i), edge(n));
	}
}
END_TEST

START_TEST(test_random)
{
	random_state = 20240229;
	for (size_t i = 0; i < RANDOM_PAIRS; i++) {
		uint64_t a = random_bits(), b = random_bits();

		check_pair(a, b);
		if (i % 4 == 0)
			check_one(a);
	}
}
END_TEST

/* ---------------------------------------------------------------- text */

static void check_text(uint64_t bits, int precision, size_t size)
{
	struct stap_context c = shim_context(0);
	char ours[2048], theirs[2048];

	stap_float_text(&c, ours, size, (int64_t)bits, precision);
	if (isnan(double_of(bits)))
		strcpy(theirs, "nan");
	else
		snprintf(theirs, sizeof(theirs), "%.*f", precision, double_of(bits));
	ck_assert_str_eq(ours, theirs);
}

START_TEST(test_to_text)
{
	struct stap_context c = shim_context(0);
	char text[16];

	for (size_t i = 0; i < EDGE_COUNT; i++)
		for (int precision = -1; precision < 1100; precision += precision < 30 ? 1 : 97)
			check_text(edge(i), precision, sizeof(char[2048]));
	random_state = 4711;
	for (size_t i = 0; i < 20000; i++) {
		uint64_t bits = random_bits();

		check_text(bits, (int)(shim_random(&random_state) % 25), 512);
		/* Halves, which are ties, and nines. */
		check_text(bits_of((double)(bits % 20001) / 8), (int)(bits >> 32) % 4, 512);
		check_text(bits_of(pow(10, (double)(bits % 15)) - 1e-3), (int)(bits >> 32) % 4,
			   512);
	}
	/* There is room for fewer digits: rounded at the last. What does not fit at all is cut. */
	stap_float_text(&c, text, sizeof(text), (int64_t)bits_of(-2.0 / 3), 100);
	ck_assert_str_eq(text, "-0.66666666667");
	stap_float_text(&c, text, sizeof(text), (int64_t)bits_of(9.99999999999999), 100);
	ck_assert_str_eq(text, "10.000000000000");
	stap_float_text(&c, text, sizeof(text), (int64_t)bits_of(1e300), 1);
	ck_assert_str_eq(text, "100000000000000");
	stap_float_text(&c, text, 1, (int64_t)bits_of(-1), 1);
	ck_assert_str_eq(text, "");
}
END_TEST

static void check_parse(const char *text)
{
	uint64_t ours = (uint64_t)stap_float_parse(text), theirs = bits_of(strtod(text, NULL));

	if (ours != theirs)
		ck_abort_msg("'%s' is %016" PRIx64 ", not %016" PRIx64, text, theirs, ours);
}

/* The exact text of what is half-way to the next number, a little less and a little more. */
static void check_half_way(uint64_t bits)
{
	char text[2048];
	long double half = double_of(bits);
	size_t length;

	if (!isfinite(double_of(bits)) || !isfinite(double_of(bits + 1)))
		return;
	half = (half + double_of(bits + 1)) / 2;
	snprintf(text, sizeof(text), "%.1100Lf", half);
	check_parse(text);
	length = strlen(text);
	strcpy(text + length, "1");
	check_parse(text);
	snprintf(text, sizeof(text), "%.1100Le", half);
	check_parse(text);
	snprintf(text, sizeof(text), "%.25Le", half);
	check_parse(text);
}

START_TEST(test_from_text)
{
	static const char *const texts[] = {
		"",
		"x",
		"-",
		".",
		"e5",
		"0",
		"-0",
		"-.e1",
		"1",
		"+1",
		" \t\n\v\f\r-1",
		"1.",
		".5",
		"1..2",
		"00012.50",
		"0.0001e4",
		"1e",
		"1e+",
		"1ex",
		"1e5",
		"1E-5",
		"12e2x",
		"1e99999999999999999999",
		"1e-99999999999999999999",
		"0e99999999999999999999",
		"inf",
		"-INFINITY",
		"Infx",
		"nan",
		"-NaN",
		"in",
		"1.7976931348623157e308",
		"1.7976931348623158e308",
		"1.7976931348623159e308",
		"1e309",
		"9e310",
		"1e310",
		"0.1e311",
		"4.9406564584124654e-324",
		"2.4703282292062327e-324",
		"2.4703282292062328e-324",
		"2.2250738585072011e-308",
		"2.2250738585072012e-308",
		"1e-330",
		"9.9e-331",
		"9007199254740993",
		"9007199254740993.0000000000000000000000000000000000000001",
		"- 1",
		"--1",
		"1 2",
		"123456789012345678901234567890",
		"0.000000000000000000000000000001",
	};
	char text[2048];

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		check_parse(texts[i]);
	for (size_t i = 0; i < EDGE_COUNT; i++)
		check_half_way(edge(i));
	random_state = 31415926;
	for (size_t i = 0; i < 20000; i++) {
		uint64_t bits = random_bits();

		if (isnan(double_of(bits)))
			continue;
		snprintf(text, sizeof(text), "%.*e", (int)(shim_random(&random_state) % 20),
			 double_of(bits));
		check_parse(text);
		snprintf(text, sizeof(text), "%.*f", (int)(shim_random(&random_state) % 20),
			 double_of(bits));
		check_parse(text);
		if (i % 10 == 0)
			check_half_way(bits);
	}
	/* Any number of digits. */
	memset(text, '0', sizeof(text));
	text[sizeof(text) - 1] = 0;
	text[1500] = '.';
	text[0] = '1';
	check_parse(text);
	check_parse(text + 1000);
	text[sizeof(text) - 2] = '7';
	check_parse(text + 1400);
	strcpy(text + sizeof(text) - 8, "12e543");
	check_parse(text + 1400);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("floating point");
	TCase *cases = tcase_create("floating point");

	tcase_add_test(cases, test_edges);
	tcase_add_test(cases, test_random);
	tcase_add_test(cases, test_to_text);
	tcase_add_test(cases, test_from_text);
	suite_add_tcase(suite, cases);
	return shim_run(suite);
}
