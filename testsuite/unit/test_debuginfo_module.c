/* SPDX-License-Identifier: GPL-2.0-only */
/* Modules by name, and their debug files by build. */
#include "debuginfo/files/find_module.h"
#include "test_debuginfo_fixture.h"

static struct arena *arena;
static struct debuginfo_target target;
static struct debuginfo_error error;

/* Three modules, packed and not, in two builds; their debug files are laid where a test wants them.
 */
static void prepare(void)
{
	fixture_write("module.c", "int nothing = BUILD;\n");
	for (int build = 1; build <= 2; build++)
		fixture_run("gcc -g -DBUILD=%d -c module.c && "
			    "ld -r --build-id=0xab0%dcd0%d -o module-%d module.o && "
			    "strip -g -o stripped-%d module-%d",
			    build, build, build, build, build, build);
	fixture_run(
		"mkdir -p root/lib/modules/9.9/kernel/fs/a root/lib/modules/9.9/updates && "
		"cd root/lib/modules/9.9 && cp ../../../../stripped-1 kernel/fs/a/some-name.ko "
		"&& xz <../../../../stripped-1 >kernel/fs/packed.ko.xz && "
		"gzip <../../../../stripped-2 >updates/zipped.ko.gz && echo no >updates/bad.ko");
	fixture_write("root/lib/modules/9.9/modules.dep",
		      "kernel/fs/packed.ko.xz: kernel/fs/a/some-name.ko\n"
		      "kernel/fs/a/some-name.ko:\n"
		      "README: x\n"
		      "/lib/modules/9.9/updates/zipped.ko.gz:\n"
		      "updates/bad.ko:\n"
		      "updates/gone.ko.zst:\n");
	fixture_write("root/lib/modules/9.9/modules.builtin",
		      "kernel/drivers/tty/serial-core.ko\n");
}

static void set_up(void)
{
	arena = arena_new();
	error = (struct debuginfo_error){ 0 };
	target = (struct debuginfo_target){ .release = "9.9", .sysroot = fixture_path("root") };
	fixture_run("rm -rf root/usr");
}

static void tear_down(void)
{
	arena_free(arena);
}

/* What is behind the fixture's root. */
static const char *inside(const char *path)
{
	ck_assert_msg(path && !strncmp(path, target.sysroot, strlen(target.sysroot)), "%s, %s",
		      path, error.text);
	return path + strlen(target.sysroot);
}

START_TEST(test_list)
{
	static const char *const names[] = { "bad", "gone", "packed", "some_name", "zipped" };
	struct kernel_modules modules;

	ck_assert(kernel_modules_list(arena, &target, &modules, &error));
	ck_assert_uint_eq(modules.count, sizeof(names) / sizeof(*names));
	for (size_t i = 0; i < modules.count; i++)
		ck_assert_str_eq(modules.items[i].name, names[i]);
	ck_assert_str_eq(inside(modules.items[4].path), "/lib/modules/9.9/updates/zipped.ko.gz");
}
END_TEST

START_TEST(test_find)
{
	static const char *const found[][4] = {
		{ "some-name", "some_name", "/lib/modules/9.9/kernel/fs/a/some-name.ko",
		  "ab01cd01" },
		{ "some_name", "some_name", "/lib/modules/9.9/kernel/fs/a/some-name.ko",
		  "ab01cd01" },
		{ "packed", "packed", "/lib/modules/9.9/kernel/fs/packed.ko.xz", "ab01cd01" },
		{ "zipped", "zipped", "/lib/modules/9.9/updates/zipped.ko.gz", "ab02cd02" },
	};

	for (size_t i = 0; i < sizeof(found) / sizeof(*found); i++) {
		struct kernel_module module;

		ck_assert_msg(kernel_module_find(arena, &target, found[i][0], &module, &error),
			      "%s", error.text);
		ck_assert_str_eq(module.name, found[i][1]);
		ck_assert_str_eq(inside(module.path), found[i][2]);
		ck_assert_str_eq(module.build_id, found[i][3]);
	}
}
END_TEST

static void check_build_ids(const char *packed)
{
	const char *const ids[] = { NULL, NULL, packed, "ab01cd01", "ab02cd02" };
	struct kernel_modules modules;

	ck_assert(kernel_modules_list(arena, &target, &modules, &error));
	kernel_modules_read_build_ids(arena, &target, &modules);
	for (size_t i = 0; i < modules.count; i++)
		ck_assert_pstr_eq(modules.items[i].build_id, ids[i]);
}

/* They are kept, and used while the modules are the same. */
START_TEST(test_build_ids)
{
	check_build_ids("ab01cd01");
	target.cache_dir = fixture_path("cache");
	check_build_ids("ab01cd01");
	fixture_run("sed -i '/packed/s/ab01cd01/feed/' cache/index/modules-*");
	check_build_ids("feed");
	fixture_run("touch -d yesterday root/lib/modules/9.9/kernel/fs/packed.ko.xz");
	check_build_ids("ab01cd01");
	fixture_run("echo garbage >$(ls cache/index/modules-*)");
	check_build_ids("ab01cd01");
}
END_TEST

