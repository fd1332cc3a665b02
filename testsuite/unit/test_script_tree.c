/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parser puts into the tree that printing does not show, and copies and comparisons. */
#include "../fuzz/round_trip.h"
#include "script/conditional.h"

#include <check.h>

static struct arena *arena;
static struct script_environment *environment;
static char *messages;
static size_t message_size;
static FILE *stream;

static void set_up(void)
{
	arena = arena_new();
	stream = open_memstream(&messages, &message_size);
	environment = round_trip_environment(arena, stream);
}

static void tear_down(void)
{
	fclose(stream);
	free(messages);
	arena_free(arena);
}

static struct source_file *source(const char *text)
{
	struct source_file *file = arena_new_object(arena, struct source_file);

	*file = round_trip_file("a.stp", text, strlen(text));
	return file;
}

static struct script *parse(const char *text)
{
	struct script *script = parse_script(environment, source(text));

	fflush(stream);
	ck_assert_msg(!environment->diagnostics->errors, "%s: %s", text, messages);
	return script;
}

static struct stmt *first_statement(const char *text)
{
	const char *whole = arena_printf(arena, "probe begin {\n%s\n}", text);

	return parse(whole)->declarations.items[0].probe->body->block.items[0];
}

static struct expr *expression(const char *text)
{
	struct stmt *stmt = first_statement(text);

	ck_assert_int_eq(stmt->kind, STMT_EXPR);
	return stmt->expr;
}

static void check_place(struct place place, unsigned line, unsigned column)
{
	ck_assert_uint_eq(place.line, line);
	ck_assert_uint_eq(place.column, column);
}

/* ---------------------------------------------------------------- places */

START_TEST(test_expression_places)
{
	/* On line 2. An operator stands for what it joins. */
	check_place(expression("abc + f(x)")->place, 2, 5);
	check_place(expression("abc + f(x)")->binary.right->place, 2, 7);
	check_place(expression("  abc[1]")->place, 2, 3);
	check_place(expression("x = y")->place, 2, 3);
	check_place(expression("a ? b : c")->place, 2, 3);
	check_place(expression("s =~ \"x\"")->place, 2, 3);
	check_place(expression("s =~ \"x\"")->regex.pattern_place, 2, 6);
	check_place(expression("$a->b->c")->place, 2, 1);
	check_place(expression("$a->b->c")->target.accesses[1].place, 2, 8);
	check_place(expression("printf(\"%d\", 1)")->print.format_place, 2, 8);
	check_place(expression("x in y")->in.array->place, 2, 6);
}
END_TEST

START_TEST(test_declaration_places)
{
	struct script *script = parse("global a,\n b\nfunction f(x) { }\nprobe p.q = r { }");

	check_place(script->declarations.items[0].globals.items[1]->place, 2, 2);
	check_place(script->declarations.items[1].function->place, 3, 10);
	check_place(script->declarations.items[1].function->parameters.items[0]->place, 3, 12);
	check_place(script->declarations.items[2].alias->place, 4, 1);
	check_place(script->declarations.items[2].alias->name->place, 4, 7);
	check_place(script->declarations.items[2].alias->name->components[1].place, 4, 9);
	check_place(script->declarations.items[2].alias->points.items[0]->place, 4, 13);
}
END_TEST

START_TEST(test_macro_places)
{
	struct script *script = parse("@define one %( f(1) %)\n@define two(x) %( @one + @x %)\n"
				      "probe begin {\n y = @two(z) }");
	struct expr *sum = script->declarations.items[0].probe->body->block.items[0]->expr;
	const struct expansion *chain;

	sum = sum->assign.value;
	check_place(sum->place, 2, 24);
	ck_assert_str_eq(sum->place.expansion->macro, "two");
	check_place(sum->place.expansion->use, 4, 6);
	ck_assert_ptr_null(sum->place.expansion->use.expansion);

	chain = sum->binary.left->place.expansion;
	check_place(sum->binary.left->place, 1, 16);
	ck_assert_str_eq(chain->macro, "one");
	check_place(chain->use, 2, 19);
	ck_assert_str_eq(chain->use.expansion->macro, "two");

	/* An argument is where it was written. */
	check_place(sum->binary.right->place, 4, 11);
	ck_assert_str_eq(sum->binary.right->place.expansion->macro, "two");
}
END_TEST

