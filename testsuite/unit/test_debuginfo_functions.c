/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions and symbols by name, file, line and address; the index in its cache. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "debuginfo/functions.h"
#include "debuginfo/index/index.h"
#include "debuginfo/symbols.h"
#include "test_debuginfo_fixture.h"

static const char header[] = "static inline __attribute__((always_inline)) int twice(int n)\n"
			     "{\n"
			     "	return n + n + counter;\n"
			     "}\n";
static const char first[] = "extern volatile int counter;\n"
			    "#include \"dir/twice.h\"\n"
			    "int external(int n);\n"
			    "static __attribute__((noinline)) int local(int n)\n"
			    "{\n"
			    "	return twice(n) * counter;\n"
			    "}\n"
			    "int external(int n)\n"
			    "{\n"
			    "	return local(n) + twice(n + 1);\n"
			    "}\n";
static const char second[] = "volatile int counter;\n"
			     "#include \"dir/twice.h\"\n"
			     "int external(int n);\n"
			     "static __attribute__((noinline)) int local(int n)\n"
			     "{\n"
			     "	return twice(n) / counter;\n"
			     "}\n"
			     "int main(int argc, char **argv)\n"
			     "{\n"
			     "	return external(local(argc + !argv));\n"
			     "}\n";
static const char assembler[] = ".text\n.globl in_assembler\n.type in_assembler, @function\n"
				"in_assembler:\n	nop\n	ret\n"
				".size in_assembler, .-in_assembler\n"
				".section .note.GNU-stack, \"\", @progbits\n";

/* gcc makes the loop a part of its own, then inlines it; recurse() is inlined in itself as called.
 */
static const char splitting[] =
	"extern volatile int counter;\n"
	"int external(int n);\n"
	"int split(int n)\n"
	"{\n"
	"	int first = external(n);\n"
	"	first += external(first);\n"
	"	if (first < 3)\n"
	"		return first;\n"
	"	for (int i = 0; i < n; i++)\n"
	"		counter += external(i) + external(counter);\n"
	"	return counter;\n"
	"}\n"
	"int calls(int n) { return split(n) * split(n + 1); }\n"
	"int recurse(int n) { return n > counter ? recurse(n - 1) * n + recurse(n - 2) : n; }\n";

static struct arena *arena;
static struct debuginfo *debuginfo;

