/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * C++: names in scopes, classes with their bases and static members, by the DWARF that compilers
 * write in several forms: versions 4 and 5, types in units of their own, units that dwz made of
 * what others share.
 */
#include "debuginfo/values/calling_convention.h"
#include "debuginfo/names.h"
#include "debuginfo/files/program_file.h"
#include "debuginfo/values/variables.h"
#include "test_debuginfo_fixture.h"

static const char header[] =
	"namespace shapes {\n"
	"struct Base { static int instances; int id; virtual ~Base(); virtual int area(int); };\n"
	"struct Second { long second; };\n"
	"struct Square : Base, Second {\n"
	"	static const int limit = 50;\n"
	"	enum class Color : unsigned char { Red = 1, Blue = 200 } color;\n"
	"	struct Inner { int inner; int deep(int x); };\n"
	"	int area(int) override;\n"
	"	int operator()(int x) const;\n"
	"	bool operator<(const Square &other) const;\n"
	"};\n"
	"struct Root { int root; };\n"
	"struct Left : virtual Root { int left; };\n"
	"struct Right : virtual Root { int right; };\n"
	"struct Diamond : Left, Right { int own; };\n"
	"struct Handle { long *pointer; ~Handle(); };\n"
	"struct Plain { long *pointer; Plain(long *p) : pointer(p) {} };\n"
	"}\n"
	"namespace other { struct Square { int width; int area(int); }; }\n"
	"template <typename T> __attribute__((noinline)) T twice(T value) { return value + value; }\n"
	"template <typename T, int N> struct Box { T items[N]; T get(int i) { return items[i]; } };\n"
	"shapes::Square *make(long n);\n";
static const char first[] =
	"#include \"shapes.h\"\n"
	"int shapes::Base::instances = 3;\n"
	"shapes::Base::~Base() {}\n"
	"int shapes::Base::area(int n) { return n + id; }\n"
	"int shapes::Square::area(int n) { return n * 2; }\n"
	"int shapes::Square::operator()(int x) const { return x; }\n"
	"bool shapes::Square::operator<(const Square &other) const { return id < other.id; }\n"
	"int shapes::Square::Inner::deep(int x) { return x + inner; }\n"
	"int other::Square::area(int n) { return n * width; }\n"
	"shapes::Handle::~Handle() {}\n"
	"namespace shapes { namespace { int counter; __attribute__((noinline)) int hidden(int x)\n"
	"{ return x + counter++; } } }\n"
	"namespace shapes { inline namespace v2 { int versioned(int x) { return hidden(x); } } }\n"
	"shapes::Square *make(long n) { static shapes::Square s; s.second = twice(n); return &s; }\n";
static const char second[] =
	"#include \"shapes.h\"\n"
	"int take(shapes::Diamond *diamond, shapes::Square &square, const other::Square &other,\n"
	"	 int shapes::Square::*data, int (shapes::Square::*function)(int) const)\n"
	"{ return diamond->root + square(1) + other.width + square.*data + (square.*function)(1); }\n"
	"shapes::Handle handle(long *p) { return { p }; }\n"
	"shapes::Plain plain(long *p) { return { p }; }\n"
	"int main(int argc, char **)\n"
	"{\n"
	"	static shapes::Diamond diamond;\n"
	"	Box<int, 4> box = { { 1, 2, 3, 4 } };\n"
	"	auto lambda = [&](int x) __attribute__((noinline)) { return x + argc; };\n"
	"	return twice(argc) + box.get(argc) + lambda(2) + (int)make(1)->second + diamond.own;\n"
	"}\n";

static const char *const forms[] = { "plain", "version4", "units4", "units5", "shared" };

static struct arena *arena;
static struct debuginfo *debuginfo;

static void prepare(void)
{
	fixture_write("shapes.h", header);
	fixture_write("first.cc", first);
	fixture_write("second.cc", second);
	fixture_run("g++ -g -O1 -fno-inline -Wl,--build-id -o plain first.cc second.cc");
	fixture_run(
		"g++ -g -O1 -fno-inline -gdwarf-4 -Wl,--build-id -o version4 first.cc second.cc");
	fixture_run(
		"g++ -g -O1 -fno-inline -gdwarf-4 -fdebug-types-section -Wl,--build-id -o units4 "
		"first.cc second.cc");
	fixture_run(
		"g++ -g -O1 -fno-inline -gdwarf-5 -fdebug-types-section -Wl,--build-id -o units5 "
		"first.cc second.cc");
	fixture_run(
		"g++ -g -O1 -fno-inline -Wl,--build-id=0x5354555657585960 -o shared first.cc second.cc && "
		"dwz shared");
	fixture_run("g++ -O1 -fno-inline -Wl,--build-id -o symbols first.cc second.cc");
}

static void set_up(void)
{
	arena = arena_new();
}

