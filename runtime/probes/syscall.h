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

/*
 * What return probes saved where the current task entered a call. Only for that task, in the
 * context of its call.
 */
struct stap_call_entry {
	struct task_struct *task; /* NULL: free */
	s32 number;		  /* of the call */
	bool is_compat;
	s64 words[];
};

/* Room for what is saved of calls, @word_count words each (task context). Returns 0 or -ENOMEM. */
int stap_call_entries_create(u32 word_count);
void stap_call_entries_destroy(void);
/* Between these, what tasks have is freed when they end. Returns 0 or -errno. */
int stap_call_entries_arm(void);
void stap_call_entries_disarm(void);
/* The current task enters @call; its words are as they were left. NULL: there is no room. */
struct stap_call_entry *stap_call_entry_begin(const struct stap_system_call *call);
/* Of the call that the current task leaves; NULL: it has none. */
struct stap_call_entry *stap_call_entry_find(void);
void stap_call_entry_end(struct stap_call_entry *entry);

#endif
