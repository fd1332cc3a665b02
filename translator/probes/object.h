/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a script has places and variables in: the kernel, a module of it, or a file of user space.
 * kernel_object.c makes the first two, user_object.c the third.
 */
#ifndef STAP_PROBES_OBJECT_H
#define STAP_PROBES_OBJECT_H

#include "debuginfo/debuginfo.h"
#include "probes/family.h"

struct btf_source;
struct probe_place;
struct user_object;

enum object_kind {
	OBJECT_KERNEL,
	OBJECT_MODULE,
	OBJECT_USER
};

struct probed_object {
	enum object_kind kind;
	const char *module;	     /* name of a module, else NULL */
	const char *text;	     /* for messages */
	const char *build_id;	     /* NULL: any will do */
	struct debuginfo *debuginfo; /* NULL: only symbols are known, or there was an error */
	struct debuginfo_error error;
	struct btf_source *btf;	  /* of a module: see kernel_module_btf() */
	struct user_object *user; /* of user space, else NULL: see user_object.h */
};

/*
 * The object that places of @point are in, with its debuginfo: that of kernel, module("name"),
 * process("path"). NULL after resolve_fail().
 */
const struct probed_object *point_object(struct resolve *resolve, const struct point *point);

/*
 * The same by name, for what is written in a probe that is in @own (NULL: the kernel): "kernel", or
 * NULL, a module's name, the path of a file of user space, or in a probe of that the name of a
 * program in PATH. NULL after resolve_fail() at @place.
 */
const struct probed_object *object_named(struct resolve *resolve, struct place place,
					 const struct probed_object *own, const char *name);

/* For messages: "the kernel", "module 'loop'", "/usr/bin/ls". */
const char *object_name(const struct probed_object *object);

/* The family of the probes at places in @object; NULL: of those without debuginfo, the kernel's. */
const struct probe_family *object_family(const struct probed_object *object);

/*
 * Says where in its object the place at link-time @address is: a section and an offset there, or
 * the offset in the file. Returns why no probe can be there ("is in …"), or NULL.
 */
const char *object_locate(struct session *session, const struct probed_object *object,
			  uint64_t address, struct probe_place *place);

/*
 * The run-time address of a link-time address of @object (NULL: the kernel) as an expression in C,
 * for a probe in @own (NULL: it is in none); NULL when nothing leads to it.
 */
const char *object_address_text(struct session *session, const struct probed_object *object,
				const struct probed_object *own, uint64_t address);

/*
 * The link-time address that @number in a point means. Those of a module are written as offsets in
 * its .text, as nm shows them.
 */
uint64_t object_address(const struct probed_object *object, uint64_t number);

#endif