static void tear_down(void)
{
	debuginfo_close(debuginfo);
	debuginfo = NULL;
	arena_free(arena);
}

/* The shown names of what @name finds, one after the other. */
static const char *found(const char *name)
{
	const struct function_query query = { .name = name };
	struct source_function *functions;
	size_t count = functions_find(debuginfo, &query, &functions);
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_printf(arena, "%s%s%s:%u", text, i ? " " : "", functions[i].name,
				    functions[i].line);
	return text;
}

static struct function_instance instance_of(const char *name)
{
	const struct function_query query = { .name = name };
	struct function_instance instance;
	struct source_function *function;

	ck_assert_uint_eq(functions_find(debuginfo, &query, &function), 1);
	function_instance(debuginfo, function, 0, &instance);
	return instance;
}

static const struct type *parameter(const char *function, const char *name)
{
	struct function_instance instance = instance_of(function);
	struct debuginfo_error error = { 0 };
	struct source_variable *variable =
		variable_find(debuginfo, &instance, instance.pc, name, &error);

	ck_assert_msg(variable != NULL, "%s", error.text);
	return variable->type;
}

static const struct type *type(const char *text)
{
	const struct type *found = type_find(debuginfo_types(debuginfo), text);

	ck_assert_msg(found != NULL, "%s", text);
	return found;
}

START_TEST(test_names)
{
	debuginfo = fixture_open(arena, forms[_i]);
	ck_assert_str_eq(found("area"), "area:4 area:5 area:9");
	ck_assert_str_eq(found("Square::area"), "Square::area:5 Square::area:9");
	ck_assert_str_eq(found("shapes::Square::area"), "shapes::Square::area:5");
	ck_assert_str_eq(found("*::Square::area"), "shapes::Square::area:5 other::Square::area:9");
	ck_assert_str_eq(found("**::area"),
			 "shapes::Base::area:4 shapes::Square::area:5 other::Square::area:9");
	ck_assert_str_eq(found("shapes::**::deep"), "shapes::Square::Inner::deep:8");
	ck_assert_str_eq(found("shapes::area"), "");
	ck_assert_str_eq(found("::make"), "::make:14");
	ck_assert_str_eq(found("::area"), "");
	ck_assert_str_eq(found("shapes::hidden"), "shapes::(anonymous namespace)::hidden:11");
	ck_assert_str_eq(found("shapes::versioned"), "shapes::v2::versioned:13");
	ck_assert_str_eq(found("Square::operator()"), "Square::operator():6");
	ck_assert_str_eq(found("operator<"), "operator<:7");
	ck_assert_str_eq(found("main::*::operator()"), "main::{lambda}::operator():11");
	ck_assert_str_eq(found("~Base"), "~Base:3");
	ck_assert_str_eq(found("_ZN5other6Square4areaEi"), "area:9");
}
END_TEST

START_TEST(test_templates)
{
	debuginfo = fixture_open(arena, forms[_i]);
	ck_assert_str_eq(found("twice<int>"), "twice<int>:20");
	ck_assert_str_eq(found("twice<*>"), "twice<int>:20 twice<long int>:20");
	ck_assert_str_eq(found("twice"), "twice<int>:20 twice<long int>:20");
	ck_assert_str_eq(found("Box<int, 4>::get"), "Box<int, 4>::get:21");
	ck_assert_str_eq(found("Box<int,4>::get"), "Box<int, 4>::get:21");
	ck_assert_str_eq(found("Box::get"), "Box<int, 4>::get:21");
	ck_assert_str_eq(found("Box<long, 4>::get"), "");
}
END_TEST

START_TEST(test_types)
{
	struct type_member member;

	debuginfo = fixture_open(arena, forms[_i]);
	ck_assert(type_member_find(type("shapes::Square"), "id", &member));
	ck_assert(!type_member_find(type("shapes::Square"), "width", &member));
	ck_assert(type_member_find(type("class other::Square"), "width", &member));
	ck_assert(type_member_find(type("Square::Inner"), "inner", &member));
	ck_assert(type_member_find(type("Box<int,4>"), "items", &member));
	ck_assert_uint_eq(type_length(member.type), 4);
	ck_assert_int_eq(type("shapes::Square::Color")->kind, KIND_ENUM);
	ck_assert_ptr_null(type_find(debuginfo_types(debuginfo), "other::Base"));
	/* Declared here, defined there: of two with one name, the right one. */
	ck_assert(type_member_find(type_target(parameter("take", "square")), "second", &member));
	ck_assert(type_member_find(type_target(parameter("take", "other")), "width", &member));
}
END_TEST

