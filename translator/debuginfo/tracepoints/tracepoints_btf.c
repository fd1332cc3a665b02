// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tracepoints of a kernel without debuginfo. Which there are, its BTF knows: each has a
 * function __traceiter_NAME. Their groups are known to tracefs when the kernel runs, and to the
 * headers that declare them, as far as these are among those for modules.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/types/btf.h"
#include "debuginfo/tracepoints/trace_headers.h"
#include "debuginfo/tracepoints/tracepoints.h"

#define PREFIX "__traceiter_"

struct grouping {
	struct tracepoint_list *list; /* sorted by name */
	const char **groups;	      /* found for each; NULL: none */
	bool *contradicted;	      /* for each: several were */
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct tracepoint *)a)->name, ((const struct tracepoint *)b)->name);
}

static void add_group(const char *name, const char *group, void *data)
{
	struct grouping *grouping = data;
	const struct tracepoint key = { .name = name }, *found;
	size_t number;

	found = bsearch(&key, grouping->list->items, grouping->list->count, sizeof(key),
			compare_names);
	if (!found)
		return;
	number = (size_t)(found - grouping->list->items);
	if (!grouping->groups[number])
		grouping->groups[number] = group;
	else if (strcmp(grouping->groups[number], group))
		grouping->contradicted[number] = true;
}

/* Gives its group to each tracepoint that has none yet, and of which one is told. */
static void group_by(struct arena *arena, struct tracepoint_list *list,
		     void (*read)(struct arena *arena, const char *directory,
				  trace_header_found *found, void *data),
		     const char *directory)
{
	struct grouping grouping = {
		.list = list,
		.groups = arena_alloc(arena, list->count * sizeof(*grouping.groups)),
		.contradicted = arena_alloc(arena, list->count * sizeof(*grouping.contradicted)),
	};

	read(arena, directory, add_group, &grouping);
	for (size_t i = 0; i < list->count; i++)
		if (!list->items[i].group && !grouping.contradicted[i])
			list->items[i].group = grouping.groups[i];
}

/* Events of the running kernel: DIRECTORY/GROUP/NAME, which root alone may read. */
static void read_events(struct arena *arena, const char *directory, trace_header_found *found,
			void *data)
{
	DIR *groups = opendir(directory), *events;
	const struct dirent *group, *event;

	while (groups && (group = readdir(groups))) {
		if (group->d_type != DT_DIR || *group->d_name == '.')
			continue;
		const char *name = arena_strdup(arena, group->d_name);

		events = opendir(arena_printf(arena, "%s/%s", directory, name));
		while (events && (event = readdir(events)))
			if (event->d_type == DT_DIR)
				found(event->d_name, name, data);
		if (events)
			closedir(events);
	}
	if (groups)
		closedir(groups);
}

struct tracepoint_list tracepoints_of_btf(struct btf_source *btf, const char *build_directory,
					  bool is_running)
{
	struct tracepoint_list list = { 0 };
	struct btf_function *functions;
	size_t count = btf_functions_find(btf, PREFIX "*", &functions);

	for (size_t i = 0; i < count; i++) {
		const struct tracepoint tracepoint = { .name = functions[i].name + strlen(PREFIX) };

		vec_push(btf->arena, &list, tracepoint);
	}
	if (!count)
		return list;
	if (is_running) {
		group_by(btf->arena, &list, read_events, "/sys/kernel/tracing/events");
		group_by(btf->arena, &list, read_events, "/sys/kernel/debug/tracing/events");
	}
	if (build_directory)
		group_by(btf->arena, &list, trace_headers_read, build_directory);
	tracepoints_sort(&list);
	return list;
}

const struct btf_signature *tracepoint_signature(struct btf_source *btf, const char *name)
{
	return btf_signature_find(btf, arena_printf(btf->arena, PREFIX "%s", name));
}
