// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pattern to tree, by recursive descent. What POSIX leaves undefined and has no obvious meaning,
 * such as a * with nothing before it or \d, is an error that says what to write.
 */
#include "regex/nodes.h"

#define MOST_DEPTH 200 /* of parentheses */

static const struct regex_node *parse_choice(struct regex_parser *p);

const struct regex_node *regex_fail(struct regex_parser *p, size_t offset, const char *remedy,
				    const char *format, ...)
{
	va_list arguments;

	if (p->error->message)
		return NULL;
	va_start(arguments, format);
	p->error->message = arena_vprintf(p->arena, format, arguments);
	va_end(arguments);
	p->error->offset = offset;
	p->error->remedy = remedy;
	return NULL;
}

void byte_set_complement(struct byte_set *set)
{
	for (size_t i = 0; i < 4; i++)
		set->words[i] = ~set->words[i];
	set->words[0] &= ~1ull;
}

static char current(const struct regex_parser *p)
{
	return p->pattern[p->at];
}

static struct regex_node *new_node(struct regex_parser *p, enum regex_kind kind)
{
	struct regex_node *node = arena_new_object(p->arena, struct regex_node);

	node->kind = kind;
	return node;
}

/* A node of one of the kinds that hold others. */
static struct regex_node *new_parent(struct regex_parser *p, enum regex_kind kind,
				     const struct regex_node **items, size_t count)
{
	struct regex_node *node = new_node(p, kind);

	node->items = items;
	node->count = count;
	for (size_t i = 0; i < count; i++)
		node->has_groups |= items[i]->has_groups;
	return node;
}

static struct regex_node *new_wrapper(struct regex_parser *p, enum regex_kind kind,
				      const struct regex_node *item)
{
	const struct regex_node **items = arena_alloc(p->arena, sizeof(*items));

	*items = item;
	return new_parent(p, kind, items, 1);
}

static const struct regex_node *new_byte(struct regex_parser *p, char byte)
{
	struct regex_node *node = new_node(p, REGEX_BYTES);

	byte_set_add(&node->bytes, (unsigned char)byte);
	return node;
}

/* ---------------------------------------------------------------- atoms */

static const struct regex_node *parse_group(struct regex_parser *p)
{
	size_t open = p->at++;
	unsigned group = ++p->groups;

	if (p->depth == MOST_DEPTH)
		return regex_fail(p, open, NULL, "parentheses are nested more than %d deep",
				  MOST_DEPTH);
	p->depth++;
	const struct regex_node *inside = parse_choice(p);

	p->depth--;
	if (!inside)
		return NULL;
	if (current(p) != ')')
		return regex_fail(p, open, "for the character itself write \\\\(",
				  "the ')' of this group is missing");
	p->at++;
	struct regex_node *node = new_wrapper(p, REGEX_GROUP, inside);

	node->group = group;
	node->has_groups = true;
	return node;
}

/* Letters that mean something after a backslash elsewhere, and what says it here. */
static const char *escape_remedy(char letter)
{
	switch (letter) {
	case 'd':
		return "for a digit write [0-9] or [[:digit:]]";
	case 'D':
		return "for what is no digit write [^0-9]";
	case 'w':
		return "for a letter, a digit or _ write [[:alnum:]_]";
	case 'W':
		return "for what is no letter, digit or _ write [^[:alnum:]_]";
	case 's':
		return "for white space write [[:space:]]";
	case 'S':
		return "for what is no white space write [^[:space:]]";
	case 'n':
	case 't':
	case 'r':
	case 'f':
	case 'v':
	case 'a':
		return "write the escape with one backslash: the string then holds the character";
	default:
		return "only a character that is no letter or digit can follow a backslash";
	}
}

static const struct regex_node *parse_escape(struct regex_parser *p)
{
	size_t backslash = p->at++;
	char c = current(p);

	if (!c)
		return regex_fail(p, backslash, "for a backslash itself write four: \\\\\\\\",
				  "nothing follows the backslash");
	if (c >= '1' && c <= '9')
		return regex_fail(p, backslash,
				  "compare matched(1) and matched(2) of two groups in the script",
				  "what a group matched cannot be asked for again by \\%c", c);
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return regex_fail(p, backslash, escape_remedy(c),
				  "'\\%c' means nothing in an extended regular expression", c);
	p->at++;
	return new_byte(p, c);
}

static const struct regex_node *parse_set(struct regex_parser *p)
{
	struct regex_node *node = new_node(p, REGEX_BYTES);

	return regex_parse_bracket(p, &node->bytes) ? node : NULL;
}

static const struct regex_node *parse_any(struct regex_parser *p)
{
	struct regex_node *node = new_node(p, REGEX_BYTES);

	p->at++;
	byte_set_complement(&node->bytes);
	return node;
}

