// SPDX-License-Identifier: GPL-2.0-only
/* The tracepoint sched_process_exit tells whether it is the last thread. */
#include <linux/sched.h>
#include <trace/events/sched.h>

void trial(void (*probe)(void *, struct task_struct *, bool));
void trial(void (*probe)(void *, struct task_struct *, bool))
{
	check_trace_callback_type_sched_process_exit(probe);
}
