/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Marks (USDT): their notes, as readelf shows them, and the operands that their arguments are.
 */
#include "debuginfo/usdt.h"
#include "debuginfo/usdt_arguments.h"
#include "test_debuginfo_fixture.h"

static struct arena *arena;

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

/* ---------------------------------------------------------------- operands */

static const char *memory_text(const struct usdt_argument *argument)
{
	const char *text = argument->is_thread_local ? "thread " : "";

	if (argument->base != USDT_NO_REGISTER)
		text = arena_printf(arena, "%sreg%d+", text, argument->base);
	if (argument->index != USDT_NO_REGISTER)
		text = arena_printf(arena, "%sreg%d*%u+", text, argument->index, argument->scale);
	if (argument->symbol)
		text = arena_printf(arena, "%s&%s+", text, argument->symbol);
	return arena_printf(arena, "%s%lld", text, (long long)argument->displacement);
}

/* "s4 reg0/4": signed, 4 bytes, the low 4 bytes of register 0. */
static const char *argument_text(const struct usdt_argument *argument)
{
	const char *type = arena_printf(arena, "%s%u",
					argument->is_float    ? "f"
					: argument->is_signed ? "s"
							      : "u",
					argument->size);

	switch (argument->kind) {
	case USDT_REGISTER:
		return arena_printf(arena, "%s reg%d/%u%s", type, argument->base, argument->width,
				    argument->is_second_byte ? " second" : "");
	case USDT_IMMEDIATE:
		return arena_printf(arena, "%s %s", type, memory_text(argument));
	case USDT_MEMORY:
		return arena_printf(arena, "%s [%s]", type, memory_text(argument));
	case USDT_UNKNOWN:
		break;
	}
	return arena_printf(arena, "? %s", argument->why);
}

