/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: places that the kernel's source marks as worth tracing, each with a name and typed
 * arguments. Most are the event GROUP:NAME as well, in the group TRACE_SYSTEM of their header.
 */
#ifndef STAP_DEBUGINFO_TRACEPOINTS_H
#define STAP_DEBUGINFO_TRACEPOINTS_H

#include <libelf.h>

#include "debuginfo/btf.h"

struct tracepoint {
	const char *name;
	const char *group;  /* NULL: of none */
	const char *module; /* it is in; NULL: the kernel */
	bool group_unknown; /* it may be of one: BTF does not say */
};

struct tracepoint_list {
	struct tracepoint *items;
	size_t count, capacity;
};

/*
 * The tracepoints of the kernel itself, sorted by group and name. One that is no event has the
 * group of the others in its header, if that is one.
 */
struct tracepoint_list tracepoints_of_kernel(struct debuginfo *debuginfo);

/*
 * The same by the kernel's BTF. Groups are known of the running kernel only, to who may read
 * tracefs.
 */
struct tracepoint_list tracepoints_of_btf(struct btf_source *btf, bool is_running);

/* Adds those of @module, out of its file or its debug file. Nothing when @elf has none. */
void tracepoints_of_module(struct arena *arena, Elf *elf, const char *module,
			   struct tracepoint_list *list);

/*
 * Those of all modules that the target kernel has, loaded or not, sorted by group and name. They
 * are read once per kernel and kept in the cache; where only compressed files are there, that takes
 * some seconds, and target->building_index is called.
 */
struct tracepoint_list tracepoints_of_modules(struct arena *arena,
					      const struct debuginfo_target *target);

/* Sorts by group and name. */
void tracepoints_sort(struct tracepoint_list *list);

#endif
