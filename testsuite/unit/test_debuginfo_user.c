/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs and libraries: found by name, with their debug information in each of the places and
 * forms that it comes in, and without.
 */
#include <sys/stat.h>

#include "debuginfo/functions.h"
#include "debuginfo/lines/lines.h"
#include "debuginfo/files/program_file.h"
#include "debuginfo/values/variables.h"
#include "test_debuginfo_fixture.h"

static struct arena *arena;
static char sysroot[96];

static const char source[] = "struct pair { int first; long second; };\n"
			     "__attribute__((noipa)) static int hidden(struct pair *pair)\n"
			     "{\n"
			     "	return pair->first + (int)pair->second;\n"
			     "}\n"
			     "static inline int twice(int n) { return 2 * n; }\n"
			     "__attribute__((noipa)) int shown(struct pair *pair, int n)\n"
			     "{\n"
			     "	return hidden(pair) + twice(n);\n"
			     "}\n"
			     "int main(int argc, char **argv)\n"
			     "{\n"
			     "	struct pair pair = { argc, 2 };\n"
			     "	return shown(&pair, argc);\n"
			     "}\n";

/* Names: of real_name() two more and one that is mangled, and two of code without DWARF. */
static const char aliases[] =
	"__attribute__((noipa)) int real_name(int n) { return n + 1; }\n"
	"int other_name(int) __attribute__((alias(\"real_name\")));\n"
	"int third_name(int) __attribute__((alias(\"real_name\")));\n"
	"int mangled(int) __asm__(\"_ZN5space7mangledEi\") __attribute__((alias(\"real_name\")));\n"
	"int clone(int) __asm__(\"real_name.part.0\") __attribute__((alias(\"real_name\")));\n"
	"__asm__(\".globl assembled, assembled_too\\n.type assembled,@function\\n\"\n"
	"	\".type assembled_too,@function\\nassembled:\\nassembled_too: ret\\n\"\n"
	"	\".size assembled,.-assembled\\n.size assembled_too,.-assembled_too\\n\");\n"
	"int main(int argc, char **argv) { return argv[0] ? real_name(argc) : 1; }\n";

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

static const struct debuginfo_target *target(void)
{
	static struct debuginfo_target target = { .only_local = true };

	target.sysroot = NULL;
	target.cache_dir = NULL;
	return &target;
}

static const struct debuginfo_target *below(void)
{
	static struct debuginfo_target target = { .only_local = true };

	snprintf(sysroot, sizeof(sysroot), "%s/root", fixture_directory);
	target.sysroot = sysroot;
	return &target;
}

static struct program_file *found(const struct debuginfo_target *in, const char *name)
{
	struct debuginfo_error error = { 0 };
	struct program_file *file = program_file_find(arena, in, name, &error);

	ck_assert_msg(file != NULL, "%s", error.text);
	return file;
}

static const char *not_found(const struct debuginfo_target *in, const char *name)
{
	struct debuginfo_error error = { 0 };

	ck_assert_ptr_null(program_file_find(arena, in, name, &error));
	return error.text;
}

static struct debuginfo *opened(const struct debuginfo_target *in, const char *name)
{
	struct debuginfo_error error = { 0 };
	struct debuginfo *debuginfo = debuginfo_open_user(arena, in, found(in, name), &error);

	ck_assert_msg(debuginfo != NULL, "%s", error.text);
	return debuginfo;
}

/* "NAME@FILE:LINE called/all" of all functions, one a line; of the whole path, the file. */
static const char *functions_text(struct debuginfo *debuginfo)
{
	const struct function_query query = { .name = "*" };
	struct source_function *functions;
	size_t count = functions_find(debuginfo, &query, &functions);
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = functions[i].line == 0
			       ? text
			       : arena_printf(arena, "%s%s@%s:%u %u/%u\n", text, functions[i].name,
					      strrchr(functions[i].file, '/') + 1,
					      functions[i].line, functions[i].call_count,
					      functions[i].instance_count);
	return text;
}