static const struct {
	const char *operand, *meaning;
} operands[] = {
	/* registers of all widths */
	{ "8@%rax", "u8 reg0/8" },
	{ "-8@%rdx", "s8 reg1/8" },
	{ "-4@%ecx", "s4 reg2/4" },
	{ "2@%bx", "u2 reg3/2" },
	{ "-1@%sil", "s1 reg4/1" },
	{ "1@%dil", "u1 reg5/1" },
	{ "8@%rbp", "u8 reg6/8" },
	{ "8@%rsp", "u8 reg7/8" },
	{ "1@%al", "u1 reg0/1" },
	{ "1@%ah", "u1 reg0/1 second" },
	{ "-1@%dh", "s1 reg1/1 second" },
	{ "-1@%bpl", "s1 reg6/1" },
	{ "8@%r8", "u8 reg8/8" },
	{ "4@%r9d", "u4 reg9/4" },
	{ "-2@%r10w", "s2 reg10/2" },
	{ "1@%r15b", "u1 reg15/1" },
	{ "1@%r12l", "u1 reg12/1" },
	{ "-4@%esp", "s4 reg7/4" },
	/* immediates */
	{ "-4@$-5", "s4 -5" },
	{ "8@$20015998343868", "u8 20015998343868" },
	{ "8@$0x10", "u8 16" },
	{ "8@$18446744073709551615", "u8 -1" },
	{ "-8@$-9223372036854775808", "s8 -9223372036854775808" },
	{ "8@$table", "u8 &table+0" },
	{ "8@$table+8", "u8 &table+8" },
	{ "8@$.LC0", "u8 &.LC0+0" },
	/* memory */
	{ "-4@-20(%rbp)", "s4 [reg6+-20]" },
	{ "8@(%rsp)", "u8 [reg7+0]" },
	{ "8@0(%rsp)", "u8 [reg7+0]" },
	{ "-4@(%rax,%rbx,8)", "s4 [reg0+reg3*8+0]" },
	{ "-4@12(%rdx,%rax,4)", "s4 [reg1+reg0*4+12]" },
	{ "1@8(%rax,%rdi)", "u1 [reg0+reg5*1+8]" },
	{ "1@(%rax, %rdi, 2)", "u1 [reg0+reg5*2+0]" },
	{ "8@(,%r9,8)", "u8 [reg9*8+0]" },
	{ "4@table(,%rax,4)", "u4 [reg0*4+&table+0]" },
	{ "4@table+16(,%rax,4)", "u4 [reg0*4+&table+16]" },
	{ "-4@symbol(%rip)", "s4 [&symbol+0]" },
	{ "-4@symbol+8(%rip)", "s4 [&symbol+8]" },
	{ "-4@8+symbol(%rip)", "s4 [&symbol+8]" },
	{ "-4@-8+symbol(%rip)", "s4 [&symbol+-8]" },
	{ "-4@symbol-8+2(%rip)", "s4 [&symbol+-6]" },
	{ "-4@_ZN1a1bE.isra.0+4(%rip)", "s4 [&_ZN1a1bE.isra.0+4]" },
	{ "4@symbol", "u4 [&symbol+0]" },
	{ "4@0x601040", "u4 [6295616]" },
	/* of the thread */
	{ "-4@%fs:count@tpoff", "s4 [thread &count+0]" },
	{ "-4@%fs:count@tpoff+4", "s4 [thread &count+4]" },
	{ "8@%fs:0", "u8 [thread 0]" },
	{ "8@%fs:-8", "u8 [thread -8]" },
	{ "4@count@tpoff(%rax)", "u4 [thread &count+0]" },
	{ "4@%fs:(%rax)", "u4 [thread reg0+0]" },
	/* without a size */
	{ "%rax", "s8 reg0/8" },
	{ "$5", "s8 5" },
	{ "-8(%rbp)", "s8 [reg6+-8]" },
	{ "symbol(%rip)", "s8 [&symbol+0]" },
	/* floating point */
	{ "8f@%rdx", "f8 reg1/8" },
	{ "4f@-36(%rbp)", "f4 [reg6+-36]" },
	{ "8f@%xmm0", "? is in a floating-point register" },
	{ "8@%xmm12", "? is in a floating-point register" },
	{ "8f@%st", "? is in a floating-point register" },
	/* nonsense */
	{ "3@%eax", "? is described by an operand that is not understood" },
	{ "16@%rax", "? is described by an operand that is not understood" },
	{ "8@%rex", "? is described by an operand that is not understood" },
	{ "8@%r7", "? is described by an operand that is not understood" },
	{ "8@%r16", "? is described by an operand that is not understood" },
	{ "8@%r10q", "? is described by an operand that is not understood" },
	{ "8@%rax)", "? is described by an operand that is not understood" },
	{ "8@(%rax", "? is described by an operand that is not understood" },
	{ "8@(%rax,%rbx,3)", "? is described by an operand that is not understood" },
	{ "8@(%rax,%rbx,16)", "? is described by an operand that is not understood" },
	{ "8@(%eax)", "? is described by an operand that is not understood" },
	{ "8@8(%rip)", "? is described by an operand that is not understood" },
	{ "8@symbol@GOTPCREL(%rip)", "? is described by an operand that is not understood" },
	{ "8@a+b(%rip)", "? is described by an operand that is not understood" },
	{ "8@a-b(%rip)", "? is described by an operand that is not understood" },
	{ "8@", "? is described by an operand that is not understood" },
	{ "8@()", "? is described by an operand that is not understood" },
	{ "-", "? is described by an operand that is not understood" },
	{ "8@%", "? is described by an operand that is not understood" },
	{ "8@%gs:0", "? is described by an operand that is not understood" },
};

START_TEST(test_operand)
{
	struct usdt_argument *arguments;

	ck_assert_uint_eq(usdt_arguments_parse(arena, operands[_i].operand, &arguments), 1);
	ck_assert_str_eq(argument_text(&arguments[0]), operands[_i].meaning);
	ck_assert_str_eq(arguments[0].text, operands[_i].operand);
}
END_TEST

