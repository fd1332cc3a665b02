/* SPDX-License-Identifier: GPL-2.0-only */
/* The scanner that finds the names of a tapset file, and the index of a library. */
#include "library/library.h"
#include "library/scan.h"
#include "session.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *arena;
static char found[1024];

static void set_up(void)
{
	arena = arena_new();
	found[0] = '\0';
}

static void tear_down(void)
{
	arena_free(arena);
}

static void note(enum library_kind kind, const char *name, void *data)
{
	(void)data;
	snprintf(found + strlen(found), sizeof(found) - strlen(found), "%c:%s ", "fga"[kind], name);
}

static const char *scan(const char *text)
{
	found[0] = '\0';
	library_scan(arena, text, strlen(text), note, NULL);
	return found;
}

START_TEST(scans_functions)
{
	ck_assert_str_eq(scan("function a(x) { return x } private function b:long () %{ } %}"),
			 "f:a f:b ");
	ck_assert_str_eq(scan("function function_like() { functional = 5 }"), "f:function_like ");
}
END_TEST

START_TEST(scans_globals)
{
	ck_assert_str_eq(scan("global a, b = 5, c[100], d%[50], e = \"x, y\"; global f"),
			 "g:a g:b g:c g:d g:e g:f ");
	ck_assert_str_eq(scan("private global a private b, c%"), "g:a g:b g:c ");
	ck_assert_str_eq(scan("global a = -1\nfunction f() { }"), "g:a f:f ");
}
END_TEST

START_TEST(scans_aliases)
{
	ck_assert_str_eq(scan("probe a = b { } probe c.d(\"x\").e += f { } probe begin { x = 1 }"),
			 "a:a a:c.d.e ");
	ck_assert_str_eq(scan("probe kernel.function(\"a\"), begin { a = 1 }"), "");
}
END_TEST

START_TEST(skips_what_is_no_code)
{
	ck_assert_str_eq(scan("/* function a */ # function b\n// function c\nfunction d() { }"),
			 "f:d ");
	ck_assert_str_eq(scan("global x = \"function a\" function b() %{ function c %}"),
			 "g:x f:b ");
	ck_assert_str_eq(
		scan("function a() { x = \"\\\"function b\" } function c() { $function @global }"),
		"f:a f:c ");
}
END_TEST

START_TEST(scans_both_branches)
{
	ck_assert_str_eq(scan("%( kernel_v > \"5\" %? function a() { } %: function b() { } %)"),
			 "f:a f:b ");
}
END_TEST

START_TEST(survives_broken_text)
{
	static const char *const texts[] = { "function",   "probe a.",	    "probe a(", "global a[",
					     "global a =", "\"open",	    "%{ open",	"/* open",
					     "private",	   "global a = \"", "probe .",	"\"\\" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		scan(texts[i]);
}
END_TEST

/* ---------------------------------------------------------------- the index */

static char root[] = "/tmp/stap-library.XXXXXX";

static void write_file(const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	FILE *stream = fopen(path, "w");

	ck_assert_ptr_nonnull(stream);
	fputs(text, stream);
	fclose(stream);
}

static void make_directory(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	ck_assert_int_eq(mkdir(path, 0755), 0);
}

static struct session *new_session(const char *release)
{
	struct session *session = arena_new_object(arena, struct session);

	session->arena = arena;
	session->diagnostics.arena = arena;
	session->diagnostics.stream = stderr;
	session->target.release = release;
	session->target.architecture = "x86_64";
	session->tapset_directory = root;
	session->cache_directory = root;
	session->environment.arena = arena;
	session->environment.diagnostics = &session->diagnostics;
	session->environment.macros = macro_table_new(arena);
	return session;
}

static const char *index_text(const char *release)
{
	const library_names *names;

	found[0] = '\0';
	names = library_index(library_open(new_session(release)));
	for (size_t i = 0; i < names->count; i++)
		note(names->items[i].kind, names->items[i].name, NULL);
	return found;
}

START_TEST(specific_directories_hide_general_ones)
{
	setenv("XDG_DATA_HOME", "/nonexistent", 1);
	ck_assert_ptr_nonnull(mkdtemp(root));
	make_directory("6.1");
	make_directory("linux");
	make_directory("x86_64");
	write_file("a.stp", "function a() { }");
	write_file("b.stp", "function b() { }");
	write_file("6.1/a.stp", "function a61() { }");
	write_file("linux/c.stp", "function c() { }");
	write_file("x86_64/b.stp", "function bx() { }");
	ck_assert_str_eq(index_text("6.1.0-56-cloud-amd64"), "f:c f:a61 f:bx ");
	ck_assert_str_eq(index_text("6.12.9"), "f:c f:bx f:a ");
	write_file("x86_64/b.stp", "function changed() { }");
	ck_assert_str_eq(index_text("6.12.9"), "f:c f:changed f:a ");
	/* From the cache alone: */
	ck_assert_str_eq(index_text("6.12.9"), "f:c f:changed f:a ");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("semantic_library");
	TCase *scanner = tcase_create("scan");
	TCase *index = tcase_create("index");

	tcase_add_checked_fixture(scanner, set_up, tear_down);
	tcase_add_test(scanner, scans_functions);
	tcase_add_test(scanner, scans_globals);
	tcase_add_test(scanner, scans_aliases);
	tcase_add_test(scanner, skips_what_is_no_code);
	tcase_add_test(scanner, scans_both_branches);
	tcase_add_test(scanner, survives_broken_text);
	tcase_add_checked_fixture(index, set_up, tear_down);
	tcase_add_test(index, specific_directories_hide_general_ones);
	suite_add_tcase(suite, scanner);
	suite_add_tcase(suite, index);

	SRunner *runner = srunner_create(suite);

	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed != 0;
}