static void prepare(void)
{
	fixture_run("mkdir src src/dir");
	fixture_write("src/dir/twice.h", header);
	fixture_write("src/first.c", first);
	fixture_write("src/second.c", second);
	fixture_write("src/third.s", assembler);
	fixture_write("src/fourth.c", splitting);
	fixture_run(
		"gcc -g -O2 -Isrc -c src/first.c && gcc -g -O2 -gdwarf-4 -Isrc -c src/second.c");
	fixture_run("gcc -c src/third.s && gcc -g -O2 -c src/fourth.c");
	/* The compiler does split it: something is inlined at the line that it is declared in. */
	fixture_run("readelf --debug-dump=info fourth.o | grep -q 'DW_AT_call_line.*: 3$'");
	fixture_run(
		"gcc -no-pie -Wl,--build-id,--defsym=other_name=external -o program first.o second.o third.o fourth.o");
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

static size_t find(const char *name, const char *file, unsigned int line,
		   struct source_function **found)
{
	struct function_query query = { .name = name, .file = file, .line = line };

	return functions_find(debuginfo, &query, found);
}

START_TEST(test_exact)
{
	struct source_function *found;

	ck_assert_uint_eq(find("external", NULL, 0, &found), 1);
	ck_assert_str_eq(found[0].name, "external");
	ck_assert_str_eq(found[0].file, "src/first.c");
	ck_assert_uint_eq(found[0].line, 8);
	ck_assert(found[0].external);
	ck_assert_uint_eq(found[0].call_count, 1);
	ck_assert_uint_eq(found[0].instance_count, 1);
	ck_assert_uint_eq(find("externa", NULL, 0, &found), 0);
	ck_assert_uint_eq(find("externals", NULL, 0, &found), 0);
	ck_assert_uint_eq(find("", NULL, 0, &found), 0);
}
END_TEST

START_TEST(test_same_name_in_two_units)
{
	struct source_function *found;

	ck_assert_uint_eq(find("local", NULL, 0, &found), 2);
	ck_assert_str_eq(found[0].file, "src/first.c");
	ck_assert_str_eq(found[1].file, "src/second.c");
	ck_assert(!found[0].external);
	ck_assert_uint_eq(find("local", "second.c", 0, &found), 1);
	ck_assert_str_eq(found[0].file, "src/second.c");
	ck_assert_uint_eq(find("local", "second.c", 4, &found), 1);
	ck_assert_uint_eq(find("local", "second.c", 5, &found), 0);
}
END_TEST

START_TEST(test_wildcards)
{
	struct source_function *found;

	ck_assert_uint_eq(find("*", NULL, 0, &found), 8);
	ck_assert_str_eq(found[1].name, "external");
	ck_assert_str_eq(found[4].name, "main");
	ck_assert_str_eq(found[7].name, "twice");
	ck_assert_uint_eq(find("l*l", NULL, 0, &found), 2);
	ck_assert_uint_eq(find("*", "*.h", 0, &found), 1);
	ck_assert_uint_eq(find("?ain", NULL, 0, &found), 1);
	ck_assert_uint_eq(find("[em]*", "src/*.c", 0, &found), 2);
}
END_TEST

START_TEST(test_file_patterns)
{
	ck_assert(function_file_matches("fs/read_write.c", "fs/read_write.c"));
	ck_assert(function_file_matches("read_write.c", "fs/read_write.c"));
	ck_assert(!function_file_matches("write.c", "fs/read_write.c"));
	ck_assert(!function_file_matches("s/read_write.c", "fs/read_write.c"));
	ck_assert(function_file_matches("fs/*.c", "/usr/src/linux/fs/read_write.c"));
	ck_assert(!function_file_matches("fs/*.c", "fs/read_write.h"));
	ck_assert(!function_file_matches("fs/read_write.c", "read_write.c"));
}
END_TEST

START_TEST(test_inlined)
{
	struct source_function *found;
	struct function_instance instance;

	ck_assert_uint_eq(find("twice", NULL, 0, &found), 1);
	ck_assert_str_eq(found[0].file, "src/dir/twice.h");
	ck_assert_uint_eq(found[0].line, 1);
	ck_assert_uint_eq(found[0].call_count, 0);
	ck_assert_uint_eq(found[0].instance_count, 3);
	for (uint32_t i = 0; i < 3; i++) {
		struct source_function outer;
		struct function_instance outer_instance;

		function_instance(debuginfo, &found[0], i, &instance);
		ck_assert(instance.inlined);
		ck_assert_uint_eq(function_of_instance(debuginfo, &instance).index, found[0].index);
		ck_assert(function_at(debuginfo, instance.pc, &outer, &outer_instance));
		ck_assert(!outer_instance.inlined);
		ck_assert(!strcmp(outer.name, "local") || !strcmp(outer.name, "external"));
	}
}
END_TEST

START_TEST(test_inlined_in_itself)
{
	struct source_function *found;
	struct function_instance instance;

	ck_assert_uint_eq(find("split", NULL, 0, &found), 1);
	ck_assert_uint_eq(found[0].instance_count, 1);
	function_instance(debuginfo, &found[0], 0, &instance);
	ck_assert(!instance.inlined);
	ck_assert_uint_eq(find("recurse", NULL, 0, &found), 1);
	ck_assert_uint_eq(found[0].call_count, 1);
	ck_assert_uint_gt(found[0].instance_count, 1);
}
END_TEST

START_TEST(test_address)
{
	struct source_function *found, at;
	struct function_instance instance, at_instance;

	ck_assert_uint_eq(find("external", NULL, 0, &found), 1);
	function_instance(debuginfo, found, 0, &instance);
	ck_assert(function_at(debuginfo, instance.pc + 1, &at, &at_instance));
	ck_assert_str_eq(at.name, "external");
	ck_assert_uint_eq(at_instance.pc, instance.pc);
	ck_assert_uint_eq(at_instance.die, instance.die);
	ck_assert(!function_at(debuginfo, 0, &at, &at_instance));
	ck_assert(!function_at(debuginfo, UINT64_MAX, &at, &at_instance));
}
END_TEST

START_TEST(test_similar)
{
	const char *names[3];

	ck_assert_uint_eq(functions_similar(debuginfo, "extrenal", 3, names), 1);
	ck_assert_str_eq(names[0], "external");
	ck_assert_uint_eq(functions_similar(debuginfo, "nothing_like_it", 3, names), 0);
	ck_assert_uint_eq(functions_similar(debuginfo, "", 3, names), 0);
}
END_TEST

START_TEST(test_alias)
{
	struct source_function *found;

	ck_assert_uint_eq(find("other_name", NULL, 0, &found), 1);
	ck_assert_str_eq(found[0].name, "external");
	ck_assert_uint_eq(find("other_name", "first.c", 8, &found), 1);
	ck_assert_uint_eq(find("other_name", "second.c", 0, &found), 0);
	ck_assert_uint_eq(find("other_nam?", NULL, 0, &found), 0);
	/* A symbol in code that is no function with debug information. */
	ck_assert_uint_eq(find("in_assembler", NULL, 0, &found), 0);
}
END_TEST

START_TEST(test_symbols)
{
	struct source_function *functions;
	struct function_instance instance;
	struct symbol *found, at;

	ck_assert_uint_eq(symbols_find(debuginfo, "in_assembler", &found), 1);
	ck_assert(found[0].function && found[0].global && found[0].code);
	ck_assert_uint_eq(found[0].size, 2);
	ck_assert(symbol_at(debuginfo, found[0].address + 1, &at));
	ck_assert_str_eq(at.name, "in_assembler");
	ck_assert(!symbol_at(debuginfo, 0, &at));

	ck_assert_uint_eq(symbols_find(debuginfo, "counter", &found), 1);
	ck_assert(!found[0].code && !found[0].function);
	ck_assert_uint_eq(found[0].size, sizeof(int));
	ck_assert_uint_eq(symbols_find(debuginfo, "local", &found), 2);
	ck_assert_uint_eq(symbols_find(debuginfo, "no_such_symbol", &found), 0);

	ck_assert_uint_eq(symbols_find(debuginfo, "exter*", &found), 1);
	ck_assert_uint_eq(find("external", NULL, 0, &functions), 1);
	function_instance(debuginfo, functions, 0, &instance);
	ck_assert_uint_eq(found[0].address, instance.pc);
}
END_TEST

START_TEST(test_open_errors)
{
	struct debuginfo_error error = { 0 };
	struct debuginfo_target target = { .release = "1.2.3-none", .sysroot = fixture_directory };
	char expected[256];

	ck_assert_ptr_null(debuginfo_open_file(arena, "/no/such/file", NULL, &error));
	ck_assert_str_eq(error.text, "cannot open /no/such/file: No such file or directory");

	error = (struct debuginfo_error){ 0 };
	ck_assert_ptr_null(debuginfo_open_file(arena, fixture_path("src/first.c"), NULL, &error));
	snprintf(expected, sizeof(expected), "%s is not an ELF file", fixture_path("src/first.c"));
	ck_assert_str_eq(error.text, expected);

	error = (struct debuginfo_error){ 0 };
	fixture_run("strip -o stripped program");
	ck_assert_ptr_null(debuginfo_open_file(arena, fixture_path("stripped"), NULL, &error));
	snprintf(expected, sizeof(expected), "%s has no debug information",
		 fixture_path("stripped"));
	ck_assert_str_eq(error.text, expected);

	error = (struct debuginfo_error){ 0 };
	fixture_run("gcc -no-pie -Wl,--build-id=none -o without first.o second.o third.o");
	ck_assert_ptr_null(debuginfo_open_file(arena, fixture_path("without"), NULL, &error));
	snprintf(expected, sizeof(expected), "%s has no build-id", fixture_path("without"));
	ck_assert_str_eq(error.text, expected);

	error = (struct debuginfo_error){ 0 };
	ck_assert_ptr_null(debuginfo_open_kernel(arena, &target, &error));
	snprintf(expected, sizeof(expected), "no debug information for kernel 1.2.3-none in %s",
		 fixture_directory);
	ck_assert_str_eq(error.text, expected);
	ck_assert_str_eq(error.remedy,
			 "install the package linux-image-1.2.3-none-dbg, or set DEBUGINFOD_URLS "
			 "to a server that has it");
}
END_TEST

/* Without the file tables of the line programs, functions are there and their files are not. */
START_TEST(test_no_line_tables)
{
	struct source_function *found;

	fixture_run("objcopy --remove-section .debug_line program lineless");
	debuginfo_close(debuginfo);
	fixture_run("rm -r cache"); /* the build-id is the same */
	debuginfo = fixture_open(arena, "lineless");
	ck_assert_uint_eq(find("external", NULL, 0, &found), 1);
	ck_assert_str_eq(found[0].file, "");
	ck_assert_uint_eq(found[0].line, 8);
	fixture_run("rm -r cache");
}
END_TEST

static int builds;

static void count_build(const char *path, void *data)
{
	ck_assert_ptr_nonnull(path);
	ck_assert_ptr_eq(data, &builds);
	builds++;
}

START_TEST(test_kernel_places)
{
	static const char *const places[] = {
		"usr/lib/debug/lib/modules/9.9/vmlinux",
		"usr/lib/debug/boot/vmlinux-9.9",
		"lib/modules/9.9/build/vmlinux",
		"lib/modules/9.9/vmlinux",
		"boot/vmlinux-9.9",
		"build/vmlinux",
	};
	struct debuginfo_error error = { 0 };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		bool build_tree = !strcmp(places[i], "build/vmlinux");
		struct debuginfo_target target = {
			.release = build_tree ? NULL : "9.9",
			.build_tree = build_tree ? "/build" : NULL,
			.sysroot = fixture_path("root"),
			.cache_dir = fixture_path("cache-places"),
			.building_index = count_build,
			.data = &builds,
		};
		struct debuginfo *kernel;

		fixture_run("rm -rf root && install -D program root/%s", places[i]);
		kernel = debuginfo_open_kernel(arena, &target, &error);
		ck_assert_msg(kernel != NULL, "%s: %s", places[i], error.text);
		ck_assert_str_eq(debuginfo_path(kernel) + strlen(fixture_path("root")) + 1,
				 places[i]);
		ck_assert_str_eq(debuginfo_build_id(kernel), debuginfo_build_id(debuginfo));
		debuginfo_close(kernel);
	}
	ck_assert_int_eq(builds, 1); /* the same build-id: the same index */
}
END_TEST