START_TEST(test_script_argument_places)
{
	struct script *script = parse("probe begin { x = $1 + $2 }");
	struct expr *sum = script->declarations.items[0].probe->body->block.items[0]->expr;

	sum = sum->assign.value;
	ck_assert_int_eq(sum->binary.left->number, 7);
	check_place(sum->binary.left->place, 1, 19);
	ck_assert_str_eq(sum->binary.right->name.text, "name");
	check_place(sum->binary.right->place, 1, 24);
}
END_TEST

/* ---------------------------------------------------------------- kinds */

START_TEST(test_targets)
{
	struct expr *expr = expression("$a->b[1]$$");

	ck_assert_int_eq(expr->target.kind, TARGET_CONTEXT);
	ck_assert_str_eq(expr->target.name, "$a");
	ck_assert_uint_eq(expr->target.access_count, 3);
	ck_assert_int_eq(expr->target.accesses[0].kind, ACCESS_MEMBER);
	ck_assert_int_eq(expr->target.accesses[1].kind, ACCESS_INDEX);
	ck_assert_int_eq(expr->target.accesses[2].kind, ACCESS_PRETTY_DEEP);

	expr = expression("$$vars$");
	ck_assert_str_eq(expr->target.name, "$$vars");
	ck_assert_int_eq(expr->target.accesses[0].kind, ACCESS_PRETTY);

	expr = expression("&@cast(p, \"t\", \"m\")->f");
	ck_assert(expr->target.address_of);
	ck_assert_int_eq(expr->target.kind, TARGET_CAST);
	ck_assert_str_eq(expr->target.type_name, "t");
	ck_assert_str_eq(expr->target.module, "m");

	/* Without a cast the type is the value's own. */
	expr = expression("p->f");
	ck_assert_int_eq(expr->target.kind, TARGET_CAST);
	ck_assert_ptr_null(expr->target.type_name);
	ck_assert_int_eq(expr->target.pointer->kind, EXPR_NAME);

	expr = expression("a[1][2]");
	ck_assert_int_eq(expr->kind, EXPR_TARGET);
	ck_assert_int_eq(expr->target.pointer->kind, EXPR_INDEX);
}
END_TEST

START_TEST(test_foreach)
{
	struct stmt *stmt = first_statement("foreach ([a, b-] in c) x");

	ck_assert_int_eq(stmt->foreach.sort_column, 2);
	ck_assert_int_eq(stmt->foreach.direction, SORT_DESCENDING);
	ck_assert(!stmt->foreach.has_sort_stat);
	ck_assert_ptr_null(stmt->foreach.value);

	stmt = first_statement("foreach (v = a in c @max+ limit 5) x");
	ck_assert_int_eq(stmt->foreach.sort_column, 0);
	ck_assert_int_eq(stmt->foreach.direction, SORT_ASCENDING);
	ck_assert(stmt->foreach.has_sort_stat);
	ck_assert_int_eq(stmt->foreach.sort_stat, STAT_MAX);
	ck_assert_int_eq(stmt->foreach.limit->number, 5);

	stmt = first_statement("foreach (a in c[1, *]) x");
	ck_assert_int_eq(stmt->foreach.sort_column, -1);
	ck_assert_int_eq(stmt->foreach.direction, SORT_NONE);
	ck_assert_uint_eq(stmt->foreach.slice.count, 2);
	ck_assert_ptr_nonnull(stmt->foreach.slice.items[0]);
	ck_assert_ptr_null(stmt->foreach.slice.items[1]);
}
END_TEST

