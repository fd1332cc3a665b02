// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regular expressions: generated ones, on generated strings, against the C library's regexec and
 * against the rule of POSIX written down as it is said. The tables are run by the runtime's own
 * code.
 *
 * The C library decides whether and where there is a match. For groups of generated expressions it
 * is not asked: after empty turns of a repetition its regexec may not come back, as for
 * ((b*|a)|){2,}|($)b of "ba", and it keeps groups of earlier turns, as in ((a)|b)* of "ab". There
 * the rule decides, and the library on expressions without such cases, the fixed ones below.
 */
#include "runtime_shim.h"

#include "../../runtime/regex.c"
#include "regex/nodes.h"

#include <regex.h>

const struct stap_script stap_script = { .match_string = 64 };

static struct arena *arena;
static uint64_t random_state;

static unsigned chance(unsigned sides)
{
	return (unsigned)(shim_random(&random_state) % sides);
}

static void set_up(void)
{
	arena = arena_new();
	random_state = 20240607;
}

static void tear_down(void)
{
	arena_free(arena);
}

void stap_raise_format(struct stap_context *c, const char *place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(c->error_text, sizeof(c->error_text), format, arguments);
	va_end(arguments);
	stap_raise(c, c->error_text, place);
}

/* ---------------------------------------------------------------- the rule */

/*
 * Sets of places in the text, by a bit each. The places where a part can end when it begins at one
 * of
 * @starts.
 */
static uint64_t ends_of(const struct regex_node *node, const char *text, uint64_t starts);

static uint64_t ends_of_bytes(const struct regex_node *node, const char *text, uint64_t starts)
{
	uint64_t ends = 0;

	for (unsigned i = 0; text[i]; i++)
		if (starts >> i & 1 && byte_set_has(&node->bytes, (unsigned char)text[i]))
			ends |= 2ull << i;
	return ends;
}

static uint64_t ends_of_repeat(const struct regex_node *turn, unsigned least, unsigned most,
			       const char *text, uint64_t starts)
{
	uint64_t now = starts, ends, known = 0;

	for (unsigned i = 0; i < least; i++)
		now = ends_of(turn, text, now);
	ends = now;
	for (unsigned i = least; i < most && known != ends; i++) {
		known = ends;
		now = ends_of(turn, text, now);
		ends |= now;
	}
	return ends;
}

static uint64_t ends_of_items(const struct regex_node *node, size_t from, const char *text,
			      uint64_t starts)
{
	for (size_t i = from; i < node->count; i++)
		starts = ends_of(node->items[i], text, starts);
	return starts;
}

static uint64_t ends_of(const struct regex_node *node, const char *text, uint64_t starts)
{
	uint64_t ends = 0;

	switch (node->kind) {
	case REGEX_EMPTY:
		return starts;
	case REGEX_BYTES:
		return ends_of_bytes(node, text, starts);
	case REGEX_BEGIN:
		return starts & 1;
	case REGEX_END:
		return starts & 1ull << strlen(text);
	case REGEX_CHOICE:
		for (size_t i = 0; i < node->count; i++)
			ends |= ends_of(node->items[i], text, starts);
		return ends;
	case REGEX_REPEAT:
		return ends_of_repeat(node->items[0], node->least, node->most, text, starts);
	default:
		return ends_of_items(node, 0, text, starts);
	}
}

static bool has(uint64_t set, int place)
{
	return set >> place & 1;
}

static uint64_t at(int place)
{
	return 1ull << place;
}

static void forget_groups(const struct regex_node *node, regmatch_t *groups)
{
	if (node->kind == REGEX_GROUP)
		groups[node->group] = (regmatch_t){ -1, -1 };
	for (size_t i = 0; i < node->count; i++)
		forget_groups(node->items[i], groups);
}

static void choose(const struct regex_node *node, const char *text, int start, int end,
		   regmatch_t *groups);

