/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines, variables in scope, their types and where their values are, in optimised code. */
#include "debuginfo/lines/lines.h"
#include "debuginfo/symbols.h"
#include "debuginfo/values/variables.h"
#include "test_debuginfo_fixture.h"

/* The line numbers in the tests are those of this text. */
static const char source[] =
	"#include <stdarg.h>\n"						     /* 1 */
	"#include <stdbool.h>\n"					     /* 2 */
	"typedef unsigned long my_size;\n"				     /* 3 */
	"struct point { int x, y; };\n"					     /* 4 */
	"enum color { RED, GREEN };\n"					     /* 5 */
	"enum sign { MINUS = -1, PLUS = 1 };\n"				     /* 6 */
	"extern void use(long n);\n"					     /* 7 */
	"extern void fill(void *p);\n"					     /* 8 */
	"int gone(int a, int unused)\n"					     /* 9 */
	"{\n"								     /* 10 */
	"	use(a);\n"						     /* 11 */
	"	use(2);\n"						     /* 12 */
	"	return 3;\n"						     /* 13 */
	"}\n"								     /* 14 */
	"static inline __attribute__((always_inline)) long square(long n)\n" /* 15 */
	"{\n"								     /* 16 */
	"	long result = n * n;\n"					     /* 17 */
	"	use(result);\n"						     /* 18 */
	"	return result;\n"					     /* 19 */
	"}\n"								     /* 20 */
	"long caller(long a)\n"						     /* 21 */
	"{\n"								     /* 22 */
	"	long outer = square(a);\n"				     /* 23 */
	"	use(outer + 1);\n"					     /* 24 */
	"	return outer;\n"					     /* 25 */
	"}\n"								     /* 26 */
	"int scopes(struct point *point, int n)\n"			     /* 27 */
	"{\n"								     /* 28 */
	"	static int calls;\n"					     /* 29 */
	"	char buffer[64];\n"					     /* 30 */
	"	calls++;\n"						     /* 31 */
	"	fill(buffer);\n"					     /* 32 */
	"	{\n"							     /* 33 */
	"		struct point n;\n"				     /* 34 */
	"		fill(&n);\n"					     /* 35 */
	"		use(n.x);\n"					     /* 36 */
	"	}\n"							     /* 37 */
	"	use(point->x + n);\n"					     /* 38 */
	"	return buffer[0];\n"					     /* 39 */
	"}\n"								     /* 40 */
	"enum color types(const char *a, my_size b, struct point **c, bool d, enum color e,\n" /* 41
												*/
	"		 enum sign f, double g, signed char h, void (*i)(void *, int), int j[3],\n"
	"		 union { int k; } *k, const volatile void *l, struct point m, va_list n,\n"
	"		 char *const o, unsigned char (*p)[4], __int128 q)\n"	    /* 44 */
	"{\n"									    /* 45 */
	"	return a && b ? RED : GREEN;\n"					    /* 46 */
	"}\n"									    /* 47 */
	"void nothing(void)\n"							    /* 48 */
	"{\n"									    /* 49 */
	"}\n"									    /* 50 */
	"const char *text(void)\n"						    /* 51 */
	"{\n"									    /* 52 */
	"	return \"\";\n"							    /* 53 */
	"}\n"									    /* 54 */
	"int constant(void)\n"							    /* 55 */
	"{\n"									    /* 56 */
	"	int minus = -5;\n"						    /* 57 */
	"	unsigned char big = 200;\n"					    /* 58 */
	"	use(1);\n"							    /* 59 */
	"	return minus + big;\n"						    /* 60 */
	"}\n"									    /* 61 */
	"static __attribute__((noipa)) long known(long a, long b)\n"		    /* 62 */
	"{\n"									    /* 63 */
	"	use(b);\n"							    /* 64 */
	"	use(2);\n"							    /* 65 */
	"	return 3;\n"							    /* 66 */
	"}\n"									    /* 67 */
	"long knows(long n, long m)\n"						    /* 68 */
	"{\n"									    /* 69 */
	"	long one = known(5, m);\n"					    /* 70 */
	"	long two = known(n, n + 1);\n"					    /* 71 */
	"	return one + two + n;\n"					    /* 72 */
	"}\n"									    /* 73 */
	"static inline __attribute__((always_inline)) long left(struct point *p)\n" /* 74 */
	"{\n"									    /* 75 */
	"	use(p->x);\n"							    /* 76 */
	"	use(p->y);\n"							    /* 77 */
	"	return p->y;\n"							    /* 78 */
	"}\n"									    /* 79 */
	"long leaves(int a, int b)\n"						    /* 80 */
	"{\n"									    /* 81 */
	"	struct point point = { a, b };\n"				    /* 82 */
	"	point.x++;\n"							    /* 83 */
	"	use(point.x);\n"						    /* 84 */
	"	return left(&point);\n"						    /* 85 */
	"}\n";									    /* 86 */

