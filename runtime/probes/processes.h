/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which processes the probes of user space are about, as they come and go (targets.c).
 *
 * With -c or -x that is the target and its descendants; a program has all processes that run it. A
 * set has a bit per process, and is kept by the kernel's tracepoints of fork, exec and exit, which
 * are only used while somebody follows.
 */
#ifndef STAP_PROCESSES_H
#define STAP_PROCESSES_H

#include <linux/bitops.h>
#include <linux/sched.h>
#include <linux/threads.h>

#include "runtime.h"

struct mm_struct;

struct stap_process_set {
	unsigned long *bits; /* by tgid */
	u32 program;	     /* number of an object; STAP_NO_OBJECT: the target's descendants */
};

static __always_inline bool stap_is_in(const struct stap_process_set *set,
				       const struct task_struct *task)
{
	return test_bit(task->tgid, set->bits);
}

/*
 * What a family wants to know, after the sets changed on fork and exec, and before on exit. Called
 * in task context with preemption disabled.
 */
struct stap_process_listener {
	/* The current task made @child, which has not run yet. */
	void (*forked)(struct task_struct *child);
	/* The current task executes a new program, which has not run yet. */
	void (*executed)(void);
	/* The current task exits, its memory is gone; @is_last: so does its process. */
	void (*exited)(bool is_last);
};

/*
 * The set of the target's descendants (@program STAP_NO_OBJECT) or of a program's processes, made
 * when there is none (prepare). NULL without memory.
 */
struct stap_process_set *stap_process_set(u32 program);

/*
 * From here on all sets are kept up to date (arm). @listener may be NULL; each is given once.
 * Returns 0 or -errno, with its message written. stap_processes_unfollow() gives back a successful
 * call; after it returned the listener is not and will not be called.
 */
int stap_processes_follow(const struct stap_process_listener *listener);
void stap_processes_unfollow(const struct stap_process_listener *listener);
/* Frees all sets, when the last family that was prepared is released. Each prepare holds once. */
void stap_processes_hold(void);
void stap_processes_release(void);

/*
 * Has @visit called for each thread of each process that has memory, in a kernel thread whose
 * memory map is that process's meanwhile. Task context; returns 0 or -ENOMEM. (visit_tasks.c)
 */
int stap_visit_tasks(void (*visit)(struct task_struct *task));

/*
 * Whether the memory map @mm is one of the target or its descendants, of process @pid, of a process
 * that runs object @program. Task context.
 */
bool stap_mm_is_of_target(const struct mm_struct *mm);
bool stap_mm_is_of_process(const struct mm_struct *mm, pid_t pid);
bool stap_mm_runs_program(const struct mm_struct *mm, u32 program);

#endif