/* Each part, from left to right, takes as much as lets the rest match. */
static void choose_join(const struct regex_node *node, const char *text, int start, int end,
			regmatch_t *groups)
{
	for (size_t i = 0; i < node->count; i++) {
		uint64_t ends = ends_of(node->items[i], text, at(start));
		int middle = end;

		while (!has(ends, middle) ||
		       !has(ends_of_items(node, i + 1, text, at(middle)), end))
			middle--;
		choose(node->items[i], text, start, middle, groups);
		start = middle;
	}
}

/* So does each turn. An empty one is made only where turns are missing, or there would be none. */
static void choose_repeat(const struct regex_node *node, const char *text, int start, int end,
			  regmatch_t *groups)
{
	const struct regex_node *turn = node->items[0];
	unsigned least = node->least, most = node->most;

	for (bool first = true; most; first = false) {
		uint64_t ends = ends_of(turn, text, at(start));
		int middle = end;

		if (start == end && ((!least && !first) || !has(ends, end)))
			return;
		least -= least > 0;
		most -= most != REGEX_ENDLESS;
		while (!has(ends, middle) ||
		       !has(ends_of_repeat(turn, least, most, text, at(middle)), end))
			middle--;
		forget_groups(turn, groups);
		choose(turn, text, start, middle, groups);
		start = middle;
	}
}

/* Sets the groups in @node, which matches from @start to @end. */
static void choose(const struct regex_node *node, const char *text, int start, int end,
		   regmatch_t *groups)
{
	switch (node->kind) {
	case REGEX_JOIN:
		choose_join(node, text, start, end, groups);
		break;
	case REGEX_REPEAT:
		choose_repeat(node, text, start, end, groups);
		break;
	case REGEX_CHOICE:
		for (size_t i = 0; i < node->count; i++) {
			if (!has(ends_of(node->items[i], text, at(start)), end))
				continue;
			choose(node->items[i], text, start, end, groups);
			break;
		}
		break;
	case REGEX_GROUP:
		groups[node->group] = (regmatch_t){ start, end };
		choose(node->items[0], text, start, end, groups);
		break;
	default:
		break;
	}
}

/* What regexec should give. */
static bool oracle(const struct regex_node *tree, const char *text, regmatch_t *groups)
{
	int length = (int)strlen(text);

	forget_groups(tree, groups);
	for (int start = 0; start <= length; start++) {
		uint64_t ends = ends_of(tree, text, at(start));

		for (int end = length; end >= start; end--) {
			if (!has(ends, end))
				continue;
			groups[0] = (regmatch_t){ start, end };
			choose(tree, text, start, end, groups);
			return true;
		}
	}
	return false;
}

/* ---------------------------------------------------------------- what is tested */

struct tested {
	const struct regex_node *tree;
	const struct regex_program *search, *groups;
	regex_t library;
};

_Static_assert(sizeof(struct regex_step) == sizeof(struct stap_regex_step), "the same");

static struct stap_regex runtime_regex(const struct regex_program *program)
{
	return (struct stap_regex){
		.classes = program->classes,
		.reverse = program->reverse.next,
		.forward = program->forward.next,
		.reverse_start = (uint16_t)program->reverse.start,
		.reverse_accepting = (uint16_t)program->reverse.accepting,
		.forward_start = (uint16_t)program->forward.start,
		.forward_later = (uint16_t)program->forward.later,
		.forward_accepting = (uint16_t)program->forward.accepting,
		.group_count = (uint16_t)program->group_count,
		.rows = program->rows,
		.steps = (const struct stap_regex_step *)program->steps,
		.start_row = (uint16_t)program->start_row,
		.later_row = (uint16_t)program->later_row,
		.actions = program->actions,
		.inner = program->inner,
	};
}

