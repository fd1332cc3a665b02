// SPDX-License-Identifier: GPL-2.0-only
/* A task keeps a list of the return addresses that uretprobes have replaced. */
#include <linux/sched.h>
#include <linux/uprobes.h>

unsigned long stap_trial(struct task_struct *task);

unsigned long stap_trial(struct task_struct *task)
{
	struct return_instance *instance = task->utask->return_instances;

	return instance->next ? instance->stack : instance->orig_ret_vaddr;
}
