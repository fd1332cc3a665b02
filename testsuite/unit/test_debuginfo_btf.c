/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BTF: a small one made here, and those of the kernels that tests run on, which must say the same
 * as their debug files do.
 */
#include <bpf/btf.h>
#include <glob.h>

#include "debuginfo/types/btf.h"
#include "debuginfo/values/calling_convention.h"
#include "debuginfo/types/types_btf.h"
#include "debuginfo/values/variables.h"
#include "test_debuginfo_fixture.h"

static const char prefix[] = "/usr/lib/debug/boot/vmlinux-";
static glob_t kernels;

static struct arena *arena;
static struct btf_source *btf;
static struct debuginfo *kernel;

static void set_up(void)
{
	arena = arena_new();
	kernel = NULL;
}

static void tear_down(void)
{
	debuginfo_close(kernel);
	arena_free(arena);
}

static void open_kernel(int number)
{
	struct debuginfo_target target = {
		.release = kernels.gl_pathv[number] + strlen(prefix),
		.cache_dir = fixture_path("cache"),
	};
	struct debuginfo_error error = { 0 };

	kernel = debuginfo_open_kernel(arena, &target, &error);
	ck_assert_msg(kernel != NULL, "%s: %s", target.release, error.text);
	btf = btf_open_kernel(arena, &target, &error);
	ck_assert_msg(btf != NULL, "%s: %s", target.release, error.text);
}

/* ---------------------------------------------------------------- a small one */

/* Opens what libbpf was told to write; @made is gone then. */
static struct btf_source *open_made(struct btf *made, struct btf_source *base)
{
	struct debuginfo_error error = { 0 };
	struct btf_source *source;
	const void *bytes;
	uint32_t size;

	bytes = btf__raw_data(made, &size);
	ck_assert_ptr_nonnull(bytes);
	source = btf_open_bytes(arena, bytes, size, base, "a test", &error);
	ck_assert_msg(source != NULL, "%s", error.text);
	btf__free(made);
	return source;
}

static const struct type *named(const char *text)
{
	const struct type *type = type_find(btf_types(btf), text);

	ck_assert_msg(type != NULL, "%s", text);
	return type;
}

static struct type_member member_of(const struct type *type, const char *name)
{
	struct type_member member;

	ck_assert_msg(type_member_find(type, name, &member), "%s", name);
	return member;
}

/* Numbers of types that several tests use. */
enum {
	INT = 1,
	CHAR,
	ULONG,
	BOOL,
	DOUBLE
};

static struct btf *new_btf(void)
{
	struct btf *made = btf__new_empty();

	ck_assert_int_eq(btf__add_int(made, "int", 4, BTF_INT_SIGNED), INT);
	ck_assert_int_eq(btf__add_int(made, "char", 1, BTF_INT_SIGNED), CHAR);
	ck_assert_int_eq(btf__add_int(made, "long unsigned int", 8, 0), ULONG);
	ck_assert_int_eq(btf__add_int(made, "_Bool", 1, BTF_INT_BOOL), BOOL);
	ck_assert_int_eq(btf__add_float(made, "double", 8), DOUBLE);
	return made;
}

