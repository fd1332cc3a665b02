// SPDX-License-Identifier: GPL-2.0-only
/* Every conversion of printf, and what happens when a buffer is full. */
#include "runtime_shim.h"

#include <inttypes.h>

/* Parses "%-08.3x" into a conversion, as the translator does. */
static struct stap_format conversion(const char *text)
{
	struct stap_format format = { .precision = -1 };

	for (text++; strchr("-+ 0#", *text); text++) {
		format.minus |= *text == '-';
		format.plus |= *text == '+';
		format.space |= *text == ' ';
		format.zero |= *text == '0';
		format.alternate |= *text == '#';
	}
	format.width = (int16_t)strtol(text, (char **)&text, 10);
	if (*text == '.')
		format.precision = (int16_t)strtol(text + 1, (char **)&text, 10);
	format.conversion = *text;
	return format;
}

static const char *number(const char *format, int64_t value)
{
	struct stap_context c = shim_context(0);

	stap_put_number(&c, &c.out, value, conversion(format));
	return shim_output(&c);
}

static const char *padded(const char *format, const char *value)
{
	struct stap_context c = shim_context(0);

	stap_put_padded(&c, &c.out, value, conversion(format));
	return shim_output(&c);
}

START_TEST(test_numbers)
{
	static const struct {
		const char *format;
		int64_t value;
		const char *expected;
	} cases[] = {
		{ "%d", 0, "0" },
		{ "%d", -1, "-1" },
		{ "%i", INT64_MIN, "-9223372036854775808" },
		{ "%u", -1, "18446744073709551615" },
		{ "%5d", 42, "   42" },
		{ "%-5d", 42, "42   " },
		{ "%05d", -42, "-0042" },
		{ "%-05d", 42, "42   " },
		{ "%+d", 42, "+42" },
		{ "% d", 42, " 42" },
		{ "%+05d", 42, "+0042" },
		{ "%.4d", -7, "-0007" },
		{ "%8.4d", 7, "    0007" },
		{ "%08.4d", 7, "    0007" },
		{ "%+u", 7, "7" },
		{ "%x", 0x1234abcd, "1234abcd" },
		{ "%X", 0x1234abcd, "1234ABCD" },
		{ "%x", -1, "ffffffffffffffff" },
		{ "%#x", 2, "0x2" },
		{ "%#X", 3, "0X3" },
		{ "%#x", 0, "0x0" },
		{ "%#08x", 0xff, "0x0000ff" },
		{ "%8x", 0xff, "      ff" },
		{ "%-8x", 0xff, "ff      " },
		{ "%o", 8, "10" },
		{ "%#o", 1, "01" },
		{ "%o", -1, "1777777777777777777777" },
		{ "%p", 0x1234abcd, "0x1234abcd" },
		{ "%p", 0, "0x0" },
		{ "%12p", 0xff, "        0xff" },
		{ "%c", 'a', "a" },
		{ "%3c", 'a', "  a" },
		{ "%-3c", 'a', "a  " },
		{ "%#c", 0, "\\000" },
		{ "%#c", 9, "\\t" },
		{ "%#c", 10, "\\n" },
		{ "%#c", 42, "*" },
		{ "%#c", 200, "\\310" },
		{ "%#c", 0x107, "\\a" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_str_eq(number(cases[i].format, cases[i].value), cases[i].expected);
}
END_TEST

START_TEST(test_numbers_like_libc)
{
	static const char *const flags[] = { "", "-", "0", "+", " ", "-+", "+0", "-#" };
	uint64_t random = 7;

	for (int i = 0; i < 50000; i++) {
		int64_t value = (int64_t)shim_random(&random) >> shim_random(&random) % 48;
		char type = "diuxX"[shim_random(&random) % 5], ours[32], theirs[40], expected[128];
		char field[16] = "", *at = field;
		const char *flag = flags[shim_random(&random) % 8];

		value = shim_random(&random) & 1 ? value : -value;
		if (type == 'u' || type == 'x' || type == 'X' || (flag[0] == '-' && flag[1] == '#'))
			flag = shim_random(&random) & 1 ? "-" : "";
		if (shim_random(&random) & 1)
			at += sprintf(at, "%d", (int)(shim_random(&random) % 30 + 1));
		if (shim_random(&random) % 3 == 0)
			sprintf(at, ".%d", (int)(shim_random(&random) % 25 + 1));
		snprintf(ours, sizeof(ours), "%%%s%s%c", flag, field, type);
		snprintf(theirs, sizeof(theirs), "%%%s%sl%c", flag, field, type);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(expected, sizeof(expected), theirs, value);
#pragma GCC diagnostic pop
		ck_assert_str_eq(number(ours, value), expected);
	}
}
END_TEST

START_TEST(test_long)
{
	uint64_t random = 3;
	char expected[32];

	for (int i = 0; i < 200000; i++) {
		int64_t value = (int64_t)(shim_random(&random) << 16 ^ shim_random(&random)) >>
				shim_random(&random) % 64;
		struct stap_context c = shim_context(0);

		if (i < 40) { /* at each power of ten */
			value = 1;
			for (int k = 0; k < i / 2; k++)
				value = (int64_t)((uint64_t)value * 10);
			value -= i & 1;
		}
		stap_put_long(&c, &c.out, value);
		snprintf(expected, sizeof(expected), "%" PRId64, value);
		ck_assert_str_eq(shim_output(&c), expected);
	}
}
END_TEST

START_TEST(test_strings)
{
	ck_assert_str_eq(padded("%s", "alice"), "alice");
	ck_assert_str_eq(padded("%8s", "alice"), "   alice");
	ck_assert_str_eq(padded("%#s", "a\"b\\c\n\x01z"), "a\\\"b\\\\c\\n\\001z");
	ck_assert_str_eq(padded("%#-6s", "\t\t"), "\\t\\t  ");
	ck_assert_str_eq(padded("%-8s", "alice"), "alice   ");
	ck_assert_str_eq(padded("%.2s", "alice"), "al");
	ck_assert_str_eq(padded("%5.2s", "alice"), "   al");
	ck_assert_str_eq(padded("%.0s", "alice"), "");
	ck_assert_str_eq(padded("%3s", "alice"), "alice");
}
END_TEST

START_TEST(test_binary)
{
	struct stap_context c = shim_context(0);

	stap_put_number(&c, &c.out, 0x0807060504030201, conversion("%b"));
	stap_put_number(&c, &c.out, 0x1211, conversion("%1b"));
	stap_put_number(&c, &c.out, 0x2221, conversion("%2b"));
	stap_put_number(&c, &c.out, 0x34333231, conversion("%4b"));
	stap_put_number(&c, &c.out, 0x4847464544434241, conversion("%8b"));
	ck_assert_str_eq(shim_output(&c), "\1\2\3\4\5\6\7\10\x11\x21\x22\x31\x32\x33\x34"
					  "ABCDEFGH");
}
END_TEST

START_TEST(test_memory)
{
	struct stap_context c = shim_context(0);
	uint64_t address = (uintptr_t) "\x01\xab\xff kernel";

	stap_put_memory(&c, &c.out, address, conversion("%M"), NULL);
	stap_put_memory(&c, &c.out, address, conversion("%.3M"), NULL);
	stap_put_memory(&c, &c.out, address, conversion("%10.3M"), NULL);
	stap_put_memory(&c, &c.out, address + 4, conversion("%8.6m"), NULL);
	stap_put_memory(&c, &c.out, address + 4, conversion("%-8.6m"), NULL);
	stap_put_memory(&c, &c.out, address + 4, conversion("%m"), NULL);
	ck_assert_str_eq(shim_output(&c), "01"
					  "01abff"
					  "    01abff"
					  "  kernel"
					  "kernel  "
					  "k");
	ck_assert_ptr_null(c.error);
	stap_put_memory(&c, &c.out, 16, conversion("%m"), "here");
	ck_assert_str_eq(c.error, "kernel read fault");
	ck_assert_str_eq(c.error_place, "here");
	c.error = NULL;
	stap_put_memory(&c, &c.out, 16, conversion("%#M"), "there");
	ck_assert_str_eq(c.error, "user read fault");
}
END_TEST

/* Text longer than the print buffer arrives whole, in the order it was written. */
START_TEST(test_full_print_buffer)
{
	struct stap_context c = shim_context(0);
	char text[5000], expected[40000];
	size_t length = 0;

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = (char)('a' + i % 26);
	text[sizeof(text) - 1] = 0;
	for (int i = 0; i < 300; i++) {
		stap_put_long(&c, &c.out, i * 12345 - 500000);
		stap_put_text(&c, &c.out, "<text>", 6);
		stap_put_string(&c, &c.out, "string");
		stap_put_char(&c, &c.out, '\n');
		length += sprintf(expected + length, "%d<text>string\n", i * 12345 - 500000);
	}
	stap_put_text(&c, &c.out, text, sizeof(text) - 1);
	stap_put_string(&c, &c.out, text);
	length += sprintf(expected + length, "%s%s", text, text);
	ck_assert_str_eq(shim_output(&c), expected);
	ck_assert_uint_gt(shim_flushes, length / sizeof(shim_print));
	/* The buffer is used up: no more is sent off than needed. */
	ck_assert_uint_le(shim_flushes, length / (sizeof(shim_print) - 1) + 2);
}
END_TEST

/* A string is cut off at its size, whatever is put into it, and nothing is sent. */
START_TEST(test_full_string)
{
	struct stap_context c = shim_context(0);

	for (size_t size = 1; size < 64; size++) {
		char *buffer = malloc(size + 1), expected[128];
		struct stap_output o = stap_string_begin(buffer, size);

		buffer[size] = '#';
		stap_put_string(&c, &o, "string");
		stap_put_long(&c, &o, -1234567890123);
		stap_put_text(&c, &o, "text of some length", 19);
		stap_put_number(&c, &o, 77, conversion("%10d"));
		stap_put_padded(&c, &o, "padded", conversion("%-9s"));
		stap_string_end(&o);
		snprintf(expected, size,
			 "string-1234567890123text of some length        77padded   ");
		ck_assert_str_eq(buffer, expected);
		ck_assert_int_eq(buffer[size], '#');
		free(buffer);
	}
	ck_assert_uint_eq(shim_flushes, 0);
}
END_TEST

START_TEST(test_print_format)
{
	struct stap_context c = shim_context(0);

	stap_print_format(&c, "plain %d %5u|%-5x|%lld %s %c %p %% %.2s%*d %q\n", -1, 2u, 255u,
			  (long long)INT64_MIN, "word", 'c', (void *)0x10, "cut", 4, 7);
	ck_assert_str_eq(shim_output(&c), "plain -1     2|ff   |-9223372036854775808 word c 0x10 % "
					  "cu   7 q\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runtime output");
	TCase *group = tcase_create("conversions");

	tcase_add_test(group, test_numbers);
	tcase_add_test(group, test_numbers_like_libc);
	tcase_add_test(group, test_long);
	tcase_add_test(group, test_strings);
	tcase_add_test(group, test_binary);
	tcase_add_test(group, test_memory);
	tcase_add_test(group, test_full_print_buffer);
	tcase_add_test(group, test_full_string);
	tcase_add_test(group, test_print_format);
	suite_add_tcase(suite, group);
	return shim_run(suite);
}
