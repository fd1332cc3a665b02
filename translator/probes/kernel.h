/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the files of the kernel family: kernel.c and those that kernel_points.h lists (points
 * to places), kernel_object.c (the kernel, its modules, and their sections), kernel_variables.c ($x
 * at a place), kernel_btf.c (both for a kernel without debuginfo), kernel_emit.c (the tables for
 * the runtime). Places in modules make a family of their own, module_family, with other tables.
 */
#ifndef STAP_PROBES_KERNEL_H
#define STAP_PROBES_KERNEL_H

#include "debuginfo/debuginfo.h"
#include "debuginfo/functions.h"
#include "debuginfo/types.h"
#include "probes/family.h"
#include "session.h"

/* What places are in: the kernel itself, or a module of it. */
struct kernel_object {
	const char *module;	     /* NULL: the kernel */
	const char *text;	     /* for messages */
	const char *build_id;	     /* of a module, NULL: any will do */
	struct debuginfo *debuginfo; /* NULL: only symbols are known, or there was an error */
	struct debuginfo_error error;
	struct btf_source *btf; /* of a module: see kernel_module_btf() */
};

/* probe->family_data: one place in the kernel. */
struct kernel_place {
	const struct kernel_object *object; /* NULL: only .symbol is known */
	uint64_t address;		    /* link-time; 0: only .symbol is known */
	const char *symbol;		    /* kprobe.function: the kernel finds it */
	unsigned section;		    /* in a module: its number, … */
	uint64_t offset;		    /* … and where in it */
	bool is_entry;	    /* the first instruction of a function with code of its own */
	bool optional;	    /* found by a wildcard: left out when the kernel forbids it */
	bool traced_only;   /* by one without debuginfo: left out unless ftrace serves it */
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

/*
 * The object that the first component of @point names: kernel or module("name"), which may be the
 * path of a module's file. NULL after resolve_fail().
 */
const struct kernel_object *kernel_object(struct resolve *resolve, const struct point *point);

/* For messages: "the kernel", "module 'loop'". */
const char *object_name(const struct kernel_object *object);

/*
 * The same by name, for what is written without a point: "kernel", or NULL, or a module's. NULL
 * after resolve_fail() at @place.
 */
const struct kernel_object *kernel_object_named(struct resolve *resolve, struct place place,
						const char *module);

/*
 * The BTF of the module called @module, where neither it nor the kernel has debuginfo, so that its
 * types are as complete as the kernel's. NULL when there is debuginfo or no BTF: nothing is
 * reported.
 */
struct btf_source *kernel_module_btf(struct resolve *resolve, const char *module);

/*
 * The modules whose names match the pattern in module("pattern"); their number is the result. 0
 * after resolve_fail().
 */
size_t kernel_modules_matching(struct resolve *resolve, const struct component *component,
			       const char ***names);
/* Closes a module in which nothing was found. */
void kernel_object_close_unused(struct session *session, const char *module);

/* A module of which only symbols are used, without debuginfo. NULL after resolve_fail(). */
const struct kernel_object *kernel_module_by_name(struct resolve *resolve,
						  const struct component *component);

/*
 * The number of the section of a module that @address of its debug file is in, and the offset
 * there. False when there is nothing to find the section by.
 */
bool kernel_section(struct session *session, const struct kernel_object *object, uint64_t address,
		    unsigned *number, uint64_t *offset);
/* The number of what stands for a section at the symbol itself. */
unsigned kernel_symbol_section(struct session *session, const struct kernel_object *object,
			       const char *symbol);

/*
 * The run-time address of an address in the debug file of @object (NULL: the kernel) as an
 * expression in C; NULL as above.
 */
const char *kernel_address_text(struct session *session, const struct kernel_object *object,
				uint64_t address);

/* Whether the script has something in modules. */
bool kernel_has_modules(struct session *session);
/* Writes TABLE_modules and stap_sections. */
void kernel_sections_write(FILE *stream, struct session *session, const char *table);

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
size_t module_emit(FILE *stream, struct session *session, const char *table,
		   struct probe *const *probes, size_t count);

extern const struct probe_family kernel_family;
extern const struct probe_family module_family;

#endif