static void check_error(const char *name, const char *expected, const char *remedy)
{
	struct kernel_module module;
	char text[512];

	error = (struct debuginfo_error){ 0 };
	ck_assert(!kernel_module_find(arena, &target, name, &module, &error));
	snprintf(text, sizeof(text), expected, target.sysroot);
	ck_assert_str_eq(error.text, text);
	ck_assert_pstr_eq(error.remedy, remedy);
}

START_TEST(test_find_errors)
{
	check_error("serial_core", "'serial_core' is built into the kernel", "use kernel.function");
	check_error("serial-core", "'serial-core' is built into the kernel", "use kernel.function");
	check_error("nosuch", "no module 'nosuch' in %s/lib/modules/9.9", NULL);
	check_error("bad",
		    "cannot read %s/lib/modules/9.9/updates/bad.ko: "
		    "it is neither an ELF file nor packed in a known way",
		    NULL);
	check_error("gone",
		    "cannot read %s/lib/modules/9.9/updates/gone.ko.zst: No such file or directory",
		    NULL);
	target.release = "8.8";
	check_error("bad", "cannot read %s/lib/modules/8.8/modules.dep: No such file or directory",
		    "run depmod 8.8");
}
END_TEST

static const char *debug_file(const char *name)
{
	struct kernel_module module;

	error = (struct debuginfo_error){ 0 };
	ck_assert(kernel_module_find(arena, &target, name, &module, &error));
	return kernel_module_debug_file(arena, &target, &module, &error);
}

START_TEST(test_debug_file)
{
	static const char *const places[] = {
		"/usr/lib/debug/lib/modules/9.9/kernel/fs/packed.ko",
		"/usr/lib/debug/lib/modules/9.9/kernel/fs/packed.ko.debug",
		"/usr/lib/debug/.build-id/ab/01cd01.debug",
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		fixture_run("rm -rf root/usr && install -D module-1 root%s", places[i]);
		ck_assert_str_eq(inside(debug_file("packed")), places[i]);
	}
	/* What is of another build is passed over while there is one that fits. */
	fixture_run("install -D module-2 root%s", places[0]);
	ck_assert_str_eq(inside(debug_file("packed")), places[2]);
}
END_TEST

START_TEST(test_debug_file_errors)
{
	char expected[512];

	ck_assert_ptr_null(debug_file("packed"));
	ck_assert_str_eq(error.text, "no debug information for module packed of kernel 9.9");
	ck_assert_str_eq(error.remedy, "install the package linux-image-9.9-dbg, or set "
				       "DEBUGINFOD_URLS to a server that has it");
	fixture_run("install -D module-2 root/usr/lib/debug/lib/modules/9.9/kernel/fs/packed.ko");
	ck_assert_ptr_null(debug_file("packed"));
	snprintf(expected, sizeof(expected),
		 "%s/usr/lib/debug/lib/modules/9.9/kernel/fs/packed.ko is of build ab02cd02, but "
		 "%s/lib/modules/9.9/kernel/fs/packed.ko.xz is of build ab01cd01",
		 target.sysroot, target.sysroot);
	ck_assert_str_eq(error.text, expected);
	ck_assert_str_eq(error.remedy, "install the package linux-image-9.9-dbg of the version of "
				       "the installed kernel, or set DEBUGINFOD_URLS to a server "
				       "that has it");
}
END_TEST

/* A build tree has its lists in the top directory, and modules that are their own debug files. */
START_TEST(test_build_tree)
{
	struct kernel_module module;

	target.build_tree = "/build";
	check_error("tree", "cannot read %s/build/modules.order: No such file or directory",
		    "build the modules (make modules)");
	fixture_run("mkdir -p root/build/fs && cp module-1 root/build/fs/tree.ko");
	fixture_write("root/build/modules.order", "fs/tree.o\n");
	fixture_write("root/build/modules.builtin", "kernel/fs/inside.ko\n");
	ck_assert(kernel_module_find(arena, &target, "tree", &module, &error));
	ck_assert_str_eq(inside(module.path), "/build/fs/tree.ko");
	ck_assert_str_eq(inside(kernel_module_debug_file(arena, &target, &module, &error)),
			 "/build/fs/tree.ko");
	check_error("inside", "'inside' is built into the kernel", "use kernel.function");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("modules");
	TCase *tests = tcase_create("modules");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, test_list);
	tcase_add_test(tests, test_find);
	tcase_add_test(tests, test_build_ids);
	tcase_add_test(tests, test_find_errors);
	tcase_add_test(tests, test_debug_file);
	tcase_add_test(tests, test_debug_file_errors);
	tcase_add_test(tests, test_build_tree);
	suite_add_tcase(suite, tests);
	return fixture_main(suite, prepare);
}
