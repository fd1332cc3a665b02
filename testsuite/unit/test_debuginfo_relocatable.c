/* SPDX-License-Identifier: GPL-2.0-only */
/* A relocatable file, as modules of the kernel are: its layout, and all that is looked up in it. */
#include "debuginfo/forbidden.h"
#include "debuginfo/lines/lines.h"
#include "debuginfo/files/sections.h"
#include "debuginfo/symbols.h"
#include "debuginfo/values/variables.h"
#include "test_debuginfo_fixture.h"

static const char first[] =
	"extern void use(long n);\n"					   /* 1 */
	"static int twice(int n) { use(n); return 2 * n; }\n"		   /* 2 */
	"__attribute__((section(\".init.text\"))) int start(int number)\n" /* 3 */
	"{\n"								   /* 4 */
	"	static int counter = 3, zero;\n"			   /* 5 */
	"	use(counter++);\n"					   /* 6 */
	"	use(zero++);\n"						   /* 7 */
	"	return twice(number) + twice(number + counter);\n"	   /* 8 */
	"}\n";

static const char second[] =
	"void use(long n) { __asm__ volatile(\"\" : : \"r\"(n)); }\n"
	"static __attribute__((noinline)) int twice(int n) { use(n); return n + n; }\n"
	"static __attribute__((noinline)) int marked(int n) { use(n); return n + 1; }\n"
	"__attribute__((section(\".noinstr.text\"))) int quiet(int n) { return n; }\n"
	"static void *const list[] __attribute__((section(\"_kprobe_blacklist\"), used)) =\n"
	"	{ marked };\n"
	"int both(int n) { return twice(n) + marked(n); }\n"
	"char table[3] = { 1, 2, 3 };\n";

static struct arena *arena;
static struct debuginfo *debuginfo;
static struct debuginfo_error error;

/*
 * ld -r with a script leaves addresses in a relocatable file that mean nothing; libdwfl takes one
 * that is there when the section needs no padding in front of it.
 */
static const char script[] =
	"SECTIONS { .note.gnu.build-id : { *(.note.gnu.build-id) } .init.text : { *(.init.text) }\n"
	"	.noinstr.text : { *(.noinstr.text) } .text : { *(.text) . = ALIGN(64); }\n"
	"	.data 0x10 : { *(.data) . = ALIGN(64); } .bss 0x10 : { *(.bss) } }\n";

static void prepare(void)
{
	fixture_write("first.c", first);
	fixture_write("second.c", second);
	fixture_write("script", script);
	fixture_run("gcc -g -O2 -fno-pic -mcmodel=kernel -c first.c second.c");
	fixture_run("ld -r --build-id -T script -o module first.o second.o");
	fixture_run("objcopy --compress-debug-sections module packed");
	fixture_run("strip --strip-debug -o stripped module");
}

static void set_up(void)
{
	arena = arena_new();
	debuginfo = fixture_open(arena, "module");
}

static void tear_down(void)
{
	debuginfo_close(debuginfo);
	arena_free(arena);
}

static struct function_instance instance(const char *name, const char *file)
{
	struct function_query query = { .name = name, .file = file };
	struct function_instance found;
	struct source_function *function;

	ck_assert_uint_eq(functions_find(debuginfo, &query, &function), 1);
	function_instance(debuginfo, function, 0, &found);
	return found;
}

static void expect_section(uint64_t address, const char *name, uint64_t offset)
{
	struct section section;

	ck_assert(section_at(debuginfo, address, &section));
	ck_assert_str_eq(section.name, name);
	ck_assert_uint_eq(address - section.address, offset);
}