START_TEST(test_lists)
{
	struct usdt_argument *arguments;

	ck_assert_uint_eq(usdt_arguments_parse(arena, "", &arguments), 0);
	ck_assert_uint_eq(usdt_arguments_parse(arena, "  ", &arguments), 0);
	ck_assert_uint_eq(
		usdt_arguments_parse(arena, " -4@%eax  8@( %rax, %rbx,8) $5 ", &arguments), 3);
	ck_assert_str_eq(argument_text(&arguments[0]), "s4 reg0/4");
	ck_assert_str_eq(argument_text(&arguments[1]), "u8 [reg0+reg3*8+0]");
	ck_assert_str_eq(argument_text(&arguments[2]), "s8 5");
}
END_TEST

/* ---------------------------------------------------------------- notes */

static const char source[] = "#include <sys/sdt.h>\n"
			     "int main(int argc, char **argv)\n"
			     "{\n"
			     "	DTRACE_PROBE1(test, two, argc);\n"
			     "	DTRACE_PROBE1(test, two, -7);\n"
			     "	DTRACE_PROBE(other, two);\n"
			     "	return argv == 0;\n"
			     "}\n";

static const char with_semaphore[] = "#define _SDT_HAS_SEMAPHORES 1\n"
				     "#include <sys/sdt.h>\n"
				     "unsigned short test_one_semaphore "
				     "__attribute__((section(\".probes\")));\n"
				     "void one(int n)\n"
				     "{\n"
				     "	DTRACE_PROBE1(test, one, n);\n"
				     "}\n";

/* The address of a symbol of file @name, as nm prints it. */
static uint64_t symbol_address(const char *name, const char *symbol)
{
	FILE *stream = popen(arena_printf(arena, "nm %s | sed -n 's/ [A-Za-z] %s$//p'",
					  fixture_path(name), symbol),
			     "r");
	unsigned long address = 0;

	ck_assert_int_eq(fscanf(stream, "%lx", &address), 1);
	pclose(stream);
	return address;
}

static const char *const forms[] = { "pie", "fixed", "stripped" };

START_TEST(test_marks)
{
	const struct debuginfo_target target = { 0 };
	const char *name = forms[_i], *with_symbols = strcmp(name, "stripped") ? name : "pie";
	struct debuginfo_error error = { 0 };
	struct program_file *file = program_file_open(arena, &target, fixture_path(name), &error);
	uint64_t main_address = symbol_address(with_symbols, "main");
	struct usdt_mark *marks;

	ck_assert_uint_eq(usdt_marks(arena, file, &marks), 4);
	ck_assert_str_eq(marks[0].name, "one");
	ck_assert_uint_eq(marks[0].semaphore, symbol_address(with_symbols, "test_one_semaphore"));
	ck_assert_uint_eq(marks[0].address, symbol_address(with_symbols, "one"));
	ck_assert_str_eq(marks[0].arguments, "-4@%edi");
	ck_assert_str_eq(marks[1].provider, "other");
	ck_assert_str_eq(marks[1].arguments, "");
	ck_assert_uint_eq(marks[1].semaphore, 0);
	ck_assert_str_eq(marks[2].provider, "test");
	ck_assert_str_eq(marks[2].arguments, "-4@%edi");
	ck_assert_uint_eq(marks[2].address, main_address);
	ck_assert_str_eq(marks[3].arguments, "-4@$-7");
	ck_assert_uint_eq(marks[3].address, main_address + 1);
}
END_TEST

static void prepare(void)
{
	fixture_write("program.c", source);
	fixture_write("one.c", with_semaphore);
	fixture_run("gcc -O2 -fcf-protection=none -o pie program.c one.c && "
		    "gcc -O2 -fcf-protection=none -no-pie -o fixed program.c one.c && "
		    "strip -o stripped pie");
}

int main(void)
{
	Suite *suite = suite_create("marks");
	TCase *cases = tcase_create("marks");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_loop_test(cases, test_operand, 0, sizeof(operands) / sizeof(*operands));
	tcase_add_test(cases, test_lists);
	tcase_add_loop_test(cases, test_marks, 0, sizeof(forms) / sizeof(*forms));
	suite_add_tcase(suite, cases);
	return fixture_main(suite, prepare);
}