/* Returns false when it needs too many states. */
static bool compile(const char *pattern, struct tested *tested)
{
	struct regex_error error;
	unsigned group_count;

	tested->tree = regex_parse(arena, pattern, &group_count, &error);
	ck_assert_msg(tested->tree, "'%s': %s", pattern, error.message);
	tested->search = regex_compile(arena, tested->tree, group_count, false, &error);
	tested->groups = regex_compile(arena, tested->tree, group_count, true, &error);
	return tested->search && tested->groups;
}

static bool search(const struct tested *tested, const char *text)
{
	return stap_regex_search(tested->search->classes, tested->search->search.next,
				 tested->search->search.start, text);
}

static bool match(const struct tested *tested, const char *text, struct stap_match *match)
{
	struct stap_regex regex = runtime_regex(tested->groups);
	struct stap_context context = { .match = match };

	return stap_regex_match(&context, &regex, text);
}

static struct stap_match *new_match(void)
{
	return arena_alloc(arena, stap_match_size(stap_script.match_string));
}

static char *show_groups(const struct stap_match *match)
{
	char *text = arena_strdup(arena, "");

	for (unsigned i = 0; i < match->group_count; i++)
		text = match->groups[i].start < 0
			       ? arena_printf(arena, "%s(-)", text)
			       : arena_printf(arena, "%s(%d,%d)", text, match->groups[i].start,
					      match->groups[i].end);
	return text;
}

static char *show_expected(const regmatch_t *groups, size_t count)
{
	char *text = arena_strdup(arena, "");

	for (size_t i = 0; i < count; i++)
		text = groups[i].rm_so < 0 ? arena_printf(arena, "%s(-)", text)
					   : arena_printf(arena, "%s(%d,%d)", text, groups[i].rm_so,
							  groups[i].rm_eo);
	return text;
}

/* ---------------------------------------------------------------- generated expressions */

struct generated {
	char text[512];
	size_t length;
	unsigned groups, bytes;
};

static void add(struct generated *g, const char *text)
{
	if (g->length + strlen(text) >= sizeof(g->text))
		return;
	strcpy(g->text + g->length, text);
	g->length += strlen(text);
}

static void generate_choice(struct generated *g, unsigned depth);

static void generate_atom(struct generated *g, unsigned depth)
{
	static const char *const atoms[] = { "a",    "a", "b",	  "b",	   "c",		  "ab",
					     "[ab]", ".", "[^a]", "[b-d]", "[[:alpha:]]", "\\." };

	g->bytes++;
	if (depth && g->groups < 8 && g->bytes < 12 && chance(2)) {
		g->groups++;
		add(g, "(");
		generate_choice(g, depth - 1);
		add(g, ")");
	} else if (!chance(12)) {
		add(g, chance(2) ? "(^)" : "($)");
		g->groups++;
	} else {
		add(g, atoms[chance(sizeof(atoms) / sizeof(*atoms))]);
	}
}

static void generate_piece(struct generated *g, unsigned depth)
{
	static const char *const repeats[] = { "*",	"*",	 "+",	 "?",	  "{2}",
					       "{0,2}", "{1,3}", "{2,}", "{0,1}", "{0}" };

	generate_atom(g, depth);
	if (!chance(3))
		add(g, repeats[chance(sizeof(repeats) / sizeof(*repeats))]);
}

static void generate_choice(struct generated *g, unsigned depth)
{
	for (unsigned i = chance(3); i < 3; i++) {
		for (unsigned pieces = chance(8) ? 1 + chance(3) : 0; pieces; pieces--)
			generate_piece(g, depth);
		if (chance(3))
			break;
		add(g, "|");
	}
}

static const char *generate_text(void)
{
	char *text = arena_alloc(arena, 16);
	unsigned length = chance(11);

	for (unsigned i = 0; i < length; i++)
		text[i] = "aaabbbccd."[chance(10)];
	return text;
}

static unsigned matches, group_checks;