/* What readelf says is where a symbol is in its section. */
START_TEST(test_symbols)
{
	char line[256], name[64], type[16];
	struct symbol *symbols;
	struct section section;
	unsigned long value;
	int count = 0;

	snprintf(line, sizeof(line), "readelf -sW %s", fixture_path("module"));
	FILE *readelf = popen(line, "r");

	while (fgets(line, sizeof(line), readelf)) {
		if (sscanf(line, " %*d: %lx %*d %15s %*s %*s %*s %63s", &value, type, name) != 3 ||
		    (strcmp(type, "FUNC") && strcmp(type, "OBJECT")) || !strcmp(name, "twice"))
			continue;
		ck_assert_uint_eq(symbols_find(debuginfo, name, &symbols), 1);
		ck_assert(section_at(debuginfo, symbols[0].address, &section));
		ck_assert_uint_eq(symbols[0].address - section.address, value);
		ck_assert_int_eq(symbols[0].code, !strcmp(type, "FUNC"));
		count++;
	}
	pclose(readelf);
	ck_assert_int_ge(count, 9);
}
END_TEST

START_TEST(test_sections_apart)
{
	static const char *const names[] = { ".text", ".init.text", ".noinstr.text", ".data",
					     ".bss" };
	enum {
		COUNT = sizeof(names) / sizeof(*names)
	};
	struct section sections[COUNT], other;

	for (size_t i = 0; i < COUNT; i++) {
		ck_assert(section_named(debuginfo, names[i], &sections[i]));
		ck_assert_uint_gt(sections[i].size, 0);
		ck_assert(
			section_at(debuginfo, sections[i].address + sections[i].size - 1, &other));
		ck_assert_str_eq(other.name, names[i]);
		for (size_t j = 0; j < i; j++)
			ck_assert(sections[i].address >= sections[j].address + sections[j].size ||
				  sections[j].address >= sections[i].address + sections[i].size);
	}
	ck_assert(!section_at(debuginfo, 0, &other));
	ck_assert(!section_at(debuginfo, UINT64_MAX, &other));
	ck_assert(!section_named(debuginfo, ".debug_info", &other));
}
END_TEST

START_TEST(test_functions)
{
	struct function_instance start = instance("start", NULL);
	struct source_function function;
	struct function_instance found;
	struct section section;

	expect_section(start.pc, ".init.text", 0);
	ck_assert(function_at(debuginfo, start.pc + 1, &function, &found));
	ck_assert_str_eq(function.name, "start");
	ck_assert_uint_eq(function.line, 3);
	ck_assert(section_at(debuginfo, instance("both", NULL).pc, &section));
	ck_assert_str_eq(section.name, ".text");
	ck_assert_uint_ne(instance("twice", "second.c").pc, instance("twice", "first.c").pc);
}
END_TEST

START_TEST(test_lines)
{
	const struct line_range line = { 7, 7 };
	struct line_query query = { .function = { .name = "start", .file = "first.c" },
				    .kind = LINES_ABSOLUTE,
				    .ranges = &line,
				    .range_count = 1 };
	struct line_place *places;
	struct section section;
	unsigned int found;
	const char *file;

	ck_assert_uint_eq(lines_find(debuginfo, &query, &places, &error), 1);
	ck_assert(section_at(debuginfo, places[0].pc, &section));
	ck_assert_str_eq(section.name, ".init.text");
	ck_assert(line_at(debuginfo, instance("quiet", NULL).pc, &file, &found));
	ck_assert_uint_eq(found, 4);
}
END_TEST

/* The address in a location is that of the symbol, in its section. */
static void expect_static(const char *name, const char *section)
{
	struct function_instance start = instance("start", NULL);
	char pattern[64];
	struct symbol *symbols;
	struct source_variable *variable = variable_find(debuginfo, &start, start.pc, name, &error);
	struct section found;

	ck_assert_ptr_nonnull(variable);

	struct location *location = variable_location(debuginfo, variable, &error);

	ck_assert_int_eq(location->kind, LOCATION_MEMORY);
	ck_assert_int_eq(location->expression->op, LOC_ADDRESS);
	ck_assert(section_at(debuginfo, location->expression->value, &found));
	ck_assert_str_eq(found.name, section);
	snprintf(pattern, sizeof(pattern), "%s.*", name); /* counter.1 */
	ck_assert_uint_eq(symbols_find(debuginfo, pattern, &symbols), 1);
	ck_assert_uint_eq(location->expression->value, symbols[0].address);
}