static const char all_functions[] = "hidden@program.c:2 1/1\n"
				    "main@program.c:11 1/1\n"
				    "shown@program.c:7 1/1\n"
				    "twice@program.c:6 0/1\n";

/* The names of the parameters and variables at the entry of function @name. */
static const char *variables_text(struct debuginfo *debuginfo, const char *name)
{
	const struct function_query query = { .name = name };
	struct source_function *functions;
	struct function_instance instance;
	const char *text = "";
	struct source_variable *variables;

	ck_assert_uint_eq(functions_find(debuginfo, &query, &functions), 1);
	function_instance(debuginfo, &functions[0], 0, &instance);

	size_t count = variables_at(debuginfo, &instance, instance.pc, &variables);

	for (size_t i = 0; i < count; i++)
		text = arena_printf(arena, "%s%s ", text, variables[i].name);
	return text;
}

/* That the program at @name has all its debug information. */
static void check_all(const struct debuginfo_target *in, const char *name)
{
	struct debuginfo *debuginfo = opened(in, name);

	ck_assert(debuginfo_has_dwarf(debuginfo));
	ck_assert_str_eq(functions_text(debuginfo), all_functions);
	ck_assert_str_eq(variables_text(debuginfo, "shown"), "pair n ");
	debuginfo_close(debuginfo);
}

/* That it has none. */
static void check_none(const struct debuginfo_target *in, const char *name)
{
	struct debuginfo *debuginfo = opened(in, name);

	ck_assert(!debuginfo_has_dwarf(debuginfo));
	debuginfo_close(debuginfo);
}

/* ---------------------------------------------------------------- finding */

START_TEST(test_find_by_path_and_name)
{
	const char *path = fixture_path("program");
	struct program_file *file = found(target(), path);

	ck_assert_str_eq(file->path, path);
	ck_assert_str_eq(file->file, path);
	ck_assert_ptr_null(file->script);
	ck_assert_str_eq(file->interpreter, "/lib64/ld-linux-x86-64.so.2");
	ck_assert(file->position_independent);
	ck_assert_uint_eq(strlen(file->build_id), 40);

	setenv("PATH", arena_printf(arena, "/nonexistent:%s:/usr/bin:/bin", fixture_directory), 1);
	ck_assert_str_eq(found(target(), "program")->path, path);
	ck_assert_str_eq(found(target(), "link")->path, path);
	ck_assert_str_eq(found(target(), "fixed")->path, fixture_path("fixed"));
	ck_assert(!found(target(), "fixed")->position_independent);
	ck_assert_ptr_null(found(target(), "static")->interpreter);
}
END_TEST

START_TEST(test_find_below_sysroot)
{
	struct program_file *file = found(below(), "/usr/bin/program");

	ck_assert_str_eq(file->path, "/usr/bin/program");
	ck_assert_str_eq(file->file, arena_printf(arena, "%s/usr/bin/program", sysroot));
	/* Links that begin with '/' begin at the sysroot; ".." does not leave it. */
	ck_assert_str_eq(found(below(), "/bin/program")->path, "/usr/bin/program");
	ck_assert_str_eq(found(below(), "/bin/again")->path, "/usr/bin/program");
	ck_assert_str_eq(found(below(), "/../../usr/./bin/program")->path, "/usr/bin/program");
	setenv("PATH", "/bin", 1);
	ck_assert_str_eq(found(below(), "again")->path, "/usr/bin/program");
	ck_assert_str_eq(not_found(below(), "ls"), "there is no program 'ls' in PATH");
	ck_assert_str_eq(not_found(below(), "/bin/loop"),
			 arena_printf(arena,
				      "cannot open %s/bin/loop: Too many levels of symbolic links",
				      sysroot));
}
END_TEST

