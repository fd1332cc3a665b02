/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints of the kernel that families use themselves, to follow tasks, whatever the script
 * probes. All in task context.
 */
#ifndef STAP_OWN_TRACEPOINT_H
#define STAP_OWN_TRACEPOINT_H

#include <linux/tracepoint.h>

struct stap_own_tracepoint {
	const char *name;
	void *callback;		       /* with the parameters of the tracepoint, after a NULL */
	struct tracepoint *registered; /* NULL: it is not */
};

/* Returns 0 or -errno; -ENOENT: the kernel has no such tracepoint. */
int stap_own_tracepoint_register(struct stap_own_tracepoint *own);
/*
 * Does nothing when it is not registered. Callbacks may run until
 * tracepoint_synchronize_unregister() has returned.
 */
void stap_own_tracepoint_unregister(struct stap_own_tracepoint *own);

#endif
