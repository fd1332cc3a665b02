/* SPDX-License-Identifier: GPL-2.0-only */
/* What pass 2 hands to pass 3 besides types: locks, order, numbers, bounds of strings. */
#include "semantic/program.h"
#include "session.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;
static struct session *session;

static void set_up(void)
{
	setenv("XDG_DATA_HOME", "/nonexistent", 1);
	arena = arena_new();
	session = arena_new_object(arena, struct session);
	session->arena = arena;
	session->diagnostics.arena = arena;
	session->diagnostics.stream = stderr;
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
	arena_free(arena);
}

static struct program *analyse(const char *text)
{
	struct source_file *file = arena_new_object(arena, struct source_file);

	file->name = "test.stp";
	file->text = text;
	file->size = strlen(text);
	vec_push(arena, &session->scripts, parse_script(&session->environment, file));
	struct program *program = semantic_analyse(session);

	ck_assert_ptr_nonnull(program);
	ck_assert_uint_eq(session->diagnostics.errors, 0);
	return program;
}

static struct variable *find(const struct variable_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->items[i]->name, name))
			return list->items[i];
	ck_abort_msg("there is no variable '%s'", name);
	return NULL;
}

static struct function *find_function(const struct program *program, const char *name)
{
	for (size_t i = 0; i < program->functions.count; i++)
		if (!strcmp(program->functions.items[i]->name, name))
			return program->functions.items[i];
	ck_abort_msg("there is no function '%s'", name);
	return NULL;
}

/* "a:r b:rw c:a" */
static const char *uses_of(const struct probe *probe)
{
	const char *text = "";

	for (size_t i = 0; i < probe->use_count; i++) {
		const struct global_use *use = &probe->uses[i];

		text = arena_printf(arena, "%s%s%s:%s%s%s", text, i ? " " : "", use->variable->name,
				    use->read ? "r" : "", use->written ? "w" : "",
				    use->aggregated ? "a" : "");
	}
	return text;
}

START_TEST(finds_direct_uses)
{
	struct program *program =
		analyse("global a, b = 1, c, d, s\n"
			"probe begin { a = b; c[1]++; s <<< 1; delete d }\n"
			"probe end { println(a, c[1], @count(s)); d[2] = 1; println(d[1]) }\n");

	ck_assert_str_eq(uses_of(program->probes.items[0]), "a:w b:r c:rw s:a d:w");
	ck_assert_str_eq(uses_of(program->probes.items[1]), "a:r c:r s:r d:rw");
}
END_TEST

START_TEST(finds_uses_through_calls)
{
	struct program *program = analyse("global a, b\n"
					  "function f(n) { a++; return n ? g(n - 1) : 0 }\n"
					  "function g(n) { println(b); return f(n) }\n"
					  "probe begin { println(f(1)) }\n"
					  "probe end { println(a); b = 1 }\n");

	ck_assert_str_eq(uses_of(program->probes.items[0]), "a:rw b:r");
	ck_assert_str_eq(uses_of(program->probes.items[1]), "a:r b:w");
}
END_TEST

START_TEST(sorting_needs_the_lock_to_write)
{
	struct program *program = analyse("global a, s\n"
					  "probe begin { a[1] = 1; s[1] <<< 1 }\n"
					  "probe timer.s(1) { foreach (k in a) println(k) }\n"
					  "probe timer.s(2) { foreach (k in a-) println(k) }\n"
					  "probe timer.s(3) { foreach (k in s) println(k) }\n");

	ck_assert_str_eq(uses_of(program->probes.items[1]), "a:r");
	ck_assert_str_eq(uses_of(program->probes.items[2]), "a:rw");
	ck_assert_str_eq(uses_of(program->probes.items[3]), "s:rw");
}
END_TEST

START_TEST(numbers_are_dense)
{
	struct program *program =
		analyse("global unused, a, b\n"
			"function g(x) { y = x; return y }\n"
			"function f(x) { return g(x) }\n"
			"function not_called() { return 1 }\n"
			"probe begin { a = 1; b = f(a); println(b); q = a; println(q) }\n");

	ck_assert_uint_eq(program->globals.count, 2);
	for (size_t i = 0; i < program->globals.count; i++)
		ck_assert_uint_eq(program->globals.items[i]->index, i);
	ck_assert_uint_eq(program->functions.count, 2);
	ck_assert_str_eq(program->functions.items[0]->name, "g");
	ck_assert_str_eq(program->functions.items[1]->name, "f");
	ck_assert_uint_eq(program->functions.items[1]->index, 1);
	ck_assert_uint_eq(find(&program->probes.items[0]->locals, "q")->index, 0);
}
END_TEST

START_TEST(orders_a_long_chain_of_calls)
{
	const size_t length = 2000;
	char *text = arena_alloc(arena, length * 64);
	size_t used = 0;

	for (size_t i = 0; i < length; i++)
		used += (size_t)sprintf(text + used, "function f%zu(x) { return f%zu(x) }\n", i,
					i + 1);
	sprintf(text + used, "function f%zu(x) { return x }\nprobe begin { println(f0(1)) }\n",
		length);
	struct program *program = analyse(text);

	ck_assert_uint_eq(program->functions.count, length + 1);
	for (size_t i = 0; i <= length; i++)
		ck_assert_str_eq(program->functions.items[i]->name,
				 arena_printf(arena, "f%zu", length - i));
}
END_TEST

