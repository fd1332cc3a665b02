/* SPDX-License-Identifier: GPL-2.0-only */
/* The places where a kernel refuses probes, found in a file that is laid out like one. */
#include "debuginfo/forbidden.h"
#include "debuginfo/symbols.h"
#include "test_debuginfo_fixture.h"

/* A function of 4 bytes. */
#define FUNCTION(name)                                                                             \
	".globl " name "\n.type " name ", @function\n" name ":\n	nop; nop; nop; nop\n"             \
	".size " name ", 4\n"
#define LABEL(name) ".globl " name "\n" name ":\n"

static const char kernel[] = ".text\n" FUNCTION("plain") LABEL("__noinstr_text_start") FUNCTION(
	"quiet") FUNCTION("quiet_and_marked") LABEL("__noinstr_text_end") FUNCTION("marked")
	FUNCTION("after") LABEL("__init_begin") FUNCTION("boot") LABEL("__init_end")
		FUNCTION("_start") ".data\n" LABEL("__start_kprobe_blacklist") ".quad marked\n.quad quiet_and_marked\n" LABEL(
			"__stop_kprobe_blacklist") ".section .note.GNU-stack, \"\", @progbits\n";

static struct arena *arena;
static struct debuginfo *debuginfo;

static void prepare(void)
{
	fixture_write("kernel.s", kernel);
	fixture_write("rest.c", "int rest(void) { return 0; }\n");
	fixture_run("gcc -c kernel.s && gcc -g -c rest.c");
	fixture_run("gcc -nostdlib -static -Wl,--build-id -o kernel kernel.o rest.o");
}

static void set_up(void)
{
	arena = arena_new();
	debuginfo = fixture_open(arena, "kernel");
}

static void tear_down(void)
{
	debuginfo_close(debuginfo);
	arena_free(arena);
}

static void expect(const char *name, const char *reason)
{
	struct symbol *symbol;

	ck_assert_uint_eq(symbols_find(debuginfo, name, &symbol), 1);
	for (uint64_t pc = symbol->address; pc < symbol->address + 4; pc++) {
		const char *found = probe_forbidden(debuginfo, pc);

		ck_assert_msg((found == NULL) == (reason == NULL), "%s: %s", name, found);
		if (found)
			ck_assert_str_eq(found, reason);
	}
}

START_TEST(test_forbidden)
{
	expect("plain", NULL);
	expect("quiet", "is marked noinstr");
	expect("quiet_and_marked", "is marked noinstr");
	expect("marked", "is marked NOKPROBE_SYMBOL");
	expect("after", NULL);
	expect("boot", "is freed after boot");
	expect("_start", NULL);
	ck_assert_ptr_null(probe_forbidden(debuginfo, 0));
	ck_assert_ptr_null(probe_forbidden(debuginfo, UINT64_MAX));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("debuginfo forbidden");
	TCase *group = tcase_create("forbidden");

	tcase_add_checked_fixture(group, set_up, tear_down);
	tcase_add_test(group, test_forbidden);
	suite_add_tcase(suite, group);
	return fixture_main(suite, prepare);
}
