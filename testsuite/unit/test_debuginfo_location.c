/* SPDX-License-Identifier: GPL-2.0-only */
/* Location expressions made by hand, and the trees they must become. */
#include <check.h>

#include "debuginfo/values/location_evaluate.h"

#define OPERATIONS(...)                                                                            \
	(const Dwarf_Op[])                                                                         \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}
#define COUNT(...) (sizeof((const Dwarf_Op[]){ __VA_ARGS__ }) / sizeof(Dwarf_Op))

static struct arena *arena;

/* CFA = reg7 + 16; the frame base is the CFA, as compilers say for x86-64. */
static const Dwarf_Op cfa[] = { { .atom = DW_OP_bregx, .number = 7, .number2 = 16 } };
static const Dwarf_Op frame_base[] = { { .atom = DW_OP_call_frame_cfa } };

static const char *evaluate_in(struct location_context context, const Dwarf_Op *operations,
			       size_t count)
{
	struct debuginfo_error error = { 0 };
	struct location *location;

	context.arena = arena;
	location = location_evaluate(&context, operations, count, &error);
	ck_assert((location == NULL) == (error.text != NULL));
	return location ? location_text(arena, location) : error.text;
}

static const char *evaluate(const Dwarf_Op *operations, size_t count)
{
	struct location_context context = {
		.frame_base = frame_base, .frame_base_count = 1, .cfa = cfa, .cfa_count = 1
	};

	return evaluate_in(context, operations, count);
}

#define expect(text, ...)                                                                          \
	ck_assert_str_eq(evaluate(OPERATIONS(__VA_ARGS__), COUNT(__VA_ARGS__)), text)

#define OP(name)                                                                                   \
	{                                                                                          \
		.atom = DW_OP_##name                                                               \
	}
#define OP1(name, n)                                                                               \
	{                                                                                          \
		.atom = DW_OP_##name, .number = (Dwarf_Word)(n)                                    \
	}
#define OP2(name, n, m)                                                                            \
	{                                                                                          \
		.atom = DW_OP_##name, .number = (Dwarf_Word)(n), .number2 = (Dwarf_Word)(m)        \
	}

START_TEST(test_places)
{
	expect("register 5", OP(reg5));
	expect("register 40", OP1(regx, 40));
	expect("memory (reg7 + 16)", OP1(breg7, 16));
	expect("memory (reg6 + -24)", OP1(breg6, -24));
	expect("memory reg33", OP2(bregx, 33, 0));
	expect("memory address(0xffffffff82000010)", OP1(addr, 0xffffffff82000000),
	       OP1(plus_uconst, 16));
	expect("memory (reg7 + -4)", OP1(fbreg, -20));
	expect("memory (reg7 + 24)", OP(call_frame_cfa), OP(lit8), OP(plus));
	expect("memory read8((reg7 + 16))", OP1(breg7, 16), OP(deref));
	expect("memory thread(16)", OP1(const8u, 16), OP(GNU_push_tls_address));
	expect("memory thread(16)", OP1(const8u, 16), OP(form_tls_address));
	expect("its location is damaged: the stack is empty", OP(form_tls_address));
}
END_TEST

