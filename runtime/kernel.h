/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel family's own header: the places of a script in the kernel's text as sites, and the
 * three mechanisms that serve them. kernel.c sorts the sites out to the mechanisms.
 *
 *	kernel_function.c  function entries, by ftrace
 *	kernel_place.c     any instruction, by kprobes
 *	kernel_return.c    function returns, by kretprobes
 *
 * Each has prepare (allocates; returns 0 or -errno), arm (returns 0, or -errno with its message
 * written; what was armed before stays so), disarm (of whatever is armed) and release. All in task
 * context.
 */
#ifndef STAP_KERNEL_H
#define STAP_KERNEL_H

#include "runtime.h"

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
	struct stap_armed itself; /* for mechanisms that know the site at the hit */
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

int stap_places_prepare(struct stap_sites *sites);
int stap_places_arm(void);
void stap_places_disarm(void);
void stap_places_release(void);

int stap_returns_prepare(struct stap_sites *sites);
int stap_returns_arm(void);
void stap_returns_disarm(void);
void stap_returns_release(void);

#endif
