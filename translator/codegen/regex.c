// SPDX-License-Identifier: GPL-2.0-only
/* Regular expressions: the tables of each, and s =~ "re". */
#include "codegen/generator.h"

#include "regex/regex.h"

#include <inttypes.h>
#include <string.h>

/* ---------------------------------------------------------------- tables */

#define PER_LINE 16

static void add_number(struct text *text, size_t i, size_t count, unsigned number)
{
	bool ends_line = i % PER_LINE == PER_LINE - 1 || i + 1 == count;

	text_add(text, "%u,%s", number, ends_line ? "\n" : " ");
}

static void add_bytes(struct text *text, const char *name, size_t regex, const uint8_t *values,
		      size_t count)
{
	text_add(text, "static const uint8_t stap_regex_%zu_%s[] = {\n", regex, name);
	for (size_t i = 0; i < count; i++)
		add_number(text, i, count, values[i]);
	text_add(text, "};\n");
}

static void add_words(struct text *text, const char *name, size_t regex, const uint16_t *values,
		      size_t count)
{
	text_add(text, "static const uint16_t stap_regex_%zu_%s[] = {\n", regex, name);
	for (size_t i = 0; i < count; i++)
		add_number(text, i, count, values[i]);
	text_add(text, "};\n");
}

/* What only the way back needs. */
static void add_group_tables(struct text *text, size_t number, const struct regex_program *regex)
{
	add_words(text, "rows", number, regex->rows, regex->forward.count);
	text_add(text, "static const struct stap_regex_step stap_regex_%zu_steps[] = {\n", number);
	for (size_t i = 0; i < regex->step_count; i++)
		text_add(text, "{ %u, %u },\n", regex->steps[i].origin, regex->steps[i].action);
	text_add(text, "};\n");
	add_bytes(text, "actions", number, regex->actions, regex->action_count);
	text_add(text, "static const uint32_t stap_regex_%zu_inner[] = {\n", number);
	for (unsigned i = 0; i < regex->group_count; i++)
		text_add(text, "0x%" PRIx32 ",\n", regex->inner[i]);
	text_add(text, "};\n");
}

static void add_regex(struct text *text, size_t n, const struct regex_program *regex)
{
	add_words(text, "reverse", n, regex->reverse.next, regex->reverse.count);
	add_words(text, "forward", n, regex->forward.next, regex->forward.count);
	if (regex->group_count > 1)
		add_group_tables(text, n, regex);
	text_add(text, "static const struct stap_regex stap_regex_%zu = {\n", n);
	text_add(text, ".classes = stap_regex_%zu_classes,\n", n);
	text_add(text, ".reverse = stap_regex_%zu_reverse,\n.forward = stap_regex_%zu_forward,\n",
		 n, n);
	text_add(text, ".reverse_start = %u,\n.reverse_accepting = %u,\n", regex->reverse.start,
		 regex->reverse.accepting);
	text_add(text, ".forward_start = %u,\n.forward_later = %u,\n.forward_accepting = %u,\n",
		 regex->forward.start, regex->forward.later, regex->forward.accepting);
	text_add(text, ".group_count = %u,\n", regex->group_count);
	if (regex->group_count > 1)
		text_add(text,
			 ".rows = stap_regex_%zu_rows,\n.steps = stap_regex_%zu_steps,\n"
			 ".start_row = %u,\n.later_row = %u,\n"
			 ".actions = stap_regex_%zu_actions,\n.inner = stap_regex_%zu_inner,\n",
			 n, n, regex->start_row, regex->later_row, n, n);
	text_add(text, "};\n");
}

void add_regexes(struct generator *g, struct text *text)
{
	const struct program *program = g->program;

	for (size_t i = 0; i < program->regexes.count; i++) {
		const struct program_regex *regex = &program->regexes.items[i];

		text_add(text, "\n// stap_regex_%zu is %s\n", i,
			 c_literal(g->arena, regex->pattern, strlen(regex->pattern)));
		add_bytes(text, "classes", i, regex->compiled->classes, 256);
		if (program->keeps_groups)
			add_regex(text, i, regex->compiled);
		else
			add_words(text, "next", i, regex->compiled->search.next,
				  regex->compiled->search.count);
	}
}

/* ---------------------------------------------------------------- expressions */

struct value generate_regex(struct unit *u, struct expr *expr)
{
	struct value subject = generate(u, expr->regex.subject);
	const char *is_not = expr->regex.negated ? "!" : "";
	unsigned n = expr->regex.index;

	if (u->g->program->keeps_groups)
		return long_now(u, "%sstap_regex_match(c, &stap_regex_%u, %s)", is_not, n,
				subject.text);
	return long_value(u,
			  "((int64_t)%sstap_regex_search(stap_regex_%u_classes, "
			  "stap_regex_%u_next, %u, %s))",
			  is_not, n, n, u->g->program->regexes.items[n].compiled->search.start,
			  subject.text);
}
