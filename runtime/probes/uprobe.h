/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A uprobe, whichever interface the kernel has for it. All in task context.
 */
#ifndef STAP_UPROBE_H
#define STAP_UPROBE_H

#include <linux/sched.h>
#include <linux/uprobes.h>

#include "runtime.h"

struct stap_uprobe {
	struct uprobe_consumer consumer; /* its members are the caller's */
	struct inode *inode;		 /* held by the caller */
	loff_t offset;
	loff_t semaphore; /* offset in the file of a counter (USDT); 0: none */
#ifdef HAVE_UPROBE_HANDLE
	struct uprobe *armed; /* NULL: it is not */
#else
	bool is_armed;
#endif
};

/* Of a filter: the consumer that is asked, and the memory map that it is about. */
#ifdef HAVE_UPROBE_FILTER_CAUSE
#define STAP_UPROBE_FILTER_PARAMETERS                                                              \
	struct uprobe_consumer *consumer, enum uprobe_filter_ctx cause, struct mm_struct *mm
#else
#define STAP_UPROBE_FILTER_PARAMETERS struct uprobe_consumer *consumer, struct mm_struct *mm
#endif

/*
 * In a handler: whether the kernel follows as many calls of the current task to their return as it
 * can, and whether it follows any.
 */
#ifdef CONFIG_UPROBES
static __always_inline bool stap_uprobe_follows_most(void)
{
	return current->utask->depth >= MAX_URETPROBE_DEPTH;
}

static __always_inline bool stap_uprobe_follows_any(void)
{
	return current->utask->return_instances;
}
#else
static __always_inline bool stap_uprobe_follows_most(void)
{
	return false;
}

static __always_inline bool stap_uprobe_follows_any(void)
{
	return false;
}
#endif

/* Returns 0 or what the kernel says. */
int stap_uprobe_register(struct stap_uprobe *uprobe);
/* Does nothing when it is not armed. Handlers may run until stap_uprobes_wait() has returned. */
void stap_uprobe_unregister(struct stap_uprobe *uprobe);
void stap_uprobes_wait(void);

#endif