START_TEST(test_values)
{
	expect("value 0", OP(lit0), OP(stack_value));
	expect("value 31", OP(lit31), OP(stack_value));
	expect("value -1", OP1(const1s, -1), OP(stack_value));
	expect("value -8", OP1(consts, -8), OP(stack_value));
	expect("value (reg0 + 3)", OP1(breg0, 0), OP(lit4), OP(plus), OP(lit1), OP(minus),
	       OP(stack_value));
	expect("value (reg0 * reg1)", OP1(breg0, 0), OP1(breg1, 0), OP(mul), OP(stack_value));
	expect("value (reg0 /s 3)", OP1(breg0, 0), OP(lit3), OP(div), OP(stack_value));
	expect("value (reg0 % 3)", OP1(breg0, 0), OP(lit3), OP(mod), OP(stack_value));
	expect("value (reg0 >> 3)", OP1(breg0, 0), OP(lit3), OP(shr), OP(stack_value));
	expect("value (reg0 >>s 3)", OP1(breg0, 0), OP(lit3), OP(shra), OP(stack_value));
	expect("value (reg0 << 3)", OP1(breg0, 0), OP(lit3), OP(shl), OP(stack_value));
	expect("value (reg0 & 255)", OP1(breg0, 0), OP1(const1u, 255), OP(and), OP(stack_value));
	expect("value ~((reg0 | reg1))", OP1(breg0, 0), OP1(breg1, 0), OP(or), OP(not ),
	       OP(stack_value));
	expect("value (-(reg0) ^ 1)", OP1(breg0, 0), OP(neg), OP(lit1), OP(xor), OP(stack_value));
	expect("value ((reg0 <s 0) ? -(reg0) : reg0)", OP1(breg0, 0), OP(abs), OP(stack_value));
	expect("value (reg0 <s 1)", OP1(breg0, 0), OP(lit1), OP(lt), OP(stack_value));
	expect("value (1 <s reg0)", OP1(breg0, 0), OP(lit1), OP(gt), OP(stack_value));
	expect("value (1 <=s reg0)", OP1(breg0, 0), OP(lit1), OP(ge), OP(stack_value));
	expect("value (reg0 != 1)", OP1(breg0, 0), OP(lit1), OP(ne), OP(stack_value));
	expect("value read4(reg0)", OP1(breg0, 0), OP1(deref_size, 4), OP(stack_value));
}
END_TEST

START_TEST(test_stack_operations)
{
	expect("value (reg0 * reg0)", OP1(breg0, 0), OP(dup), OP(mul), OP(stack_value));
	expect("value (reg1 - reg0)", OP1(breg0, 0), OP1(breg1, 0), OP(swap), OP(minus),
	       OP(stack_value));
	expect("value reg0", OP1(breg0, 0), OP1(breg1, 0), OP(drop), OP(stack_value));
	expect("value (reg1 - reg0)", OP1(breg0, 0), OP1(breg1, 0), OP(over), OP(minus),
	       OP(stack_value));
	expect("value (reg2 - reg0)", OP1(breg0, 0), OP1(breg1, 0), OP1(breg2, 0), OP1(pick, 2),
	       OP(minus), OP(stack_value));
	/* a b c becomes c a b: the new top minus what is under it. */
	expect("value (reg0 - reg1)", OP1(breg0, 0), OP1(breg1, 0), OP1(breg2, 0), OP(rot),
	       OP(minus), OP(stack_value));
}
END_TEST

START_TEST(test_pieces)
{
	expect("pieces 64 bits of register 0, 64 bits of register 1", OP(reg0), OP1(piece, 8),
	       OP(reg1), OP1(piece, 8));
	expect("pieces 32 bits of absent, 32 bits of value 7", OP1(piece, 4), OP(lit7),
	       OP(stack_value), OP1(piece, 4));
	expect("pieces 32 bits of memory (reg7 + 8), 3 bits from bit 5 of register 2",
	       OP1(breg7, 8), OP1(piece, 4), OP(reg2), OP2(bit_piece, 3, 5));
}
END_TEST

START_TEST(test_branches)
{
	/* reg0 < 0 ? 1 : 2. Offsets as in the bytes: breg0 2, lit0 1, lt 1, bra 3, lit2 1, skip 3.
	 */
	expect("value ((reg0 <s 0) ? 1 : 2)", { .atom = DW_OP_breg0, .offset = 0 },
	       { .atom = DW_OP_lit0, .offset = 2 }, { .atom = DW_OP_lt, .offset = 3 },
	       { .atom = DW_OP_bra, .number = 4, .offset = 4 }, { .atom = DW_OP_lit2, .offset = 7 },
	       { .atom = DW_OP_skip, .number = 1, .offset = 8 },
	       { .atom = DW_OP_lit1, .offset = 11 }, { .atom = DW_OP_stack_value, .offset = 12 });
	expect("its location loops, which is not supported", { .atom = DW_OP_lit1, .offset = 0 },
	       { .atom = DW_OP_skip, .number = (Dwarf_Word)-4, .offset = 1 });
}
END_TEST

