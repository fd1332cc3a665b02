/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the files of the kernel family: kernel.c (the forms), kernel_object.c (the kernel, its
 * modules, and their sections), kernel_btf.c (a kernel without debuginfo), kernel_emit.c (the
 * tables for the runtime). Places in modules make a family of their own, module_family, with other
 * tables. Points become places by place_search.h, and have variables by place.h.
 */
#ifndef STAP_PROBES_KERNEL_H
#define STAP_PROBES_KERNEL_H

#include "debuginfo/types/types.h"
#include "probes/place.h"
#include "session.h"

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
const struct probed_object *kernel_object(struct resolve *resolve, const struct point *point);

/*
 * The same by name, for what is written without a point: "kernel", or NULL, or a module's. NULL
 * after resolve_fail() at @place.
 */
const struct probed_object *kernel_object_named(struct resolve *resolve, struct place place,
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
const struct probed_object *kernel_module_by_name(struct resolve *resolve,
						  const struct component *component);

/*
 * The number of the section of a module that @address of its debug file is in, and the offset
 * there. False when there is nothing to find the section by.
 */
bool kernel_section(struct session *session, const struct probed_object *object, uint64_t address,
		    unsigned *number, uint64_t *offset);
/* The number of what stands for a section at the symbol itself. */
unsigned kernel_symbol_section(struct session *session, const struct probed_object *object,
			       const char *symbol);

/*
 * The run-time address of an address in the debug file of @object (NULL: the kernel) as an
 * expression in C; NULL as above.
 */
const char *kernel_address_text(struct session *session, const struct probed_object *object,
				uint64_t address);

/* Whether the script has something in modules. */
bool kernel_has_modules(struct session *session);
/* Writes TABLE_modules and stap_sections. */
void kernel_sections_write(FILE *stream, struct session *session, const char *table);

/*
 * kernel_btf.c: what a kernel without debuginfo answers by its BTF. Whether it serves @point; then
 * its probes, and the variables in those.
 */
bool kernel_btf_serves(struct resolve *resolve, const struct point *point);
bool kernel_btf_resolve(struct resolve *resolve, const struct point *point);
bool kernel_btf_lower(struct resolve *resolve, struct probe *probe, struct expr *target);
const char *kernel_btf_variables(struct resolve *resolve, const struct probe *probe);

/* struct probe_family.emit */
size_t kernel_emit(FILE *stream, struct session *session, const char *table,
		   struct probe *const *probes, size_t count);
size_t module_emit(FILE *stream, struct session *session, const char *table,
		   struct probe *const *probes, size_t count);

extern const struct probe_family kernel_family;
extern const struct probe_family module_family;

#endif
