/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the files of the kernel family: kernel.c and those that kernel_points.h lists (points
 * to places), kernel_variables.c ($x at a place), kernel_btf.c (both for a kernel without
 * debuginfo), kernel_emit.c (the tables for the runtime).
 */
#ifndef STAP_PROBES_KERNEL_H
#define STAP_PROBES_KERNEL_H

#include "debuginfo/functions.h"
#include "debuginfo/types.h"
#include "probes/family.h"
#include "session.h"

/* What places are in: the kernel itself, or a module of it. */
struct kernel_object {
	const char *module; /* NULL: the kernel */
	struct debuginfo *debuginfo;
};

/* probe->family_data: one place in the kernel. */
struct kernel_place {
	const struct kernel_object *object; /* NULL: only .symbol is known */
	uint64_t address;		    /* link-time; 0: only .symbol is known */
	const char *symbol;		    /* kprobe.function: the kernel finds it */
	bool is_entry;	    /* the first instruction of a function with code of its own */
	bool optional;	    /* found by a wildcard: left out when the kernel forbids it */
	int64_t max_active; /* .maxactive(N); 0: the runtime's choice */
	bool has_instance;  /* debuginfo knows the place: */
	struct function_instance instance;
	const struct btf_function *function; /* as BTF knows it, without debuginfo; or NULL */
};

/*
 * Returns the target kernel's debuginfo, opened by the first call; NULL after resolve_fail() at
 * @place.
 */
struct debuginfo *kernel_debuginfo(struct resolve *resolve, struct place place);

/* What answers for the types of the target kernel; NULL after resolve_fail() at @place. */
const struct type_source *kernel_types(struct resolve *resolve, struct place place);

/* The object that the first component of @point names; NULL after resolve_fail(). */
const struct kernel_object *kernel_object(struct resolve *resolve, const struct point *point);

/* "the kernel", or the name of the module. */
const char *object_name(const struct kernel_object *object);

/*
 * The value that a function returns, of @type; NULL or void: nothing. False after resolve_fail().
 */
struct lowering;
struct target_value;
bool kernel_result(struct lowering *l, const struct probe *probe, const struct type *type,
		   struct target_value *value);

/*
 * kernel_btf.c: what a kernel without debuginfo answers by its BTF. Whether it serves @point; then
 * its probes, and the variables in those.
 */
bool kernel_btf_serves(struct resolve *resolve, const struct point *point);
bool kernel_btf_resolve(struct resolve *resolve, const struct point *point);
bool kernel_btf_lower(struct resolve *resolve, struct probe *probe, struct expr *target);
const char *kernel_btf_variables(struct resolve *resolve, const struct probe *probe);

/* struct probe_family.lower, .variables and .emit */
bool kernel_lower(struct resolve *resolve, struct probe *probe, struct expr *target);
const char *kernel_variables(struct resolve *resolve, const struct probe *probe);
size_t kernel_emit(FILE *stream, struct session *session, const char *table,
		   struct probe *const *probes, size_t count);

extern const struct probe_family kernel_family;

#endif
