// SPDX-License-Identifier: GPL-2.0-only
/* The tracepoint sched_switch tells the state that the previous task is left in. */
#include <linux/sched.h>
#include <trace/events/sched.h>

void trial(void (*probe)(void *, bool, struct task_struct *, struct task_struct *, unsigned int));
void trial(void (*probe)(void *, bool, struct task_struct *, struct task_struct *, unsigned int))
{
	check_trace_callback_type_sched_switch(probe);
}
