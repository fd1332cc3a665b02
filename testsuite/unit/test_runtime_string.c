// SPDX-License-Identifier: GPL-2.0-only
/* Strings are read by words: nothing behind a page is touched, nothing behind the NUL counts. */
#include "runtime_shim.h"

#include <sys/mman.h>

#define PAGE 4096

/* The end of a page behind which nothing may be read. */
static char *page_end(void)
{
	char *pages =
		mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(pages, MAP_FAILED);
	ck_assert_int_eq(mprotect(pages + PAGE, PAGE, PROT_NONE), 0);
	memset(pages, 'z', PAGE);
	return pages + PAGE;
}

START_TEST(test_length)
{
	char *end = page_end();

	for (size_t length = 0; length < 40; length++) {
		end[-1] = 0;
		ck_assert_uint_eq(stap_string_length(end - 1 - length), length);
		for (size_t behind = 1; behind < 9; behind++) {
			char *string = end - behind - 1 - length;

			string[length] = 0;
			ck_assert_uint_eq(stap_string_length(string), length);
			string[length] = 'z';
		}
	}
	ck_assert_uint_eq(stap_string_length("\200\377\001\200 a"), 6);
}
END_TEST

START_TEST(test_copy)
{
	char *end = page_end();
	char buffer[64];

	end[-1] = 0;
	for (size_t length = 0; length < 40; length++)
		for (size_t size = 1; size < 48; size++) {
			size_t expected = length < size ? length : size - 1;

			memset(buffer, '#', sizeof(buffer));
			ck_assert_ptr_eq(stap_copy_string(buffer, end - 1 - length, size), buffer);
			ck_assert_uint_eq(strlen(buffer), expected);
			ck_assert_int_eq(strspn(buffer, "z"), expected);
			ck_assert_int_eq(buffer[size], '#');
		}
}
END_TEST

START_TEST(test_compare)
{
	char *end_a = page_end(), *end_b = page_end();
	uint64_t random = 1;

	for (int i = 0; i < 20000; i++) {
		size_t length_a = shim_random(&random) % 20, length_b = shim_random(&random) % 20;
		char *a = end_a - length_a - 1 - shim_random(&random) % 9;
		char *b = end_b - length_b - 1 - shim_random(&random) % 9;
		size_t same = shim_random(&random) % 20;
		int expected, result;

		for (size_t k = 0; k < length_a; k++)
			a[k] = (char)(k < same ? 'x' : (int)(shim_random(&random) % 255) + 1);
		for (size_t k = 0; k < length_b; k++)
			b[k] = (char)(k < same ? 'x' : (int)(shim_random(&random) % 255) + 1);
		a[length_a] = 0;
		b[length_b] = 0;
		expected = strcmp(a, b);
		result = stap_compare_strings(a, b);
		ck_assert_int_eq((result > 0) - (result < 0), (expected > 0) - (expected < 0));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runtime strings");
	TCase *group = tcase_create("words");

	tcase_add_test(group, test_length);
	tcase_add_test(group, test_copy);
	tcase_add_test(group, test_compare);
	suite_add_tcase(suite, group);
	return shim_run(suite);
}