START_TEST(test_format)
{
	struct expr *expr = expression("printf(\"a%%\\n%-08.3d%*s\\0b\", 1, 2, \"c\")");
	const struct format_piece *pieces = expr->print.pieces;

	ck_assert_uint_eq(expr->print.piece_count, 3);
	ck_assert_str_eq(pieces[0].text, "a%\n");
	ck_assert_int_eq(pieces[0].conversion, 'd');
	ck_assert(pieces[0].minus && pieces[0].zero && !pieces[0].plus);
	ck_assert(pieces[0].has_width && pieces[0].has_precision);
	ck_assert_uint_eq(pieces[0].width, 8);
	ck_assert_uint_eq(pieces[0].precision, 3);
	ck_assert_uint_eq(pieces[1].text_length, 0);
	ck_assert(pieces[1].width_argument && !pieces[1].has_width);
	ck_assert_int_eq(pieces[2].conversion, 0);
	ck_assert_uint_eq(pieces[2].text_length, 2);
	ck_assert_int_eq(memcmp(pieces[2].text, "\0b", 2), 0);
}
END_TEST

START_TEST(test_string_length)
{
	struct expr *expr = expression("\"a\\0b\" \"\\x41\"");

	ck_assert_uint_eq(expr->string.length, 4);
	ck_assert_int_eq(memcmp(expr->string.text, "a\0bA", 5), 0);
}
END_TEST

START_TEST(test_globals)
{
	struct script *script = parse("global a = 3, b%[5], c%, d[7]\nprivate global e");
	struct variable **globals = script->declarations.items[0].globals.items;

	ck_assert(globals[0]->is_global && !globals[0]->is_array && !globals[0]->is_private);
	ck_assert_int_eq(globals[0]->initial->number, 3);
	ck_assert(globals[1]->wraps && globals[1]->is_array);
	ck_assert_int_eq(globals[1]->max_entries, 5);
	ck_assert(globals[2]->wraps && globals[2]->is_array);
	ck_assert_int_eq(globals[2]->max_entries, 0);
	ck_assert(!globals[3]->wraps && globals[3]->is_array);
	ck_assert(script->declarations.items[1].globals.items[0]->is_private);
	ck_assert_ptr_eq(globals[0]->file, script->file);
}
END_TEST

START_TEST(test_comments)
{
	struct script *script = parse("#!/usr/bin/stap\n"
				      "global g # of g\n"
				      "function none() { }\n"
				      "/**\n"
				      " * Adds one.\n"
				      " *\n"
				      " *   indented\n"
				      " */\n"
				      "function block() { }\n"
				      "# First.\n"
				      "#\n"
				      "#  Second.\n"
				      "private function lines() { }\n"
				      "// far away\n"
				      "\n"
				      "// near\n"
				      "probe begin { }\n"
				      "/* one line */ probe a = b { }\n"
				      "# too far\n"
				      "\n"
				      "probe end { }");

	ck_assert_ptr_null(script->declarations.items[1].function->comment);
	ck_assert_str_eq(script->declarations.items[2].function->comment,
			 "Adds one.\n\n  indented");
	ck_assert_str_eq(script->declarations.items[3].function->comment, "First.\n\n Second.");
	ck_assert_str_eq(script->declarations.items[4].probe->comment, "near");
	ck_assert_str_eq(script->declarations.items[5].alias->comment, "one line");
	ck_assert_ptr_null(script->declarations.items[6].probe->comment);
}
END_TEST

/* ---------------------------------------------------------------- entries */

START_TEST(test_arguments_used)
{
	parse("probe begin { x = %( 1 == 2 %? @1 %: $2 %) }");
	ck_assert(!environment->argument_used[0]);
	ck_assert(environment->argument_used[1]);
	parse("%( defined($1) %? global g %)");
	ck_assert(!environment->argument_used[0]);
	parse("probe begin { x = $# }");
	ck_assert(environment->argument_used[0]);
}
END_TEST

START_TEST(test_points)
{
	struct point_list *points = parse_points(environment, source("a.{b,c}(1)?"));

	ck_assert_ptr_null(points);
	environment = round_trip_environment(arena, stream);
	points = parse_points(environment, source("a.{b(\"x\"),c}.d?, e(5)"));
	ck_assert_ptr_nonnull(points);
	ck_assert_uint_eq(points->count, 3);
	ck_assert_uint_eq(points->items[1]->component_count, 3);
	ck_assert_str_eq(points->items[0]->components[1].string, "x");
	ck_assert(points->items[0]->optional && points->items[1]->optional);
	ck_assert(!points->items[2]->optional);
	ck_assert_int_eq(points->items[2]->components[0].number, 5);
	ck_assert_ptr_null(parse_points(environment, source("")));
	ck_assert_ptr_null(parse_points(environment, source("a {")));
}
END_TEST