static const char rest[] =
	"void use(long n) { __asm__ volatile(\"\" : : \"r\"(n)); }\n"
	"void fill(void *p) { __asm__ volatile(\"\" : : \"r\"(p) : \"memory\"); }\n"
	"int main(void) { return 0; }\n";

static struct arena *arena;
static struct debuginfo *debuginfo;
static struct debuginfo_error error;

static void prepare(void)
{
	fixture_write("test.c", source);
	fixture_write("rest.c", rest);
	fixture_run("gcc -g -O2 -fcf-protection=none -fno-toplevel-reorder -c test.c");
	fixture_run("gcc -O2 -c rest.c && gcc -no-pie -Wl,--build-id -o program test.o rest.o");
}

static void set_up(void)
{
	arena = arena_new();
	debuginfo = fixture_open(arena, "program");
	error = (struct debuginfo_error){ 0 };
}

static void tear_down(void)
{
	debuginfo_close(debuginfo);
	arena_free(arena);
}

static struct source_function function(const char *name)
{
	struct function_query query = { .name = name };
	struct source_function *found;

	ck_assert_uint_eq(functions_find(debuginfo, &query, &found), 1);
	return found[0];
}

static struct function_instance instance(const char *name)
{
	struct source_function of = function(name);
	struct function_instance instance;

	function_instance(debuginfo, &of, 0, &instance);
	return instance;
}

static size_t lines(const char *name, enum line_kind kind, unsigned int from, unsigned int to,
		    struct line_place **found)
{
	const struct line_range range = { from, to };
	struct line_query query = {
		.function = { .name = name, .file = "test.c" },
		.kind = kind,
		.ranges = &range,
		.range_count = kind == LINES_ALL ? 0 : 1,
	};

	error = (struct debuginfo_error){ 0 };
	return lines_find(debuginfo, &query, found, &error);
}

/* The one place of a line. */
static struct line_place line(const char *name, unsigned int number)
{
	struct line_place *found;

	ck_assert_msg(lines(name, LINES_ABSOLUTE, number, number, &found) == 1, "%s:%u: %s", name,
		      number, error.text);
	ck_assert_uint_eq(found[0].line, number);
	return found[0];
}

static const char *joined_lines(const char *name, enum line_kind kind, unsigned int from,
				unsigned int to)
{
	struct line_place *found;
	size_t count = lines(name, kind, from, to, &found);
	char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_printf(arena, "%s%s%u", text, i ? " " : "", found[i].line);
	return text;
}

START_TEST(test_lines)
{
	ck_assert_str_eq(joined_lines("gone", LINES_ALL, 0, 0), "11 12 13");
	/* Line 10, the brace, begins where line 11 does: it is found when asked for. */
	ck_assert_uint_eq(line("gone", 10).pc, instance("gone").pc);
	ck_assert_str_eq(joined_lines("gone", LINES_ABSOLUTE, 11, 13), "11 12 13");
	ck_assert_str_eq(joined_lines("gone", LINES_RELATIVE, 2, 2), "11");
	ck_assert_str_eq(joined_lines("[gt]*", LINES_ABSOLUTE, 1, 13), "11 12 13");
}
END_TEST

START_TEST(test_line_errors)
{
	struct line_place *found;

	ck_assert_uint_eq(lines("gone", LINES_ABSOLUTE, 60, 60, &found), 0);
	ck_assert_str_eq(error.text, "line 60 of test.c has no code in gone");
	ck_assert_str_eq(error.remedy, "the nearest line with code is 14");
	ck_assert_uint_eq(lines("scopes", LINES_ABSOLUTE, 33, 33, &found), 0);
	ck_assert_str_eq(error.text, "line 33 of test.c has no code in scopes");
	ck_assert_str_eq(error.remedy, "the nearest lines with code are 32 and 34");
	ck_assert_uint_eq(lines("constant", LINES_ABSOLUTE, 62, 70, &found), 0);
	ck_assert_str_eq(error.text, "lines 62 to 70 of test.c have no code in constant");
	ck_assert_uint_eq(lines("scops", LINES_ALL, 0, 0, &found), 0);
	ck_assert_str_eq(error.text, "no function scops in test.c");
	ck_assert_str_eq(error.remedy, "similar names: scopes");
}
END_TEST

