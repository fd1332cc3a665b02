/* SPDX-License-Identifier: GPL-2.0-only */
/* What types are made of: members, bitfields, elements, enumerators; types by name. */
#include "debuginfo/symbols.h"
#include "debuginfo/types/type_source.h"
#include "debuginfo/values/variables.h"
#include "test_debuginfo_fixture.h"

static const char source[] =
	"struct elsewhere;\n"
	"typedef unsigned long my_size;\n"
	"enum color { RED, GREEN = 7, BLUE };\n"
	"enum sign { MINUS = -1, PLUS = 1 };\n"
	"struct base {\n"
	"	char name[6];\n"
	"	unsigned low : 3, high : 7;\n"
	"	signed minus : 5;\n"
	"	union {\n"
	"		int number;\n"
	"		struct { short first, second; };\n"
	"	};\n"
	"	long matrix[2][3][4];\n"
	"	struct elsewhere *other;\n"
	"	struct base *next, **links;\n"
	"	enum color color;\n"
	"	_Bool yes;\n"
	"	my_size flexible[];\n"
	"};\n"
	"enum sign sign;\n"
	"long use(struct base *base, const volatile struct base *const qualified, void *nothing)\n"
	"{\n"
	"	return base->number + qualified->number + !nothing + sign;\n"
	"}\n"
	"int main(void) { return 0; }\n";

static const char other[] = "struct elsewhere { int before, found; };\n"
			    "struct elsewhere here;\n"
			    "unsigned long long much;\n"
			    "short unsigned little;\n";

static struct arena *arena;
static struct debuginfo *debuginfo;
static const struct type *base;

static void prepare(void)
{
	fixture_write("source.c", source);
	fixture_write("other.c", other);
	fixture_run("gcc -g -O1 -Wl,--build-id -o types source.c other.c");
}

static const struct type *parameter(const char *name)
{
	const struct function_query query = { .name = "use" };
	struct debuginfo_error error = { 0 };
	struct function_instance instance;
	struct source_variable *variable;
	struct source_function *function;

	ck_assert_uint_eq(functions_find(debuginfo, &query, &function), 1);
	function_instance(debuginfo, function, 0, &instance);
	variable = variable_find(debuginfo, &instance, instance.pc, name, &error);
	ck_assert_ptr_nonnull(variable);
	return variable->type;
}

static void open_types(void)
{
	arena = arena_new();
	debuginfo = fixture_open(arena, "types");
	base = type_target(parameter("base"));
}

static void close_types(void)
{
	debuginfo_close(debuginfo);
	arena_free(arena);
}

static struct type_member member(const struct type *type, const char *name)
{
	struct type_member found = { 0 };

	ck_assert_msg(type_member_find(type, name, &found), "%s", name);
	return found;
}

START_TEST(test_members)
{
	const struct type_member *members;

	ck_assert_int_eq(base->kind, KIND_STRUCT);
	ck_assert_uint_eq(type_members(base, &members), 12);
	ck_assert_str_eq(members[0].name, "name");
	ck_assert_ptr_null(members[4].name);
	ck_assert_int_eq(members[4].type->kind, KIND_UNION);
	ck_assert(!type_member_find(base, "nothing", &(struct type_member){ 0 }));
	ck_assert_uint_eq(type_members(member(base, "yes").type, &members), 0);
}
END_TEST

START_TEST(test_anonymous_members)
{
	ck_assert_uint_eq(member(base, "number").bit_offset, 8 * 8);
	ck_assert_uint_eq(member(base, "first").bit_offset, 8 * 8);
	ck_assert_uint_eq(member(base, "second").bit_offset, 8 * 10);
	ck_assert_str_eq(member(base, "second").type->text, "short int");
}
END_TEST

START_TEST(test_bitfields)
{
	struct type_member low = member(base, "low"), high = member(base, "high");
	struct type_member minus = member(base, "minus");

	ck_assert_uint_eq(low.bit_size, 3);
	ck_assert_uint_eq(high.bit_offset, low.bit_offset + 3);
	ck_assert_uint_eq(high.bit_size, 7);
	ck_assert_uint_eq(minus.bit_offset, high.bit_offset + 7);
	ck_assert(minus.type->is_signed && !high.type->is_signed);
	ck_assert_uint_eq(member(base, "number").bit_size, 0);
}
END_TEST

