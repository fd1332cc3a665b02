/* SPDX-License-Identifier: GPL-2.0-only */
/* Types, enumerators and variables by name. */
#include <dwarf.h>

#include "debuginfo/internal.h"
#include "debuginfo/names.h"
#include "test_debuginfo_fixture.h"

static const char header[] = "struct later;\n"
			     "struct shared { int member; };\n"
			     "enum { SHARED_ONE = 1, SHARED_TWO };\n"
			     "typedef struct { int x; } unnamed_t;\n"
			     "extern int declared, defined;\n"
			     "static inline __attribute__((always_inline)) int count(int n)\n"
			     "{\n"
			     "	static int counter;\n"
			     "	return counter += n;\n"
			     "}\n";
static const char first[] = "#include \"dir/shared.h\"\n"
			    "union both { int whole; char parts[4]; };\n"
			    "enum named { LOW = -5, HIGH = 5 };\n"
			    "struct empty {};\n"
			    "int defined = 3;\n"
			    "static volatile int twin, in_both;\n"
			    "static const int constant = 7;\n"
			    "struct shared shared; union both both; enum named named;\n"
			    "unnamed_t unnamed; struct empty empty; struct later *later;\n"
			    "int first(int n)\n"
			    "{\n"
			    "	int automatic = n + SHARED_TWO;\n"
			    "	struct local { int n; } local = { n };\n"
			    "	{ static int nested; nested += n; }\n"
			    "	{ static int twin; twin += n; }\n"
			    "	in_both++;\n"
			    "	return automatic + count(n) + twin++ + constant + local.n;\n"
			    "}\n";
static const char second[] = "#include \"dir/shared.h\"\n"
			     "struct later { long a, b; };\n"
			     "enum { OTHER = 0x123456789abcdef };\n"
			     "static volatile int in_both;\n"
			     "struct later there; struct shared shared_too;\n"
			     "int first(int n);\n"
			     "int main(int argc, char **argv)\n"
			     "{\n"
			     "	return first(argc) + count(argc) + declared + !argv + in_both++ +\n"
			     "	       (OTHER != 0) + SHARED_ONE;\n"
			     "}\n";

static struct arena *arena;
static struct debuginfo *debuginfo;

