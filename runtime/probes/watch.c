// SPDX-License-Identifier: GPL-2.0-only
/*
 * process.data: hardware breakpoints on data of processes.
 *
 * A debug register holds an address of one task at a time, so each thread of each process has its
 * breakpoint: those that are there when the script starts, by a worker that takes their memory map
 * to see where the program lies; later ones when they come to the program's first instruction,
 * where a uprobe stops them. What they clone or fork inherits it from the kernel, and exec ends it.
 */
#include <linux/err.h>
#include <linux/hw_breakpoint.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/perf_event.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "arch/x86/breakpoints.h"
#include "arch/x86/probed_registers.h"
#include "enter.h"
#include "probes/processes.h"
#include "transport.h"
#include "probes/uprobe.h"
#include "stacks/user_objects.h"

#ifdef CONFIG_HAVE_HW_BREAKPOINT

/* A probe of the script. */
struct watch {
	struct stap_uprobe start; /* the first instruction of its program */
	const struct stap_watch_probe *probe;
	bool is_refused; /* some task could not be watched, which was said */
};

/* A breakpoint of one task, and of what inherited it. */
struct breakpoint {
	struct list_head of_all;
	struct perf_event *event;
};

static const struct stap_family_table *table;
static struct watch *watches;
static const struct stap_process_set *target_set;
static bool follows;
static DEFINE_MUTEX(breakpoints_lock);
static LIST_HEAD(breakpoints);
static bool is_over; /* under the lock: no breakpoint is made any more */

/* ---------------------------------------------------------------- hits */

/* Where the program lies in the current process: known by the address that is watched. */
static unsigned long bias_of(const struct stap_watch_probe *probe, unsigned long address)
{
	unsigned long bias = 0;

	if (probe->is_link_time)
		return address - probe->address;
	stap_object_bias(NULL, probe->program, &bias);
	return bias;
}

/* Whether a handler itself touched what is watched: only they run in kernel mode then. */
static bool is_own_access(struct pt_regs *registers)
{
	return !user_mode(registers) && raw_cpu_read(stap_cpus)->is_free <= 0;
}

/* In the debug exception, interrupts disabled; from kernel mode when a system call touches it. */
static void data_touched(struct perf_event *event, struct perf_sample_data *sample,
			 struct pt_regs *registers)
{
	const struct watch *watch = event->overflow_handler_context;
	const struct stap_probe *probe = watch->probe->probe;
	struct stap_cpu *cpu;
	struct stap_context *c;
	unsigned long flags;

	if (is_own_access(registers) || !stap_enter(probe, &cpu, &flags))
		return;
	c = &cpu->c;
	c->address = instruction_pointer(registers);
	c->registers = stap_registers_of(registers);
	c->registers_kind = user_mode(registers) ? STAP_USER : STAP_KERNEL;
	c->is_return = false;
	c->bias = bias_of(watch->probe, event->attr.bp_addr);
	cpu->armed = NULL;
	stap_run(cpu, probe);
	stap_leave(cpu, flags);
}

/* ---------------------------------------------------------------- breakpoints */

static bool is_wanted(const struct watch *watch, const struct task_struct *task)
{
	if (watch->probe->pid)
		return task->tgid == watch->probe->pid;
	return !target_set || stap_is_in(target_set, task);
}

/* Gives one back, with all that inherited it. Under the lock. */
static void drop(struct breakpoint *breakpoint)
{
	list_del(&breakpoint->of_all);
	unregister_hw_breakpoint(breakpoint->event);
	kfree(breakpoint);
}

/* Gives back those whose tasks are gone. Under the lock. */
static void drop_gone(void)
{
	struct breakpoint *breakpoint, *next;

	list_for_each_entry_safe(breakpoint, next, &breakpoints, of_all)
	{
		const struct perf_event *event = breakpoint->event;

		if (READ_ONCE(event->state) <= PERF_EVENT_STATE_EXIT &&
		    list_empty(&event->child_list))
			drop(breakpoint);
	}
}

/* Under the lock. Returns 0 or -errno. */
static int set_breakpoint(struct watch *watch, unsigned long address, struct task_struct *task)
{
	struct breakpoint *breakpoint = kmalloc(sizeof(*breakpoint), GFP_KERNEL);
	struct perf_event_attr attributes;

	if (!breakpoint)
		return -ENOMEM;
	hw_breakpoint_init(&attributes);
	attributes.bp_addr = address;
	attributes.bp_len = watch->probe->length; /* HW_BREAKPOINT_LEN_n is n */
	attributes.bp_type = watch->probe->reads ? HW_BREAKPOINT_RW : HW_BREAKPOINT_W;
	attributes.inherit = 1;
	attributes.inherit_thread = watch->probe->pid != 0;
	attributes.remove_on_exec = 1;
	breakpoint->event = register_user_hw_breakpoint(&attributes, data_touched, watch, task);
	if (IS_ERR(breakpoint->event)) {
		int error = PTR_ERR(breakpoint->event);

		kfree(breakpoint);
		return error;
	}
	list_add_tail(&breakpoint->of_all, &breakpoints);
	return 0;
}