START_TEST(test_texts)
{
	struct btf *made = new_btf();
	int constant = btf__add_const(made, CHAR);
	int string = btf__add_ptr(made, constant);
	int array = btf__add_array(made, INT, INT, 4);
	int arrays = btf__add_array(made, INT, array, 3);
	int to_array = btf__add_ptr(made, array);
	int declared = btf__add_fwd(made, "nowhere", BTF_FWD_UNION);
	int tagged = btf__add_type_tag(made, "user", CHAR);
	int to_tagged = btf__add_ptr(made, btf__add_volatile(made, tagged));
	int restricted = btf__add_restrict(made, to_tagged);
	int list = btf__add_ptr(made, btf__add_struct(made, "__va_list_tag", 24));
	int proto = btf__add_func_proto(made, string);
	int callback, variadic, unnamed;

	btf__add_func_param(made, "a", to_array);
	btf__add_func_param(made, "b", restricted);
	callback = btf__add_ptr(made, proto);
	variadic = btf__add_func_proto(made, 0);
	btf__add_func_param(made, "c", list);
	btf__add_func_param(made, "", 0);
	unnamed = btf__add_struct(made, "", 4);
	btf__add_field(made, "x", INT, 0, 0);

	const struct {
		int id;
		const char *text;
		enum type_kind kind;
		uint64_t size;
	} types[] = {
		{ 0, "void", KIND_VOID, 0 },
		{ INT, "int", KIND_INTEGER, 4 },
		{ BOOL, "_Bool", KIND_BOOL, 1 },
		{ DOUBLE, "double", KIND_FLOAT, 8 },
		{ string, "char const*", KIND_POINTER, 8 },
		{ arrays, "int[][]", KIND_ARRAY, 48 },
		{ to_array, "int (*)[]", KIND_POINTER, 8 },
		{ declared, "union nowhere", KIND_UNION, 0 },
		{ tagged, "char", KIND_INTEGER, 1 },
		{ to_tagged, "char volatile*", KIND_POINTER, 8 },
		{ callback, "char const* (*) (int (*)[], char volatile* restrict)", KIND_POINTER,
		  8 },
		{ variadic, "void () (va_list, ...)", KIND_FUNCTION, 0 },
		{ unnamed, "struct {...}", KIND_STRUCT, 4 },
		{ 1000, "?", KIND_UNKNOWN, 0 },
	};

	btf = open_made(made, NULL);
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		const struct type *type = btf_type(btf, (uint32_t)types[i].id);

		ck_assert_str_eq(type->text, types[i].text);
		ck_assert_msg(type->kind == types[i].kind, "%s", types[i].text);
		ck_assert_uint_eq(type->size, types[i].size);
	}
	ck_assert(btf_type(btf, CHAR)->is_signed);
	ck_assert(!btf_type(btf, ULONG)->is_signed);
	ck_assert_uint_eq(type_length(btf_type(btf, (uint32_t)arrays)), 3);
	ck_assert_str_eq(type_target(btf_type(btf, (uint32_t)arrays))->text, "int[]");
	ck_assert_str_eq(type_target(btf_type(btf, (uint32_t)to_tagged))->text, "char volatile");
	ck_assert_ptr_null(type_target(btf_type(btf, INT)));
}
END_TEST

START_TEST(test_members)
{
	struct btf *made = new_btf();
	int inner = btf__add_union(made, "", 8);
	struct type_member member;
	int declared, complete;

	btf__add_field(made, "number", ULONG, 0, 0);
	btf__add_field(made, "text", CHAR, 0, 0);
	declared = btf__add_fwd(made, "later", BTF_FWD_STRUCT);
	complete = btf__add_typedef(made, "later_t", btf__add_ptr(made, declared));
	btf__add_struct(made, "outer", 32);
	btf__add_field(made, "low", INT, 0, 3);
	btf__add_field(made, "high", INT, 3, 7);
	btf__add_field(made, "", inner, 64, 0);
	btf__add_field(made, "next", complete, 128, 0);
	btf__add_struct(made, "later", 8);
	btf__add_field(made, "value", BOOL, 32, 0);
	btf = open_made(made, NULL);

	const struct type *outer = named("struct outer");

	ck_assert_uint_eq(outer->size, 32);
	member = member_of(outer, "high");
	ck_assert_uint_eq(member.bit_offset, 3);
	ck_assert_uint_eq(member.bit_size, 7);
	ck_assert(member.type->is_signed);
	member = member_of(outer, "text");
	ck_assert_uint_eq(member.bit_offset, 64);
	ck_assert_uint_eq(member.bit_size, 0);
	member = member_of(outer, "next");
	ck_assert_str_eq(member.type->text, "later_t");
	member = member_of(type_target(member.type), "value");
	ck_assert_uint_eq(member.bit_offset, 32);
	ck_assert_int_eq(member.type->kind, KIND_BOOL);
	ck_assert(!type_member_find(outer, "none", &member));
	ck_assert_uint_eq(type_target(named("later_t"))->size, 8);
	ck_assert_str_eq(type_find_nearest(btf_types(btf), "struct outter"), "outer");
	ck_assert_str_eq(named("outer*")->text, "struct outer*");
	ck_assert_ptr_null(type_find(btf_types(btf), "union outer"));
	ck_assert_str_eq(named("unsigned long")->text, "long unsigned int");
}
END_TEST