START_TEST(test_arrays)
{
	const struct type *type = member(base, "matrix").type;

	ck_assert_str_eq(type->text, "long int[][][]");
	ck_assert_uint_eq(type_length(type), 2);
	ck_assert_uint_eq(type->size, 2 * 3 * 4 * 8);
	type = type_target(type);
	ck_assert_int_eq(type->kind, KIND_ARRAY);
	ck_assert_str_eq(type->text, "long int[][]");
	ck_assert_uint_eq(type_length(type), 3);
	ck_assert_uint_eq(type->size, 3 * 4 * 8);
	type = type_target(type);
	ck_assert_uint_eq(type_length(type), 4);
	ck_assert_uint_eq(type->size, 4 * 8);
	type = type_target(type);
	ck_assert_int_eq(type->kind, KIND_INTEGER);
	ck_assert_str_eq(type->text, "long int");
	ck_assert_ptr_null(type_target(type));
	ck_assert_uint_eq(type_length(type), 0);
	type = member(base, "flexible").type;
	ck_assert_uint_eq(type_length(type), 0);
	ck_assert_str_eq(type_target(type)->text, "my_size");
}
END_TEST

START_TEST(test_pointers)
{
	const struct type *links = member(base, "links").type;
	const struct type *made = type_pointer_to(base);

	ck_assert_str_eq(links->text, "struct base**");
	ck_assert_str_eq(type_target(links)->text, "struct base*");
	ck_assert_str_eq(type_target(type_target(links))->text, "struct base");
	ck_assert_str_eq(made->text, "struct base*");
	ck_assert_uint_eq(made->size, 8);
	ck_assert_ptr_eq(type_target(made), base);
	member(type_target(parameter("qualified")), "second");
	ck_assert_int_eq(type_target(parameter("nothing"))->kind, KIND_VOID);
}
END_TEST

/* Where only the declaration is, the definition in another unit serves. */
START_TEST(test_declared_only)
{
	const struct type *type = type_target(member(base, "other").type);

	ck_assert_uint_eq(member(type, "found").bit_offset, 32);
}
END_TEST

START_TEST(test_enumerators)
{
	const struct type_enumerator *enumerators;

	ck_assert_uint_eq(type_enumerators(member(base, "color").type, &enumerators), 3);
	ck_assert_str_eq(enumerators[2].name, "BLUE");
	ck_assert_int_eq(enumerators[2].value, 8);
	const struct type *sign = type_find(debuginfo_types(debuginfo), "enum sign");

	ck_assert(sign->is_signed);
	ck_assert_uint_eq(type_enumerators(sign, &enumerators), 2);
	ck_assert_int_eq(enumerators[0].value, -1);
	ck_assert_uint_eq(type_enumerators(base, &enumerators), 0);
}
END_TEST

static const char *found(const char *text)
{
	const struct type *type = type_find(debuginfo_types(debuginfo), text);

	return type ? type->text : "none";
}

START_TEST(test_types_by_name)
{
	ck_assert_str_eq(found("struct base"), "struct base");
	ck_assert_str_eq(found("base"), "struct base");
	ck_assert_str_eq(found("  const struct base * *"), "struct base**");
	ck_assert_str_eq(found("my_size"), "my_size");
	ck_assert_str_eq(found("enum color"), "enum color");
	ck_assert_str_eq(found("color"), "enum color");
	ck_assert_str_eq(found("unsigned long long"), "long long unsigned int");
	ck_assert_str_eq(found("unsigned short*"), "short unsigned int*");
	ck_assert_str_eq(found("bool"), "_Bool");
	ck_assert_str_eq(found("union base"), "none");
	ck_assert_str_eq(found("struct color"), "none");
	ck_assert_str_eq(found("structbase"), "none");
	ck_assert_str_eq(found(""), "none");
	ck_assert_str_eq(type_find_nearest(debuginfo_types(debuginfo), "struct bose"), "base");
	ck_assert_str_eq(type_find_nearest(debuginfo_types(debuginfo), "my_syze"), "my_size");
	ck_assert_ptr_null(type_find_nearest(debuginfo_types(debuginfo), "qqqqqqqqq"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("debuginfo types");
	TCase *group = tcase_create("types");

	tcase_add_checked_fixture(group, open_types, close_types);
	tcase_add_test(group, test_members);
	tcase_add_test(group, test_anonymous_members);
	tcase_add_test(group, test_bitfields);
	tcase_add_test(group, test_arrays);
	tcase_add_test(group, test_pointers);
	tcase_add_test(group, test_declared_only);
	tcase_add_test(group, test_enumerators);
	tcase_add_test(group, test_types_by_name);
	suite_add_tcase(suite, group);
	return fixture_main(suite, prepare);
}