START_TEST(test_lines_of_inlined)
{
	struct line_place *found, inner = line("square", 18);
	const char *file;
	unsigned int number;

	ck_assert(inner.instance.inlined);
	ck_assert_str_eq(inner.function.name, "square");
	ck_assert(line_at(debuginfo, inner.pc, &file, &number));
	ck_assert_str_eq(file, "test.c");
	ck_assert_uint_eq(number, 18);
	/* What is inlined is not the caller's. */
	ck_assert_uint_eq(lines("caller", LINES_ABSOLUTE, 18, 18, &found), 0);
	ck_assert_uint_eq(line("caller", 24).pc > inner.pc, 1);
	ck_assert(!line_at(debuginfo, 0, &file, &number));
}
END_TEST

static const char *listed(const struct function_instance *in, uint64_t pc)
{
	struct source_variable *found;
	size_t count = variables_at(debuginfo, in, pc, &found);
	char *text = "";

	for (size_t i = 0; i < count; i++)
		if (variable_is_available(debuginfo, &found[i]))
			text = arena_printf(arena, "%s%s%s:%s", text, *text ? " " : "",
					    found[i].name, found[i].type->text);
	return text;
}

static const char *location(const struct function_instance *in, uint64_t pc, const char *name)
{
	struct source_variable *variable;
	struct location *location;

	error = (struct debuginfo_error){ 0 };
	variable = variable_find(debuginfo, in, pc, name, &error);
	if (!variable)
		return error.text;
	location = variable_location(debuginfo, variable, &error);
	return location ? location_text(arena, location) : error.text;
}

START_TEST(test_parameters_at_entry)
{
	struct function_instance gone = instance("gone");

	ck_assert_str_eq(listed(&gone, gone.pc), "a:int unused:int");
	ck_assert_str_eq(location(&gone, gone.pc, "a"), "register 5");
	ck_assert_str_eq(location(&gone, gone.pc, "unused"), "register 4");
}
END_TEST

START_TEST(test_entry_value)
{
	struct line_place place = line("gone", 13);

	ck_assert_str_eq(location(&place.instance, place.pc, "a"),
			 "cannot read a at test.c:14: optimised out: no call of the function says "
			 "what it was then");
}
END_TEST

/* By the return address: a constant from one call, what the caller keeps in a register from the
 * other. */
START_TEST(test_entry_value_by_call)
{
	struct line_place place = line("known", 66);
	const char *text = location(&place.instance, place.pc, "a");

	ck_assert_msg(!strncmp(text, "value ((return(", 15), "%s", text);
	ck_assert_msg(strstr(text, " == address(0x") != NULL, "%s", text);
	ck_assert_msg(strstr(text, ") ? 5 : ((return(") != NULL, "%s", text);
	ck_assert_msg(strstr(text, ") ? reg") != NULL, "%s", text);
	ck_assert_msg(strstr(text, " : unknown))") != NULL, "%s", text);
}
END_TEST

/* The address of a struct that is only in registers. */
START_TEST(test_pointer_left_out)
{
	struct line_place place = line("left", 77);
	const char *text = location(&place.instance, place.pc, "p");

	ck_assert_msg(!strncmp(text, "pointer to byte 0 of what is in pieces 32 bits of ", 50),
		      "%s", text);
}
END_TEST

START_TEST(test_optimised_out)
{
	struct function_instance caller = instance("caller");

	ck_assert_str_eq(location(&caller, caller.pc, "outer"),
			 "outer is optimised out at test.c:22");
	ck_assert_msg(!strncmp(error.remedy, "it is available at lines ", 25), "%s", error.remedy);
	ck_assert_msg(strstr(error.remedy, " of test.c") != NULL, "%s", error.remedy);
	ck_assert_str_eq(location(&caller, caller.pc, "nothing"),
			 "no variable nothing at test.c:22");
	ck_assert_str_eq(error.remedy, "there are: a, outer");
}
END_TEST

START_TEST(test_inlined_scope)
{
	struct line_place place = line("square", 18);

	/* The caller's variables are not in scope in the inlined function. */
	ck_assert_str_eq(listed(&place.instance, place.pc), "result:long int n:long int");
}
END_TEST

START_TEST(test_nested_scopes)
{
	struct line_place inner = line("scopes", 36), outer = line("scopes", 38);
	struct source_variable *variable;
	const char *text;
	unsigned long calls;
	struct symbol *symbol;

	ck_assert_str_eq(listed(&inner.instance, inner.pc),
			 "n:struct point point:struct point* calls:int buffer:char[]");
	ck_assert_str_eq(listed(&outer.instance, outer.pc),
			 "point:struct point* n:int calls:int buffer:char[]");
	variable = variable_find(debuginfo, &inner.instance, inner.pc, "n", &error);
	ck_assert(!variable->parameter);
	ck_assert_int_eq(variable->type->kind, KIND_STRUCT);
	/* Both are on the stack, at a distance from the stack pointer (register 7). */
	ck_assert_str_eq(location(&inner.instance, inner.pc, "n"), "memory (reg7 + 8)");
	ck_assert_str_eq(location(&inner.instance, inner.pc, "buffer"), "memory (reg7 + 16)");

	text = location(&inner.instance, inner.pc, "calls");
	ck_assert_int_eq(sscanf(text, "memory address(0x%lx)", &calls), 1);
	ck_assert_uint_ge(symbols_find(debuginfo, "calls.*", &symbol), 1);
	ck_assert_uint_eq(symbol[0].address, calls);
}
END_TEST

