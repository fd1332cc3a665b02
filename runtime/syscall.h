/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls as probes see them: kernel.syscall, and process.syscall of some processes. */
#ifndef STAP_SYSCALL_H
#define STAP_SYSCALL_H

#include "arch/x86/syscall.h"
#include "enter.h"

#define STAP_CALL_NUMBERS 1024 /* more than there are calls in either numbering */

/* Of the call that a handler runs at: c->event, with STAP_USER_CALL. */
struct stap_system_call {
	int64_t number;
	int64_t result;	  /* at its return */
	const char *name; /* NULL: the probe is at no call that it names */
	bool is_compat;	  /* a 32-bit call: of another numbering, with other structures */
};

static __always_inline const struct stap_system_call *stap_call_of(const struct stap_context *c)
{
	return c->event;
}

#endif