/* Whether the index in the cache is used as it is. */
static bool index_is_trusted(const char *id)
{
	struct index index;

	if (!index_map(&index, fixture_path("cache"), id))
		return false;
	index_unmap(&index);
	return true;
}

START_TEST(test_index_is_kept)
{
	const char *id = debuginfo_build_id(debuginfo);

	ck_assert(index_is_trusted(id));
	ck_assert(!index_is_trusted("0123456789abcdef"));
	fixture_run("test $(ls cache/index | wc -l) = 1");
}
END_TEST

/* After damage the index is not used, and the next opening makes it again. */
static void expect_rebuilt(const char *command)
{
	const char *id = debuginfo_build_id(debuginfo);

	ck_assert(index_is_trusted(id));
	fixture_run(command, id);
	ck_assert_msg(!index_is_trusted(id), "trusted after: %s", command);
	debuginfo_close(fixture_open(arena, "program"));
	ck_assert_msg(index_is_trusted(id), "not made again after: %s", command);
}

START_TEST(test_damaged_index)
{
	expect_rebuilt("cd cache/index && truncate -s -8 %s");
	expect_rebuilt("cd cache/index && truncate -s 20 %s");
	expect_rebuilt("cd cache/index && truncate -s 0 %s");
	expect_rebuilt(
		"cd cache/index && printf X | dd of=%s bs=1 seek=900 conv=notrunc 2>/dev/null");
	expect_rebuilt(
		"cd cache/index && printf X | dd of=%s bs=1 seek=0 conv=notrunc 2>/dev/null");
	expect_rebuilt(
		"cd cache/index && printf X | dd of=%s bs=1 seek=8 conv=notrunc 2>/dev/null");
	expect_rebuilt("cd cache/index && chmod 666 %s");
	expect_rebuilt("cd cache/index && rm %s");
	expect_rebuilt("cd cache/index && mv %1$s elsewhere && ln -s elsewhere %1$s");
}
END_TEST

