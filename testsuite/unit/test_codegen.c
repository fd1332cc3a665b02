/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The C made of a script: what it says about locks, sharing and limits, that it compiles under the
 * kernel's warnings, and what it does when it runs: on the host, see test_codegen_host.h. There
 * every byte of string memory beyond what the script asked for is out of bounds for the address
 * sanitizer.
 */
#include "codegen/codegen.h"
#include "session.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena *arena;
static struct session *session;
static char directory[] = "/tmp/stap-codegen-XXXXXX";
static char *messages;
static size_t messages_size;

/* ---------------------------------------------------------------- set-up */

static int shell(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int shell(const char *format, ...)
{
	char command[1024];
	va_list arguments;

	va_start(arguments, format);
	ck_assert_int_lt(vsnprintf(command, sizeof(command), format, arguments), sizeof(command));
	va_end(arguments);
	return system(command);
}

/* Once for all tests, in the parent of their processes. */
static void compile_host(void)
{
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(shell("gcc -std=gnu11 -g -O1 -fsanitize=address -fwrapv -Iruntime "
			       "-c -o %s/host.o -x c testsuite/unit/test_codegen_host.h",
			       directory),
			 0);
}

static void remove_directory(void)
{
	shell("rm -rf %s", directory);
}

static void set_up(void)
{
	setenv("XDG_DATA_HOME", "/nonexistent", 1);
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	arena = arena_new();
	session = arena_new_object(arena, struct session);
	session->arena = arena;
	session->diagnostics.arena = arena;
	session->diagnostics.stream = open_memstream(&messages, &messages_size);
	session->options.guru = true;
	session->target.release = "6.1.0";
	session->target.architecture = "x86_64";
	session->tapset_directory = "tapsets";
	session->environment.arena = arena;
	session->environment.diagnostics = &session->diagnostics;
	session->environment.architecture = "x86_64";
	session->environment.kernel_release = "6.1.0";
	session->environment.stap_version = "5.0";
	session->environment.macros = macro_table_new(arena);
}

static void tear_down(void)
{
	fclose(session->diagnostics.stream);
	free(messages);
	arena_free(arena);
}

static void define(const char *name, const char *value)
{
	struct setting setting = { name, value };

	vec_push(arena, &session->options.defines, setting);
}

/* ---------------------------------------------------------------- translating and running */

/* Writes the C of the script to a file; returns what codegen_program did. */
static bool translate_to_file(const char *text, const char *path)
{
	struct source_file *file = arena_new_object(arena, struct source_file);
	FILE *stream = fopen(path, "w");

	file->name = "test.stp";
	file->text = text;
	file->size = strlen(text);
	file->is_embedded_c = true;
	file->is_tapset = true; /* its C needs no kernel header */
	vec_push(arena, &session->scripts, parse_script(&session->environment, file));
	struct program *program = semantic_analyse(session);

	fflush(session->diagnostics.stream);
	ck_assert_msg(program && !session->diagnostics.errors, "%s", messages);
	bool good = codegen_program(stream, session, program);

	fclose(stream);
	fflush(session->diagnostics.stream);
	return good;
}

static const char *script_path(void)
{
	return arena_printf(arena, "%s/script%d.c", directory, (int)getpid());
}

static const char *read_file(const char *path)
{
	struct source_file *file = session_read_file(session, path, path);

	ck_assert_ptr_nonnull(file);
	return file->text;
}

/* Returns the C, which compiles without a warning. */
static const char *translate(const char *text)
{
	const char *path = script_path();

	ck_assert_msg(translate_to_file(text, path), "%s", messages);
	ck_assert_int_eq(
		shell("gcc -std=gnu11 -nostdinc -ffreestanding -Iruntime -O2 -fsyntax-only -Wall "
		      "-Wundef -Wstrict-prototypes -Wdeclaration-after-statement -Wvla "
		      "-Wimplicit-fallthrough -Wno-unused-but-set-variable "
		      "-Wno-unused-const-variable -fno-strict-overflow -Werror %s",
		      path),
		0);
	return read_file(path);
}

/* Runs the script's begin and end probes; returns its status and what it wrote. */
static int run(const char *text, const char **out)
{
	const char *path = script_path();
	char *program = arena_printf(arena, "%s.program", path);

	translate(text);
	ck_assert_int_eq(shell("gcc -std=gnu11 -g -nostdinc -ffreestanding -Iruntime -w -fwrapv "
			       "-fsanitize=address %s %s/host.o -o %s",
			       path, directory, program),
			 0);
	int status = shell("%s >%s.out 2>&1", program, path);

	*out = read_file(arena_printf(arena, "%s.out", path));
	return WEXITSTATUS(status);
}

static void check_run(const char *text, const char *expected)
{
	const char *out;
	int status = run(text, &out);

	ck_assert_str_eq(out, expected);
	ck_assert_int_eq(status, 0);
}

static void check_failing_run(const char *text, const char *expected)
{
	const char *out;
	int status = run(text, &out);

	ck_assert_str_eq(out, expected);
	ck_assert_int_eq(status, 1);
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;

	for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
		count++;
	return count;
}

#define has(text, part)	    ck_assert_msg(strstr(text, part), "no '%s' in:\n%s", part, text)
#define has_not(text, part) ck_assert_msg(!strstr(text, part), "'%s' in:\n%s", part, text)

/* ---------------------------------------------------------------- locks */

START_TEST(counting_is_atomic_and_takes_no_lock)
{
	const char *c = translate("global n, m\n"
				  "probe timer.s(1) { n++; m += n_of() }\n"
				  "probe timer.s(2) { n--; m -= 2 }\n"
				  "function n_of:long() { return 3 }\n"
				  "probe end { println(n, m); n = 0 }\n");

	has(c, "__atomic_fetch_add(&global_n, 1, __ATOMIC_RELAXED);");
	has(c, "__atomic_fetch_add(&global_n, -1, __ATOMIC_RELAXED);");
	has(c, "__atomic_fetch_add(&global_m, -2LL, __ATOMIC_RELAXED);");
	has(c, "global_n = 0LL;");
	has_not(c, "stap_lock");
}
END_TEST

START_TEST(who_reads_or_writes_takes_the_lock)
{
	const char *c = translate("global n\n"
				  "probe timer.s(1) { n++ }\n"
				  "probe timer.s(2) { println(n) }\n");

	has(c, "if (!stap_lock_write(c, &global_n_lock))\n\t\tgoto stap_unlocked_0;\n"
	       "\tglobal_n++;\n\tstap_unlock_write(&global_n_lock);\n");
	has(c, "if (!stap_lock_read(c, &global_n_lock))\n\t\tgoto stap_unlocked_0;\n");
	has_not(c, "__atomic");
}
END_TEST

START_TEST(adding_itself_is_reading)
{
	has(translate("global n probe timer.s(1) { n += n }"), "stap_lock_write");
}
END_TEST

START_TEST(what_only_begin_and_end_change_needs_no_lock)
{
	has_not(translate("global a, most = 5\n"
			  "probe begin { a[1] = 2; most = 7 }\n"
			  "probe timer.s(1) { if (a[1] > most) println(\"more\") }\n"
			  "probe end { delete a }\n"),
		"stap_lock");
}
END_TEST

START_TEST(statistics_are_filled_without_a_lock)
{
	const char *c = translate("global s, a\n"
				  "probe timer.s(1) { s <<< 1; a[pid()] <<< 2 }\n"
				  "probe timer.s(2) { println(@count(s), @sum(a[1])) }\n"
				  "probe timer.s(3) { foreach (k in a) println(k) }\n");

	ck_assert_uint_eq(count_of(c, "stap_lock_"), 2);
	ck_assert_uint_eq(count_of(c, "stap_lock_read(c, &global_a_lock)"), 1);
	ck_assert_uint_eq(count_of(c, "stap_lock_write(c, &global_a_lock)"), 1);
}
END_TEST

START_TEST(locks_are_taken_in_one_order)
{
	const char *c = translate("global a, b\n"
				  "function f() { a[1] = 1 }\n"
				  "probe timer.s(1) { println(b[1]); f() }\n"
				  "probe timer.s(2) { b[2] = 1; println(a[1]) }\n");
	const char *a_written = strstr(c, "stap_lock_write(c, &global_a_lock)");
	const char *b_read = strstr(c, "stap_lock_read(c, &global_b_lock)");
	const char *a_read = strstr(c, "stap_lock_read(c, &global_a_lock)");
	const char *b_written = strstr(c, "stap_lock_write(c, &global_b_lock)");

	ck_assert(a_written && b_read && a_read && b_written);
	ck_assert_int_eq(a_written < b_read, a_read < b_written);
}
END_TEST

START_TEST(a_condition_of_numbers_is_tested_before_the_locks)
{
	const char *c = translate("global on, a\n"
				  "probe timer.s(1) if (on > 2) { a[1]++ }\n"
				  "probe timer.s(2) { on = a[1] }\n");

	has(c, "if (!(global_on > 2LL))\n\t\tgoto stap_unarmed;\n"
	       "\tif (!stap_lock_write(c, &global_a_lock))");
}
END_TEST

/* ---------------------------------------------------------------- sharing, limits, parts */

START_TEST(equal_handlers_are_made_once)
{
	const char *c = translate("global n probe timer.s(1), timer.s(2), timer.s(3) { n += 7 }\n"
				  "probe end { println(n) }\n");

	ck_assert_uint_eq(count_of(c, "global_n, 7LL"), 1);
	ck_assert_uint_eq(count_of(c, "static const struct stap_probe stap_probe_"), 4);
	ck_assert_uint_eq(count_of(c, ".handler = stap_handler_0,"), 3);
}
END_TEST

START_TEST(straight_code_counts_no_actions)
{
	has_not(translate("global a, b\n"
			  "function f(n) { return n + 1 }\n"
			  "probe timer.s(1) { a = f(b); if (a) b = f(a); println(a, b) }\n"),
		"stap_count_actions");
}
END_TEST

START_TEST(straight_code_beyond_the_limit_counts)
{
	define("MAXACTION", "3");
	has(translate("global n probe timer.s(1) { n = 1; n = 2; n = 3; n = n + 1; n = n + 2 }"),
	    "stap_count_actions(c, 5, ");
}
END_TEST

START_TEST(limits_are_taken_from_the_options)
{
	define("MAXACTION", "77");
	define("MAXSTRINGLEN", "100");
	define("STP_NO_OVERLOAD", NULL);
	define("MY_OWN", "5");
	const char *c = translate("probe begin { println(\"x\") }");

	has(c, ".max_action = 77,\n");
	has(c, ".max_action_interruptible = 770,\n");
	has(c, ".max_string = 100,\n");
	has(c, ".overload_threshold = 0,\n");
	has(c, "#define MY_OWN 5\n");
	has(c, "#define MAXSTRINGLEN 100\n");
}
END_TEST

START_TEST(only_what_is_read_of_a_statistic_is_kept)
{
	const char *c =
		translate("global a, b, c\n"
			  "probe timer.s(1) { a <<< 1; b <<< 2; c[1] <<< 3 }\n"
			  "probe end { println(@count(a)); print(@hist_linear(b, 0, 10, 2))\n"
			  "foreach (k in @max(c)+) println(@avg(c[k])) }\n");

	has(c, "global_a_parts = STAP_STAT_COUNT };");
	has(c, "global_b_parts = STAP_STAT_COUNT | STAP_STAT_LINEAR };");
	has(c, ".bucket_count = 8, .low = 0LL, .high = 10LL, .step = 2LL }");
	has(c, "global_c_parts = STAP_STAT_COUNT | STAP_STAT_SUM | STAP_STAT_MIN_MAX };");
}
END_TEST

START_TEST(too_much_string_memory_is_an_error)
{
	define("MAXNESTING", "10000");
	ck_assert(!translate_to_file("function f:string(n:long) { s = sprint(n)\n"
				     "if (n) s .= f(n - 1); return s }\n"
				     "probe begin { println(f(3)) }",
				     script_path()));
	ck_assert_msg(strstr(messages, "bytes for its strings, more than 1048576\n"
				       "  lower -D MAXSTRINGLEN=512, or -D MAXNESTING=10000 "
				       "if functions recurse\n"),
		      "%s", messages);
}
END_TEST

START_TEST(too_many_keys_are_an_error)
{
	ck_assert(!translate_to_file("global a\nprobe begin { a[1,2,3,4,5,6,7,8,9,10,11,12,13,14,"
				     "15,16,17] = 1; delete a }",
				     script_path()));
	ck_assert_str_eq(messages, "test.stp:1:8: error: array 'a' has 17 keys, more than 16\n"
				   "global a\n       ^\n");
}
END_TEST

/* ---------------------------------------------------------------- running */

START_TEST(evaluates_from_left_to_right_and_once)
{
	check_run("global a, order\n"
		  "function f:long(n:long) { order .= sprint(n); return n }\n"
		  "probe begin {\n"
		  "  i = 1\n"
		  "  a[i++, i++] = i\n"
		  "  println(a[1, 2], i, i + (i = 9) + i)\n"
		  "  a[f(1), f(2)] += f(3) * (f(4) ? f(5) : f(6)) + (f(0) && f(7) || f(8))\n"
		  "  println(a[1, 2], order)\n"
		  "  x = \"a\"\n"
		  "  println(x . (x = \"b\") . x, x == (x = \"c\"), x)\n"
		  "}\n",
		  "3321\n1912345"
		  "08\nabb0c\n");
}
END_TEST

START_TEST(strings_in_use_are_kept)
{
	check_run(
		"global g = \"old\", m, w%[2]\n"
		"function change:string() { g = \"new\"; m[1] = \"NEW\"; delete m; return \"-\" }\n"
		"function see:string(s:string) { g = \"newer\"; m[1] = \"NEWER\"; return s }\n"
		"probe begin {\n"
		"  m[1] = \"OLD\"\n"
		"  println(g . m[1] . change() . g . m[1])\n"
		"  println(see(g), g, see(m[1]), m[1])\n"
		"  w[1] = \"one\"; w[2] = \"two\"; w[3] = w[1]; w[4] .= w[2]\n"
		"  println(w[3], w[4])\n"
		"  g .= g . g; m[1] .= m[1]\n"
		"  println(g, m[1])\n"
		"}\n",
		"oldOLD-new\nnewnewerNEWERNEWER\nonetwo\nnewernewernewerNEWERNEWER\n");
}
END_TEST

START_TEST(errors_end_what_they_must)
{
	check_failing_run(
		"global zero\n"
		"function f:long(n:long) { try { return 1 / n } catch { return -1 } }\n"
		"function deep:string(n:long) { s = \"x\" . sprint(n)\n"
		"  if (n == 0) s .= sprint(1 / zero); return s . deep(n - 1) }\n"
		"probe begin {\n"
		"  println(f(0), f(1))\n"
		"  foreach_me[1] = 5; try { for (;;) println(1 / zero) } catch (e) { println(e) }\n"
		"  try { println(deep(3)) } catch (e) { println(e) }\n"
		"  println(\"before\", 1 % zero, \"after\")\n"
		"}\n"
		"global foreach_me\n"
		"probe error { println(foreach_me[1]) }\n",
		"-11\n"
		"division by 0 near operator '/' at test.stp:7:47\n"
		"division by 0 near operator '/' at test.stp:4:29\n"
		"ERROR: division by 0 near operator '%' at test.stp:9:23\n"
		"5\n");
}
END_TEST

START_TEST(nothing_is_done_after_an_error)
{
	check_run("global zero, n, a, s\n"
		  "function f:long() { n += 100; return 1 }\n"
		  "probe begin {\n"
		  "  try { println(1 / zero + n++) } catch {}\n"
		  "  try { println(1 / zero, n += 2) } catch {}\n"
		  "  try { println(1 / zero - a[1]++ - f()) } catch {}\n"
		  "  try { println(1 / zero ? n++ : n--) } catch {}\n"
		  "  try { println(1 / zero || f()) } catch {}\n"
		  "  try { s <<< 1 / zero } catch {}\n"
		  "  try { a[1 / zero] = 5 } catch {}\n"
		  "  try { delete a[f() / zero] } catch {}\n"
		  "  println(n, \" \", 1 in a, 0 in a, @count(s))\n"
		  "}\n",
		  "100 000\n");
}
END_TEST

START_TEST(recursion_is_limited)
{
	check_run("function depth:long(n:long) { return n > 1 ? depth(n - 1) + 1 : 1 }\n"
		  "function text:string(n:long) { return n ? sprint(n) . text(n - 1) : \"\" }\n"
		  "probe begin {\n"
		  "  println(depth(10), text(9))\n"
		  "  try { println(depth(11)) } catch (e) { println(e) }\n"
		  "  try { println(text(10)) } catch (e) { println(e) }\n"
		  "}\n",
		  "10987654321\n"
		  "MAXNESTING exceeded near identifier 'depth' at test.stp:1:10\n"
		  "MAXNESTING exceeded near identifier 'text' at test.stp:2:10\n");
}
END_TEST

START_TEST(calls_nest_no_deeper_than_the_limit)
{
	define("MAXNESTING", "2");
	check_run("function a:long() { println(\"a\"); return b() }\n"
		  "function b:long() { return c() }\n"
		  "function c:long() { println(\"c\"); return 3 }\n"
		  "probe begin { println(b()); try { println(a()) } catch (e) { println(e) } }\n",
		  "c\n3\na\nMAXNESTING exceeded near identifier 'c' at test.stp:3:10\n");
}
END_TEST

START_TEST(endless_loops_end)
{
	define("MAXACTION_INTERRUPTIBLE", "100");
	check_run("global n\n"
		  "function f(n) { for (i = 0; i < n; i++) ; }\n"
		  "probe begin {\n"
		  "  try { while (1) n++ } catch (e) { println(e, n) }\n"
		  "}\n"
		  "probe begin { try { for (;;) f(3) } catch (e) { println(substr(e, 0, 18)) } }\n",
		  "MAXACTION exceeded near keyword 'while' at test.stp:4:948\n"
		  "MAXACTION exceeded\n");
}
END_TEST

START_TEST(overloads_go_on_with_the_arguments_given)
{
	check_run(
		"function f:string(n:long, s:string) { n++; s .= \"!\"; if (n > 2) next; return s }\n"
		"function f:string(n:long, s:string) { return s . sprint(n) }\n"
		"function g:long(n:long) { next }\n"
		"probe begin {\n"
		"  println(f(1, \"a\"), f(5, \"b\"))\n"
		"  try { println(g(1)) } catch (e) { println(e) }\n"
		"}\n",
		"a!b5\nno overload of g is left for next near keyword 'next' at test.stp:3:27\n");
}
END_TEST

START_TEST(embedded_c_sees_arguments_and_result)
{
	check_run(
		"%{ static long helper(long n) { return n * 3; } %}\n"
		"function add:long(a:long, b:long) %{ STAP_RETURN(STAP_ARG_a + STAP_ARG_b); %}\n"
		"function text:string(s:string) %{ stap_copy_string(STAP_RETVALUE, STAP_ARG_s, 3); %}\n"
		"function fails:long(n:long) %{ STAP_RETVALUE = STAP_ARG_n;\n"
		"  if (STAP_ARG_n > 3) STAP_ERROR(\"%lld is too much\", STAP_ARG_n); %}\n"
		"function old:long(a:long) %{ THIS->__retvalue = helper(THIS->a); %}\n"
		"probe begin {\n"
		"  println(add(2, 3), text(\"abcdef\"), old(4), %{ 40 + 2 %})\n"
		"  try { println(fails(2)); println(fails(5)) } catch (e) { println(e) }\n"
		"}\n",
		"5ab1242\n2\n5 is too much\n");
}
END_TEST

/* What is kept of a match is allocated to the byte. */
START_TEST(matches_are_kept_whatever_their_length)
{
	define("MAXSTRINGLEN", "24");
	check_run("function f:long(s:string) { return s =~ \"(a+)(b?)$\" }\n"
		  "probe begin {\n"
		  "  println(f(\"xaab\"), matched(0), \" \", matched(1), \" \", matched(2))\n"
		  "  println(f(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"), strlen(matched(1)),\n"
		  "          matched(2), ngroups(), strlen(matched_str()))\n"
		  "  println(\"\" =~ \"()\", f(\"\"), \"[\", matched(1), \"]\")\n"
		  "}\n"
		  "probe end { try { println(matched(0)) } catch (e) { println(e) } }\n",
		  "1aab aa b\n123323\n10[]\n"
		  "no regular expression h\n"); /* cut off as well */
}
END_TEST

