/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The libraries that programs need, and the stubs through which they call them, compared with what
 * ldd and objdump say.
 */
#include "debuginfo/files/libraries.h"
#include "debuginfo/plt.h"
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

static struct program_file *opened(const struct debuginfo_target *target, const char *path)
{
	struct debuginfo_error error = { 0 };
	struct program_file *file = program_file_open(arena, target, path, &error);

	ck_assert_msg(file != NULL, "%s", error.text);
	return file;
}

/* What a shell command in the fixture's directory prints. */
static const char *output_of(const char *command)
{
	char line[4096];
	const char *text = "";
	FILE *stream = popen(arena_printf(arena, "cd %s && %s", fixture_directory, command), "r");

	ck_assert_ptr_nonnull(stream);
	while (fgets(line, sizeof(line), stream))
		text = arena_printf(arena, "%s%s", text, line);
	ck_assert_int_eq(pclose(stream), 0);
	return text;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The paths of the libraries, one a line, sorted. */
static const char *sorted_paths(const struct library_list *list)
{
	const char **paths = arena_alloc(arena, (list->files.count + 1) * sizeof(*paths));
	const char *text = "";

	for (size_t i = 0; i < list->files.count; i++)
		paths[i] = list->files.items[i]->path;
	qsort(paths, list->files.count, sizeof(*paths), compare);
	for (size_t i = 0; i < list->files.count; i++)
		text = arena_printf(arena, "%s%s\n", text, paths[i]);
	return text;
}

static const char *const real_programs[] = { "/usr/bin/ls", "/usr/bin/gcc", "/usr/bin/qemu-img",
					     "/usr/bin/gdb", "/usr/bin/bash" };

START_TEST(test_as_ldd)
{
	const struct debuginfo_target target = { 0 };
	const char *path = real_programs[_i];

	if (access(path, X_OK))
		return;
	ck_assert_str_eq(
		sorted_paths(libraries_needed(arena, &target, opened(&target, path))),
		output_of(arena_printf(
			arena, "ldd %s | grep -o '/[^ ]*' | xargs readlink -f | sort -u", path)));
}
END_TEST

/* program → liba (RUNPATH $ORIGIN/a) → libb (RPATH ${ORIGIN}/../b) → libc and a missing one */
START_TEST(test_run_paths)
{
	const struct debuginfo_target target = { .sysroot = fixture_path("root") };
	struct library_list *list =
		libraries_needed(arena, &target, opened(&target, "/bin/program"));

	ck_assert_uint_eq(list->files.count, 5);
	ck_assert_str_eq(list->files.items[0]->path, "/bin/a/liba.so");
	ck_assert_str_eq(list->files.items[1]->path, "/lib/libconf.so.1.2");
	ck_assert_str_eq(list->files.items[2]->path, "/usr/lib/libc.so.6");
	ck_assert_str_eq(list->files.items[3]->path, "/bin/b/libb.so");
	ck_assert_str_eq(list->files.items[4]->path, "/lib64/ld-linux-x86-64.so.2");
	ck_assert_uint_eq(list->missing.count, 1);
	ck_assert_str_eq(list->missing.items[0], "libmissing.so");
}
END_TEST

START_TEST(test_static)
{
	const struct debuginfo_target target = { 0 };
	struct library_list *list =
		libraries_needed(arena, &target, opened(&target, fixture_path("static")));

	ck_assert_uint_eq(list->files.count, 0);
	ck_assert_uint_eq(list->missing.count, 0);
}
END_TEST

START_TEST(test_find)
{
	const struct debuginfo_target target = { 0 };
	struct program_file *program = opened(&target, "/usr/bin/ls"), *library;
	struct debuginfo_error error = { 0 };

	library = library_find(arena, &target, program, "libc.so.6", &error);
	ck_assert_ptr_nonnull(library);
	ck_assert_str_eq(library->path, "/usr/lib/x86_64-linux-gnu/libc.so.6");
	library = library_find(arena, &target, program, "/lib64/ld-linux-x86-64.so.2", &error);
	ck_assert_ptr_nonnull(library);
	ck_assert_str_eq(library->path, "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
	ck_assert_ptr_null(library_find(arena, &target, program, "libnone.so.1", &error));
	ck_assert_str_eq(error.text,
			 "there is no library 'libnone.so.1' where /usr/bin/ls looks for it");
}
END_TEST

static const char *const plt_programs[] = { "lazy", "now", "ibt", "fixed" };

/* "ADDRESS NAME" as objdump has them. */
START_TEST(test_plt)
{
	const struct debuginfo_target target = { 0 };
	const char *name = plt_programs[_i], *text = "";
	struct plt_entry *entries;
	size_t count = plt_entries(arena, opened(&target, fixture_path(name)), &entries);

	for (size_t i = 0; i < count; i++)
		text = arena_printf(arena, "%s%016lx %s\n", text, (unsigned long)entries[i].address,
				    entries[i].name);
	ck_assert_str_eq(text,
			 output_of(arena_printf(
				 arena,
				 "objdump -d %s | sed -n 's/^\\([0-9a-f]*\\) <\\([^@>]*\\)@plt>:$/"
				 "\\1 \\2/p' | sort",
				 name)));
	ck_assert_uint_ge(count, 3); /* puts, qsort, and one whose address is taken */
}
END_TEST

static const char plt_source[] =
	"#include <stdio.h>\n"
	"#include <stdlib.h>\n"
	"void (*taken)(int) = exit;\n"
	"int main(int argc, char **argv)\n"
	"{\n"
	"	void (*volatile leave)(int) = abs(argc) ? exit : taken;\n"
	"	qsort(argv, 1, 1, (int (*)(const void *, const void *))puts);\n"
	"	puts(argv[0]);\n"
	"	leave(rand());\n"
	"	exit(1);\n"
	"}\n";

static void prepare(void)
{
	fixture_write("plt.c", plt_source);
	fixture_run("gcc -O1 -fno-builtin -Wl,-z,lazy -o lazy plt.c");
	fixture_run("gcc -O1 -fno-builtin -Wl,-z,now -o now plt.c");
	fixture_run("gcc -O1 -fno-builtin -fcf-protection -Wl,-z,lazy,-z,ibtplt -o ibt plt.c");
	fixture_run("gcc -O1 -fno-builtin -no-pie -o fixed plt.c");
	fixture_run("gcc -O1 -static -o static plt.c");
	fixture_run("mkdir -p root/bin/a root/bin/b root/lib root/lib64 root/usr/lib "
		    "root/etc/conf.d && echo 'int x;' >x.c");
	fixture_run("gcc -shared -nostdlib -o root/usr/lib/libc.so.6 -Wl,-soname,libc.so.6 x.c");
	fixture_run("gcc -shared -nostdlib -o root/lib64/ld-linux-x86-64.so.2 x.c");
	fixture_run("gcc -shared -nostdlib -o root/lib/libconf.so.1.2 -Wl,-soname,libconf.so.1 x.c "
		    "&& ln -s libconf.so.1.2 root/lib/libconf.so.1 && mkdir -p root/opt/none");
	fixture_run("gcc -shared -nostdlib -o libmissing.so -Wl,-soname,libmissing.so x.c");
	fixture_run("gcc -shared -nostdlib -o root/bin/b/libb.so x.c -Wl,--no-as-needed "
		    "root/usr/lib/libc.so.6 ./libmissing.so -Wl,-soname,libb.so");
	fixture_run("gcc -shared -nostdlib -o root/bin/a/liba.so x.c -Wl,-soname,liba.so "
		    "-Wl,--disable-new-dtags,-rpath,'${ORIGIN}/../b',--no-as-needed,"
		    "--allow-shlib-undefined root/bin/b/libb.so");
	fixture_run("echo 'void _start(void) {}' >start.c && gcc -nostdlib -o root/bin/program "
		    "start.c -Wl,-rpath,'$ORIGIN/a',--enable-new-dtags,--no-as-needed,"
		    "--unresolved-symbols=ignore-all root/bin/a/liba.so root/lib/libconf.so.1 "
		    "root/usr/lib/libc.so.6");
	/* libconf is only where a file that ld.so.conf includes says */
	fixture_run("mkdir -p root/opt/conf && mv root/lib/libconf.so.1 root/opt/conf/ && "
		    "ln -sf /lib/libconf.so.1.2 root/opt/conf/libconf.so.1 && "
		    "printf '# which\\ninclude conf.d/*.conf\\n' >root/etc/ld.so.conf && "
		    "printf '/opt/none # not there\\n  /opt/conf \\n' >root/etc/conf.d/x.conf");
}

int main(void)
{
	Suite *suite = suite_create("libraries");
	TCase *cases = tcase_create("libraries");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_loop_test(cases, test_as_ldd, 0, sizeof(real_programs) / sizeof(*real_programs));
	tcase_add_test(cases, test_run_paths);
	tcase_add_test(cases, test_static);
	tcase_add_test(cases, test_find);
	tcase_add_loop_test(cases, test_plt, 0, sizeof(plt_programs) / sizeof(*plt_programs));
	suite_add_tcase(suite, cases);
	return fixture_main(suite, prepare);
}