START_TEST(test_damage)
{
	ck_assert_str_eq(evaluate(NULL, 0), "optimised out");
	expect("its location is damaged: the stack is empty", OP(plus));
	expect("its location is damaged: the stack is empty", OP(lit1), OP(plus));
	expect("its location is damaged: the stack is empty", OP(lit1), OP(swap));
	expect("its location is damaged: the stack is empty", OP(dup));
	expect("its location is damaged: the stack is empty", OP(lit1), OP1(pick, 255));
	expect("its location is damaged: operations follow its end", OP(reg1), OP(lit1));
	expect("its location is damaged: no such register", OP1(regx, 1 << 20));
	expect("its location uses the DWARF operation 0x97, which is not supported",
	       OP(push_object_address));
	expect("its location uses the DWARF operation 0x97, which is not supported",
	       OP(push_object_address));
	expect("its location reads memory in a size that is not supported", OP1(breg0, 0),
	       OP1(deref_size, 3));
	expect("its location is damaged: no entry value", OP(entry_value));
	expect("optimised out: only the caller of the function could tell", OP(GNU_parameter_ref));
}
END_TEST

/* A tree whose parts are shared would be endless when written out. */
START_TEST(test_growth_is_bounded)
{
	Dwarf_Op operations[121] = { { .atom = DW_OP_breg0 } };

	for (int i = 1; i < 121; i += 2) {
		operations[i].atom = DW_OP_dup;
		operations[i + 1].atom = DW_OP_mul;
	}
	ck_assert_str_eq(evaluate(operations, 121), "its location is too complex");
}
END_TEST

START_TEST(test_missing_frame)
{
	struct location_context no_base = { 0 };
	struct location_context no_cfa = { .frame_base = frame_base, .frame_base_count = 1 };
	/* A frame base in terms of itself. */
	static const Dwarf_Op endless[] = { { .atom = DW_OP_fbreg } };
	struct location_context circle = { .frame_base = endless, .frame_base_count = 1 };
	static const Dwarf_Op local[] = { { .atom = DW_OP_fbreg, .number = 8 } };

	ck_assert_str_eq(evaluate_in(no_base, local, 1),
			 "it is on the stack, but the function has no frame base");
	ck_assert_str_eq(evaluate_in(no_cfa, local, 1),
			 "it is on the stack, but there is no call frame information");
	ck_assert_str_eq(evaluate_in(circle, local, 1),
			 "it is on the stack, but the function has no frame base");
}
END_TEST

START_TEST(test_frame_base_register)
{
	static const Dwarf_Op in_register[] = { { .atom = DW_OP_reg6 } };
	static const Dwarf_Op local[] = { { .atom = DW_OP_fbreg, .number = (Dwarf_Word)-8 } };
	struct location_context context = { .frame_base = in_register, .frame_base_count = 1 };

	ck_assert_str_eq(evaluate_in(context, local, 1), "memory (reg6 + -8)");
}
END_TEST

START_TEST(test_needs)
{
	static const Dwarf_Op address[] = { { .atom = DW_OP_addr, .number = 0x1000 } };
	static const Dwarf_Op in_register[] = { { .atom = DW_OP_breg3 } };
	struct location_context context = { .arena = arena };
	struct debuginfo_error error = { 0 };

	ck_assert(location_evaluate(&context, address, 1, &error)->needs_address);
	ck_assert(!location_evaluate(&context, in_register, 1, &error)->needs_address);
	ck_assert(!location_evaluate(&context, in_register, 1, &error)->needs_entry_value);
}
END_TEST

static void set_up(void)
{
	arena = arena_new();
}

static void tear_down(void)
{
	arena_free(arena);
}

int main(void)
{
	Suite *suite = suite_create("debuginfo locations");
	TCase *group = tcase_create("expressions");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(group, set_up, tear_down);
	tcase_add_test(group, test_places);
	tcase_add_test(group, test_values);
	tcase_add_test(group, test_stack_operations);
	tcase_add_test(group, test_pieces);
	tcase_add_test(group, test_branches);
	tcase_add_test(group, test_damage);
	tcase_add_test(group, test_growth_is_bounded);
	tcase_add_test(group, test_missing_frame);
	tcase_add_test(group, test_frame_base_register);
	tcase_add_test(group, test_needs);
	suite_add_tcase(suite, group);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
