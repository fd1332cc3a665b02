// SPDX-License-Identifier: GPL-2.0-only
/*
 * process.begin, .end, .thread.begin, .thread.end, .syscall, .syscall.return: what happens to
 * processes, by the kernel's tracepoints.
 *
 * A handler sees the process that the event is about as the current one: for what is forked, which
 * has not run yet when its parent tells of it, pid() and the like look at `stap_subject`. So they
 * do for processes that are there when the script starts: a worker visits each with its memory map.
 */
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "arch/x86/probed_registers.h"
#include "probes/own_tracepoint.h"
#include "probes/processes.h"
#include "probes/syscall.h"
#include "stacks/user_objects.h"

#define EVENTS (STAP_SYSCALL_RETURN + 1)

/* A probe, with the sets that a process must be in. NULL: any is. */
struct watcher {
	const struct stap_process_probe *probe;
	const struct stap_process_set *program, *target;
};

static const struct stap_family_table *table;
static struct watcher *watchers;       /* by event, then as in the script */
static u32 first_of_event[EVENTS + 1]; /* in watchers */
static unsigned long *visited;	       /* by pid: what was told of while existing ones are */
static bool is_visiting, follows;
static pid_t loader; /* tgid of staprun */

static bool has(enum stap_process_event event)
{
	return first_of_event[event] < first_of_event[event + 1];
}

/* ---------------------------------------------------------------- running handlers */

static __always_inline bool is_wanted(const struct watcher *watcher, const struct task_struct *task)
{
	if (watcher->probe->pid)
		return task->tgid == watcher->probe->pid;
	return (!watcher->program || stap_is_in(watcher->program, task)) &&
	       (!watcher->target || stap_is_in(watcher->target, task));
}

static __always_inline void run(const struct watcher *watcher, struct task_struct *subject,
				struct pt_regs *registers, struct stap_system_call *call)
{
	const struct stap_probe *probe = watcher->probe->probe;
	unsigned long flags, bias = 0;
	struct stap_cpu *cpu;

	if (!stap_enter(probe, &cpu, &flags))
		return;
	cpu->c.address = instruction_pointer(registers);
	cpu->c.registers = stap_registers_of(registers);
	cpu->c.registers_kind = call ? STAP_USER_CALL : STAP_USER;
	cpu->c.is_return = false;
	if (watcher->probe->program != STAP_NO_OBJECT)
		stap_object_bias(NULL, watcher->probe->program, &bias);
	cpu->c.bias = bias;
	cpu->c.event = call;
	cpu->armed = NULL;
	raw_cpu_write(stap_subject, subject);
	stap_run(cpu, probe);
	raw_cpu_write(stap_subject, NULL);
	stap_leave(cpu, flags);
}

/* @subject is the current task, or another one that does not run. */
static void tell(enum stap_process_event event, struct task_struct *subject)
{
	u32 i;

	for (i = first_of_event[event]; i < first_of_event[event + 1]; i++)
		if (is_wanted(&watchers[i], subject))
			run(&watchers[i], subject, task_pt_regs(subject), NULL);
}

/* ---------------------------------------------------------------- fork, exec, exit */

static bool is_thread(const struct task_struct *task)
{
	return task->pid != task->tgid;
}

/* Kernel threads, and those that work for io_uring, count as nobody's. */
static bool is_of_user(const struct task_struct *task)
{
	return !(task->flags & (PF_KTHREAD | PF_IO_WORKER));
}

/*
 * Whether a task is to be told of, and not by others: before the start nothing is, and while
 * existing ones are visited, by whom it is seen first.
 */
static bool is_new(const struct task_struct *task)
{
	if (READ_ONCE(stap_session.state) != STAP_RUNNING)
		return false;
	return !READ_ONCE(is_visiting) || !test_and_set_bit(task->pid, visited);
}

static void task_forked(struct task_struct *child)
{
	if (is_of_user(child) && child->mm && is_new(child))
		tell(is_thread(child) ? STAP_THREAD_BEGIN : STAP_PROCESS_BEGIN, child);
}

static void task_executed(void)
{
	is_new(current);
	tell(STAP_PROCESS_BEGIN, current);
}

static void task_exited(bool is_last)
{
	if (!is_of_user(current))
		return;
	if (is_thread(current))
		tell(STAP_THREAD_END, current);
	if (is_last)
		tell(STAP_PROCESS_END, current);
}

static const struct stap_process_listener listener = {
	.forked = task_forked,
	.executed = task_executed,
	.exited = task_exited,
};

/* ---------------------------------------------------------------- those that are there */

/* The child of staprun that waits for the start, and will execute the command of -c. */
static bool waits_for_start(const struct task_struct *task)
{
	bool waits;

	rcu_read_lock();
	waits = task->tgid == stap_session.target && (task->flags & PF_FORKNOEXEC) &&
		rcu_dereference(task->real_parent)->tgid == loader;
	rcu_read_unlock();
	return waits;
}

