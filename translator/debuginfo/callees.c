/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Callees: call site entries (DWARF 5 §3.4, or GNU's extension to DWARF 4) and inlined subroutines
 * in a function or its blocks.
 */
#include <dwarf.h>
#include <string.h>

#include "debuginfo/callees.h"
#include "debuginfo/internal.h"
#include "debuginfo/name_search.h"
#include "debuginfo/split_function.h"

enum {
	BLOCK_DEPTH_MAX = 200 /* blocks nested deeper than this are damage */
};

struct found_callee {
	struct function_callee callee;
	VEC(uint64_t) returns;
};

struct callee_search {
	struct debuginfo *debuginfo;
	const struct function_query *query;
	Dwarf_Die caller;
	VEC(struct found_callee) found;
};

/* Whether something called @name, without its scopes, may be: of a mangled name that is not known.
 */
static bool can_be_meant(const struct callee_search *search, const char *name)
{
	return strstr(search->query->name, "::") || !strncmp(name, "_Z", 2) ||
	       !strncmp(name, "_R", 2) || name_matches(search->query->name, name);
}

static bool is_meant(const struct callee_search *search, const struct source_function *function)
{
	const char *file = search->query->file;

	return function_is_named(search->debuginfo, search->query->name, function) &&
	       (!file || function_file_matches(file, function->file));
}

/* The entry in `found` of an instance, new or not. */
static struct found_callee *callee_of(struct callee_search *search,
				      const struct source_function *function,
				      const struct function_instance *instance)
{
	struct found_callee new = { .callee = { .function = *function, .instance = *instance } };

	for (size_t i = 0; i < search->found.count; i++)
		if (search->found.items[i].callee.instance.index == instance->index)
			return &search->found.items[i];
	vec_push(search->debuginfo->arena, &search->found, new);
	return &search->found.items[search->found.count - 1];
}

/* The instance whose DIE is at @offset; the DIE of another with the same code may stand for it. */
static bool inlined_instance(struct debuginfo *debuginfo, Dwarf_Die *die,
			     const struct source_function *function,
			     struct function_instance *instance)
{
	Dwarf_Addr pc = 0;
	bool has_pc = !dwarf_entrypc(die, &pc);

	for (uint32_t i = function->call_count; i < function->instance_count; i++) {
		function_instance(debuginfo, function, i, instance);
		if (instance->die == debuginfo_die_offset(debuginfo, die) ||
		    (has_pc && instance->pc == pc))
			return true;
	}
	return false;
}

static void add_inlined(struct callee_search *search, Dwarf_Die *die)
{
	struct function_query by_name = { .name = dwarf_diename(die) };
	struct source_function *functions;
	size_t count;

	if (!by_name.name || !can_be_meant(search, by_name.name))
		return;
	count = functions_find(search->debuginfo, &by_name, &functions);
	for (size_t i = 0; i < count; i++) {
		struct function_instance instance;

		if (!is_meant(search, &functions[i]) ||
		    !inlined_instance(search->debuginfo, die, &functions[i], &instance))
			continue;
		callee_of(search, &functions[i], &instance);
		return;
	}
}

/* Where a call returns to. False for one that is a jump. */
static bool return_address(Dwarf_Die *site, uint64_t *pc)
{
	Dwarf_Attribute attribute;
	Dwarf_Addr address;
	bool gnu = dwarf_tag(site) == DW_TAG_GNU_call_site;

	if (dwarf_hasattr(site, gnu ? DW_AT_GNU_tail_call : DW_AT_call_tail_call) ||
	    !dwarf_attr(site, gnu ? DW_AT_low_pc : DW_AT_call_return_pc, &attribute) ||
	    dwarf_formaddr(&attribute, &address))
		return false;
	*pc = address;
	return true;
}

static bool same_unit(struct debuginfo *debuginfo, const struct function_instance *instance,
		      const Dwarf_Die *other)
{
	Dwarf_Die die;

	return debuginfo_die(debuginfo, instance->die, &die) && die.cu == other->cu;
}

/*
 * The instances with code that a call of @origin can lead to: those of its own unit (one, or some
 * clones of it), else what is visible from other units.
 */
static void add_called(struct callee_search *search, Dwarf_Die *origin, const char *name,
		       uint64_t pc)
{
	const struct function_query by_name = { .name = name };
	struct source_function *functions;
	size_t count = functions_find(search->debuginfo, &by_name, &functions);
	bool own = false;

	for (int pass = 0; pass < 2 && !own; pass++) {
		for (size_t i = 0; i < count; i++) {
			if (!is_meant(search, &functions[i]))
				continue;
			for (uint32_t j = 0; j < functions[i].call_count; j++) {
				struct function_instance instance;

				function_instance(search->debuginfo, &functions[i], j, &instance);
				if (pass ? !functions[i].external
					 : !same_unit(search->debuginfo, &instance, origin))
					continue;
				own = true;
				vec_push(search->debuginfo->arena,
					 &callee_of(search, &functions[i], &instance)->returns, pc);
			}
		}
	}
}

static void add_call(struct callee_search *search, Dwarf_Die *site)
{
	Dwarf_Attribute attribute;
	Dwarf_Die origin;
	const char *name;
	uint64_t pc;

	if (!return_address(site, &pc) ||
	    !dwarf_attr(site,
			dwarf_tag(site) == DW_TAG_GNU_call_site ? DW_AT_abstract_origin
								: DW_AT_call_origin,
			&attribute) ||
	    !dwarf_formref_die(&attribute, &origin) || dwarf_tag(&origin) != DW_TAG_subprogram)
		return;
	/*
	 * The linkage name is one function's alone; of a builtin it is that of the function which
	 * is called.
	 */
	name = dwarf_attr_integrate(&origin, DW_AT_linkage_name, &attribute)
		       ? dwarf_formstring(&attribute)
		       : dwarf_diename(&origin);
	if (name && can_be_meant(search, name))
		add_called(search, &origin, name, pc);
}

static void search_scope(struct callee_search *search, Dwarf_Die *scope, int depth)
{
	Dwarf_Die child;

	if (depth > BLOCK_DEPTH_MAX || dwarf_child(scope, &child))
		return;
	do {
		switch (dwarf_tag(&child)) {
		case DW_TAG_inlined_subroutine:
			if (split_is_rest_of(&child, &search->caller))
				search_scope(search, &child, depth + 1);
			else
				add_inlined(search, &child);
			break;
		case DW_TAG_call_site:
		case DW_TAG_GNU_call_site:
			add_call(search, &child);
			break;
		case DW_TAG_lexical_block:
			search_scope(search, &child, depth + 1);
			break;
		}
	} while (!dwarf_siblingof(&child, &child));
}

size_t callees_find(struct debuginfo *debuginfo, const struct function_instance *caller,
		    const struct function_query *query, struct function_callee **found)
{
	struct callee_search search = { .debuginfo = debuginfo, .query = query };
	struct function_callee *callees;

	if (debuginfo_die(debuginfo, caller->die, &search.caller))
		search_scope(&search, &search.caller, 0);
	callees = arena_alloc(debuginfo->arena, (search.found.count + 1) * sizeof(*callees));
	for (size_t i = 0; i < search.found.count; i++) {
		callees[i] = search.found.items[i].callee;
		callees[i].returns = search.found.items[i].returns.items;
		callees[i].return_count = search.found.items[i].returns.count;
	}
	*found = callees;
	return search.found.count;
}
