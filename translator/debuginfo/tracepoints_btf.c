/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's tracepoints without debuginfo: each has a function __traceiter_NAME in its BTF.
 * Their groups are known to the running kernel, in tracefs.
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/tracepoints.h"

#define PREFIX "__traceiter_"
#define EVENTS "/sys/kernel/tracing/events/"

/* Those of @list that are events, by the directories EVENTS GROUP/NAME. */
static void read_groups(struct arena *arena, struct tracepoint_list *list)
{
	glob_t found;

	if (glob(EVENTS "*/*/format", GLOB_NOSORT, NULL, &found))
		return;
	for (size_t i = 0; i < list->count; i++)
		list->items[i].group_unknown = false;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *group = found.gl_pathv[i] + strlen(EVENTS);
		const char *name = strchr(group, '/') + 1;
		size_t length = strcspn(name, "/");

		for (size_t j = 0; j < list->count; j++) {
			struct tracepoint *tracepoint = &list->items[j];

			if (strlen(tracepoint->name) == length &&
			    !strncmp(tracepoint->name, name, length))
				tracepoint->group =
					arena_strndup(arena, group, (size_t)(name - 1 - group));
		}
	}
	globfree(&found);
}

struct tracepoint_list tracepoints_of_btf(struct btf_source *btf, bool is_running)
{
	struct tracepoint_list list = { 0 };
	struct btf_function *functions;
	size_t count = btf_functions_find(btf, PREFIX "*", &functions);

	for (size_t i = 0; i < count; i++) {
		struct tracepoint tracepoint = {
			.name = functions[i].name + strlen(PREFIX),
			.group_unknown = true,
		};

		vec_push(btf->arena, &list, tracepoint);
	}
	if (is_running)
		read_groups(btf->arena, &list);
	tracepoints_sort(&list);
	return list;
}
