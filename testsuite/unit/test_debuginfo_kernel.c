/* SPDX-License-Identifier: GPL-2.0-only */
/* The debug files of the kernels that tests run on: what must hold for any kernel. */
#include <glob.h>

#include "debuginfo/forbidden.h"
#include "debuginfo/lines/lines.h"
#include "debuginfo/names.h"
#include "debuginfo/symbols.h"
#include "debuginfo/values/variables.h"
#include "test_debuginfo_fixture.h"

static const char prefix[] = "/usr/lib/debug/boot/vmlinux-";
static glob_t kernels;

static struct arena *arena;
static struct debuginfo *kernel;

static void open_kernel(int number)
{
	struct debuginfo_target target = {
		.release = kernels.gl_pathv[number] + strlen(prefix),
		.cache_dir = fixture_path("cache"),
	};
	struct debuginfo_error error = { 0 };

	arena = arena_new();
	kernel = debuginfo_open_kernel(arena, &target, &error);
	ck_assert_msg(kernel != NULL, "%s: %s", target.release, error.text);
}

static void tear_down(void)
{
	debuginfo_close(kernel);
	arena_free(arena);
}

static struct source_function only(const char *name, const char *file)
{
	struct function_query query = { .name = name, .file = file };
	struct source_function *found;

	ck_assert_uint_eq(functions_find(kernel, &query, &found), 1);
	return found[0];
}

START_TEST(test_installed)
{
	ck_assert_msg(kernels.gl_pathc > 0, "no debug file of a kernel is installed");
}
END_TEST

START_TEST(test_vfs_read)
{
	static const struct {
		const char *name, *type, *location;
	} parameters[] = {
		{ "file", "struct file*", "register 5" },
		{ "buf", "char*", "register 4" },
		{ "count", "size_t", "register 1" },
		{ "pos", "loff_t*", "register 2" },
	};
	struct function_instance instance;
	struct source_variable *variables;
	struct source_function function;
	struct debuginfo_error error = { 0 };

	open_kernel(_i);
	function = only("vfs_read", "read_write.c");
	ck_assert_str_eq(function.file, "fs/read_write.c");
	ck_assert(function.external);
	ck_assert_uint_eq(function.call_count, 1);
	function_instance(kernel, &function, 0, &instance);
	ck_assert_str_eq(type_of_result(kernel, &instance)->text, "ssize_t");
	ck_assert_uint_ge(variables_at(kernel, &instance, instance.pc, &variables), 4);
	for (int i = 0; i < 4; i++) {
		struct location *location = variable_location(kernel, &variables[i], &error);

		ck_assert(variables[i].parameter);
		ck_assert_str_eq(variables[i].name, parameters[i].name);
		ck_assert_str_eq(variables[i].type->text, parameters[i].type);
		ck_assert_ptr_nonnull(location);
		ck_assert_str_eq(location_text(arena, location), parameters[i].location);
	}
	ck_assert_ptr_null(probe_forbidden(kernel, instance.pc));
}
END_TEST

START_TEST(test_lines_of_vfs_read)
{
	struct line_query query = {
		.function = { .name = "vfs_read", .file = "fs/read_write.c" },
		.kind = LINES_ALL,
	};
	struct source_function function, at;
	struct function_instance instance;
	struct debuginfo_error error = { 0 };
	struct line_place *places;
	size_t count;

	open_kernel(_i);
	function = only("vfs_read", "fs/read_write.c");
	count = lines_find(kernel, &query, &places, &error);
	ck_assert_uint_ge(count, 10);
	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_ge(places[i].line, function.line);
		ck_assert_uint_lt(places[i].line, function_end_line(kernel, &function));
		ck_assert(function_at(kernel, places[i].pc, &at, &instance));
		ck_assert_str_eq(at.name, "vfs_read");
	}
}
END_TEST

