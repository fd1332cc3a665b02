/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every script in the tree, printed and parsed again, is the same tree: the library, the examples,
 * the scripts of all test cases, the seeds of the fuzzer and what it found.
 */
#include "../fuzz/round_trip.h"

#include <check.h>
#include <dirent.h>
#include <sys/stat.h>

#define MOST_FILES 2000

static struct arena *arena;
static struct source_file files[MOST_FILES];
static size_t file_count;
static struct source_file macros[MOST_FILES];
static size_t macro_count;

static bool ends_with(const char *name, const char *end)
{
	size_t length = strlen(name);

	return length >= strlen(end) && !strcmp(name + length - strlen(end), end);
}

static struct source_file read_file(const char *path)
{
	FILE *stream = fopen(path, "r");
	struct stat status;

	ck_assert_ptr_nonnull(stream);
	ck_assert_int_eq(fstat(fileno(stream), &status), 0);

	size_t size = (size_t)status.st_size;
	char *text = arena_alloc(arena, size + 1);

	ck_assert_uint_eq(fread(text, 1, size, stream), size);
	fclose(stream);
	return round_trip_file(arena_strdup(arena, path), text, size);
}

/* Collects the files below a directory whose names end with @end; all of them for "". */
static void collect(const char *directory, const char *end, struct source_file *into, size_t *count)
{
	DIR *stream = opendir(directory);

	if (!stream)
		return;
	for (struct dirent *entry; (entry = readdir(stream));) {
		const char *path = arena_printf(arena, "%s/%s", directory, entry->d_name);
		struct stat status;

		if (entry->d_name[0] == '.' || lstat(path, &status))
			continue;
		if (S_ISDIR(status.st_mode))
			collect(path, end, into, count);
		else if (S_ISREG(status.st_mode) && ends_with(path, end) && *count < MOST_FILES)
			into[(*count)++] = read_file(path);
	}
	closedir(stream);
}

static void set_up(void)
{
	arena = arena_new();
	file_count = macro_count = 0;
	collect("tapsets", ".stpm", macros, &macro_count);
}

static void tear_down(void)
{
	arena_free(arena);
}

/* Returns whether it parsed without an error. */
static bool check_text(const char *name, const char *text, size_t size)
{
	char *messages;
	size_t length;
	FILE *stream = open_memstream(&messages, &length);
	bool has_errors, same;

	same = round_trip(text, size, stream, macros, macro_count, &has_errors);
	fclose(stream);
	ck_assert_msg(same, "%s does not come back the same\n%s", name, messages);
	free(messages);
	return !has_errors;
}

/* Examples that take arguments are given none here. */
static bool takes_arguments(const char *text)
{
	return strstr(text, "$1") || strstr(text, "@1");
}

static void check_without_errors(void)
{
	for (size_t i = 0; i < file_count; i++)
		ck_assert_msg(check_text(files[i].name, files[i].text, files[i].size) ||
				      takes_arguments(files[i].text),
			      "%s has errors", files[i].name);
}

START_TEST(test_library_and_examples)
{
	collect("tapsets", ".stp", files, &file_count);
	ck_assert_uint_gt(file_count, 0);
	collect("examples", ".stp", files, &file_count);
	check_without_errors();
}
END_TEST

START_TEST(test_seeds)
{
	unsigned good = 0;

	collect("testsuite/fuzz/seeds", "", files, &file_count);
	for (size_t i = 0; i < file_count; i++)
		good += check_text(files[i].name, files[i].text, files[i].size);
	/* Only errors.stp is wrong on purpose. */
	ck_assert_uint_eq(good + 1, file_count);
}
END_TEST

START_TEST(test_found_by_fuzzing)
{
	collect("testsuite/fuzz/found", "", files, &file_count);
	for (size_t i = 0; i < file_count; i++)
		check_text(files[i].name, files[i].text, files[i].size);
}
END_TEST

/* The scripts of a file of cases: from a line === to the next line --- or ===. */
static unsigned check_cases(const struct source_file *cases)
{
	const char *line = cases->text, *script = NULL, *name = "";
	unsigned good = 0;

	while (line) {
		const char *next = strchr(line, '\n');

		next = next ? next + 1 : NULL;
		if (script && (!strncmp(line, "--- ", 4) || !strncmp(line, "=== ", 4) || !next)) {
			char *text = arena_strndup(arena, script, (size_t)(line - script));

			good += check_text(name, text, strlen(text));
			script = NULL;
		}
		if (!strncmp(line, "=== ", 4)) {
			name = arena_strndup(arena, line, strcspn(line, "\n"));
			script = next;
		}
		line = next;
	}
	return good;
}

START_TEST(test_cases)
{
	unsigned good = 0;

	collect("testsuite/script", ".cases", files, &file_count);
	collect("testsuite/live", ".cases", files, &file_count);
	for (size_t i = 0; i < file_count; i++)
		good += check_cases(&files[i]);
	ck_assert_uint_gt(good, 30);
}
END_TEST

START_TEST(test_other_scripts)
{
	collect("testsuite/script", ".stp", files, &file_count);
	collect("testsuite/live", ".stp", files, &file_count);
	collect("testsuite/bench", ".stp", files, &file_count);
	check_without_errors();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("script round trip");
	TCase *group = tcase_create("round trip");

	tcase_add_checked_fixture(group, set_up, tear_down);
	tcase_set_timeout(group, 60);
	tcase_add_test(group, test_library_and_examples);
	tcase_add_test(group, test_seeds);
	tcase_add_test(group, test_found_by_fuzzing);
	tcase_add_test(group, test_cases);
	tcase_add_test(group, test_other_scripts);
	suite_add_tcase(suite, group);

	SRunner *runner = srunner_create(suite);

	srunner_run_all(runner, CK_NORMAL);

	int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed != 0;
}