/* What goes wrong while the script runs is said once, in its output. */
static void refuse(struct watch *watch, const struct task_struct *task, int error)
{
	char text[200];
	int size;

	if (error == -ESRCH || watch->is_refused) /* it has exited */
		return;
	watch->is_refused = true;
	if (error == -ENOSPC)
		size = scnprintf(text, sizeof(text),
				 "no hardware breakpoint is left in process %d for %s: others are "
				 "in use",
				 task->tgid, watch->probe->probe->point);
	else
		size = scnprintf(text, sizeof(text), "cannot watch process %d for %s: error %d",
				 task->tgid, watch->probe->probe->point, error);
	stap_transport_write(STAP_RECORD_WARNING, text, size, false);
}

/* The current memory map is that of @task. */
static void watch_task(struct watch *watch, struct task_struct *task)
{
	bool is_mapped = !watch->probe->is_link_time;
	unsigned long bias = 0;
	int error = 0;

	if (!is_mapped) {
		mmap_read_lock(
			current->mm); /* nothing is looked up while a thread maps something */
		is_mapped = stap_object_bias(NULL, watch->probe->program, &bias);
		mmap_read_unlock(current->mm);
	}
	if (!is_mapped)
		return;
	mutex_lock(&breakpoints_lock);
	drop_gone();
	if (!is_over)
		error = set_breakpoint(watch, watch->probe->address + bias, task);
	if (error)
		refuse(watch, task, error);
	mutex_unlock(&breakpoints_lock);
}

/* ---------------------------------------------------------------- programs that start */

static int program_starts(struct uprobe_consumer *consumer, struct pt_regs *registers)
{
	struct watch *watch = container_of(consumer, struct watch, start.consumer);

	if (is_wanted(watch, current) && stap_runs_program(watch->probe->program))
		watch_task(watch, current);
	return 0;
}

static bool filter(STAP_UPROBE_FILTER_PARAMETERS)
{
	const struct watch *watch = container_of(consumer, struct watch, start.consumer);

	if (watch->probe->pid ? !stap_mm_is_of_process(mm, watch->probe->pid)
			      : target_set && !stap_mm_is_of_target(mm))
		return false;
	return stap_mm_runs_program(mm, watch->probe->program);
}

static int arm_start(struct watch *watch)
{
	const struct stap_user_file *file = stap_object_file(watch->probe->program);
	int error;

	if (!file->inode)
		return 0;
	watch->start.inode = file->inode;
	watch->start.offset = watch->probe->start;
	watch->start.consumer.handler = program_starts;
	watch->start.consumer.filter = filter;
	error = stap_uprobe_register(&watch->start);
	if (error)
		stap_start_error("cannot probe %s: no uprobe is possible at the start of %s "
				 "(error %d)",
				 watch->probe->probe->point, file->path, error);
	return error;
}

/* ---------------------------------------------------------------- those that are there */

static u64 visited_before; /* tasks that started later inherit, or come by program_starts() */

static void visit_task(struct task_struct *task)
{
	u32 i;

	if (task->start_boottime >= visited_before)
		return;
	for (i = 0; i < table->count; i++)
		if (is_wanted(&watches[i], task) && stap_runs_program(watches[i].probe->program))
			watch_task(&watches[i], task);
}

/* ---------------------------------------------------------------- the family */

static void watch_disarm(void)
{
	struct breakpoint *breakpoint, *next;
	u32 i;

	for (i = 0; i < table->count; i++)
		stap_uprobe_unregister(&watches[i].start);
	stap_uprobes_wait();
	if (follows)
		stap_processes_unfollow(NULL);
	follows = false;
	mutex_lock(&breakpoints_lock);
	is_over = true;
	list_for_each_entry_safe(breakpoint, next, &breakpoints, of_all) drop(breakpoint);
	mutex_unlock(&breakpoints_lock);
	synchronize_rcu();
}

static int watch_arm(void)
{
	int error = target_set ? stap_processes_follow(NULL) : 0;
	u32 i;

	follows = target_set && !error;
	for (i = 0; i < table->count && !error; i++)
		error = arm_start(&watches[i]);
	visited_before = ktime_get_boottime_ns();
	if (!error)
		error = stap_visit_tasks(visit_task);
	if (error)
		watch_disarm();
	return error;
}

static int check_file(const struct stap_watch_probe *probe)
{
	const struct stap_user_file *file = stap_object_file(probe->program);

	if (file->is_other_build)
		return stap_user_file_refused(file);
	if (!file->inode)
		stap_start_warning("there is no file %s here: %s is left out", file->path,
				   probe->probe->point);
	return 0;
}

static void watch_release(void)
{
	kvfree(watches);
	watches = NULL;
	target_set = NULL;
	stap_processes_release();
}

static int watch_prepare(const struct stap_family_table *of_script)
{
	const struct stap_watch_probe *probes = of_script->probes;
	int error = 0;
	u32 i;

	table = of_script;
	stap_processes_hold();
	watches = kvcalloc(table->count, sizeof(*watches), GFP_KERNEL);
	for (i = 0; watches && i < table->count && !error; i++) {
		watches[i].probe = &probes[i];
		error = check_file(&probes[i]);
		if (!probes[i].pid && stap_session.target && !target_set) {
			target_set = stap_process_set(STAP_NO_OBJECT);
			error = target_set ? error : -ENOMEM;
		}
	}
	if (!watches)
		error = -ENOMEM;
	if (error)
		watch_release();
	return error;
}

const struct stap_family stap_watch_family = {
	.name = "process.data",
	.prepare = watch_prepare,
	.arm = watch_arm,
	.disarm = watch_disarm,
	.release = watch_release,
};

#else

const struct stap_family stap_watch_family = {
	.name = "process.data",
	.lacks = "hardware breakpoints",
};

#endif
