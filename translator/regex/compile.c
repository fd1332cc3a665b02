// SPDX-License-Identifier: GPL-2.0-only
/* The tables of one expression together. */
#include "regex/nodes.h"

/* Which groups are inside of which, by a bit for each. Returns those in @node. */
static uint32_t find_inner(const struct regex_node *node, uint32_t *inner)
{
	uint32_t groups = 0;

	for (size_t i = 0; i < node->count; i++)
		groups |= find_inner(node->items[i], inner);
	if (node->kind != REGEX_GROUP)
		return groups;
	inner[node->group] = groups;
	return groups | 1u << node->group;
}

static bool compile_tables(struct arena *arena, const struct nfa *nfa, bool keep_groups,
			   struct regex_program *program)
{
	nfa_classes(nfa, program);
	if (!keep_groups)
		return regex_search_table(arena, nfa, program);
	return regex_reverse_table(arena, nfa, program) && regex_groups_table(arena, nfa, program);
}

const struct regex_program *regex_compile(struct arena *arena, const struct regex_node *tree,
					  unsigned group_count, bool keep_groups,
					  struct regex_error *error)
{
	struct regex_program *program = arena_new_object(arena, struct regex_program);
	struct arena *scratch;
	struct nfa nfa;

	*error = (struct regex_error){ 0 };
	if (keep_groups && group_count > REGEX_MOST_GROUPS) {
		error->message = arena_printf(arena,
					      "the regular expression has %u groups, more than the "
					      "%d that can be kept for matched()",
					      group_count, REGEX_MOST_GROUPS);
		error->remedy = "use fewer ( ), or two expressions";
		return NULL;
	}
	program->group_count = 1 + group_count;
	program->inner = arena_alloc(arena, program->group_count * sizeof(*program->inner));
	if (keep_groups)
		find_inner(tree, program->inner);
	scratch = arena_new();
	bool good = nfa_build(scratch, tree, keep_groups, &nfa) &&
		    compile_tables(arena, &nfa, keep_groups, program);

	arena_free(scratch);
	if (good)
		return program;
	error->message = "the regular expression needs too many states";
	error->remedy =
		"a counted repetition such as .{20} after something that can begin anywhere "
		"multiplies them: anchor it with ^, or say more exactly what is before it";
	return NULL;
}