START_TEST(test_macro_file)
{
	ck_assert(parse_macro_file(environment, source("@define one %( 1 %) @define two %( 2 %)")));
	ck_assert_int_eq(expression("@one")->number, 1);
	/* A later file of the library overrides, a script overrides for itself. */
	ck_assert(parse_macro_file(environment, source("@define one %( 11 %)")));
	ck_assert_int_eq(expression("@one")->number, 11);
	parse("@define one %( 3 %) probe begin { @one }");
	ck_assert_int_eq(expression("@one")->number, 11);
	ck_assert(!parse_macro_file(environment, source("@define a %( 1 %) global x")));
	ck_assert(!parse_macro_file(environment, source("@define b %( 1")));
}
END_TEST

START_TEST(test_version_compare)
{
	static const struct {
		const char *a, *b;
		int order;
	} expected[] = {
		{ "6.1", "6.1", 0 },	    { "6.1", "6.1.0", -1 },
		{ "6.12", "6.2", 1 },	    { "2.6.18", "6.1.0", -1 },
		{ "6.1.0-56", "6.1.0", 1 }, { "4.10.3", "4.9.200", 1 },
		{ "6.01", "6.1", 0 },	    { "", "1", -1 },
	};

	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		ck_assert_int_eq(version_compare(expected[i].a, expected[i].b), expected[i].order);
		ck_assert_int_eq(version_compare(expected[i].b, expected[i].a), -expected[i].order);
	}
}
END_TEST

/* ---------------------------------------------------------------- copies and comparisons */

static const char *const different[] = {
	"1",
	"2",
	"\"1\"",
	"\"2\"",
	"\"1\\0\"",
	"a",
	"b",
	"a[1]",
	"a[2]",
	"b[1]",
	"a[1, 2]",
	"a()",
	"b()",
	"a(1)",
	"a(1, 2)",
	"-a",
	"+a",
	"!a",
	"~a",
	"a + b",
	"b + a",
	"a - b",
	"a . b",
	"a >> b",
	"a >>> b",
	"a < b",
	"a <= b",
	"a ? b : c",
	"a ? c : b",
	"b ? b : c",
	"a = b",
	"a += b",
	"a <<< b",
	"b = b",
	"a = c",
	"a++",
	"++a",
	"a--",
	"b++",
	"a in b",
	"b in b",
	"a in c",
	"[a, b] in b",
	"[a, *] in b",
	"[*, a] in b",
	"a =~ \"x\"",
	"a !~ \"x\"",
	"a =~ \"y\"",
	"b =~ \"x\"",
	"$a",
	"$b",
	"$$a",
	"&$a",
	"$a$",
	"$a$$",
	"$a->b",
	"$a->c",
	"$a->b->c",
	"$a[1]",
	"$a[2]",
	"@var(\"a\")",
	"@var(\"b\")",
	"@var(\"a\", \"m\")",
	"@var(\"a\", \"n\")",
	"@enum(\"a\")",
	"@cast(a, \"t\")",
	"@cast(b, \"t\")",
	"@cast(a, \"u\")",
	"@cast(a, \"t\", \"m\")",
	"a->b",
	"@defined(a)",
	"@defined(b)",
	"@entry(a)",
	"@perf(\"a\")",
	"@perf(\"b\")",
	"@const(\"a\")",
	"@kderef(1, a)",
	"@kderef(2, a)",
	"@kderef(1, b)",
	"@uderef(1, a)",
	"@kregister(1)",
	"@uregister(1)",
	"@count(a)",
	"@sum(a)",
	"@count(b)",
	"@variance(a)",
	"@variance(a, 1)",
	"@variance(a, 2)",
	"@hist_log(a)[1]",
	"@hist_log(a)[2]",
	"@hist_linear(a, 1, 3, 1)[1]",
	"@hist_linear(a, 0, 3, 1)[1]",
	"@hist_linear(a, 1, 4, 1)[1]",
	"@hist_linear(a, 1, 3, 2)[1]",
	"print(a)",
	"print(b)",
	"println(a)",
	"sprint(a)",
	"print(a, b)",
	"printd(\"\", a)",
	"printd(\",\", a)",
	"printdln(\"\", a)",
	"print_char(a)",
	"printf(\"%d\", a)",
	"printf(\"%x\", a)",
	"printf(\"%5d\", a)",
	"printf(\"%.5d\", a)",
	"printf(\"%-5d\", a)",
	"printf(\"%05d\", a)",
	"printf(\" %d\", a)",
	"printf(\"%d \", a)",
	"printf(\"%d\", b)",
	"printf(\"%*d\", a, b)",
	"printf(\"%.*d\", a, b)",
	"%{ a %}",
	"%{ b %}",
};

