// SPDX-License-Identifier: GPL-2.0-only
/* A task knows which instruction of its program it executes in a slot out of line, and where. */
#include <linux/sched.h>
#include <linux/uprobes.h>

unsigned long stap_trial(struct task_struct *task);

unsigned long stap_trial(struct task_struct *task)
{
	return task->utask->active_uprobe ? task->utask->vaddr - task->utask->xol_vaddr : 0;
}
