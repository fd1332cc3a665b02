/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small programs for the tests of the debuginfo layer, compiled when the test runs, in a directory
 * of their own that goes away at the end.
 */
#ifndef TEST_DEBUGINFO_FIXTURE_H
#define TEST_DEBUGINFO_FIXTURE_H

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debuginfo/debuginfo.h"

static char fixture_directory[64];

/* The path of a file in the fixture's directory. */
static inline const char *fixture_path(const char *name)
{
	static char paths[8][128];
	static int next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof(paths[0]), "%s/%s", fixture_directory, name);
	return path;
}

static inline void fixture_write(const char *name, const char *text)
{
	FILE *file = fopen(fixture_path(name), "w");

	if (!file || fputs(text, file) < 0 || fclose(file)) {
		perror(name);
		abort();
	}
}

/* Run a shell command in the fixture's directory; it must succeed, in a test or before one. */
static inline void fixture_run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static inline void fixture_run(const char *format, ...)
{
	char command[2048], in_directory[2200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	snprintf(in_directory, sizeof(in_directory), "cd %s && %s", fixture_directory, command);
	if (system(in_directory)) {
		fprintf(stderr, "failed: %s\n", in_directory);
		abort();
	}
}

static inline struct debuginfo *fixture_open(struct arena *arena, const char *name)
{
	struct debuginfo_error error = { 0 };
	struct debuginfo *debuginfo =
		debuginfo_open_file(arena, fixture_path(name), fixture_path("cache"), &error);

	ck_assert_msg(debuginfo != NULL, "%s: %s", name, error.text);
	return debuginfo;
}

/* Make the directory, call @prepare to fill it, run the suite, remove the directory. */
static inline int fixture_main(Suite *suite, void (*prepare)(void))
{
	SRunner *runner = srunner_create(suite);
	int failed;

	strcpy(fixture_directory, "/tmp/stap-debuginfo.XXXXXX");
	if (!mkdtemp(fixture_directory)) {
		perror("mkdtemp");
		return 1;
	}
	if (prepare)
		prepare();
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	fixture_run("rm -rf %s", fixture_directory);
	return failed != 0;
}

#endif
