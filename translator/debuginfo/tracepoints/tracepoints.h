/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: places that the kernel's source marks as worth tracing, each with a name and typed
 * arguments. Most are the event GROUP:NAME as well, in the group TRACE_SYSTEM of their header.
 */
#ifndef STAP_DEBUGINFO_TRACEPOINTS_H
#define STAP_DEBUGINFO_TRACEPOINTS_H

#include <libelf.h>

#include "debuginfo/debuginfo.h"

struct tracepoint {
	const char *name;
	const char *group;  /* NULL: of none */
	const char *module; /* it is in; NULL: the kernel */
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

struct btf_source; /* debuginfo/types/btf.h */
struct btf_signature;

/*
 * The same without debuginfo, by the kernel's BTF. Groups are those of tracefs, when the kernel
 * @is_running, and of the headers that are in or beside @build_directory, unless that is NULL. One
 * of which neither knows has none.
 */
struct tracepoint_list tracepoints_of_btf(struct btf_source *btf, const char *build_directory,
					  bool is_running);

/*
 * The function that has the arguments of the tracepoint called @name behind its first parameter.
 * NULL when BTF does not have it.
 */
const struct btf_signature *tracepoint_signature(struct btf_source *btf, const char *name);

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