START_TEST(memory_is_read)
{
	check_run("probe begin {\n"
		  "  p = task_current()\n"
		  "  println(@kderef(8, p), @kderef(1, p) + @kderef(2, p + 1))\n"
		  "  try { println(@kderef(4, 16)) } catch (e) { println(e) }\n"
		  "}\n",
		  "4242\nkernel read fault at 0x0000000000000010 near operator '@kderef' at "
		  "test.stp:4:17\n");
}
END_TEST

START_TEST(loops_over_arrays_and_histograms)
{
	check_run(
		"global a, s\n"
		"probe begin {\n"
		"  a[\"b\", 1] = 5; a[\"a\", 2] = 9; a[\"c\", 1] = 7\n"
		"  foreach ([x-, y] in a) print(x, y)\n"
		"  want = \"c\"\n"
		"  foreach (v = [x, y] in a[want, *]) { want = \"changed\"; print(v) }\n"
		"  foreach (v = [x, y] in a- limit 1 + 1) { if (v == 9) continue; print(\" \", v) }\n"
		"  s <<< 1; s <<< 1; s <<< 4\n"
		"  foreach (b in @hist_log(s)) if (@hist_log(s)[b]) print(\" \", b, \"=\", @hist_log(s)[b])\n"
		"  println(\"\")\n"
		"}\n",
		"c1b1a27 7 65=2 67=1\n");
}
END_TEST