static void check_text(const char *pattern, const struct tested *tested, const char *text)
{
	size_t count = tested->groups->group_count;
	regmatch_t library[1], groups[32];
	struct stap_match *found = new_match();
	bool expected = !regexec(&tested->library, text, 1, library, 0);

	ck_assert_msg(oracle(tested->tree, text, groups) == expected, "rule: '%s' =~ '%s'", text,
		      pattern);
	ck_assert_msg(search(tested, text) == expected, "search: '%s' =~ '%s'", text, pattern);
	ck_assert_msg(match(tested, text, found) == expected, "match: '%s' =~ '%s'", text, pattern);
	if (!expected)
		return;
	matches++;
	ck_assert_msg(found->groups[0].start == library[0].rm_so &&
			      found->groups[0].end == library[0].rm_eo,
		      "'%s' =~ '%s': %s but the library has (%d,%d)", text, pattern,
		      show_groups(found), library[0].rm_so, library[0].rm_eo);
	const char *ours = show_groups(found), *rule = show_expected(groups, count);

	ck_assert_msg(!strcmp(ours, rule), "'%s' =~ '%s': %s, but the rule says %s", text, pattern,
		      ours, rule);
	group_checks += count > 1;
}

static void check_generated(unsigned patterns, unsigned depth, unsigned texts)
{
	unsigned compiled = 0;

	matches = group_checks = 0;
	for (unsigned i = 0; i < patterns; i++) {
		struct generated g = { .length = 0 };
		struct tested tested;

		generate_choice(&g, depth);
		ck_assert_msg(!regcomp(&tested.library, g.text, REG_EXTENDED), "%s", g.text);
		if (compile(g.text, &tested)) {
			compiled++;
			for (unsigned t = 0; t < texts; t++)
				check_text(g.text, &tested, generate_text());
		}
		regfree(&tested.library);
		arena_free(arena);
		arena = arena_new();
	}
	ck_assert_uint_ge(compiled, patterns - patterns / 100);
	ck_assert_uint_ge(matches, patterns * texts / 2);
	ck_assert_uint_ge(group_checks, patterns * texts / 4);
}

START_TEST(generated_expressions_match_as_posix_says)
{
	check_generated(1500, 3, 10);
}
END_TEST

START_TEST(small_generated_expressions_match_as_posix_says)
{
	random_state = 1;
	check_generated(1500, 1, 10);
}
END_TEST

/* ---------------------------------------------------------------- fixed expressions */

static void check_with_library(const char *pattern, const char *text)
{
	struct tested tested;
	regmatch_t library[32];
	struct stap_match *found = new_match();

	ck_assert(!regcomp(&tested.library, pattern, REG_EXTENDED));
	ck_assert(compile(pattern, &tested));
	size_t count = tested.groups->group_count;
	bool expected = !regexec(&tested.library, text, count, library, 0);

	regfree(&tested.library);
	ck_assert_msg(search(&tested, text) == expected, "'%s' =~ '%s'", text, pattern);
	ck_assert_msg(match(&tested, text, found) == expected, "'%s' =~ '%s'", text, pattern);
	if (expected)
		ck_assert_str_eq(show_groups(found), show_expected(library, count));
}