START_TEST(test_find_script)
{
	struct program_file *file = found(below(), "/usr/bin/script");

	ck_assert_str_eq(file->path, "/usr/bin/program");
	ck_assert_str_eq(file->script, "/usr/bin/script");
	setenv("PATH", "/bin", 1);
	ck_assert_str_eq(found(below(), "/usr/bin/script-env")->path, "/usr/bin/program");
	ck_assert_str_eq(found(below(), "/usr/bin/script-script")->path, "/usr/bin/program");
	ck_assert_str_eq(found(below(), "/usr/bin/script-script")->script,
			 "/usr/bin/script-script");
	ck_assert_str_eq(
		not_found(below(), "/usr/bin/script-lost"),
		arena_printf(arena,
			     "cannot open %s/nowhere: No such file or directory (the interpreter "
			     "of /usr/bin/script-lost)",
			     sysroot));
}
END_TEST

START_TEST(test_refused)
{
	const struct {
		const char *name, *why;
	} cases[] = {
		{ "object.o", "is an object file that was not linked: no process runs it" },
		{ "text", "is no program: it is not an ELF file" },
		{ "empty", "is no program: it is not an ELF file" },
		{ "program32", "is for i386, and probes can be in x86_64 programs" },
		{ "root", "is no regular file" },
		{ "cut", "is no program: it is not an ELF file" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *path = fixture_path(cases[i].name);

		ck_assert_str_eq(not_found(target(), path),
				 arena_printf(arena, "%s %s", path, cases[i].why));
	}
	ck_assert_str_eq(not_found(target(), "no-such-program"),
			 "there is no program 'no-such-program' in PATH");
	ck_assert_str_eq(not_found(target(), "/no/such"),
			 "cannot open /no/such: No such file or directory");
}
END_TEST

START_TEST(test_matching)
{
	struct program_file **files;

	ck_assert_uint_eq(program_files_matching(arena, below(), "/usr/bin/*", &files), 1);
	ck_assert_str_eq(files[0]->path, "/usr/bin/program");
	ck_assert_uint_eq(program_files_matching(arena, below(), "/usr/**/l*.so", &files), 2);
	ck_assert_str_eq(files[0]->path, "/usr/lib/deep/er/l2.so");
	ck_assert_str_eq(files[1]->path, "/usr/lib/l1.so");
	ck_assert_uint_eq(program_files_matching(arena, below(), "/usr/none*", &files), 0);
}
END_TEST

START_TEST(test_process)
{
	struct debuginfo_error error = { 0 };
	struct program_file *file = program_file_of_process(arena, target(), getpid(), &error);
	char self[4096] = "";

	ck_assert_ptr_nonnull(file);
	ck_assert_int_gt(readlink("/proc/self/exe", self, sizeof(self) - 1), 0);
	ck_assert_str_eq(file->path, self);
	ck_assert_ptr_null(program_file_of_process(arena, target(), 0x7fffffff, &error));
	ck_assert_str_eq(error.text, "cannot tell what process 2147483647 runs: there is none");
}
END_TEST

START_TEST(test_segments)
{
	struct program_file *file = found(target(), fixture_path("program"));
	const struct program_segment *segment = NULL;
	uint64_t offset, address;

	for (size_t i = 0; i < file->segment_count; i++) {
		segment = &file->segments[i];
		if (segment->executable)
			ck_assert_uint_eq(file->text_bias, segment->address - segment->offset);
		ck_assert(program_file_offset(file, segment->address + 1, &offset));
		ck_assert_uint_eq(offset, segment->offset + 1);
		ck_assert(program_file_address(file, offset, &address));
		ck_assert_uint_eq(address, segment->address + 1);
		ck_assert_ptr_eq(program_file_segment(file, address), segment);
	}
	/* The last one has memory that is not in the file. */
	ck_assert_uint_gt(segment->memory_size, segment->file_size);
	ck_assert(!program_file_offset(file, segment->address + segment->file_size, &offset));
	ck_assert_ptr_eq(program_file_segment(file, segment->address + segment->file_size),
			 segment);
	ck_assert_ptr_null(program_file_segment(file, segment->address + segment->memory_size));
}
END_TEST

/* ---------------------------------------------------------------- debug information */

/* The program in different forms, each with a debug file where it is looked for. */
static const char *const forms[] = {
	"program", "fixed",	   "static", "dwarf4",	      "no-build-id",
	"link",	   "compressed",   "linked", "linked-hidden", "linked-no-id",
	"split",   "split-dwarf4", "dwz",    "dwz-compact",   "types",
};

START_TEST(test_forms)
{
	check_all(target(), fixture_path(forms[_i]));
}
END_TEST

static const char *const places[] = {
	"usr/lib/debug/.build-id/%2$s",
	"usr/lib/debug/usr/bin/stripped.debug",
	"usr/lib/debug/usr/bin/stripped",
	"usr/bin/.debug/stripped.debug",
};

START_TEST(test_places)
{
	fixture_run("id=$(readelf -n stripped | sed -n 's/.*Build ID: //p') && "
		    "rm -rf places && mkdir -p places/usr/bin && cp stripped places/usr/bin && "
		    "case %1$s in */.build-id/*) place=usr/lib/debug/.build-id/$(echo $id | "
		    "sed 's,..,&/,').debug;; *) place=%1$s;; esac && "
		    "install -D stripped.debug places/$place",
		    _i ? places[_i] : "/.build-id/");

	struct debuginfo_target in = { .only_local = true, .sysroot = fixture_path("places") };

	check_all(&in, "/usr/bin/stripped");
}
END_TEST

/* What of the debug information is in other files that are not there. */
START_TEST(test_parts_lost)
{
	struct debuginfo *debuginfo = opened(target(), fixture_path("split-lost"));
	const struct function_query query = { .name = "hidden" };
	struct source_function *functions;

	ck_assert(!debuginfo_has_dwarf(debuginfo));
	ck_assert_str_eq(
		debuginfo_no_dwarf(debuginfo)->text,
		arena_printf(arena,
			     "debug information of %s is in lost.dwo, which is not there or "
			     "of another build",
			     fixture_path("split-lost")));
	ck_assert_uint_eq(functions_find(debuginfo, &query, &functions), 1);
	ck_assert(functions[0].is_symbol);
	debuginfo_close(debuginfo);

	debuginfo = opened(target(), fixture_path("lost/dwz"));
	ck_assert(!debuginfo_has_dwarf(debuginfo));
	ck_assert_str_eq(debuginfo_no_dwarf(debuginfo)->text,
			 arena_printf(arena, "%s needs %s, which is not there",
				      fixture_path("lost/dwz"), fixture_path("lost/common.dwz")));
	debuginfo_close(debuginfo);
}
END_TEST

/* A split unit and others in one program, each with types and lines of its own. */
START_TEST(test_split_units)
{
	struct debuginfo *debuginfo = opened(target(), fixture_path("split-many"));
	const struct function_query query = { .name = "use" };
	struct source_function *functions;
	struct function_instance instance;
	struct source_variable *variables;
	const char *file;
	unsigned int line;

	ck_assert_str_eq(functions_text(debuginfo), "hidden@program.c:2 1/1\n"
						    "main@program.c:11 1/1\n"
						    "second@second.c:7 1/1\n"
						    "shown@program.c:7 1/1\n"
						    "third@third.c:7 1/1\n"
						    "twice@program.c:6 0/1\n"
						    "use@second.c:4 1/1\n"
						    "use@third.c:4 1/1\n");
	ck_assert_uint_eq(functions_find(debuginfo, &query, &functions), 2);
	for (int i = 0; i < 2; i++) {
		function_instance(debuginfo, &functions[i], 0, &instance);
		ck_assert_uint_eq(variables_at(debuginfo, &instance, instance.pc, &variables), 1);
		ck_assert_str_eq(variables[0].type->text, i ? "struct third*" : "struct second*");
		ck_assert(line_at(debuginfo, instance.pc, &file, &line));
		ck_assert_str_eq(file, functions[i].file);
		ck_assert_uint_eq(line, 5);
	}
	debuginfo_close(debuginfo);
}
END_TEST

START_TEST(test_wrong_link)
{
	struct debuginfo *debuginfo = opened(target(), fixture_path("linked-wrong"));

	ck_assert(!debuginfo_has_dwarf(debuginfo));
	ck_assert_str_eq(
		debuginfo_no_dwarf(debuginfo)->text,
		arena_printf(arena, "%s has no debug information", fixture_path("linked-wrong")));
	debuginfo_close(debuginfo);
}
END_TEST

START_TEST(test_symbols_only)
{
	struct debuginfo *debuginfo = opened(target(), fixture_path("symbols"));
	const struct function_query query = { .name = "shown" }, pattern = { .name = "*d*n" };
	struct function_instance instance;
	struct source_function *functions, function;
	const char *file;
	unsigned int line;

	ck_assert(!debuginfo_has_dwarf(debuginfo));
	ck_assert_uint_eq(functions_find(debuginfo, &query, &functions), 1);
	ck_assert(functions[0].is_symbol && functions[0].external);
	ck_assert_str_eq(functions[0].file, "");
	ck_assert_uint_eq(functions[0].line, 0);
	ck_assert_uint_eq(functions[0].call_count, 1);
	ck_assert_uint_eq(functions_find(debuginfo, &pattern, &functions), 1);
	ck_assert_str_eq(functions[0].name, "hidden");
	ck_assert(!functions[0].external);
	function_instance(debuginfo, &functions[0], 0, &instance);
	ck_assert(function_at(debuginfo, instance.pc + 1, &function, &instance));
	ck_assert_str_eq(function.name, "hidden");
	ck_assert_str_eq(variables_text(debuginfo, "shown"), "");
	ck_assert(!line_at(debuginfo, instance.pc, &file, &line));
	debuginfo_close(debuginfo);
}
END_TEST

/* Where there is DWARF, functions that have none are known, too. */
START_TEST(test_symbols_beside_dwarf)
{
	struct debuginfo *debuginfo = opened(target(), fixture_path("program"));
	const struct function_query query = { .name = "_start" };
	struct source_function *functions;

	ck_assert_uint_eq(functions_find(debuginfo, &query, &functions), 1);
	ck_assert(functions[0].is_symbol);
	debuginfo_close(debuginfo);
}
END_TEST

/* The names of the functions that match, each with a blank behind it. */
static const char *names_text(struct debuginfo *debuginfo, const char *name, const char *file)
{
	const struct function_query query = { .name = name, .file = file };
	struct source_function *functions;
	size_t count = functions_find(debuginfo, &query, &functions);
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_printf(arena, "%s%s ", text, functions[i].name);
	return text;
}

static const struct {
	const char *name, *file, *found;
} other_names[] = {
	{ "other_*", NULL, "real_name " },    { "other_*", "aliases.c", "real_name " },
	{ "other_*", "else.c", "" },	      { "*_name", NULL, "real_name " },
	{ "[mo]*", NULL, "main real_name " }, { "*mangled*", NULL, "" },
	{ "_ZN5*", NULL, "real_name " },      { "real_name*0", NULL, "" },
	{ "assembled*", NULL, "assembled " }, { "*_too", NULL, "assembled_too " },
	{ "assembled*", "aliases.c", "" },    { "*", "aliases.c", "main real_name " },
};

/* Wildcards find functions by all their names, each once. */
START_TEST(test_other_names)
{
	struct debuginfo *debuginfo = opened(target(), fixture_path("aliases"));

	ck_assert_str_eq(names_text(debuginfo, other_names[_i].name, other_names[_i].file),
			 other_names[_i].found);
	debuginfo_close(debuginfo);
}
END_TEST

/* What is no program is known by its DWARF. */
START_TEST(test_other_names_not_of_programs)
{
	struct debuginfo_error error = { 0 };
	struct debuginfo *debuginfo =
		debuginfo_open_file(arena, fixture_path("aliases"), NULL, &error);

	ck_assert_msg(debuginfo != NULL, "%s", error.text);
	ck_assert_str_eq(names_text(debuginfo, "other_*", NULL), "");
	ck_assert_str_eq(names_text(debuginfo, "*", NULL), "main real_name ");
	debuginfo_close(debuginfo);
}
END_TEST

START_TEST(test_mini_debuginfo)
{
	struct debuginfo *debuginfo = opened(target(), fixture_path("mini"));
	const struct function_query query = { .name = "hidden" };
	struct source_function *functions;

	ck_assert(!debuginfo_has_dwarf(debuginfo));
	ck_assert_uint_eq(functions_find(debuginfo, &query, &functions), 1);
	debuginfo_close(debuginfo);
}
END_TEST

/* What is installed later is found, though an index was made without it. */
START_TEST(test_debug_file_comes)
{
	struct debuginfo_target in = { .only_local = true, .cache_dir = fixture_path("cache") };
	const char *name = fixture_path("later");

	check_none(&in, name);
	fixture_run("mkdir -p .debug && cp stripped.debug .debug/later.debug");
	check_all(&in, name);
	check_all(&in, name);
	fixture_run("rm .debug/later.debug");
	check_none(&in, name);
}
END_TEST

/* Without build-id, a change of the file is told by its times. */
START_TEST(test_no_build_id_changes)
{
	struct debuginfo_target in = { .only_local = true, .cache_dir = fixture_path("cache") };
	const char *name = fixture_path("changing");
	struct debuginfo *debuginfo;

	fixture_run("cp no-build-id changing");
	check_all(&in, name);
	fixture_run("sed 's/shown/other/' program.c >changed.c && gcc -O2 -g -Wl,--build-id=none "
		    "-o changing changed.c");
	debuginfo = opened(&in, name);
	ck_assert_ptr_nonnull(strstr(functions_text(debuginfo), "other@changed.c:7"));
	debuginfo_close(debuginfo);
}
END_TEST

static void prepare(void)
{
	fixture_write("program.c", source);
	fixture_write("text", "no program\n");
	fixture_run("gcc -O2 -g -o program program.c && ln -s program link");
	fixture_write("aliases.c", aliases);
	fixture_run("gcc -O2 -g -o aliases aliases.c");
	fixture_run("gcc -O2 -g -no-pie -o fixed program.c");
	fixture_run("gcc -O2 -g -static -o static program.c");
	fixture_run("gcc -O2 -gdwarf-4 -o dwarf4 program.c");
	fixture_run("gcc -O2 -g -Wl,--build-id=none -o no-build-id program.c");
	fixture_run("gcc -O2 -g -gz -o compressed program.c");
	/* with debug information in several files */
	fixture_run("gcc -O2 -g -gsplit-dwarf -c program.c && gcc -o split program.o");
	fixture_run("gcc -O2 -gdwarf-4 -gsplit-dwarf -c -o program4.o program.c && "
		    "gcc -o split-dwarf4 program4.o");
	fixture_run("gcc -O2 -gdwarf-5 -fdebug-types-section -o types program.c");
	fixture_run(
		"gcc -O2 -g -gsplit-dwarf -c -o lost.o program.c && gcc -o split-lost lost.o && "
		"rm lost.dwo");
	fixture_run("for name in second third; do printf 'struct %%s {\n\tint %%s;\n};\n"
		    "static __attribute__((noipa)) int use(struct %%s *s) {\n"
		    "\treturn s->%%s;\n}\nint %%s(struct %%s *s) { return use(s); }\n' "
		    "$name $name $name $name $name $name >$name.c; "
		    "gcc -g -O1 -gsplit-dwarf -c $name.c; done && "
		    "gcc -o split-many program.o second.o third.o");
	/* dwz wants DWARF 5's line tables as the assembler makes them, and two files in common */
	fixture_run("cp dwarf4 dwz && cp dwarf4 dwz2 && dwz -m common.dwz -r dwz dwz2 && "
		    "readelf -SW dwz | grep -q gnu_debugaltlink");
	fixture_run("cp dwarf4 dwz-compact && dwz dwz-compact");
	fixture_run("mkdir lost && cp dwz lost/dwz");
	fixture_run("gcc -O2 -g -c -o object.o program.c && touch empty");
	fixture_run("cp program stripped && objcopy --only-keep-debug stripped stripped.debug && "
		    "strip stripped");
	fixture_run("cp stripped later");
	fixture_run("cp program symbols && strip -g symbols");
	/* .gnu_debuglink: beside, in .debug, without a build-id, and with a wrong checksum */
	fixture_run("mkdir -p .debug && cp stripped.debug beside.debug && "
		    "objcopy --add-gnu-debuglink=beside.debug stripped linked");
	fixture_run("cp stripped.debug .debug/hidden.debug && cd .debug && "
		    "objcopy --add-gnu-debuglink=hidden.debug ../stripped ../linked-hidden");
	fixture_run("objcopy --only-keep-debug no-build-id no-id.dbg && "
		    "strip -o linked-no-id no-build-id && "
		    "objcopy --add-gnu-debuglink=no-id.dbg linked-no-id");
	fixture_run("objcopy --only-keep-debug no-build-id wrong.dbg && "
		    "strip -o linked-wrong no-build-id && "
		    "objcopy --add-gnu-debuglink=wrong.dbg linked-wrong && printf X >>wrong.dbg");
	/* as distributions make it: the symbols of functions, packed */
	fixture_run("objcopy -S --remove-section .gdb_index --remove-section .comment "
		    "--keep-symbol=hidden --keep-symbol=shown --keep-symbol=main "
		    "stripped.debug mini.elf && xz -c mini.elf >mini.xz && "
		    "objcopy --add-section .gnu_debugdata=mini.xz stripped mini");
	fixture_run("head -c 40 program >cut");
	/* a 32-bit program, as far as its header goes */
	fixture_run("cp program program32 && printf '\\001' | dd of=program32 bs=1 seek=4 "
		    "conv=notrunc 2>/dev/null && printf '\\003' | dd of=program32 bs=1 seek=18 "
		    "conv=notrunc 2>/dev/null");
	fixture_run("mkdir -p root/usr/bin root/usr/lib/deep/er && ln -s /usr/bin root/bin && "
		    "cp program root/usr/bin && ln -s ../../bin/program root/usr/bin/again && "
		    "ln -s loop root/usr/bin/loop && cp program root/usr/lib/l1.so && "
		    "cp program root/usr/lib/deep/er/l2.so");
	fixture_run("cd root/usr/bin && printf '#! /bin/program x\n' >script && "
		    "printf '#!/usr/bin/env program\n' >script-env && "
		    "printf '#!/usr/bin/script\n' >script-script && "
		    "printf '#!/nowhere\n' >script-lost && chmod 755 script*");
}

int main(void)
{
	Suite *suite = suite_create("debuginfo of user files");
	TCase *cases = tcase_create("user files");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_test(cases, test_find_by_path_and_name);
	tcase_add_test(cases, test_find_below_sysroot);
	tcase_add_test(cases, test_find_script);
	tcase_add_test(cases, test_refused);
	tcase_add_test(cases, test_matching);
	tcase_add_test(cases, test_process);
	tcase_add_test(cases, test_segments);
	tcase_add_loop_test(cases, test_forms, 0, sizeof(forms) / sizeof(*forms));
	tcase_add_loop_test(cases, test_places, 0, sizeof(places) / sizeof(*places));
	tcase_add_test(cases, test_parts_lost);
	tcase_add_test(cases, test_split_units);
	tcase_add_test(cases, test_wrong_link);
	tcase_add_test(cases, test_symbols_only);
	tcase_add_test(cases, test_symbols_beside_dwarf);
	tcase_add_loop_test(cases, test_other_names, 0, sizeof(other_names) / sizeof(*other_names));
	tcase_add_test(cases, test_other_names_not_of_programs);
	tcase_add_test(cases, test_mini_debuginfo);
	tcase_add_test(cases, test_debug_file_comes);
	tcase_add_test(cases, test_no_build_id_changes);
	suite_add_tcase(suite, cases);
	return fixture_main(suite, prepare);
}