/* ---------------------------------------------------------------- */

static void add_run_tests(Suite *suite)
{
	TCase *running = tcase_create("running");

	tcase_add_checked_fixture(running, set_up, tear_down);
	tcase_add_unchecked_fixture(running, compile_host, remove_directory);
	tcase_set_timeout(running, 120);
	tcase_add_test(running, evaluates_from_left_to_right_and_once);
	tcase_add_test(running, strings_in_use_are_kept);
	tcase_add_test(running, errors_end_what_they_must);
	tcase_add_test(running, nothing_is_done_after_an_error);
	tcase_add_test(running, recursion_is_limited);
	tcase_add_test(running, calls_nest_no_deeper_than_the_limit);
	tcase_add_test(running, endless_loops_end);
	tcase_add_test(running, overloads_go_on_with_the_arguments_given);
	tcase_add_test(running, embedded_c_sees_arguments_and_result);
	tcase_add_test(running, matches_are_kept_whatever_their_length);
	tcase_add_test(running, memory_is_read);
	tcase_add_test(running, loops_over_arrays_and_histograms);
	tcase_add_test(running, counting_is_atomic_and_takes_no_lock);
	tcase_add_test(running, who_reads_or_writes_takes_the_lock);
	tcase_add_test(running, adding_itself_is_reading);
	tcase_add_test(running, what_only_begin_and_end_change_needs_no_lock);
	tcase_add_test(running, statistics_are_filled_without_a_lock);
	tcase_add_test(running, locks_are_taken_in_one_order);
	tcase_add_test(running, a_condition_of_numbers_is_tested_before_the_locks);
	tcase_add_test(running, equal_handlers_are_made_once);
	tcase_add_test(running, straight_code_counts_no_actions);
	tcase_add_test(running, straight_code_beyond_the_limit_counts);
	tcase_add_test(running, limits_are_taken_from_the_options);
	tcase_add_test(running, only_what_is_read_of_a_statistic_is_kept);
	tcase_add_test(running, too_much_string_memory_is_an_error);
	tcase_add_test(running, too_many_keys_are_an_error);
	suite_add_tcase(suite, running);
}

int main(void)
{
	Suite *suite = suite_create("codegen");

	add_run_tests(suite);
	SRunner *runner = srunner_create(suite);

	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed != 0;
}