#define DIFFERENT (sizeof(different) / sizeof(*different))

START_TEST(test_expr_equal)
{
	struct expr *first[DIFFERENT], *second[DIFFERENT];

	for (size_t i = 0; i < DIFFERENT; i++) {
		first[i] = expression(different[i]);
		second[i] = expression(arena_printf(arena, "  (%s)", different[i]));
	}
	for (size_t i = 0; i < DIFFERENT; i++) {
		for (size_t j = 0; j < DIFFERENT; j++)
			ck_assert_msg(expr_equal(first[i], second[j]) == (i == j), "%s and %s",
				      different[i], different[j]);
	}
	ck_assert(!expr_equal(first[0], NULL));
	ck_assert(expr_equal(NULL, NULL));
}
END_TEST

/* Spoils a tree: a copy must not notice. */
static void spoil_expr(struct expr **slot, void *nothing)
{
	expr_visit_children(*slot, spoil_expr, nothing);
	memset(*slot, 0, sizeof(**slot));
	*slot = NULL;
}

static void spoil_stmt(struct stmt **slot, void *nothing)
{
	stmt_visit_children(*slot, spoil_expr, spoil_stmt, nothing);
	memset(*slot, 0, sizeof(**slot));
	*slot = NULL;
}

START_TEST(test_expr_clone)
{
	for (size_t i = 0; i < DIFFERENT; i++) {
		struct expr *expr = expression(different[i]);
		struct expr *copy = expr_clone(arena, expr);

		ck_assert_msg(expr_equal(expr, copy), "%s", different[i]);
		spoil_expr(&expr, NULL);
		ck_assert_msg(expr_equal(copy, expression(different[i])), "%s", different[i]);
	}
	ck_assert_ptr_null(expr_clone(arena, NULL));
}
END_TEST

static const char *const statements[] = {
	";",
	"a;",
	"b;",
	"{ }",
	"{ a; }",
	"{ a; b; }",
	"if (a) b;",
	"if (b) b;",
	"if (a) c;",
	"if (a) b; else c;",
	"if (a) b; else d;",
	"while (a) b;",
	"while (b) b;",
	"while (a) c;",
	"for (;;) a;",
	"for (a;;) a;",
	"for (;a;) a;",
	"for (;;a) a;",
	"while (1) break",
	"while (1) continue",
	"next",
	"delete a",
	"delete a[1]",
	"delete a[*]",
	"try { } catch { }",
	"try { a } catch { }",
	"try { } catch { a }",
	"try { } catch (e) { }",
	"try { } catch (f) { }",
	"foreach (a in b) c;",
	"foreach (d in b) c;",
	"foreach (a in d) c;",
	"foreach (a in b) d;",
	"foreach (a+ in b) c;",
	"foreach (a- in b) c;",
	"foreach (a in b+) c;",
	"foreach (a in b @sum+) c;",
	"foreach (a in b @count+) c;",
	"foreach (a in b limit 1) c;",
	"foreach (a in b limit 2) c;",
	"foreach (v = a in b) c;",
	"foreach (w = a in b) c;",
	"foreach (a in b[1]) c;",
	"foreach (a in b[*]) c;",
	"foreach ([a, d] in b) c;",
	"foreach (a in @hist_log(b)) c;",
};

#define STATEMENTS (sizeof(statements) / sizeof(*statements))

static struct script *around(const char *statement)
{
	return parse(arena_printf(arena, "function f() { %s }", statement));
}