START_TEST(test_untrusted_directory)
{
	const char *id = debuginfo_build_id(debuginfo);

	fixture_run("chmod 777 cache/index");
	ck_assert(!index_is_trusted(id));
	debuginfo_close(fixture_open(arena, "program")); /* works, and keeps nothing */
	fixture_run("chmod 755 cache/index");
	ck_assert(index_is_trusted(id));
}
END_TEST

START_TEST(test_cache_is_bounded)
{
	const char *id = debuginfo_build_id(debuginfo);

	fixture_run("cd cache/index && truncate -s 300M old && touch -d '2 days ago' old");
	fixture_run("cd cache/index && truncate -s 200M newer && touch -d '1 day ago' newer");
	fixture_run("cd cache/index && truncate -s 200M new && rm %s", id);
	debuginfo_close(fixture_open(arena, "program"));
	ck_assert(index_is_trusted(id));
	fixture_run("cd cache/index && test ! -e old -a -e newer -a -e new");
	fixture_run("cd cache/index && rm newer new");
}
END_TEST

START_TEST(test_two_at_once)
{
	pid_t children[4];

	fixture_run("rm -rf cache");
	for (int i = 0; i < 4; i++) {
		children[i] = fork();
		if (!children[i]) {
			struct source_function *found;

			debuginfo = fixture_open(arena, "program");
			_exit(find("*", NULL, 0, &found) == 8 ? 0 : 1);
		}
	}
	for (int i = 0; i < 4; i++) {
		int status;

		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert(index_is_trusted(debuginfo_build_id(debuginfo)));
	fixture_run("test $(ls cache/index | wc -l) = 1");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("debuginfo functions");
	TCase *group = tcase_create("functions");

	tcase_add_checked_fixture(group, set_up, tear_down);
	tcase_set_timeout(group, 60);
	tcase_add_test(group, test_exact);
	tcase_add_test(group, test_same_name_in_two_units);
	tcase_add_test(group, test_wildcards);
	tcase_add_test(group, test_file_patterns);
	tcase_add_test(group, test_inlined);
	tcase_add_test(group, test_inlined_in_itself);
	tcase_add_test(group, test_address);
	tcase_add_test(group, test_similar);
	tcase_add_test(group, test_alias);
	tcase_add_test(group, test_symbols);
	tcase_add_test(group, test_open_errors);
	tcase_add_test(group, test_no_line_tables);
	tcase_add_test(group, test_kernel_places);
	tcase_add_test(group, test_index_is_kept);
	tcase_add_test(group, test_damaged_index);
	tcase_add_test(group, test_untrusted_directory);
	tcase_add_test(group, test_cache_is_bounded);
	tcase_add_test(group, test_two_at_once);
	suite_add_tcase(suite, group);
	return fixture_main(suite, prepare);
}