START_TEST(test_enums)
{
	const struct type_enumerator *list;
	struct btf *made = new_btf();
	int64_t value;

	btf__add_enum(made, "small", 4);
	btf__add_enum_value(made, "SMALL_TOP", 0xffffffff);
	btf__add_enum(made, "negative", 4);
	btf__add_enum_value(made, "NEGATIVE", -5);
	btf__add_enum64(made, "large", 8, false);
	btf__add_enum64_value(made, "LARGE", 1ull << 40);
	btf = open_made(made, NULL);
	ck_assert(btf_enumerator_find(btf, "SMALL_TOP", &value));
	ck_assert_int_eq(value, 0xffffffff);
	ck_assert(btf_enumerator_find(btf, "NEGATIVE", &value));
	ck_assert_int_eq(value, -5);
	ck_assert(btf_enumerator_find(btf, "LARGE", &value));
	ck_assert_int_eq(value, 1ll << 40);
	ck_assert(!btf_enumerator_find(btf, "LARGER", &value));
	ck_assert(named("enum negative")->is_signed);
	ck_assert(!named("enum small")->is_signed);
	ck_assert_uint_eq(named("large")->size, 8);
	ck_assert_uint_eq(type_enumerators(named("large"), &list), 1);
	ck_assert_str_eq(list[0].name, "LARGE");
}
END_TEST

START_TEST(test_functions)
{
	const struct btf_signature *signature;
	struct btf *made = new_btf();
	struct btf_function *found;
	int one = btf__add_func_proto(made, INT);
	int other;

	btf__add_func_param(made, "fd", INT);
	btf__add_func_param(made, "", 0);
	other = btf__add_func_proto(made, 0);
	btf__add_func(made, "read_two", BTF_FUNC_STATIC, one);
	btf__add_func(made, "read_one", BTF_FUNC_STATIC, one);
	btf__add_func(made, "write_one", BTF_FUNC_STATIC, one);
	btf__add_func(made, "write_one", BTF_FUNC_STATIC, other);
	btf__add_typedef(made, "btf_trace_x", btf__add_ptr(made, one));
	btf = open_made(made, NULL);
	ck_assert_uint_eq(btf_functions_find(btf, "read_*", &found), 2);
	ck_assert_str_eq(found[0].name, "read_one");
	ck_assert_str_eq(found[1].name, "read_two");
	ck_assert(!found[0].is_ambiguous);
	ck_assert_uint_eq(btf_functions_find(btf, "write_one", &found), 1);
	ck_assert(found[0].is_ambiguous);
	ck_assert_uint_eq(btf_functions_find(btf, "btf_trace_x", &found), 0);
	signature = btf_signature_find(btf, "btf_trace_x");
	ck_assert_ptr_nonnull(signature);
	ck_assert_uint_eq(signature->parameter_count, 1);
	ck_assert_str_eq(signature->parameters[0].name, "fd");
	ck_assert(signature->is_variadic);
	ck_assert_str_eq(signature->result->text, "int");
	ck_assert_ptr_null(btf_signature_find(btf, "int"));
	ck_assert_ptr_null(btf_signature(btf, INT));
}
END_TEST

/* A module's types lie on top of the kernel's. */
START_TEST(test_split)
{
	struct btf_function *found;
	struct btf_source *base;
	struct btf *whole = new_btf(), *made = btf__new_empty_split(whole);
	const void *bytes;
	uint32_t size;
	struct debuginfo_error error = { 0 };

	btf__add_struct(made, "of_module", 4);
	btf__add_field(made, "x", INT, 0, 0);
	btf__add_func(made, "of_module_init", BTF_FUNC_STATIC, btf__add_func_proto(made, INT));
	bytes = btf__raw_data(made, &size);
	bytes = memcpy(arena_alloc(arena, size), bytes, size);
	btf__free(made);
	base = open_made(whole, NULL);
	btf = btf_open_bytes(arena, bytes, size, base, "a module", &error);
	ck_assert_msg(btf != NULL, "%s", error.text);
	ck_assert_uint_eq(btf_functions_find(btf, "*", &found), 1);
	ck_assert_str_eq(member_of(named("of_module"), "x").type->text, "int");
	ck_assert_str_eq(named("int")->text, "int");
	ck_assert_ptr_null(type_find(btf_types(base), "of_module"));
}
END_TEST

