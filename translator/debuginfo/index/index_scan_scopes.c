/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Namespaces and classes. A function's code, an inlined copy, a static member refer to their
 * declaration, and DWARF does not say what a DIE is in: so the way down to it from the unit is
 * looked for, through lists of what is at each level, which are made when a way first leads there.
 * What is directly in the unit or a namespace is listed by the walk anyhow.
 */
#include <dwarf.h>
#include <string.h>

#include "debuginfo/index/index.h"
#include "debuginfo/index/index_walk.h"

/* What can be on the way to a declaration, or is of interest by its name. */
static bool is_listed(int tag)
{
	switch (tag) {
	case DW_TAG_subprogram:
	case DW_TAG_lexical_block:
	case DW_TAG_namespace:
	case DW_TAG_module:
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_interface_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
	case DW_TAG_typedef:
	case DW_TAG_base_type:
	case DW_TAG_variable:
		return true;
	default:
		return false;
	}
}

uint32_t index_scan_scope(struct index_scan *scan, uint32_t outer, const char *name, uint32_t flags)
{
	struct scanned_scope scope = {
		.name = string_set_add(&scan->names, name),
		.outer = outer,
		.flags = flags,
	};
	uint64_t key = (uint64_t)(outer + 1) << 32 | scope.name;
	uint32_t *known = number_map_find(&scan->scopes_seen, key);

	if (known)
		return *known;
	vec_push(scan->arena, &scan->scopes, scope);
	number_map_add(&scan->scopes_seen, scan->arena, key, (uint32_t)scan->scopes.count - 1);
	return (uint32_t)scan->scopes.count - 1;
}

uint32_t walk_declared_scope(struct walk *walk, Dwarf_Die *die, uint32_t outer)
{
	Dwarf_Attribute attribute;
	Dwarf_Die origin = *die;
	bool elsewhere = false;

	if (!walk->unit.has_scopes)
		return outer;
	for (int depth = 0; depth < ORIGIN_DEPTH_MAX; depth++, elsewhere = true)
		if ((!dwarf_attr(&origin, DW_AT_abstract_origin, &attribute) &&
		     !dwarf_attr(&origin, DW_AT_specification, &attribute)) ||
		    !dwarf_formref_die(&attribute, &origin))
			break;
	return elsewhere ? walk_scope_of(walk, &origin) : outer;
}

/* What a class without a name is called: the one of a lambda expression has an operator(). */
static const char *unnamed_class(Dwarf_Die *class)
{
	Dwarf_Die child;

	if (dwarf_child(class, &child))
		return "{unnamed}";
	do {
		const char *name =
			dwarf_tag(&child) == DW_TAG_subprogram ? dwarf_diename(&child) : NULL;

		if (name && !strcmp(name, "operator()"))
			return "{lambda}";
	} while (!dwarf_siblingof(&child, &child));
	return "{unnamed}";
}

/* The scope of what is in @die, which is in @outer itself. */
static uint32_t inner_scope(struct walk *walk, Dwarf_Die *die, uint32_t outer)
{
	const char *name = dwarf_diename(die);
	Dwarf_Attribute attribute;

	switch (dwarf_tag(die)) {
	case DW_TAG_namespace:
		if (!name || !*name)
			return index_scan_scope(walk->scan, outer, "(anonymous namespace)",
						INDEX_TRANSPARENT);
		return index_scan_scope(
			walk->scan, outer, name,
			dwarf_attr(die, DW_AT_export_symbols, &attribute) ? INDEX_TRANSPARENT : 0);
	case DW_TAG_module:
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_interface_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
		outer = walk_declared_scope(walk, die, outer);
		return index_scan_scope(walk->scan, outer,
					name && *name ? name : unnamed_class(die), 0);
	case DW_TAG_subprogram:
		outer = walk_declared_scope(walk, die, outer);
		return name && *name ? index_scan_scope(walk->scan, outer, name, 0) : outer;
	default:
		return outer;
	}
}

void walk_list(struct walk *walk, struct walk_unit *unit, uint32_t number)
{
	Dwarf_Die parent = unit->nodes.items[number].die, child;
	bool ends = true;

	if (unit->nodes.items[number].listed)
		return;
	unit->nodes.items[number].listed = true;
	if (unit->has_scopes)
		unit->nodes.items[number].scope =
			inner_scope(walk, &parent, unit->nodes.items[number].scope);

	uint32_t scope = unit->nodes.items[number].scope;
	size_t first = unit->nodes.count;

	if (dwarf_child(&parent, &child))
		return;
	do {
		struct walk_node node = { .die = child, .scope = scope };

		if (!ends) {
			unit->nodes.items[unit->nodes.count - 1].end =
				walk_die_offset(walk, &child);
			ends = true;
		}
		if (!is_listed(dwarf_tag(&child)))
			continue;
		node.offset = walk_die_offset(walk, &child);
		vec_push(walk->scan->arena, &unit->nodes, node);
		ends = false;
	} while (!dwarf_siblingof(&child, &child));
	unit->nodes.items[number].first = first;
	unit->nodes.items[number].count = unit->nodes.count - first;
}

/* The listed child of a node that the DIE at @offset is in, or is; 0: none. */
static uint32_t child_at(const struct walk_unit *unit, uint32_t number, Dwarf_Off offset)
{
	size_t low = unit->nodes.items[number].first;
	size_t high = low + unit->nodes.items[number].count, first = low;

	while (low < high) { /* the first that begins behind it */
		size_t middle = low + (high - low) / 2;

		if (unit->nodes.items[middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == first ||
	    (unit->nodes.items[low - 1].end && unit->nodes.items[low - 1].end <= offset))
		return 0;
	return low - 1;
}

/* The innermost node that @die is in; NULL where there are no scopes. */
static const struct walk_node *container_of(struct walk *walk, Dwarf_Die *die)
{
	struct walk_unit *unit = walk_unit_of(walk, die);
	Dwarf_Off offset = walk_die_offset(walk, die);
	uint32_t at = 0, child;

	if (!unit || !unit->has_scopes)
		return NULL;
	for (int depth = 0; depth < BLOCK_DEPTH_MAX; depth++) {
		walk_list(walk, unit, at);
		child = child_at(unit, at, offset);
		if (!child || unit->nodes.items[child].offset == offset)
			break;
		at = child;
	}
	return &unit->nodes.items[at];
}

uint32_t walk_scope_of(struct walk *walk, Dwarf_Die *die)
{
	const struct walk_node *container = container_of(walk, die);

	return container ? container->scope : 0;
}

bool walk_container(struct walk *walk, Dwarf_Die *die, Dwarf_Die *container)
{
	const struct walk_node *node = container_of(walk, die);

	if (node)
		*container = node->die;
	return node != NULL;
}
