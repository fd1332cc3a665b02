/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * .plt("NAME"): the stubs through which a program or library calls functions of other ones. A stub
 * ends in a jump, so it returns where the function does.
 */
#include "probes/place_search.h"
#include "probes/process.h"
#include "probes/user_object.h"

#include "debuginfo/name_search.h"
#include "debuginfo/plt.h"

static void add_entry(struct place_search *search, const struct plt_entry *entry)
{
	struct arena *arena = search->resolve->arena;
	struct probe_place where = { 0 }, *place;

	if (object_locate(search->resolve->session, search->object, entry->address, &where))
		return;
	place = add_place(search, place_name_of(search, arena_printf(arena, "\"%s\"", entry->name)),
			  entry->name);
	place->address = entry->address;
	place->offset = where.offset;
	place->optional = search->point->optional || search->many;
}

/* For a name that is not there: the nearest, or that none is. */
static const char *nearest_entry(const struct place_search *search, const char *name,
				 const struct plt_entry *entries, size_t count)
{
	struct arena *arena = search->resolve->arena;
	const char **names = arena_alloc(arena, (count + 1) * sizeof(*names));

	if (!count)
		return "it calls none of another file by way of such a table";
	for (size_t i = 0; i < count; i++)
		names[i] = entries[i].name;
	return did_you_mean(arena, nearest_name(name, names, count));
}

bool resolve_plt(struct resolve *resolve, const struct point *point)
{
	const struct component *component = point_component(point, "plt");
	const char *name = component->has_argument ? component->string : "*";
	struct place_search search;
	struct plt_entry *entries;
	struct user_where where;
	size_t count;

	place_search_begin(&search, resolve, point);
	user_where(resolve, point, &where);
	search.object = where.object;
	search.many = name_has_wildcards(name);
	count = plt_entries(resolve->arena, where.object->user->file, &entries);
	for (size_t i = 0; i < count; i++)
		if (name_matches(name, entries[i].name))
			add_entry(&search, &entries[i]);
	if (search.added)
		return true;
	return resolve_fail(resolve, component->place, nearest_entry(&search, name, entries, count),
			    "%s has no '%s' in its procedure linkage table",
			    object_name(where.object), name);
}
