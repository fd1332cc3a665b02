/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Labels: DW_TAG_label in a function or its blocks (DWARF 5 §3.6).
 */
#include <dwarf.h>

#include "debuginfo/internal.h"
#include "debuginfo/labels.h"
#include "debuginfo/name_search.h"
#include "debuginfo/split_function.h"

enum {
	BLOCK_DEPTH_MAX = 200 /* blocks nested deeper than this are damage */
};

struct label_search {
	struct arena *arena;
	const char *pattern, *file;
	Dwarf_Die function;
	VEC(struct source_label) labels;
};

static void add_label(struct label_search *search, Dwarf_Die *die)
{
	struct source_label label = { .name = dwarf_diename(die), .file = search->file };
	Dwarf_Attribute attribute;
	Dwarf_Word line = 0;

	if (!label.name || !name_matches(search->pattern, label.name) ||
	    dwarf_lowpc(die, &label.pc))
		return;
	if (dwarf_attr_integrate(die, DW_AT_decl_line, &attribute))
		dwarf_formudata(&attribute, &line);
	label.name = arena_strdup(search->arena, label.name);
	label.line = (unsigned int)line;
	vec_push(search->arena, &search->labels, label);
}

static void search_scope(struct label_search *search, Dwarf_Die *scope, int depth)
{
	Dwarf_Die child;

	if (depth > BLOCK_DEPTH_MAX || dwarf_child(scope, &child))
		return;
	do {
		switch (dwarf_tag(&child)) {
		case DW_TAG_label:
			add_label(search, &child);
			break;
		case DW_TAG_inlined_subroutine:
			if (split_is_rest_of(&child, &search->function))
				search_scope(search, &child, depth + 1);
			break;
		case DW_TAG_lexical_block:
			search_scope(search, &child, depth + 1);
			break;
		}
	} while (!dwarf_siblingof(&child, &child));
}

size_t labels_find(struct debuginfo *debuginfo, const struct function_instance *instance,
		   const char *pattern, struct source_label **found)
{
	struct label_search search = {
		.arena = debuginfo->arena,
		.pattern = pattern,
		.file = function_of_instance(debuginfo, instance).file,
	};

	if (debuginfo_die(debuginfo, instance->die, &search.function))
		search_scope(&search, &search.function, 0);
	*found = search.labels.items;
	return search.labels.count;
}
