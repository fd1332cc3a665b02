/* SPDX-License-Identifier: GPL-2.0-only */
/* How thread variables of programs and libraries are found. */
#include "debuginfo/names.h"
#include "debuginfo/values/tls.h"
#include "debuginfo/values/variables.h"
#include "test_debuginfo_fixture.h"

static const char library[] = "static char padding[3];\n"
			      "__thread long first = 5;\n"
			      "static __thread long second = 6;\n"
			      "long work(long n)\n"
			      "{\n"
			      "	static __thread int calls;\n"
			      "	calls++;\n"
			      "	first += n;\n"
			      "	second += n;\n"
			      "	return first + second + calls + padding[0];\n"
			      "}\n";
static const char program[] = "long work(long n);\n"
			      "_Alignas(64) __thread long own = 7;\n"
			      "__thread char small;\n"
			      "int main(void) { small++; return own + work(1) == 8; }\n";
static const char plain[] = "int main(void) { return 0; }\n";

static struct arena *arena;

static void prepare(void)
{
	fixture_write("library.c", library);
	fixture_write("program.c", program);
	fixture_write("plain.c", plain);
	fixture_run("gcc -g -O1 -Wl,--build-id -o plain plain.c");
	fixture_run("gcc -g -O1 -Wl,--build-id -shared -fPIC -o dynamic.so library.c");
	fixture_run("gcc -g -O1 -Wl,--build-id -shared -fPIC -ftls-model=initial-exec -o "
		    "initial.so library.c");
	fixture_run("gcc -g -O1 -Wl,--build-id -shared -fPIC -mtls-dialect=gnu2 -o described.so "
		    "library.c");
	fixture_run("gcc -g -O1 -Wl,--build-id -o pie program.c library.c");
	fixture_run("gcc -g -O1 -Wl,--build-id -no-pie -o fixed program.c library.c");
	fixture_run("gcc -g -O1 -Wl,--build-id -static -o static program.c library.c");
	fixture_run("gcc -g -O1 -Wl,--build-id -static-pie -o static-pie program.c library.c");
}

static void set_up(void)
{
	arena = arena_new();
}

static void tear_down(void)
{
	arena_free(arena);
}

static struct tls_block find(const char *name)
{
	struct debuginfo *debuginfo = fixture_open(arena, name);
	struct debuginfo_error error = { 0 };
	struct tls_block block;

	ck_assert_msg(tls_find(debuginfo, &block, &error), "%s", error.text);
	debuginfo_close(debuginfo);
	return block;
}

/* Where @variable of @name is, as text. */
static const char *place(const char *name, const char *variable)
{
	struct debuginfo *debuginfo = fixture_open(arena, name);
	struct debuginfo_error error = { 0 };
	struct source_global *globals;
	const struct source_variable *found;
	const char *text;

	ck_assert_uint_eq(globals_find(debuginfo, variable, NULL, &globals), 1);
	found = variable_of_die(debuginfo, globals->die);
	ck_assert_ptr_nonnull(found);
	text = location_text(arena, variable_location(debuginfo, found, &error));
	debuginfo_close(debuginfo);
	return text;
}

START_TEST(test_programs)
{
	static const char *const names[] = { "pie", "fixed", "static-pie" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct tls_block block = find(names[i]);

		ck_assert_int_eq(block.model, TLS_EXECUTABLE);
		ck_assert_int_lt(block.start, 0);
		ck_assert_int_eq(block.start % 64, 0);
	}
	ck_assert_int_eq(find("pie").start, -64);
	ck_assert_int_eq(find("static").model, TLS_EXECUTABLE);
}
END_TEST

START_TEST(test_libraries)
{
	ck_assert_int_eq(find("dynamic.so").model, TLS_MODULE);
	ck_assert_uint_ne(find("dynamic.so").slot, 0);
	ck_assert_int_eq(find("initial.so").model, TLS_OFFSET);
	ck_assert_uint_ne(find("initial.so").slot, 0);
	ck_assert_int_eq(find("described.so").model, TLS_DESCRIPTOR);
	ck_assert_uint_ne(find("described.so").slot, 0);
	ck_assert_int_eq(find("described.so").start, 0);
}
END_TEST

START_TEST(test_none)
{
	struct debuginfo *debuginfo = fixture_open(arena, "plain");
	struct debuginfo_error error = { 0 };
	struct tls_block block;

	ck_assert(!tls_find(debuginfo, &block, &error));
	ck_assert_ptr_nonnull(strstr(error.text, "has no thread variables"));
	debuginfo_close(debuginfo);
}
END_TEST

START_TEST(test_places)
{
	ck_assert_str_eq(place("pie", "own"), "memory thread(0)");
	ck_assert_ptr_nonnull(strstr(place("pie", "small"), "memory thread("));
	ck_assert_str_ne(place("dynamic.so", "first"), place("dynamic.so", "second"));
	ck_assert_ptr_nonnull(strstr(place("dynamic.so", "calls"), "memory thread("));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("debuginfo of thread variables");
	TCase *tests = tcase_create("tls");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, test_programs);
	tcase_add_test(tests, test_libraries);
	tcase_add_test(tests, test_none);
	tcase_add_test(tests, test_places);
	suite_add_tcase(suite, tests);
	return fixture_main(suite, prepare);
}