START_TEST(test_stmt_equal_and_clone)
{
	for (size_t i = 0; i < STATEMENTS; i++) {
		struct script *script = around(statements[i]);
		struct function *function = script->declarations.items[0].function;
		struct stmt *body = function->body;

		for (size_t j = 0; j < STATEMENTS; j++)
			ck_assert_msg(script_equal(script, around(statements[j])) == (i == j),
				      "%s and %s", statements[i], statements[j]);
		function->body = stmt_clone(arena, body);
		spoil_stmt(&body, NULL);
		ck_assert_msg(script_equal(script, around(statements[i])), "%s", statements[i]);
	}
	ck_assert_ptr_null(stmt_clone(arena, NULL));
}
END_TEST

START_TEST(test_script_equal)
{
	static const char *const scripts[] = {
		"",
		"global a",
		"global b",
		"global a, b",
		"global a global b",
		"global a = 1",
		"global a = \"1\"",
		"global a[1]",
		"global a[2]",
		"global a%",
		"private global a",
		"function a() { }",
		"function b() { }",
		"function a:long() { }",
		"function a:string() { }",
		"function a(x) { }",
		"function a(y) { }",
		"function a(x:long) { }",
		"function a():1 { }",
		"function a():2 { }",
		"function a() { x }",
		"function a() %{ %}",
		"function a() %{ x %}",
		"function a() { return 1 }",
		"function a() { return }",
		"private function a() { }",
		"probe a { }",
		"probe b { }",
		"probe a.b { }",
		"probe a(1) { }",
		"probe a(2) { }",
		"probe a(\"1\") { }",
		"probe a? { }",
		"probe a! { }",
		"probe a if (x) { }",
		"probe a if (y) { }",
		"probe a, b { }",
		"probe a { x }",
		"private probe a { }",
		"probe a = b { }",
		"probe a += b { }",
		"probe a = c { }",
		"probe d = b { }",
		"probe a = b { x }",
		"private probe a = b { }",
		"%{ %}",
		"%{ x %}",
	};
	size_t count = sizeof(scripts) / sizeof(*scripts);

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++)
			ck_assert_msg(script_equal(parse(scripts[i]), parse(scripts[j])) ==
					      (i == j),
				      "%s and %s", scripts[i], scripts[j]);
	}
}
END_TEST

static void record_name(struct expr **slot, void *names)
{
	if ((*slot)->kind == EXPR_NAME)
		strcat(names, (*slot)->name.text);
	else
		expr_visit_children(*slot, record_name, names);
}

static void record_stmt(struct stmt **slot, void *names)
{
	stmt_visit_children(*slot, record_name, record_stmt, names);
}

START_TEST(test_order_of_evaluation)
{
	char names[64] = "";
	struct stmt *stmt = first_statement("for (a; b + c; d) foreach (i in e limit f) "
					    "if (g) h(k, l) else try { m } catch (n) { o }");

	record_stmt(&stmt, names);
	ck_assert_str_eq(names, "abcfeigklmnod");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("script tree");
	TCase *group = tcase_create("tree");

	tcase_add_checked_fixture(group, set_up, tear_down);
	tcase_set_timeout(group, 60);
	tcase_add_test(group, test_expression_places);
	tcase_add_test(group, test_declaration_places);
	tcase_add_test(group, test_macro_places);
	tcase_add_test(group, test_script_argument_places);
	tcase_add_test(group, test_targets);
	tcase_add_test(group, test_foreach);
	tcase_add_test(group, test_format);
	tcase_add_test(group, test_string_length);
	tcase_add_test(group, test_globals);
	tcase_add_test(group, test_comments);
	tcase_add_test(group, test_arguments_used);
	tcase_add_test(group, test_points);
	tcase_add_test(group, test_macro_file);
	tcase_add_test(group, test_version_compare);
	tcase_add_test(group, test_expr_equal);
	tcase_add_test(group, test_expr_clone);
	tcase_add_test(group, test_stmt_equal_and_clone);
	tcase_add_test(group, test_script_equal);
	tcase_add_test(group, test_order_of_evaluation);
	suite_add_tcase(suite, group);

	SRunner *runner = srunner_create(suite);

	srunner_run_all(runner, CK_NORMAL);

	int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed != 0;
}