START_TEST(test_constants)
{
	struct line_place place = line("constant", 60);

	ck_assert_str_eq(location(&place.instance, place.pc, "minus"), "value -5");
	ck_assert_str_eq(location(&place.instance, place.pc, "big"), "value 200");
}
END_TEST

START_TEST(test_types)
{
	static const struct {
		const char *name, *text;
		enum type_kind kind;
		bool is_signed;
		uint64_t size;
		bool scalar;
	} expected[] = {
		{ "a", "char const*", KIND_POINTER, false, 8, true },
		{ "b", "my_size", KIND_INTEGER, false, 8, true },
		{ "c", "struct point**", KIND_POINTER, false, 8, true },
		{ "d", "_Bool", KIND_BOOL, false, 1, true },
		{ "e", "enum color", KIND_ENUM, false, 4, true },
		{ "f", "enum sign", KIND_ENUM, true, 4, true },
		{ "g", "double", KIND_FLOAT, false, 8, false },
		{ "h", "signed char", KIND_INTEGER, true, 1, true },
		{ "i", "void (*) (void*, int)", KIND_POINTER, false, 8, true },
		{ "j", "int*", KIND_POINTER, false, 8, true },
		{ "k", "union {...}*", KIND_POINTER, false, 8, true },
		{ "l", "void const volatile*", KIND_POINTER, false, 8, true },
		{ "m", "struct point", KIND_STRUCT, false, 8, false },
		{ "n", "va_list", KIND_POINTER, false, 8, true },
		{ "o", "char* const", KIND_POINTER, false, 8, true },
		{ "p", "unsigned char (*)[]", KIND_POINTER, false, 8, true },
		{ "q", "__int128", KIND_INTEGER, true, 16, false },
	};
	struct function_instance types = instance("types");
	struct source_variable *found;

	ck_assert_uint_eq(variables_at(debuginfo, &types, types.pc, &found),
			  sizeof(expected) / sizeof(*expected));
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		const struct type *type = found[i].type;

		ck_assert(found[i].parameter);
		ck_assert_str_eq(found[i].name, expected[i].name);
		ck_assert_str_eq(type->text, expected[i].text);
		ck_assert_int_eq(type->kind, expected[i].kind);
		ck_assert_msg(type->is_signed == expected[i].is_signed, "%s", type->text);
		ck_assert_uint_eq(type->size, expected[i].size);
		ck_assert_msg(type_is_scalar(type) == expected[i].scalar, "%s", type->text);
	}
}
END_TEST

START_TEST(test_results)
{
	static const struct {
		const char *name, *text;
		enum type_kind kind;
	} expected[] = {
		{ "gone", "int", KIND_INTEGER },	{ "types", "enum color", KIND_ENUM },
		{ "nothing", "void", KIND_VOID },	{ "text", "char const*", KIND_POINTER },
		{ "square", "long int", KIND_INTEGER },
	};

	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		struct function_instance of = instance(expected[i].name);
		struct type *type = type_of_result(debuginfo, &of);

		ck_assert_str_eq(type->text, expected[i].text);
		ck_assert_int_eq(type->kind, expected[i].kind);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("debuginfo variables");
	TCase *group = tcase_create("variables");

	tcase_add_checked_fixture(group, set_up, tear_down);
	tcase_set_timeout(group, 60);
	tcase_add_test(group, test_lines);
	tcase_add_test(group, test_line_errors);
	tcase_add_test(group, test_lines_of_inlined);
	tcase_add_test(group, test_parameters_at_entry);
	tcase_add_test(group, test_entry_value);
	tcase_add_test(group, test_entry_value_by_call);
	tcase_add_test(group, test_pointer_left_out);
	tcase_add_test(group, test_optimised_out);
	tcase_add_test(group, test_inlined_scope);
	tcase_add_test(group, test_nested_scopes);
	tcase_add_test(group, test_constants);
	tcase_add_test(group, test_types);
	tcase_add_test(group, test_results);
	suite_add_tcase(suite, group);
	return fixture_main(suite, prepare);
}
