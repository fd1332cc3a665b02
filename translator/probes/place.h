/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One place in code that a probe is at, in the kernel or in user space, and the variables there.
 * place_search.h finds the places that a point means.
 */
#ifndef STAP_PROBES_PLACE_H
#define STAP_PROBES_PLACE_H

#include "debuginfo/functions.h"
#include "debuginfo/types/types.h"
#include "probes/object.h"

struct btf_function;
struct lowering;
struct target_value;
struct usdt_mark;

/* probe->family_data of the families that object_family() gives. */
struct probe_place {
	const struct probed_object *object; /* NULL: only .symbol is known */
	uint64_t address;		    /* link-time; 0: only .symbol is known */
	const char *symbol;		    /* kprobe.function: the kernel finds it */
	unsigned section;		    /* in a module: its number, … */
	uint64_t offset;    /* … and where in it; of user space: where in the file */
	bool is_entry;	    /* the first instruction of a function with code of its own */
	bool optional;	    /* found by a wildcard: left out when the kernel forbids it */
	bool traced_only;   /* by one without debuginfo: left out unless ftrace serves it */
	int64_t max_active; /* .maxactive(N); 0: the runtime's choice */
	bool has_instance;  /* debuginfo knows the place: */
	struct function_instance instance;
	const struct btf_function *function; /* as BTF knows it, without debuginfo; or NULL */
	/* Of user space: only in processes that run this program, or the one with this number. */
	const struct probed_object *program; /* NULL: in any */
	int64_t pid;			     /* 0: in any */
	const struct usdt_mark *mark;	     /* mark.c; else NULL */
	uint64_t semaphore;		     /* of that, where in the file; 0: none */
};

/* struct probe_family.lower, .variables and .object for such probes */
bool place_lower(struct resolve *resolve, struct probe *probe, struct expr *target);
const char *place_variables(struct resolve *resolve, const struct probe *probe);
const struct probed_object *place_object(const struct probe *probe);

/*
 * The value that a function returns, of @type; NULL or void: nothing. False after resolve_fail().
 */
bool place_result(struct lowering *l, const struct probe *probe, const struct type *type,
		  struct target_value *value);

#endif
