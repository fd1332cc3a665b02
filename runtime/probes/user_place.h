/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the two files of the family of uprobes share: user_place.c, and user_call.c, which keeps
 * what the entry part of a return probe saved until the call returns.
 */
#ifndef STAP_USER_PLACE_H
#define STAP_USER_PLACE_H

#include "runtime.h"

/* A call under way whose return is probed. */
struct stap_user_call {
	u32 number;
	u32 next;	     /* of the same task, outwards; or of the free ones; 0: none */
	unsigned long stack; /* stack pointer at the entry: tells the call */
	const void *key;     /* which probe's it is */
	s64 saved[];
};

/* Room for @count calls, each with @saved_count values (task context). Returns 0 or -ENOMEM. */
int stap_user_calls_create(u32 count, u32 saved_count);
void stap_user_calls_destroy(void);

/*
 * The current task enters a call for probe @key. NULL when there is no room for one more, which the
 * caller counts. Handler context, in a task, not in an interrupt of it.
 */
struct stap_user_call *stap_user_call_begin(const struct pt_regs *registers, const void *key);
/* The last call that was begun is given up. */
void stap_user_call_cancel(void);
/* The call that has just returned, to be given back with the other one. NULL: it is not known. */
struct stap_user_call *stap_user_call_end(const struct pt_regs *registers, const void *key);
void stap_user_call_free(struct stap_user_call *call);

#endif