START_TEST(groups_are_those_of_the_library)
{
	static const char *const patterns[] = {
		"",
		"()",
		"a|",
		"|a",
		"(a|)b",
		"(a*)(ab)*(b*)",
		"([a-z]+)=([0-9]+)",
		"^([^:]*):([^:]*)(:(.*))?$",
		"(a+|b+)+c",
		"x*",
		"(x)*(y)*",
		"^(a)?b$",
		"a{2}(b{1,3})(b*)",
		"([0-9]{1,3})\\.([0-9]{1,3})",
		"[]a]+",
		"[^]a]+",
		"[a-]+",
		"[[:digit:][:upper:]_]+",
		"[[.-.]a]+",
		"[[=a=]b]",
		"[\\]",
		"a\\{2",
		"(((a)))",
		"a.c",
		"$^",
		"(^a|b)c",
		"a$|b",
		"\\(\\)",
		"\200+(\377)",
		"[\200-\220]",
		"a**",
		"(.*)(.*)",
		"(.+)(.+)",
		"(a?)(ab)?",
		"[^a]",
	};
	static const char *const texts[] = {
		"",	"a",	     "ab",	 "abcd",      "aabb",	      "x=1 ab=23",
		"bbb",	"a:b",	     "a:b:c:d",	 "aabbbbb",   "foobar",	      "10.200.3",
		"]a]",	"-a-",	     "A_1b",	 "\\",	      "xx{2a{2",      "a\nc",
		"ac",	"bcac",	     "()",	 "a\200\377", "\210\200",     "xyxyy",
		"aaac", "foobarbar", "aabbbcab", "\n",	      "abcdefghijkl",
	};

	for (size_t p = 0; p < sizeof(patterns) / sizeof(*patterns); p++)
		for (size_t t = 0; t < sizeof(texts) / sizeof(*texts); t++)
			check_with_library(patterns[p], texts[t]);
}
END_TEST

static void check_groups(const char *pattern, const char *text, const char *expected)
{
	struct tested tested;
	struct stap_match *found = new_match();

	ck_assert(compile(pattern, &tested));
	ck_assert(match(&tested, text, found));
	ck_assert_str_eq(show_groups(found), expected);
}

START_TEST(groups_are_those_of_the_rule)
{
	check_groups("(a|ab)(c|bcd)(d*)", "abcd", "(0,4)(0,2)(2,3)(3,4)");
	check_groups("(foo|foobar)(bar)?", "foobar", "(0,6)(0,6)(-)");
	check_groups("((a)|b)*", "ab", "(0,2)(1,2)(-)");
	check_groups("(a*)*", "b", "(0,0)(0,0)");
	check_groups("(a*)*", "aa", "(0,2)(0,2)");
	check_groups("(a*)+", "aab", "(0,2)(0,2)");
	check_groups("(a*){2}", "aa", "(0,2)(2,2)");
	check_groups("(a|ab|b)*", "abab", "(0,4)(2,4)");
	check_groups("(a)|(b)", "b", "(0,1)(-)(0,1)");
	check_groups("((a?)(b?))*", "ab", "(0,2)(0,2)(0,1)(1,2)");
	check_groups("(a{0}b)", "b", "(0,1)(0,1)");
	check_groups("(a){0}b", "b", "(0,1)(-)");
}
END_TEST

/* ---------------------------------------------------------------- limits */

START_TEST(strings_are_cut_off_where_they_end)
{
	char text[201];

	memset(text, 'a', 200);
	text[200] = 0;
	check_groups("(a*)$", text, "(0,63)(0,63)");
	text[62] = 'b';
	check_groups("b$", text, "(62,63)");
	text[62] = 'a';
	text[63] = 'b';
	struct tested tested;

	ck_assert(compile("b", &tested));
	ck_assert(!match(&tested, text, new_match()));
}
END_TEST

/* A failed match leaves the groups of the one before. */
START_TEST(a_failure_changes_nothing)
{
	struct tested first, second;
	struct stap_match *found = new_match();

	ck_assert(compile("(a)b", &first));
	ck_assert(compile("(x)", &second));
	ck_assert(match(&first, "cab", found));
	ck_assert(!match(&second, "yz", found));
	ck_assert_str_eq(show_groups(found), "(1,3)(1,2)");
}
END_TEST

START_TEST(too_many_states_are_an_error)
{
	static const char *const patterns[] = {
		"(a|b)*a(a|b){20}",
		"(x{255}){255}",
		"((((a{1,9}|b{1,9})*c{1,99}){1,99}){1,99}){1,99}",
		"(.{0,255}a){255}",
		"((a|b|c|d){0,50}(a|b|c){0,50}){0,50}",
	};

	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		struct tested tested;

		ck_assert_msg(!compile(patterns[i], &tested), "%s", patterns[i]);
	}
}
END_TEST

