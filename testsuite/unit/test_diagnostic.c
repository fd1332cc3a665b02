/* SPDX-License-Identifier: GPL-2.0-only */
/* The exact form of errors, warnings, notes and remedies, and the search for the nearest name. */
#include "arena.h"
#include "script/diagnostic.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;
static struct diagnostics d;
static char *output;
static size_t output_size;

static void set_up(void)
{
	arena = arena_new();
	d = (struct diagnostics){ .arena = arena, .stream = open_memstream(&output, &output_size) };
}

static void tear_down(void)
{
	fclose(d.stream);
	free(output);
	arena_free(arena);
}

static void expect(const char *text)
{
	fflush(d.stream);
	ck_assert_str_eq(output, text);
}

static struct source_file *source(const char *text)
{
	struct source_file *file = arena_new_object(arena, struct source_file);

	*file = (struct source_file){ .name = "a.stp", .text = text, .size = strlen(text) };
	return file;
}

static struct place at(const struct source_file *file, unsigned line, unsigned column)
{
	return (struct place){ .file = file, .line = line, .column = column };
}

START_TEST(test_form)
{
	const struct source_file *file = source("one\nprobe begin { prnit() }\nthree");

	diagnose_error(&d, at(file, 2, 15), "unknown function '%s'", "prnit");
	diagnose_remedy(&d, "did you mean '%s'?", "print");
	diagnose_warning(&d, at(file, 3, 1), "odd");
	diagnose_note(&d, at(file, 1, 3), "first here");
	ck_assert_uint_eq(d.errors, 1);
	ck_assert_uint_eq(d.warnings, 1);
	expect("a.stp:2:15: error: unknown function 'prnit'\n"
	       "probe begin { prnit() }\n"
	       "              ^\n"
	       "  did you mean 'print'?\n"
	       "a.stp:3:1: warning: odd\n"
	       "three\n"
	       "^\n"
	       "a.stp:1:3: note: first here\n"
	       "one\n"
	       "  ^\n");
}
END_TEST

START_TEST(test_without_place)
{
	const struct source_file *file = source("x");

	diagnose_error(&d, (struct place){ 0 }, "no kernel");
	diagnose_error(&d, at(file, 0, 0), "cannot be read");
	diagnose_error(&d, at(file, 7, 1), "beyond the end");
	expect("error: no kernel\n"
	       "a.stp: error: cannot be read\n"
	       "a.stp:7:1: error: beyond the end\n");
}
END_TEST

START_TEST(test_end_of_line)
{
	const struct source_file *file = source("a = \r\nb =");

	diagnose_error(&d, at(file, 1, 9), "x");
	diagnose_error(&d, at(file, 2, 4), "x");
	expect("a.stp:1:9: error: x\n"
	       "a = \n"
	       "    ^\n"
	       "a.stp:2:4: error: x\n"
	       "b =\n"
	       "   ^\n");
}
END_TEST

START_TEST(test_tabs_and_bytes)
{
	const struct source_file *file = source("\ta\t= \"\xc3\xa9\x1b[31m\" + ;");

	diagnose_error(&d, at(file, 1, 18), "x");
	expect("a.stp:1:18: error: x\n"
	       "\ta\t= \"\xc3\xa9?[31m\" + ;\n"
	       "\t \t             ^\n");
}
END_TEST

START_TEST(test_bad_utf_8)
{
	const struct source_file *file = source("\xff\x80 \xc3( \xc2\x9b \xe2\x82\xac \xf0\x9f;");

	diagnose_error(&d, at(file, 1, 16), "x");
	expect("a.stp:1:16: error: x\n"
	       "?? ?( ?? \xe2\x82\xac ??;\n"
	       "             ^\n");
}
END_TEST

START_TEST(test_long_line)
{
	char *text = arena_alloc(arena, 1001);

	memset(text, 'a', 1000);
	text[499] = 'X';
	diagnose_error(&d, at(source(text), 1, 500), "x");
	fflush(d.stream);

	char *line = strchr(output, '\n') + 1, *caret = strchr(line, '\n') + 1;

	ck_assert_int_eq(caret - line, 241);
	ck_assert_int_eq(line[strchr(caret, '^') - caret], 'X');
}
END_TEST

START_TEST(test_expansion)
{
	const struct source_file *file = source("@define a %( 1 + %)\nx = @b\n");
	const struct expansion outer = { .macro = "b", .use = at(file, 2, 5) };
	struct expansion inner = { .macro = "a", .use = at(file, 1, 9) };
	struct place place = at(file, 1, 16);

	inner.use.expansion = &outer;
	place.expansion = &inner;
	diagnose_error(&d, place, "broken");
	expect("a.stp:1:16: error: broken\n"
	       "@define a %( 1 + %)\n"
	       "               ^\n"
	       "a.stp:1:9: in expansion of macro '@a'\n"
	       "@define a %( 1 + %)\n"
	       "        ^\n"
	       "a.stp:2:5: in expansion of macro '@b'\n"
	       "x = @b\n"
	       "    ^\n");
}
END_TEST