/* The entry address of a function is where the linker put its symbol. */
START_TEST(test_entries)
{
	struct function_query query = { .name = "*" };
	struct source_function *functions;
	size_t count, checked = 0, wrong = 0;

	open_kernel(_i);
	count = functions_find(kernel, &query, &functions);
	ck_assert_uint_ge(count, 40000);
	for (size_t i = 0; i < count; i++) {
		struct function_instance instance;
		struct symbol symbol;

		if (functions[i].call_count != 1)
			continue;
		function_instance(kernel, &functions[i], 0, &instance);
		checked++;
		wrong += !symbol_at(kernel, instance.pc, &symbol) || symbol.address != instance.pc;
	}
	ck_assert_uint_ge(checked, 20000);
	/* A weak function that another replaced has code, but no symbol. */
	ck_assert_msg(wrong < checked / 200, "%zu of %zu", wrong, checked);
}
END_TEST

START_TEST(test_boot_code)
{
	struct function_instance instance;
	struct source_function function;

	open_kernel(_i);
	function = only("start_kernel", NULL);
	function_instance(kernel, &function, 0, &instance);
	ck_assert_str_eq(probe_forbidden(kernel, instance.pc), "is freed after boot");
}
END_TEST

START_TEST(test_anchor)
{
	struct symbol *symbol;

	open_kernel(_i);
	ck_assert_uint_eq(symbols_find(kernel, "_stext", &symbol), 1);
	ck_assert(symbol->global && symbol->code);
	ck_assert_uint_eq(symbol->address & 0xfff, 0);
}
END_TEST

START_TEST(test_names)
{
	struct source_global *found;
	int64_t value;

	open_kernel(_i);
	ck_assert_uint_ne(named_type_find(kernel, NAMED_STRUCT, "task_struct"), 0);
	ck_assert_uint_ne(named_type_find(kernel, NAMED_UNION, "sigval"), 0);
	ck_assert_uint_ne(named_type_find(kernel, NAMED_ENUM, "pid_type"), 0);
	ck_assert_uint_ne(named_type_find(kernel, NAMED_OTHER, "pid_t"), 0);
	ck_assert_uint_ne(named_type_find(kernel, NAMED_OTHER, "long unsigned int"), 0);
	ck_assert(enumerator_find(kernel, "PIDTYPE_SID", &value));
	ck_assert_int_eq(value, 3);
	ck_assert_uint_eq(globals_find(kernel, "init_task", NULL, &found), 1);
	ck_assert_str_eq(found[0].file, "init/init_task.c");
	ck_assert(found[0].external);
	ck_assert_uint_gt(globals_find(kernel, "*", NULL, &found), 10000);
}
END_TEST

/* Whatever thread found what, an index is the same to the byte. */
START_TEST(test_same_index_again)
{
	const char *id;

	open_kernel(_i);
	id = debuginfo_build_id(kernel);
	debuginfo_close(kernel);
	fixture_run("cd cache/index && mv %s before", id);
	open_kernel(_i);
	fixture_run("cd cache/index && cmp %s before && rm before", id);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("debuginfo of kernels");
	TCase *group = tcase_create("kernels");
	int count;

	glob("/usr/lib/debug/boot/vmlinux-*", 0, NULL, &kernels);
	count = kernels.gl_pathc;
	tcase_add_checked_fixture(group, NULL, tear_down);
	tcase_set_timeout(group, 120);
	tcase_add_test(group, test_installed);
	tcase_add_loop_test(group, test_vfs_read, 0, count);
	tcase_add_loop_test(group, test_lines_of_vfs_read, 0, count);
	tcase_add_loop_test(group, test_entries, 0, count);
	tcase_add_loop_test(group, test_boot_code, 0, count);
	tcase_add_loop_test(group, test_anchor, 0, count);
	tcase_add_loop_test(group, test_names, 0, count);
	tcase_add_loop_test(group, test_same_index_again, 0, count);
	suite_add_tcase(suite, group);
	return fixture_main(suite, NULL);
}