START_TEST(test_variables)
{
	struct function_instance start = instance("start", NULL);
	struct source_variable *variable =
		variable_find(debuginfo, &start, start.pc, "number", &error);

	ck_assert_str_eq(location_text(arena, variable_location(debuginfo, variable, &error)),
			 "register 5");
	expect_static("counter", ".data");
	expect_static("zero", ".bss");
}
END_TEST

START_TEST(test_anchor)
{
	struct section section;
	const char *name;
	uint64_t offset;

	ck_assert(section_named(debuginfo, ".text", &section));
	ck_assert(section_anchor(debuginfo, &section, &name, &offset));
	ck_assert_str_eq(name, "both"); /* the first that is global; twice is there two times */
	ck_assert_uint_eq(section.address + offset, instance("both", NULL).pc);
	ck_assert(section_named(debuginfo, ".bss", &section));
	ck_assert(section_anchor(debuginfo, &section, &name, &offset));
	ck_assert_int_eq(strncmp(name, "zero.", 5), 0);
	ck_assert(section_named(debuginfo, "_kprobe_blacklist", &section));
	ck_assert(section_anchor(debuginfo, &section, &name, &offset));
	ck_assert_str_eq(name, "list");
}
END_TEST

START_TEST(test_forbidden)
{
	ck_assert_str_eq(probe_forbidden(debuginfo, instance("quiet", NULL).pc),
			 "is marked noinstr");
	ck_assert_str_eq(probe_forbidden(debuginfo, instance("marked", NULL).pc),
			 "is marked NOKPROBE_SYMBOL");
	ck_assert_ptr_null(probe_forbidden(debuginfo, instance("both", NULL).pc));
	ck_assert_ptr_null(probe_forbidden(debuginfo, instance("start", NULL).pc));
}
END_TEST

/* Relocations are of what is compressed. */
START_TEST(test_compressed)
{
	uint64_t start = instance("start", NULL).pc;

	debuginfo_close(debuginfo);
	debuginfo = debuginfo_open_file(arena, fixture_path("packed"), NULL, &error);
	ck_assert_ptr_nonnull(debuginfo);
	ck_assert_uint_eq(instance("start", NULL).pc, start);
	expect_static("zero", ".bss");
}
END_TEST

START_TEST(test_without_debuginfo)
{
	ck_assert_ptr_null(debuginfo_open_file(arena, fixture_path("stripped"), NULL, &error));
	ck_assert_msg(strstr(error.text, "stripped has no debug information"), "%s", error.text);
}
END_TEST

/* Files cut off anywhere are refused or read in part, not believed. */
START_TEST(test_truncated)
{
	static char bytes[1 << 16];
	FILE *file = fopen(fixture_path("module"), "r");
	size_t size = fread(bytes, 1, sizeof(bytes), file);

	fclose(file);
	ck_assert_uint_lt(size, sizeof(bytes));
	for (size_t cut = 0; cut < size; cut += 97) {
		struct arena *own = arena_new();
		struct debuginfo_error problem = { 0 };

		file = fopen(fixture_path("cut"), "w");
		ck_assert_uint_eq(fwrite(bytes, 1, cut, file), cut);
		fclose(file);
		debuginfo_close(debuginfo_open_file(own, fixture_path("cut"), NULL, &problem));
		arena_free(own);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("debuginfo of modules");
	TCase *group = tcase_create("module");

	tcase_add_checked_fixture(group, set_up, tear_down);
	tcase_set_timeout(group, 60);
	tcase_add_test(group, test_symbols);
	tcase_add_test(group, test_sections_apart);
	tcase_add_test(group, test_functions);
	tcase_add_test(group, test_lines);
	tcase_add_test(group, test_variables);
	tcase_add_test(group, test_anchor);
	tcase_add_test(group, test_forbidden);
	tcase_add_test(group, test_compressed);
	tcase_add_test(group, test_without_debuginfo);
	tcase_add_test(group, test_truncated);
	suite_add_tcase(suite, group);
	return fixture_main(suite, prepare);
}