START_TEST(marks_recursion)
{
	struct program *program = analyse("function even(n) { return n ? odd(n - 1) : 1 }\n"
					  "function odd(n) { return n ? even(n - 1) : 0 }\n"
					  "function self(n) { return n ? self(n - 1) : even(3) }\n"
					  "function plain(n) { return self(n) }\n"
					  "probe begin { println(plain(3)) }\n");

	ck_assert(find_function(program, "even")->is_recursive);
	ck_assert(find_function(program, "odd")->is_recursive);
	ck_assert(find_function(program, "self")->is_recursive);
	ck_assert(!find_function(program, "plain")->is_recursive);
}
END_TEST

START_TEST(bounds_keys_by_what_is_stored)
{
	struct program *program =
		analyse("global m, n, p\n"
			"probe begin { m[execname(), 1] = 1; n[sprint(pid())] = 1\n"
			"  p[\"abc\"] = \"de\" }\n"
			"probe end { println(m[\"x\", 1], n[\"x\"], p[\"y\"]) }\n");
	struct variable *m = find(&program->globals, "m"), *p = find(&program->globals, "p");

	ck_assert_uint_eq(m->key_sizes[0], 16);
	ck_assert_uint_eq(find(&program->globals, "n")->key_sizes[0], 26);
	ck_assert_uint_eq(p->key_sizes[0], 4);
	ck_assert_uint_eq(p->string_size, 3);
}
END_TEST

START_TEST(bounds_follow_calls_and_locals)
{
	struct program *program =
		analyse("function join(a, b) { return a . \"-\" . b }\n"
			"probe begin { x = execname(); y = join(x, \"ab\"); println(y)\n"
			"  z = sprintf(\"%5d|%s|%c\", pid(), x, 65); println(z) }\n");
	const struct variable_list *locals = &program->probes.items[0]->locals;

	ck_assert_uint_eq(find(locals, "x")->string_size, 16);
	ck_assert_uint_eq(find(locals, "y")->string_size, 15 + 1 + 2 + 1);
	ck_assert_uint_eq(find(locals, "z")->string_size, 24 + 1 + 15 + 1 + 1 + 1);
}
END_TEST

START_TEST(what_grows_is_unbounded)
{
	struct program *program =
		analyse("global a\n"
			"function f(s, n) { return n ? f(s . \"x\", n - 1) : s }\n"
			"probe begin { for (i = 0; i < 5; i++) s .= \"x\"; println(s)\n"
			"  println(f(\"\", 5)); a[1] = s; a[2] = a[1] . \"y\"; println(a[1]) }\n");

	ck_assert_uint_eq(find(&program->probes.items[0]->locals, "s")->string_size, 0);
	ck_assert_uint_eq(find_function(program, "f")->string_size, 0);
	ck_assert_uint_eq(find(&program->globals, "a")->string_size, 0);
}
END_TEST

START_TEST(scalar_globals_take_any_string)
{
	struct program *program = analyse("global s = \"x\"\nprobe begin { println(s) }\n");

	ck_assert_uint_eq(find(&program->globals, "s")->string_size, 0);
}
END_TEST

START_TEST(knows_what_statistics_are_asked)
{
	struct program *program = analyse(
		"global s, t\n"
		"probe begin { s <<< 1; t[1] <<< 1 }\n"
		"probe end { println(@count(s), @max(s)); print(@hist_linear(s, 0, 100, 10))\n"
		"  foreach (k in @sum(t)-) println(k) }\n");
	struct variable *s = find(&program->globals, "s");

	ck_assert_uint_eq(s->stat_ops, 1u << STAT_COUNT | 1u << STAT_MAX);
	ck_assert(s->hist_linear && !s->hist_log);
	ck_assert_int_eq(s->hist_high, 100);
	ck_assert_uint_eq(find(&program->globals, "t")->stat_ops, 1u << STAT_SUM);
}
END_TEST

START_TEST(embedded_c_of_the_user_needs_kernel_headers)
{
	ck_assert(!analyse("probe begin { println(pid(), strlen(execname())) }")
			   ->needs_kernel_headers);
}
END_TEST

START_TEST(prints_globals_after_all_end_probes)
{
	struct program *program = analyse("global x\nprobe begin { x = 5 }\nprobe end(7) { }\n");

	ck_assert_uint_eq(program->probes.count, 3);
	ck_assert_str_eq(program->probes.items[2]->name, "end");
	ck_assert_str_eq(uses_of(program->probes.items[2]), "x:r");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("semantic_program");
	TCase *tests = tcase_create("program");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, finds_direct_uses);
	tcase_add_test(tests, finds_uses_through_calls);
	tcase_add_test(tests, sorting_needs_the_lock_to_write);
	tcase_add_test(tests, numbers_are_dense);
	tcase_add_test(tests, orders_a_long_chain_of_calls);
	tcase_add_test(tests, marks_recursion);
	tcase_add_test(tests, bounds_keys_by_what_is_stored);
	tcase_add_test(tests, bounds_follow_calls_and_locals);
	tcase_add_test(tests, what_grows_is_unbounded);
	tcase_add_test(tests, scalar_globals_take_any_string);
	tcase_add_test(tests, knows_what_statistics_are_asked);
	tcase_add_test(tests, embedded_c_of_the_user_needs_kernel_headers);
	tcase_add_test(tests, prints_globals_after_all_end_probes);
	suite_add_tcase(suite, tests);

	SRunner *runner = srunner_create(suite);

	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed != 0;
}