/* A table's entries are 16 bits, however near to the most it comes. */
START_TEST(large_tables_work)
{
	struct tested tested;

	ck_assert(compile("(a|b)*a(a|b){11}c", &tested));
	ck_assert(search(&tested, "bbabbabbabbabbc"));
	ck_assert(!search(&tested, "aaabaaaaaaaaaaac"));
	ck_assert(match(&tested, "bbabbabbabbabbc", new_match()));
}
END_TEST

/* ---------------------------------------------------------------- errors */

static void check_error(const char *pattern, size_t offset, const char *message)
{
	struct regex_error error;
	unsigned group_count;

	ck_assert_msg(!regex_parse(arena, pattern, &group_count, &error), "'%s'", pattern);
	ck_assert_str_eq(error.message, message);
	ck_assert_msg(error.offset == offset, "'%s': %zu", pattern, error.offset);
}

START_TEST(malformed_expressions_are_refused)
{
	char deep[600];

	check_error("a(b", 1, "the ')' of this group is missing");
	check_error("ab)", 2, "there is no '(' for this ')'");
	check_error("*a", 0, "there is nothing before '*' that it could repeat");
	check_error("a|+", 2, "there is nothing before '+' that it could repeat");
	check_error("(?:a)", 1, "there is nothing before '?' that it could repeat");
	check_error("^*", 1, "an anchor cannot be repeated");
	check_error("a{", 1, "this is no repetition: {m}, {m,}, {m,n} or {,n}");
	check_error("a{1,b}", 1, "this is no repetition: {m}, {m,}, {m,n} or {,n}");
	check_error("a{,}", 1, "this is no repetition: {m}, {m,}, {m,n} or {,n}");
	check_error("a{256}", 1, "more than 255 repetitions");
	check_error("a{99999999999}", 1, "more than 255 repetitions");
	check_error("a{3,2}", 1, "at least 3 repetitions but at most 2");
	check_error("a[bc", 1, "the ']' of this '[' is missing");
	check_error("[]", 0, "the ']' of this '[' is missing");
	check_error("[^", 0, "the ']' of this '[' is missing");
	check_error("[z-a]", 1, "the range ends before it begins");
	check_error("x[[:foo:]]", 2, "there is no class of characters 'foo'");
	check_error("[[:alpha]", 1, "the ':]' of this '[:' is missing");
	check_error("[[.", 1, "the '.]' of this '[.' is missing");
	check_error("[[.ab.]]", 1, "'ab' is not one character");
	check_error("[a-[:alpha:]]", 3, "a class of characters cannot be the end of a range");
	check_error("a\\", 1, "nothing follows the backslash");
	check_error("\\d", 0, "'\\d' means nothing in an extended regular expression");
	check_error("(a)\\1", 3, "what a group matched cannot be asked for again by \\1");
	memset(deep, '(', 500);
	strcpy(deep + 500, "a");
	check_error(deep, 200, "parentheses are nested more than 200 deep");
	memset(deep + 1, '*', 499);
	deep[0] = 'a';
	check_error(deep, 17, "too many repetitions in a row");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("regex");
	TCase *group = tcase_create("regex");

	tcase_add_checked_fixture(group, set_up, tear_down);
	tcase_add_test(group, generated_expressions_match_as_posix_says);
	tcase_add_test(group, small_generated_expressions_match_as_posix_says);
	tcase_add_test(group, groups_are_those_of_the_library);
	tcase_add_test(group, groups_are_those_of_the_rule);
	tcase_add_test(group, strings_are_cut_off_where_they_end);
	tcase_add_test(group, a_failure_changes_nothing);
	tcase_add_test(group, too_many_states_are_an_error);
	tcase_add_test(group, large_tables_work);
	tcase_add_test(group, malformed_expressions_are_refused);
	suite_add_tcase(suite, group);
	return shim_run(suite);
}