static const struct regex_node *parse_atom(struct regex_parser *p)
{
	char c = current(p);

	switch (c) {
	case '(':
		return parse_group(p);
	case '[':
		return parse_set(p);
	case '\\':
		return parse_escape(p);
	case '.':
		return parse_any(p);
	case '^':
		p->at++;
		return new_node(p, REGEX_BEGIN);
	case '$':
		p->at++;
		return new_node(p, REGEX_END);
	case '*':
	case '+':
	case '?':
	case '{':
		return regex_fail(
			p, p->at,
			arena_printf(p->arena, "for the character itself write \\\\%c", c),
			"there is nothing before '%c' that it could repeat", c);
	default:
		p->at++;
		return new_byte(p, c);
	}
}

/* ---------------------------------------------------------------- repetition */

/* Reads digits; returns false when there are none. */
static bool parse_number(struct regex_parser *p, unsigned *number)
{
	bool found = false;

	for (*number = 0; current(p) >= '0' && current(p) <= '9'; p->at++) {
		found = true;
		if (*number <= REGEX_MOST_REPEATS)
			*number = *number * 10 + (unsigned)(current(p) - '0');
	}
	return found;
}

/* {m} {m,} {m,n} {,n} */
static bool parse_interval(struct regex_parser *p, unsigned *least, unsigned *most)
{
	size_t open = p->at++;
	bool has_least = parse_number(p, least), has_most = false;

	*most = *least;
	if (current(p) == ',') {
		p->at++;
		has_most = parse_number(p, most);
		if (!has_most)
			*most = REGEX_ENDLESS;
	}
	if (current(p) != '}' || (!has_least && !has_most)) {
		regex_fail(p, open, "for the character itself write \\\\{",
			   "this is no repetition: {m}, {m,}, {m,n} or {,n}");
		return false;
	}
	p->at++;
	if (*least > REGEX_MOST_REPEATS || (*most > REGEX_MOST_REPEATS && *most != REGEX_ENDLESS)) {
		regex_fail(p, open, "repeat a group that repeats: (x{100}){5}",
			   "more than %d repetitions", REGEX_MOST_REPEATS);
		return false;
	}
	if (*least > *most) {
		regex_fail(p, open, NULL, "at least %u repetitions but at most %u", *least, *most);
		return false;
	}
	return true;
}

/* Reads * + ? or {…} after @item. */
static const struct regex_node *parse_repeat(struct regex_parser *p, const struct regex_node *item)
{
	unsigned least = 0, most = REGEX_ENDLESS;
	size_t at = p->at;

	if (item->kind == REGEX_BEGIN || item->kind == REGEX_END)
		return regex_fail(
			p, at,
			arena_printf(p->arena, "for the character itself write \\\\%c", current(p)),
			"an anchor cannot be repeated");
	if (current(p) == '{') {
		if (!parse_interval(p, &least, &most))
			return NULL;
	} else {
		least = current(p) == '+';
		if (current(p) == '?')
			most = 1;
		p->at++;
	}
	struct regex_node *node = new_wrapper(p, REGEX_REPEAT, item);

	node->least = least;
	node->most = most;
	return node;
}

static bool at_repeat(const struct regex_parser *p)
{
	return current(p) && strchr("*+?{", current(p));
}

/* ---------------------------------------------------------------- lists */

#define MOST_REPEATS_IN_A_ROW 16

struct node_list {
	const struct regex_node **items;
	size_t count, capacity;
};

static const struct regex_node *parse_piece(struct regex_parser *p)
{
	const struct regex_node *node = parse_atom(p);

	for (unsigned i = 0; node && at_repeat(p); i++) {
		if (i == MOST_REPEATS_IN_A_ROW)
			return regex_fail(p, p->at, NULL, "too many repetitions in a row");
		node = parse_repeat(p, node);
	}
	return node;
}

static const struct regex_node *parse_join(struct regex_parser *p)
{
	struct node_list list = { 0 };

	while (current(p) && current(p) != '|' && current(p) != ')') {
		const struct regex_node *piece = parse_piece(p);

		if (!piece)
			return NULL;
		vec_push(p->arena, &list, piece);
	}
	if (!list.count)
		return new_node(p, REGEX_EMPTY);
	return list.count == 1 ? *list.items : new_parent(p, REGEX_JOIN, list.items, list.count);
}

static const struct regex_node *parse_choice(struct regex_parser *p)
{
	struct node_list list = { 0 };

	for (;;) {
		const struct regex_node *join = parse_join(p);

		if (!join)
			return NULL;
		vec_push(p->arena, &list, join);
		if (current(p) != '|')
			break;
		p->at++;
	}
	return list.count == 1 ? *list.items : new_parent(p, REGEX_CHOICE, list.items, list.count);
}

const struct regex_node *regex_parse(struct arena *arena, const char *pattern,
				     unsigned *group_count, struct regex_error *error)
{
	struct regex_parser p = { .arena = arena, .pattern = pattern, .error = error };

	error->message = NULL;
	const struct regex_node *tree = parse_choice(&p);

	if (tree && current(&p) == ')')
		return regex_fail(&p, p.at, "for the character itself write \\\\)",
				  "there is no '(' for this ')'");
	*group_count = p.groups;
	return tree;
}
