// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where thread variables of the current thread are (System V ABI AMD64, "Thread-Local Storage";
 * variant II: below the thread pointer). Those of a library that need not be allocated at the
 * thread's start are found through the thread's vector of blocks, as the C library keeps it: its
 * address is behind the thread pointer; it has two words per module, the first of them the block's
 * address; the entry before the first has the number of entries. All of that is memory of the
 * process, so nothing in it is trusted: each step is one read that survives a fault.
 */
#include <linux/sched.h>

#include "arch/x86/thread_pointer.h"
#include "runtime.h"

#define WORD	    8
#define ENTRY_SIZE  16	      /* of the vector */
#define UNALLOCATED (~0ull)   /* the block of a module that the thread has not used yet */
#define MODULES_MAX (1 << 20) /* more is damage */

static u64 not_there(struct stap_context *c, const char *name)
{
	stap_raise_format(c, NULL, "this thread has no '%s' yet", name);
	return 0;
}

/* The block of the current thread for module number @module. 0 with an error when it has none. */
static u64 block_of(struct stap_context *c, u64 thread, u64 module, const char *name)
{
	u64 vector = stap_read_user(c, thread + WORD, WORD, NULL);
	u64 entries = c->error ? 0 : stap_read_user(c, vector - ENTRY_SIZE, WORD, NULL);
	u64 block;

	if (c->error)
		return 0;
	/* Not loaded yet, or since the thread last looked. */
	if (!module || module > MODULES_MAX || module > entries)
		return not_there(c, name);
	block = stap_read_user(c, vector + module * ENTRY_SIZE, WORD, NULL);
	if (!c->error && (!block || block == UNALLOCATED))
		return not_there(c, name);
	return block;
}

/* A slot pair: a function, and its argument; see struct stap_tls. */
static u64 described(struct stap_context *c, u64 thread, u64 slot, s64 offset, u64 own,
		     const char *name)
{
	u64 argument = stap_read_user(c, slot + WORD, WORD, NULL);
	u64 module;

	if ((s64)argument < 0)
		return thread + argument - own + offset;
	/* Of a variable that is allocated on demand it leads to the module and the offset. */
	module = c->error ? 0 : stap_read_user(c, argument, WORD, NULL);
	return c->error ? 0 : block_of(c, thread, module, name) + offset;
}

/* Handler context or sleeper. */
uint64_t stap_user_tls(struct stap_context *c, enum stap_tls_model model, uint64_t slot,
		       int64_t offset, uint64_t own, const char *name)
{
	unsigned long thread = current->mm ? stap_thread_pointer() : 0;
	u64 value;

	if (c->error)
		return 0;
	if (!thread)
		return not_there(c, name);
	switch (model) {
	case STAP_TLS_EXECUTABLE:
		return thread + offset;
	case STAP_TLS_OFFSET:
		return thread + stap_read_user(c, slot, WORD, NULL) - own + offset;
	case STAP_TLS_MODULE:
		value = stap_read_user(c, slot, WORD, NULL);
		return c->error ? 0 : block_of(c, thread, value, name) + offset;
	case STAP_TLS_DESCRIPTOR:
		return described(c, thread, slot, offset, own, name);
	}
	return 0;
}