/* What is damaged is refused, or comes to an end. */
START_TEST(test_damaged)
{
	struct debuginfo_error error = { 0 };
	struct btf *made = new_btf();
	int first = btf__add_typedef(made, "a", btf__type_cnt(made) + 1);
	int array;
	char bytes[64] = { 0 };

	btf__add_typedef(made, "b", first);
	array = btf__add_array(made, INT, btf__type_cnt(made), 1u << 31);
	btf__add_struct(made, "itself", 4);
	btf__add_field(made, "", btf__type_cnt(made) - 1, 0, 0);
	btf = open_made(made, NULL);
	ck_assert_int_eq(named("a")->kind, KIND_UNKNOWN);
	ck_assert_uint_eq(btf_type(btf, (uint32_t)array)->size, 0);
	ck_assert_ptr_null(result_location(arena, named("itself"), &error));
	ck_assert_ptr_null(btf_open_bytes(arena, bytes, sizeof(bytes), NULL, "a test", &error));
	ck_assert_str_eq(error.text, "the types (BTF) of a test are damaged");
}
END_TEST

/* ---------------------------------------------------------------- the calling convention */

static const char *place_of(const char *function, size_t number)
{
	const struct btf_signature *signature = btf_signature_find(btf, function);
	const struct type *types[16];
	const struct location *location;
	struct debuginfo_error error;

	for (size_t i = 0; i < signature->parameter_count; i++)
		types[i] = signature->parameters[i].type;
	location = parameter_location(arena, signature->result, types, number, &error);
	return location ? location_text(arena, location) : error.text;
}

static const char *result_of(const char *function)
{
	const struct location *location;
	struct debuginfo_error error;

	location = result_location(arena, btf_signature_find(btf, function)->result, &error);
	return location ? location_text(arena, location) : error.text;
}

static int add_function(struct btf *made, const char *name, int result, const int *parameters)
{
	int proto = btf__add_func_proto(made, result);

	for (; *parameters; parameters++)
		btf__add_func_param(made, "x", *parameters);
	return btf__add_func(made, name, BTF_FUNC_STATIC, proto);
}

START_TEST(test_calling_convention)
{
	struct btf *made = new_btf();
	int pair, triple, packed, real, wide;

	pair = btf__add_struct(made, "pair", 16);
	btf__add_field(made, "a", ULONG, 0, 0);
	btf__add_field(made, "b", INT, 64, 0);
	triple = btf__add_struct(made, "triple", 24);
	btf__add_field(made, "a", ULONG, 0, 0);
	packed = btf__add_struct(made, "packed", 9);
	btf__add_field(made, "a", CHAR, 0, 0);
	btf__add_field(made, "b", ULONG, 8, 0);
	real = btf__add_struct(made, "real", 8);
	btf__add_field(made, "a", DOUBLE, 0, 0);
	wide = btf__add_int(made, "__int128", 16, BTF_INT_SIGNED);
	add_function(made, "plain", INT,
		     (int[]){ INT, ULONG, CHAR, BOOL, ULONG, ULONG, INT, CHAR, 0 });
	/* What does not fit the registers left goes to the stack; what comes after still may. */
	add_function(made, "structs", triple,
		     (int[]){ pair, ULONG, triple, packed, pair, INT, INT, 0 });
	add_function(made, "wide", wide, (int[]){ wide, real, INT, 0 });
	add_function(made, "many", pair, (int[]){ ULONG, wide, wide, ULONG, wide, ULONG, 0 });
	btf = open_made(made, NULL);

	ck_assert_str_eq(place_of("plain", 0), "register 5");
	ck_assert_str_eq(place_of("plain", 1), "register 4");
	ck_assert_str_eq(place_of("plain", 2), "register 1");
	ck_assert_str_eq(place_of("plain", 3), "register 2");
	ck_assert_str_eq(place_of("plain", 4), "register 8");
	ck_assert_str_eq(place_of("plain", 5), "register 9");
	ck_assert_str_eq(place_of("plain", 6), "memory (reg7 + 8)");
	ck_assert_str_eq(place_of("plain", 7), "memory (reg7 + 16)");
	ck_assert_str_eq(result_of("plain"), "register 0");

	/* rdi has the address of the result. */
	ck_assert_str_eq(place_of("structs", 0),
			 "pieces 64 bits of register 4, 64 bits of register 1");
	ck_assert_str_eq(place_of("structs", 1), "register 2");
	ck_assert_str_eq(place_of("structs", 2), "memory (reg7 + 8)");
	ck_assert_str_eq(place_of("structs", 3), "memory (reg7 + 32)");
	ck_assert_str_eq(place_of("structs", 4),
			 "pieces 64 bits of register 8, 64 bits of register 9");
	ck_assert_str_eq(place_of("structs", 5), "memory (reg7 + 48)");
	ck_assert_str_eq(place_of("structs", 6), "memory (reg7 + 56)");
	ck_assert_str_eq(result_of("structs"), "memory reg0");

	ck_assert_str_eq(place_of("wide", 0),
			 "pieces 64 bits of register 5, 64 bits of register 4");
	ck_assert_str_eq(place_of("wide", 1),
			 "a 'struct real' is handed over in a vector register, "
			 "which cannot be read");
	ck_assert_str_eq(place_of("wide", 2), "register 1");
	ck_assert_str_eq(result_of("wide"), "pieces 64 bits of register 0, 64 bits of register 1");

	ck_assert_str_eq(place_of("many", 3), "register 9");
	ck_assert_str_eq(place_of("many", 4), "memory (reg7 + 8)");
	ck_assert_str_eq(place_of("many", 5), "memory (reg7 + 24)");
	ck_assert_str_eq(result_of("many"), "pieces 64 bits of register 0, 64 bits of register 1");
}
END_TEST

