// SPDX-License-Identifier: GPL-2.0-only
/* Registering at tracepoints of the kernel by name: see own_tracepoint.h. */
#include <linux/errno.h>
#include <linux/string.h>

#include "probes/own_tracepoint.h"

struct search {
	const char *name;
	struct tracepoint *found;
};

static void compare(struct tracepoint *tracepoint, void *data)
{
	struct search *search = data;

	if (!strcmp(tracepoint->name, search->name))
		search->found = tracepoint;
}

int stap_own_tracepoint_register(struct stap_own_tracepoint *own)
{
	struct search search = { .name = own->name };
	int error;

	for_each_kernel_tracepoint(compare, &search);
	if (!search.found)
		return -ENOENT;
	error = tracepoint_probe_register(search.found, own->callback, NULL);
	if (!error)
		own->registered = search.found;
	return error;
}

void stap_own_tracepoint_unregister(struct stap_own_tracepoint *own)
{
	if (own->registered)
		tracepoint_probe_unregister(own->registered, own->callback, NULL);
	own->registered = NULL;
}
