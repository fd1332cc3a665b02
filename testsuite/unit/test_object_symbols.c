// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names in the data of files: sorted, the best of several, demangled, with sizes; out of
 * .symtab, .dynsym and .gnu_debugdata.
 */
#define _GNU_SOURCE

#include "objectdata/object_cache.h"
#include "objectdata/object_data_make.h"
#include "objectdata/string_table.h"

#include <check.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char directory[] = "/tmp/stap-symbols-XXXXXX";

/* A library with aliases, names without sizes, a static function and names of C++. */
static const char source[] =
	"__asm__(\".globl no_size\\n.type no_size,@function\\nno_size: nop\\nnop\\nret\\n\"\n"
	"\t\".globl after_it\\n.type after_it,@function\\nafter_it: ret\\n.size after_it,1\");\n"
	"__attribute__((noinline, used)) static int hidden(int a) { return a * 3; }\n"
	"int plain(int a) { return hidden(a) + 1; }\n"
	"extern int _plain(int) __attribute__((weak, alias(\"plain\")));\n"
	"extern int __plain_alias(int) __attribute__((alias(\"plain\")));\n"
	"int _ZN5space3boxIlE3putEi(int a) { return a; }\n"
	"int _ZN4core3fmt5write17h0123456789abcdefE(int a) { return a; }\n"
	"int variable = 7;\n"
	"__thread int of_thread;\n";

static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void run(const char *format, ...)
{
	char command[4096];
	va_list arguments;
	int length = snprintf(command, sizeof(command), "cd %s && ", directory);

	va_start(arguments, format);
	vsnprintf(command + length, sizeof(command) - (size_t)length, format, arguments);
	va_end(arguments);
	ck_assert_msg(!system(command), "%s", command);
}

static struct stap_object_data *make(const char *name, const char *debug_name)
{
	char path[256];
	const char *problem;
	struct object_source from = { 0 };

	elf_version(EV_CURRENT);
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	from.file = elf_begin(open(path, O_RDONLY), ELF_C_READ_MMAP, NULL);
	snprintf(path, sizeof(path), "%s/%s", directory, debug_name ? debug_name : "");
	if (debug_name)
		from.debug = elf_begin(open(path, O_RDONLY), ELF_C_READ_MMAP, NULL);

	struct stap_object_data *data = object_data_make(&from, OBJECT_SYMBOLS, &problem);

	ck_assert_ptr_nonnull(data);
	ck_assert_ptr_null(problem);
	elf_end(from.file);
	elf_end(from.debug);
	return data;
}

static const struct stap_object_symbol *symbols_of(const struct stap_object_data *data)
{
	return (const void *)((const char *)data + data->symbols.offset);
}

static const char *name_of(const struct stap_object_data *data, size_t number)
{
	uint32_t name = symbols_of(data)[number].name;

	ck_assert_uint_lt(name, data->strings.count);
	return (const char *)data + data->strings.offset + name;
}

/* The number of the symbol called @name, or -1. */
static int find(const struct stap_object_data *data, const char *name)
{
	for (size_t i = 0; i < data->symbols.count; i++)
		if (!strcmp(name_of(data, i), name))
			return (int)i;
	return -1;
}

static void check_sorted(const struct stap_object_data *data)
{
	const struct stap_object_symbol *symbols = symbols_of(data);

	ck_assert_uint_gt(data->symbols.count, 0);
	for (size_t i = 1; i < data->symbols.count; i++)
		ck_assert_uint_lt(symbols[i - 1].address, symbols[i].address);
}

START_TEST(test_whole)
{
	struct stap_object_data *data = make("whole.so", NULL);
	const struct stap_object_symbol *symbols = symbols_of(data);
	int no_size = find(data, "no_size"), after = find(data, "after_it");

	check_sorted(data);
	ck_assert_int_ge(find(data, "hidden"), 0);
	ck_assert_int_ge(find(data, "plain"), 0);
	ck_assert_int_lt(find(data, "_plain"), 0); /* the same place */
	ck_assert_int_lt(find(data, "__plain_alias"), 0);
	ck_assert_int_ge(find(data, "space::box<long>::put"), 0);
	ck_assert_int_ge(find(data, "core::fmt::write"), 0);
	ck_assert_int_ge(find(data, "variable"), 0);
	ck_assert_int_lt(find(data, "of_thread"), 0);
	ck_assert_int_ge(no_size, 0);
	ck_assert_int_eq(after, no_size + 1);
	ck_assert_uint_eq(symbols[no_size].size, 3);
	ck_assert_uint_eq(symbols[after].size, 1);
	free(data);
}
END_TEST