START_TEST(test_said_once)
{
	const struct source_file *file = source("x");
	struct expansion expansion = { .macro = "a", .use = at(file, 1, 1) };
	struct place place = at(file, 1, 1);

	diagnose_error(&d, place, "same");
	diagnose_note(&d, place, "shown");
	diagnose_error(&d, place, "same");
	diagnose_note(&d, place, "not shown");
	diagnose_remedy(&d, "not shown");
	diagnose_error(&d, place, "other");
	ck_assert_uint_eq(d.errors, 2);
	/* Another use of a macro is another place. */
	place.expansion = &expansion;
	diagnose_error(&d, place, "same");
	diagnose_error(&d, place, "same");
	ck_assert_uint_eq(d.errors, 3);
	expect("a.stp:1:1: error: same\nx\n^\n"
	       "a.stp:1:1: note: shown\nx\n^\n"
	       "a.stp:1:1: error: other\nx\n^\n"
	       "a.stp:1:1: error: same\nx\n^\n"
	       "a.stp:1:1: in expansion of macro '@a'\nx\n^\n");
}
END_TEST

START_TEST(test_limit)
{
	const struct source_file *file = source("x");

	d.error_limit = 2;
	for (int i = 0; i < 5; i++) {
		diagnose_error(&d, at(file, 1, 1), "%d", i);
		diagnose_remedy(&d, "of %d", i);
	}
	ck_assert_uint_eq(d.errors, 5);
	expect("a.stp:1:1: error: 0\nx\n^\n  of 0\n"
	       "a.stp:1:1: error: 1\nx\n^\n  of 1\n");
}
END_TEST

START_TEST(test_warnings_off)
{
	d.warnings_off = true;
	diagnose_error(&d, (struct place){ 0 }, "wrong");
	diagnose_warning(&d, (struct place){ 0 }, "odd");
	diagnose_remedy(&d, "of the warning");
	ck_assert_uint_eq(d.warnings, 0);
	expect("error: wrong\n");
}
END_TEST

START_TEST(test_warnings_are_errors)
{
	d.warnings_are_errors = true;
	diagnose_warning(&d, (struct place){ 0 }, "odd");
	ck_assert_uint_eq(d.errors, 1);
	ck_assert_uint_eq(d.warnings, 0);
	expect("error: odd\n");
}
END_TEST

START_TEST(test_color)
{
	d.color = true;
	diagnose_error(&d, at(source("x"), 1, 1), "wrong");
	expect("a.stp:1:1: \033[1;31merror:\033[0m wrong\nx\n\033[1;32m^\033[0m\n");
}
END_TEST

START_TEST(test_nearest_name)
{
	const char *const names[] = { "print", "printf", "println", "vfs_read", "x", "exit" };
	static const struct {
		const char *name, *nearest;
	} expected[] = {
		{ "prnit", "print" },
		{ "pritnf", "printf" },
		{ "printl", "print" },
		{ "vfs_raed", "vfs_read" },
		{ "read", NULL },
		{ "y", NULL },
		{ "exti", "exit" },
		{ "exot", "exit" },
		{ "ex", NULL },
		{ "", NULL },
		{ "completely_other", NULL },
	};

	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		const char *found = nearest_name(expected[i].name, names, 6);

		if (!expected[i].nearest)
			ck_assert_msg(!found, "%s gives %s", expected[i].name, found);
		else
			ck_assert_pstr_eq(found, expected[i].nearest);
	}
	ck_assert_ptr_null(nearest_name("print", names, 0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("diagnostic");
	TCase *group = tcase_create("diagnostic");

	tcase_add_checked_fixture(group, set_up, tear_down);
	tcase_add_test(group, test_form);
	tcase_add_test(group, test_without_place);
	tcase_add_test(group, test_end_of_line);
	tcase_add_test(group, test_tabs_and_bytes);
	tcase_add_test(group, test_bad_utf_8);
	tcase_add_test(group, test_long_line);
	tcase_add_test(group, test_expansion);
	tcase_add_test(group, test_said_once);
	tcase_add_test(group, test_limit);
	tcase_add_test(group, test_warnings_off);
	tcase_add_test(group, test_warnings_are_errors);
	tcase_add_test(group, test_color);
	tcase_add_test(group, test_nearest_name);
	suite_add_tcase(suite, group);

	SRunner *runner = srunner_create(suite);

	srunner_run_all(runner, CK_NORMAL);

	int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed != 0;
}
