// SPDX-License-Identifier: GPL-2.0-only
/*
 * Going through the processes that are there. Their memory can only be used by who has their memory
 * map, which a kernel thread can take.
 */
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "probes/processes.h"

#define SPARE 1024 /* tasks that may come while others are counted */

struct tour {
	struct work_struct work;
	void (*visit)(struct task_struct *task);
	int error;
};

static u32 count_tasks(void)
{
	const struct task_struct *process, *thread;
	u32 count = 0;

	rcu_read_lock();
	for_each_process_thread(process, thread) count++;
	rcu_read_unlock();
	return count;
}

/* Takes hold of at most @most tasks. Returns how many. */
static u32 hold_tasks(struct task_struct **tasks, u32 most)
{
	struct task_struct *process, *thread;
	u32 count = 0;

	rcu_read_lock();
	for_each_process_thread(process, thread)
	{
		if (count == most)
			goto full;
		get_task_struct(thread);
		tasks[count++] = thread;
	}
full:
	rcu_read_unlock();
	return count;
}

static void visit_one(struct task_struct *task, void (*visit)(struct task_struct *task))
{
	struct mm_struct *mm = get_task_mm(task);

	if (!mm)
		return;
	kthread_use_mm(mm);
	visit(task);
	kthread_unuse_mm(mm);
	mmput(mm);
}

static void make_tour(struct work_struct *work)
{
	struct tour *tour = container_of(work, struct tour, work);
	u32 most = 2 * count_tasks() + SPARE, count, i;
	struct task_struct **tasks = kvmalloc_array(most, sizeof(*tasks), GFP_KERNEL);

	if (!tasks) {
		tour->error = -ENOMEM;
		return;
	}
	count = hold_tasks(tasks, most);
	for (i = 0; i < count; i++) {
		visit_one(tasks[i], tour->visit);
		put_task_struct(tasks[i]);
		cond_resched();
	}
	kvfree(tasks);
}

int stap_visit_tasks(void (*visit)(struct task_struct *task))
{
	struct tour tour = { .visit = visit };

	INIT_WORK_ONSTACK(&tour.work, make_tour);
	queue_work(system_unbound_wq, &tour.work);
	flush_work(&tour.work);
	destroy_work_on_stack(&tour.work);
	return tour.error;
}
