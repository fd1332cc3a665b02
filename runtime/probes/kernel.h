/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel family's own header: the places of a script in the kernel's text as sites, and the
 * mechanisms that serve them. kernel.c sorts the sites out to the mechanisms.
 *
 *	kernel_function.c  function entries, and the calls to follow to their return, by ftrace
 *	kernel_hook.c      the returns of those calls, by nodes that all functions share
 *	kernel_place.c     any instruction, by kprobes; function entries without an ftrace place
 *	kernel_return.c    function returns, by kretprobes, where there is no ftrace place
 *	kernel_module.c    the same places in modules, which come and go; a family of its own
 *
 * Each has prepare (allocates; returns 0 or -errno), arm (returns 0, or -errno with its message
 * written; what was armed before stays so), disarm (of whatever is armed) and release. All in task
 * context.
 */
#ifndef STAP_KERNEL_H
#define STAP_KERNEL_H

#include <linux/kprobes.h>

#include "runtime.h"

struct stap_functions;

/* What a hit is looked up in when the script asks for its place: sites sorted by address. */
struct stap_armed {
	const struct stap_site *sites;
	u32 count;
};

/* One place of one probe. */
struct stap_site {
	unsigned long address; /* run time; of a function: its first byte */
	const struct stap_place *place;
	const struct stap_kernel_probe *probe;
	const struct stap_user_probe *user; /* instead, of a place in user space; else NULL */
	struct stap_armed itself;	    /* for mechanisms that know the site at the hit */
	struct kretprobe
		*nodes; /* of .maxactive(N); NULL: those shared by all, see kernel_hook.c */
};

struct stap_sites {
	struct stap_site *at;
	u32 count;
};

/* Sorts by address, then by probe; sets `itself`. */
void stap_sites_sort(struct stap_sites *sites);

/* Writes the message for a site that the kernel refused with @error; returns @error. */
int stap_site_refused(const struct stap_site *site, int error);

/*
 * Sites that ftrace cannot serve are taken out of @sites and appended to @refused, which has room
 * for them. Two groups: those whose handlers need all registers, and the others.
 */
int stap_functions_prepare(struct stap_sites *sites, bool all_registers,
			   struct stap_sites *refused);
int stap_functions_arm(void);
void stap_functions_disarm(void);
void stap_functions_release(void);
/*
 * The same for entries of functions at any time of the session, by ftrace_ops of their own: what
 * cannot be armed, for whatever reason, is appended to @refused. @sites stays in use. Returns NULL
 * when nothing was armed. The other one waits until no handler runs; NULL is allowed.
 */
struct stap_functions *stap_functions_arm_own(struct stap_sites *sites, bool all_registers,
					      struct stap_sites *refused);
void stap_functions_disarm_own(struct stap_functions *functions);

/*
 * Makes the nodes for the returns among the sites of both lists; where that is not possible, these
 * returns are taken out and appended to @refused. Disarmed after the functions are.
 */
int stap_hooks_prepare(struct stap_sites *sites, struct stap_sites *more,
		       struct stap_sites *refused);
void stap_hooks_disarm(void);
void stap_hooks_release(void);
/*
 * The entry of a function whose return is probed: hooks the return of this call, of which @site is
 * NULL when there is but one probe. Any context; counts what is skipped.
 */
void stap_hook_return(const struct stap_probe *probe, const struct stap_armed *armed,
		      const struct stap_site *site, unsigned long ip, struct pt_regs *registers,
		      u8 kind);

/* A site that a kprobe serves. */
struct stap_place_probe {
	struct kprobe kprobe;
	const struct stap_probe *probe;
	const struct stap_site *site;
};

/*
 * Fills in @place and registers it, disabled; enable_kprobe() arms it. @site stays. With @no_jump
 * it remains a breakpoint. Returns 0 or what the kernel says.
 */
int stap_place_register(struct stap_place_probe *place, const struct stap_site *site, bool no_jump);
/* Disarms kprobes of stap_place_probes all at once. */
void stap_places_unregister(struct kprobe **kprobes, u32 count);

int stap_places_prepare(struct stap_sites *sites);
int stap_places_arm(void);
void stap_places_disarm(void);
void stap_places_release(void);

/* A site whose return a kretprobe serves. */
struct stap_return_probe {
	struct kretprobe kretprobe;
	const struct stap_probe *probe;
	const struct stap_site *site;
};

/*
 * Whether there is memory for the nodes of @count calls with @data_size bytes in each. The kernel
 * would rather kill processes than refuse it.
 */
bool stap_return_memory_allows(u32 count, size_t data_size);

/* As for places; @function_count is of all functions among which the memory for calls is shared. */
int stap_return_register(struct stap_return_probe *returned, const struct stap_site *site,
			 u32 function_count);
void stap_returns_unregister(struct kretprobe **kretprobes, u32 count);

int stap_returns_prepare(struct stap_sites *sites);
int stap_returns_arm(void);
void stap_returns_disarm(void);
void stap_returns_release(void);

#endif
