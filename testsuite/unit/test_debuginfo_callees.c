/* SPDX-License-Identifier: GPL-2.0-only */
/* What a function calls; its labels. */
#include "debuginfo/callees.h"
#include "debuginfo/labels.h"
#include "test_debuginfo_fixture.h"

static const char first[] =
	"int other(int n);\n"
	"volatile int sink;\n"
	"static __attribute__((noinline, noclone)) int own(int n) { return sink + n; }\n"
	"static inline __attribute__((always_inline)) int inner(int n) { return own(n) * 3; }\n"
	"static inline __attribute__((always_inline)) int inlined(int n)\n"
	"{\n"
	"	return inner(n) + sink;\n"
	"}\n"
	"int caller(int n, int (*pointer)(int))\n"
	"{\n"
	"	int sum = own(n) + other(n) + pointer(n) + own(n + 7) + inlined(n);\n"
	"again:\n"
	"	sink += sum;\n"
	"	if (sink < n)\n"
	"		goto again;\n"
	"	if (sink > 9)\n"
	"		goto out;\n"
	"	sum += other(sink);\n"
	"out:\n"
	"	sink++;\n"
	"	return sum + sink;\n"
	"}\n"
	"int jumper(int n) { sink++; return other(n + 1); }\n";
/* gcc makes the loop a part of its own, then inlines it. */
static const char splitting[] =
	"extern volatile int sink;\n"
	"int other(int n);\n"
	"static inline __attribute__((always_inline)) int inlined_in_rest(int n) { return sink * n; }\n"
	"int split(int n)\n"
	"{\n"
	"	int first = other(n);\n"
	"	first += other(first);\n"
	"	if (first < 3)\n"
	"		return first;\n"
	"	for (int i = 0; i < n; i++) {\n"
	"next:\n"
	"		sink += other(i) + other(sink) + inlined_in_rest(i);\n"
	"		if (sink == 7)\n"
	"			goto next;\n"
	"	}\n"
	"	return sink;\n"
	"}\n"
	"int calls(int n) { return split(n) * split(n + 1); }\n";
static const char second[] =
	"int caller(int n, int (*pointer)(int));\n"
	"int jumper(int n);\n"
	"__attribute__((noinline)) int other(int n) { volatile int local = n; return local; }\n"
	"static __attribute__((noinline, noclone)) int own(int n) { volatile int local = n; return local; }\n"
	"int main(int argc, char **argv) { return caller(own(argc), other) + jumper(!argv); }\n";

static struct arena *arena;
static struct debuginfo *debuginfo;

static void prepare(void)
{
	fixture_write("first.c", first);
	fixture_write("second.c", second);
	fixture_write("split.c", splitting);
	fixture_run("gcc -g -O2 -c first.c split.c && gcc -g -O2 -gdwarf-4 -c second.c");
	/* The compiler does split it: something is inlined at the line that it is declared in. */
	fixture_run("readelf --debug-dump=info split.o | grep -q 'DW_AT_call_line.*: 4$'");
	fixture_run("gcc -no-pie -Wl,--build-id -o program first.o second.o split.o");
}

static void set_up(void)
{
	arena = arena_new();
	debuginfo = fixture_open(arena, "program");
}

static void tear_down(void)
{
	debuginfo_close(debuginfo);
	arena_free(arena);
}

static struct function_instance instance(const char *name)
{
	const struct function_query query = { .name = name };
	struct function_instance instance;
	struct source_function *found;

	ck_assert_uint_eq(functions_find(debuginfo, &query, &found), 1);
	function_instance(debuginfo, found, 0, &instance);
	return instance;
}

/* "name@file:calls", each; calls is 0 of what is inlined. */
static const char *callees(const char *caller, const char *name, const char *file)
{
	const struct function_query query = { .name = name, .file = file };
	const struct function_instance from = instance(caller);
	struct function_callee *found;
	size_t count = callees_find(debuginfo, &from, &query, &found);
	const char *text = "";

	for (size_t i = 0; i < count; i++) {
		text = arena_printf(arena, "%s%s%s@%s:%zu", text, i ? " " : "",
				    found[i].function.name, found[i].function.file,
				    found[i].return_count);
		ck_assert(found[i].instance.inlined == !found[i].return_count);
		for (size_t j = 0; j < found[i].return_count; j++) {
			struct function_instance at;
			struct source_function function;

			ck_assert(function_at(debuginfo, found[i].returns[j], &function, &at));
			ck_assert_uint_eq(at.pc, from.pc);
		}
	}
	return text;
}

START_TEST(test_callees)
{
	ck_assert_str_eq(callees("caller", "own", NULL), "own@first.c:2");
	ck_assert_str_eq(callees("caller", "oth*", NULL), "other@second.c:2");
	ck_assert_str_eq(callees("caller", "inlined", NULL), "inlined@first.c:0");
	ck_assert_str_eq(callees("caller", "inner", NULL), "");
	ck_assert_str_eq(callees("inlined", "*", NULL), "inner@first.c:0");
	ck_assert_str_eq(callees("caller", "*", "second.c"), "other@second.c:2");
	ck_assert_str_eq(callees("main", "*", NULL),
			 "own@second.c:1 caller@first.c:1 jumper@first.c:1");
}
END_TEST

START_TEST(test_split)
{
	const struct function_instance from = instance("split");
	struct source_label *found;

	ck_assert_str_eq(callees("split", "*", NULL), "inlined_in_rest@split.c:0 other@second.c:4");
	ck_assert_uint_eq(labels_find(debuginfo, &from, "next", &found), 1);
}
END_TEST

/* A call at the end is a jump: who made it cannot be told. */
START_TEST(test_jump)
{
	ck_assert_str_eq(callees("jumper", "*", NULL), "");
}
END_TEST

START_TEST(test_labels)
{
	const struct function_instance from = instance("caller");
	struct source_label *found;

	ck_assert_uint_eq(labels_find(debuginfo, &from, "*", &found), 2);
	ck_assert_str_eq(found[0].name, "again");
	ck_assert_uint_eq(found[0].line, 12);
	ck_assert_str_eq(found[0].file, "first.c");
	ck_assert_str_eq(found[1].name, "out");
	ck_assert_uint_gt(found[1].pc, from.pc);
	ck_assert_uint_eq(labels_find(debuginfo, &from, "o?t", &found), 1);
	ck_assert_uint_eq(found[0].line, 19);
	ck_assert_uint_eq(labels_find(debuginfo, &from, "ou", &found), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("debuginfo callees");
	TCase *cases = tcase_create("callees");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, test_callees);
	tcase_add_test(cases, test_split);
	tcase_add_test(cases, test_jump);
	tcase_add_test(cases, test_labels);
	suite_add_tcase(suite, cases);
	return fixture_main(suite, prepare);
}