START_TEST(test_stripped)
{
	struct stap_object_data *data = make("stripped.so", NULL);

	check_sorted(data);
	ck_assert_int_ge(find(data, "plain"), 0);
	ck_assert_int_lt(find(data, "hidden"), 0);
	free(data);
	data = make("stripped.so", "whole.debug");
	ck_assert_int_ge(find(data, "hidden"), 0);
	free(data);
}
END_TEST

START_TEST(test_mini_debuginfo)
{
	struct stap_object_data *data = make("mini.so", NULL);

	check_sorted(data);
	ck_assert_int_ge(find(data, "plain"), 0);
	ck_assert_int_ge(find(data, "hidden"), 0);
	free(data);
	data = make("damaged.so", NULL); /* what is packed is no xz file */
	ck_assert_int_ge(find(data, "plain"), 0);
	ck_assert_int_lt(find(data, "hidden"), 0);
	free(data);
}
END_TEST

START_TEST(test_no_names)
{
	struct stap_object_data *data;

	run("echo 'void _start(void) {}' >none.c && gcc -nostdlib -static -o none -x c none.c && strip none");
	data = make("none", NULL);
	ck_assert_uint_eq(data->symbols.count, 0);
	ck_assert_uint_eq(data->strings.count, 0);
	free(data);
}
END_TEST

START_TEST(test_strings)
{
	struct string_table table = { 0 };
	char text[16];

	for (int i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "s%d", i % 2500);
		uint32_t at = string_table_add(&table, text); /* the text may move */

		ck_assert_str_eq(table.text + at, text);
	}
	ck_assert_uint_eq(table.count, 2500);
	string_table_free(&table);
}
END_TEST

START_TEST(test_cache)
{
	const struct object_cache_key key = { "0123ab", OBJECT_SYMBOLS, 10, 0 };
	const struct object_cache_key other = { "0123ab", OBJECT_SYMBOLS, 11, 0 };
	struct stap_object_data *data = make("whole.so", NULL), *again;

	ck_assert_ptr_null(object_cache_load(directory, &key));
	object_cache_store(directory, &key, data);
	again = object_cache_load(directory, &key);
	ck_assert_ptr_nonnull(again);
	ck_assert_mem_eq(data, again, data->size);
	ck_assert_ptr_null(object_cache_load(directory, &other));
	free(again);
	run("chmod g+w 0123ab-*"); /* others could have changed it */
	ck_assert_ptr_null(object_cache_load(directory, &key));
	run("chmod g-w 0123ab-* && truncate -s -1 0123ab-*");
	ck_assert_ptr_null(object_cache_load(directory, &key));
	free(data);
}
END_TEST

/* Of two entries the one that was made last, but not used since, makes room. */
START_TEST(test_cache_prune)
{
	const struct object_cache_key used = { "0123cd", OBJECT_SYMBOLS, 10, 0 };
	const struct object_cache_key unused = { "4567ef", OBJECT_SYMBOLS, 10, 0 };
	struct stap_object_data *data = make("whole.so", NULL), *again;
	char cache[256];

	snprintf(cache, sizeof(cache), "%s/objects", directory);
	run("mkdir objects");
	object_cache_store(cache, &used, data);
	object_cache_store(cache, &unused, data);
	run("touch -d '2 days ago' objects/0123cd-* && touch -d '1 day ago' objects/4567ef-*");
	free(object_cache_load(cache, &used));
	object_cache_prune(cache, 2 * data->size);
	again = object_cache_load(cache, &unused);
	ck_assert_ptr_nonnull(again);
	free(again);
	run("touch -d '1 day ago' objects/4567ef-*");
	object_cache_prune(cache, 2 * data->size - 1);
	ck_assert_ptr_null(object_cache_load(cache, &unused));
	again = object_cache_load(cache, &used);
	ck_assert_ptr_nonnull(again);
	free(again);
	free(data);
}
END_TEST

static void build_files(void)
{
	char path[256];
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/source.c", directory);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(source, file);
	fclose(file);
	run("gcc -O2 -fPIC -shared -o whole.so source.c");
	run("objcopy --only-keep-debug whole.so whole.debug");
	run("strip -o stripped.so whole.so");
	run("xz -k whole.debug");
	run("objcopy --add-section .gnu_debugdata=whole.debug.xz stripped.so mini.so");
	run("objcopy --add-section .gnu_debugdata=source.c stripped.so damaged.so");
}

static void remove_files(void)
{
	run("rm -r %s", directory);
}

int main(void)
{
	Suite *suite = suite_create("symbols of objects");
	TCase *tests = tcase_create("symbols");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_unchecked_fixture(tests, build_files, remove_files);
	tcase_add_test(tests, test_whole);
	tcase_add_test(tests, test_stripped);
	tcase_add_test(tests, test_mini_debuginfo);
	tcase_add_test(tests, test_no_names);
	tcase_add_test(tests, test_strings);
	tcase_add_test(tests, test_cache);
	tcase_add_test(tests, test_cache_prune);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