/* ---------------------------------------------------------------- against DWARF */

/* What was compared, and how often the two differ. */
struct comparison {
	size_t functions, parameters, on_stack;
	size_t numbers, names, texts, kinds, places;
};

static void compare_types(struct comparison *c, const struct type *ours, const struct type *theirs)
{
	/* Of functions in assembler the DWARF does not say that nothing is known of them. */
	c->texts += strcmp(ours->text, theirs->text) && strcmp(theirs->text, "?");
	c->kinds += ours->kind != theirs->kind && theirs->kind != KIND_UNKNOWN;
	c->kinds += ours->size != theirs->size || ours->is_signed != theirs->is_signed;
}

/*
 * At a function's first instruction DWARF may have what the compiler made of a parameter since: an
 * expression (the value with bits that are not used taken off, a constant), or pieces. Only whole
 * registers and memory are compared.
 */
static void compare_places(struct comparison *c, const struct location *ours,
			   const struct location *theirs)
{
	if (!theirs || (theirs->kind != LOCATION_REGISTER && theirs->kind != LOCATION_MEMORY))
		return;
	c->places += !ours || strcmp(location_text(arena, ours), location_text(arena, theirs)) != 0;
	c->on_stack += ours && ours->kind == LOCATION_MEMORY;
}

static void compare_parameters(struct comparison *c, const struct btf_signature *signature,
			       const struct source_variable *variables, size_t count)
{
	const struct type **types = arena_alloc(arena, (count + 1) * sizeof(*types));
	struct debuginfo_error error = { 0 };

	for (size_t i = 0; i < count; i++)
		types[i] = signature->parameters[i].type;
	for (size_t i = 0; i < count; i++) {
		const struct btf_parameter *parameter = &signature->parameters[i];

		c->parameters++;
		/*
		 * A system call's wrapper is also declared where it may be missing, with a name for
		 * the parameter that says that it is not used.
		 */
		c->names += strcmp(parameter->name, variables[i].name) &&
			    strcmp(parameter->name, "__unused") != 0;
		compare_types(c, parameter->type, variables[i].type);
		compare_places(c, parameter_location(arena, signature->result, types, i, &error),
			       variable_location(kernel, &variables[i], &error));
	}
}