START_TEST(test_bases)
{
	const struct type *diamond;
	struct type_member member;

	debuginfo = fixture_open(arena, forms[_i]);
	ck_assert(type_member_find(type("shapes::Square"), "second", &member));
	ck_assert_uint_eq(member.bit_offset, 16 * 8);
	ck_assert_ptr_null(member.base);
	diamond = type_target(parameter("take", "diamond"));
	ck_assert(type_member_find(diamond, "right", &member));
	ck_assert_uint_eq(member.bit_offset, (16 + 8) * 8);
	ck_assert(type_member_find(diamond, "root", &member));
	ck_assert_ptr_nonnull(member.base);
	ck_assert_ptr_null(member.base->next);
	ck_assert_uint_eq(member.bit_offset, 0);
}
END_TEST

START_TEST(test_static_members)
{
	const struct source_variable *variable;
	struct debuginfo_error error = { 0 };
	struct source_global *globals;

	debuginfo = fixture_open(arena, forms[_i]);
	variable = type_static_find(type("shapes::Square"), "instances"); /* of its base */
	ck_assert_ptr_nonnull(variable);
	ck_assert_int_eq(variable_location(debuginfo, variable, &error)->kind, LOCATION_MEMORY);
	variable = type_static_find(type("shapes::Square"), "limit");
	ck_assert_ptr_nonnull(variable);
	ck_assert_str_eq(location_text(arena, variable_location(debuginfo, variable, &error)),
			 "value 50");
	ck_assert_ptr_null(type_static_find(type("shapes::Square"), "id"));
	ck_assert_uint_eq(globals_find(debuginfo, "shapes::Base::instances", NULL, &globals), 1);
	ck_assert_uint_eq(globals_find(debuginfo, "shapes::counter", "first.cc", &globals), 1);
	ck_assert_uint_eq(globals_find(debuginfo, "other::counter", NULL, &globals), 0);
}
END_TEST

START_TEST(test_references)
{
	debuginfo = fixture_open(arena, forms[_i]);
	ck_assert(parameter("take", "square")->is_reference);
	ck_assert(!parameter("take", "diamond")->is_reference);
	ck_assert_str_eq(parameter("take", "square")->text, "struct Square&");
	ck_assert_str_eq(parameter("take", "other")->text, "struct Square const&");
	ck_assert_str_eq(parameter("take", "data")->text, "int Square::*");
	ck_assert_str_eq(parameter("take", "function")->text, "int (Square::*) (int)");
	ck_assert_int_eq(parameter("take", "data")->kind, KIND_INTEGER);
	ck_assert_uint_eq(parameter("take", "function")->size, 8);
}
END_TEST

/* Where a function leaves its result. */
static const char *result(const char *name)
{
	struct function_instance instance = instance_of(name);
	struct debuginfo_error error;

	return location_text(arena,
			     result_location(arena, type_of_result(debuginfo, &instance), &error));
}

START_TEST(test_results)
{
	debuginfo = fixture_open(arena, forms[_i]);
	ck_assert_str_eq(result("plain"), "register 0");
	ck_assert_str_eq(result("handle"), "memory reg0"); /* its destructor sees where it is */
}
END_TEST

START_TEST(test_symbols)
{
	const struct debuginfo_target target = { .only_local = true };
	struct debuginfo_error error = { 0 };
	struct program_file *file =
		program_file_open(arena, &target, fixture_path("symbols"), &error);

	ck_assert_ptr_nonnull(file);
	debuginfo = debuginfo_open_user(arena, &target, file, &error);
	ck_assert_ptr_nonnull(debuginfo);
	ck_assert_str_eq(found("shapes::Square::area"), "shapes::Square::area:0");
	ck_assert_str_eq(found("Square::area"), "Square::area:0 Square::area:0");
	ck_assert_str_eq(found("shapes::hidden"), "shapes::(anonymous namespace)::hidden:0");
	ck_assert_str_eq(found("twice<int>"), "twice<int>:0");
	ck_assert_str_eq(found("Box::get"), "Box<int, 4>::get:0");
	ck_assert_str_eq(found("operator<"), "operator<:0");
	ck_assert_str_eq(found("_ZN5other6Square4areaEi"), "area:0");
	ck_assert_str_eq(found("main"), "main:0");
}
END_TEST

int main(void)
{
	const int form_count = sizeof(forms) / sizeof(*forms);
	Suite *suite = suite_create("debuginfo of C++");
	TCase *tests = tcase_create("C++");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, test_names, 0, form_count);
	tcase_add_loop_test(tests, test_templates, 0, form_count);
	tcase_add_loop_test(tests, test_types, 0, form_count);
	tcase_add_loop_test(tests, test_bases, 0, form_count);
	tcase_add_loop_test(tests, test_static_members, 0, form_count);
	tcase_add_loop_test(tests, test_references, 0, form_count);
	tcase_add_loop_test(tests, test_results, 0, form_count);
	tcase_add_test(tests, test_symbols);
	suite_add_tcase(suite, tests);
	return fixture_main(suite, prepare);
}