static void prepare(void)
{
	fixture_run("mkdir src src/dir");
	fixture_write("src/dir/shared.h", header);
	fixture_write("src/first.c", first);
	fixture_write("src/second.c", second);
	fixture_write("src/third.c", "int declared = 1;\n");
	fixture_run("gcc -g -O2 -Isrc -c src/first.c && gcc -g -O2 -gdwarf-4 -Isrc -c src/second.c"
		    " && gcc -g -c src/third.c");
	fixture_run("gcc -no-pie -Wl,--build-id -o program first.o second.o third.o");
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

/* The DIE of a type that must be there. */
static Dwarf_Die type_die(enum named_type kind, const char *name)
{
	uint64_t offset = named_type_find(debuginfo, kind, name);
	Dwarf_Die die;

	ck_assert_msg(offset != 0, "no type '%s'", name);
	ck_assert(debuginfo_die(debuginfo, offset, &die));
	ck_assert_str_eq(dwarf_diename(&die), name);
	ck_assert(!dwarf_hasattr(&die, DW_AT_declaration));
	return die;
}

START_TEST(test_types)
{
	Dwarf_Die die = type_die(NAMED_STRUCT, "shared");

	ck_assert_int_eq(dwarf_tag(&die), DW_TAG_structure_type);
	die = type_die(NAMED_UNION, "both");
	ck_assert_int_eq(dwarf_tag(&die), DW_TAG_union_type);
	die = type_die(NAMED_ENUM, "named");
	ck_assert_int_eq(dwarf_tag(&die), DW_TAG_enumeration_type);
	die = type_die(NAMED_OTHER, "unnamed_t");
	ck_assert_int_eq(dwarf_tag(&die), DW_TAG_typedef);
	die = type_die(NAMED_OTHER, "int");
	ck_assert_int_eq(dwarf_tag(&die), DW_TAG_base_type);
	type_die(NAMED_STRUCT, "empty");
}
END_TEST

/* Of a struct that one unit declares only, the definition in another one. */
START_TEST(test_definition_elsewhere)
{
	Dwarf_Die die = type_die(NAMED_STRUCT, "later");

	ck_assert_int_eq(dwarf_bytesize(&die), 2 * sizeof(long));
}
END_TEST

/* Of the same in two units, the first. */
START_TEST(test_first_counts)
{
	Dwarf_Die die = type_die(NAMED_STRUCT, "shared"), unit;

	ck_assert_ptr_nonnull(dwarf_diecu(&die, &unit, NULL, NULL));
	ck_assert_str_eq(dwarf_diename(&unit), "src/first.c");
}
END_TEST

START_TEST(test_no_such_type)
{
	ck_assert_uint_eq(named_type_find(debuginfo, NAMED_UNION, "shared"), 0);
	ck_assert_uint_eq(named_type_find(debuginfo, NAMED_STRUCT, "unnamed_t"), 0);
	ck_assert_uint_eq(named_type_find(debuginfo, NAMED_STRUCT, "share"), 0);
	ck_assert_uint_eq(named_type_find(debuginfo, NAMED_STRUCT, "local"), 0);
	ck_assert_uint_eq(named_type_find(debuginfo, NAMED_OTHER, ""), 0);
}
END_TEST

START_TEST(test_enumerators)
{
	int64_t value = 0;

	ck_assert(enumerator_find(debuginfo, "SHARED_TWO", &value));
	ck_assert_int_eq(value, 2);
	ck_assert(enumerator_find(debuginfo, "LOW", &value));
	ck_assert_int_eq(value, -5);
	ck_assert(enumerator_find(debuginfo, "OTHER", &value));
	ck_assert_int_eq(value, 0x123456789abcdef);
	ck_assert(!enumerator_find(debuginfo, "SHARED", &value));
	ck_assert(!enumerator_find(debuginfo, "named", &value));
}
END_TEST

/* The line of the one variable @name in @file. */
static int global_line(const char *name, const char *file)
{
	struct source_global *found;
	Dwarf_Attribute attribute;
	Dwarf_Word line = 0;
	Dwarf_Die die;

	ck_assert_uint_eq(globals_find(debuginfo, name, file, &found), 1);
	ck_assert_str_eq(found[0].name, name);
	ck_assert(debuginfo_die(debuginfo, found[0].die, &die));
	ck_assert(dwarf_hasattr(&die, DW_AT_location) || dwarf_hasattr(&die, DW_AT_const_value));
	ck_assert_ptr_nonnull(dwarf_attr_integrate(&die, DW_AT_decl_line, &attribute));
	ck_assert_int_eq(dwarf_formudata(&attribute, &line), 0);
	return (int)line;
}

START_TEST(test_globals)
{
	struct source_global *found;

	ck_assert_int_eq(global_line("constant", NULL), 7);
	ck_assert_int_eq(global_line("nested", NULL), 14);
	ck_assert_uint_eq(globals_find(debuginfo, "defined", NULL, &found), 1);
	ck_assert_str_eq(found[0].file, "src/first.c");
	ck_assert(found[0].external);
	ck_assert_uint_eq(globals_find(debuginfo, "declared", NULL, &found), 1);
	ck_assert_str_eq(found[0].file, "src/third.c");
	ck_assert_uint_eq(globals_find(debuginfo, "automatic", NULL, &found), 0);
	ck_assert_uint_eq(globals_find(debuginfo, "declare", NULL, &found), 0);
}
END_TEST

START_TEST(test_globals_in_files)
{
	struct source_global *found;

	ck_assert_uint_eq(globals_find(debuginfo, "in_both", NULL, &found), 2);
	ck_assert_str_eq(found[0].file, "src/first.c");
	ck_assert_str_eq(found[1].file, "src/second.c");
	ck_assert(!found[0].external);
	ck_assert_int_eq(global_line("in_both", "second.c"), 4);
	ck_assert_int_eq(global_line("counter", "dir/shared.h"), 8);
	ck_assert_uint_eq(globals_find(debuginfo, "in_both", "src/third.c", &found), 0);
	ck_assert_uint_eq(globals_find(debuginfo, "de*ed", "src/*.c", &found), 2);
	ck_assert_str_eq(found[0].name, "declared");
	ck_assert_str_eq(found[1].name, "defined");
}
END_TEST

/* File scope counts before a function's. */
START_TEST(test_static_in_function_of_the_same_name)
{
	ck_assert_int_eq(global_line("twin", NULL), 6);
}
END_TEST

START_TEST(test_similar)
{
	const char *names[3];

	ck_assert_uint_eq(globals_similar(debuginfo, "defind", 1, names), 1);
	ck_assert_str_eq(names[0], "defined");
	ck_assert_uint_eq(named_types_similar(debuginfo, NAMED_STRUCT, "sharde", 3, names), 1);
	ck_assert_str_eq(names[0], "shared");
	ck_assert_uint_eq(named_types_similar(debuginfo, NAMED_UNION, "sharde", 3, names), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("debuginfo names");
	TCase *cases = tcase_create("lookup");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, test_types);
	tcase_add_test(cases, test_definition_elsewhere);
	tcase_add_test(cases, test_first_counts);
	tcase_add_test(cases, test_no_such_type);
	tcase_add_test(cases, test_enumerators);
	tcase_add_test(cases, test_globals);
	tcase_add_test(cases, test_globals_in_files);
	tcase_add_test(cases, test_static_in_function_of_the_same_name);
	tcase_add_test(cases, test_similar);
	suite_add_tcase(suite, cases);
	return fixture_main(suite, prepare);
}