static void compare(struct comparison *c, const struct btf_function *function)
{
	const struct function_query query = { .name = function->name };
	const struct btf_signature *signature = btf_signature(btf, function->id);
	struct source_variable *variables;
	struct function_instance instance;
	struct source_function *found;
	size_t count, parameters = 0;

	if (function->is_ambiguous || functions_find(kernel, &query, &found) != 1 ||
	    found[0].call_count != 1)
		return;
	c->functions++;
	function_instance(kernel, found, 0, &instance);
	compare_types(c, signature->result, type_of_result(kernel, &instance));
	count = variables_at(kernel, &instance, instance.pc, &variables);
	for (size_t i = 0; i < count; i++)
		if (variables[i].parameter)
			variables[parameters++] = variables[i];
	c->numbers += parameters != signature->parameter_count;
	if (parameters == signature->parameter_count)
		compare_parameters(c, signature, variables, parameters);
}

/*
 * Of all functions in turn: in both kernels, with 90000 and 104000 parameters, one name differs
 * (the compiler saw two declarations), no type does, and 1 in 2000 places: DWARF then has where the
 * function keeps the parameter later, such as the stack that it has not written yet.
 */
START_TEST(test_same_as_dwarf)
{
	struct comparison c = { 0 };
	struct btf_function *functions;
	size_t count;

	open_kernel(_i);
	count = btf_functions_find(btf, "*", &functions);
	ck_assert_uint_gt(count, 40000);
	for (size_t i = 0; i < count; i += 50)
		compare(&c, &functions[i]);
	ck_assert_uint_gt(c.functions, 700);
	ck_assert_uint_gt(c.parameters, 1500);
	ck_assert_uint_gt(c.on_stack, 3);
	ck_assert_uint_eq(c.numbers, 0);
	ck_assert_uint_le(c.names, 1);
	ck_assert_uint_eq(c.texts, 0);
	ck_assert_uint_eq(c.kinds, 0);
	ck_assert_uint_le(c.places, 6);
}
END_TEST

/* The structs that scripts use most have the same members at the same places. */
START_TEST(test_same_members)
{
	static const char *const names[] = { "task_struct", "file", "sk_buff", "inode",
					     "mm_struct",   "page", "sock",    "request" };

	open_kernel(_i);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct type *theirs = type_find(debuginfo_types(kernel), names[i]);
		const struct type_member *members, *their_members;
		size_t count = type_members(named(names[i]), &members);

		ck_assert_uint_eq(named(names[i])->size, theirs->size);
		ck_assert_uint_eq(count, type_members(theirs, &their_members));
		for (size_t j = 0; j < count; j++) {
			ck_assert_uint_eq(members[j].bit_offset, their_members[j].bit_offset);
			ck_assert_uint_eq(members[j].bit_size, their_members[j].bit_size);
			ck_assert_uint_eq(members[j].type->size, their_members[j].type->size);
			ck_assert_str_eq(members[j].type->text, their_members[j].type->text);
			ck_assert_pstr_eq(members[j].name, their_members[j].name);
		}
	}
}
END_TEST

START_TEST(test_similar)
{
	const char *names[3];

	open_kernel(_i);
	ck_assert_uint_eq(btf_functions_similar(btf, "vfs_raed", 3, names), 3);
	ck_assert_str_eq(names[0], "vfs_read");
	ck_assert_str_eq(type_find_nearest(btf_types(btf), "task_strukt"), "task_struct");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("BTF");
	TCase *small = tcase_create("small"), *group = tcase_create("kernels");
	int count;

	glob("/usr/lib/debug/boot/vmlinux-*", 0, NULL, &kernels);
	count = kernels.gl_pathc;
	tcase_add_checked_fixture(small, set_up, tear_down);
	tcase_add_test(small, test_texts);
	tcase_add_test(small, test_members);
	tcase_add_test(small, test_enums);
	tcase_add_test(small, test_functions);
	tcase_add_test(small, test_split);
	tcase_add_test(small, test_damaged);
	tcase_add_test(small, test_calling_convention);
	suite_add_tcase(suite, small);
	tcase_add_checked_fixture(group, set_up, tear_down);
	tcase_set_timeout(group, 120);
	tcase_add_loop_test(group, test_same_as_dwarf, 0, count);
	tcase_add_loop_test(group, test_same_members, 0, count);
	tcase_add_loop_test(group, test_similar, 0, count);
	suite_add_tcase(suite, group);
	return fixture_main(suite, NULL);
}