static void visit(struct task_struct *task)
{
	enum stap_process_event event = is_thread(task) ? STAP_THREAD_BEGIN : STAP_PROCESS_BEGIN;

	if (has(event) && is_of_user(task) && !waits_for_start(task) && is_new(task))
		tell(event, task);
}

static void process_started(void)
{
	if (!visited)
		return;
	stap_visit_tasks(visit);
	WRITE_ONCE(is_visiting, false);
}

/* ---------------------------------------------------------------- system calls */

static __always_inline void tell_call(enum stap_process_event event, struct pt_regs *registers,
				      long result)
{
	u32 i;

	for (i = first_of_event[event]; i < first_of_event[event + 1]; i++) {
		struct stap_system_call call = {};

		if (!is_wanted(&watchers[i], current))
			continue;
		call.number = syscall_get_nr(current, registers);
		call.result = result;
		call.is_compat = stap_call_is_compat();
		run(&watchers[i], NULL, registers, &call);
	}
}

static void call_enters(void *data, struct pt_regs *registers, long number)
{
	tell_call(STAP_SYSCALL, registers, 0);
}

static void call_returns(void *data, struct pt_regs *registers, long result)
{
	tell_call(STAP_SYSCALL_RETURN, registers, result);
}

static struct {
	enum stap_process_event event;
	struct stap_own_tracepoint point;
} calls[] = {
	{ STAP_SYSCALL, { "sys_enter", call_enters } },
	{ STAP_SYSCALL_RETURN, { "sys_exit", call_returns } },
};

static int register_calls(void)
{
	int error = 0;
	u32 i;

	for (i = 0; !error && i < ARRAY_SIZE(calls); i++)
		if (has(calls[i].event))
			error = stap_own_tracepoint_register(&calls[i].point);
	if (error)
		stap_start_error("cannot follow system calls by the kernel's tracepoints: error %d",
				 error);
	return error;
}

static void unregister_calls(void)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		stap_own_tracepoint_unregister(&calls[i].point);
}

/* ---------------------------------------------------------------- the family */

static void process_disarm(void)
{
	unregister_calls();
	if (follows)
		stap_processes_unfollow(&listener);
	follows = false;
	tracepoint_synchronize_unregister();
}

static int process_arm(void)
{
	int error;

	loader = current->tgid;
	WRITE_ONCE(is_visiting, visited != NULL);
	error = stap_processes_follow(&listener);
	follows = !error;
	if (!error)
		error = register_calls();
	if (error)
		process_disarm();
	return error;
}

static int compare_watchers(const void *a, const void *b)
{
	const struct stap_process_probe *first = ((const struct watcher *)a)->probe;
	const struct stap_process_probe *second = ((const struct watcher *)b)->probe;

	if (first->event != second->event)
		return first->event < second->event ? -1 : 1;
	return first < second ? -1 : 1;
}

/* Sets of what a probe is about. Returns 0 or -ENOMEM. */
static int find_sets(struct watcher *watcher)
{
	const struct stap_process_probe *probe = watcher->probe;

	if (probe->pid)
		return 0;
	if (probe->program != STAP_NO_OBJECT) {
		watcher->program = stap_process_set(probe->program);
		if (!watcher->program)
			return -ENOMEM;
	}
	if (stap_session.target) {
		watcher->target = stap_process_set(STAP_NO_OBJECT);
		if (!watcher->target)
			return -ENOMEM;
	}
	return 0;
}

static int make_watchers(void)
{
	const struct stap_process_probe *probes = table->probes;
	u32 i;

	watchers = kvcalloc(table->count, sizeof(*watchers), GFP_KERNEL);
	if (!watchers)
		return -ENOMEM;
	for (i = 0; i < table->count; i++) {
		watchers[i].probe = &probes[i];
		first_of_event[probes[i].event + 1]++;
		if (find_sets(&watchers[i]))
			return -ENOMEM;
	}
	for (i = 0; i < EVENTS; i++)
		first_of_event[i + 1] += first_of_event[i];
	sort(watchers, table->count, sizeof(*watchers), compare_watchers, NULL);
	if (has(STAP_PROCESS_BEGIN) || has(STAP_THREAD_BEGIN)) {
		visited = vzalloc(PID_MAX_LIMIT / BITS_PER_BYTE);
		if (!visited)
			return -ENOMEM;
	}
	return 0;
}

static void process_release(void)
{
	vfree(visited);
	kvfree(watchers);
	visited = NULL;
	watchers = NULL;
	memset(first_of_event, 0, sizeof(first_of_event));
	stap_processes_release();
}

static int process_prepare(const struct stap_family_table *of_script)
{
	int error;

	table = of_script;
	stap_processes_hold();
	error = make_watchers();
	if (error) {
		process_release();
		stap_start_error("not enough memory for the probes of processes");
	}
	return error;
}

const struct stap_family stap_process_family = {
	.name = "process events",
	.prepare = process_prepare,
	.arm = process_arm,
	.started = process_started,
	.disarm = process_disarm,
	.release = process_release,
};
