// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf probes: an event of the kernel's performance monitoring on each CPU, which is sampled - the
 * handler runs when so many have happened, in interrupt or NMI - or counted for tasks.
 *
 * Counting is by CPU too: when the scheduler switches from a task, what its CPU counted meanwhile
 * is added to the task's slot, so that nothing has to be attached to tasks, and what a task does
 * from its first instruction on is counted. A slot is written only on the CPU that its task runs
 * on; an interrupt that comes while it is written finds that the sum is not yet grown, never too
 * much.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/mm_types.h>
#include <linux/namei.h>
#include <linux/perf_event.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "arch/x86/probed_registers.h"
#include "enter.h"
#include "probes/own_tracepoint.h"

#ifdef CONFIG_PERF_EVENTS

#define SLOT_BITS      12 /* of the table of a counter's tasks */
#define SLOT_WAYS      16 /* slots that a task may be in */
#define MOST_ANCESTORS 32 /* looked at for .process of the target */

/* What one CPU counts. */
struct cpu_event {
	struct perf_event *event; /* NULL on CPUs that were not online */
	u64 seen;		  /* the count up to which tasks have got theirs */
} ____cacheline_aligned;

/* What a task has counted until it was switched from. */
struct slot {
	struct task_struct *task; /* NULL: free */
	u64 count;
};

struct event {
	const struct stap_perf_probe *probe;
	struct path path;	/* .process("path") */
	struct inode *file;	/* of it, or NULL */
	struct cpu_event *cpus; /* by CPU number */
	struct slot *slots;	/* of a counter, 1 << SLOT_BITS */
	atomic_t crowded;	/* switches from tasks for which there was no slot */
};

static struct event *events; /* one per probe */
static u32 event_count;
static bool has_counters;

/* ---------------------------------------------------------------- of which tasks */

/* Any context. */
static bool descends_from_target(void)
{
	struct task_struct *task = current;
	bool found = false;
	int i;

	rcu_read_lock();
	for (i = 0; i < MOST_ANCESTORS && task->pid > 1 && !found; i++) {
		found = task->tgid == stap_session.target;
		task = rcu_dereference(task->real_parent);
	}
	rcu_read_unlock();
	return found && stap_session.target;
}

/* Any context. The executable is only compared, so that it may go away meanwhile is no matter. */
static bool is_wanted(const struct event *event)
{
	struct mm_struct *mm = READ_ONCE(current->mm);
	struct file *executable;
	bool wanted;

	if (!event->file && !event->probe->of_target)
		return true;
	if (!mm || (current->flags & PF_KTHREAD))
		return false;
	if (!event->file)
		return descends_from_target();
	rcu_read_lock();
	executable = rcu_dereference(mm->exe_file);
	wanted = executable && file_inode(executable) == event->file;
	rcu_read_unlock();
	return wanted;
}

/* ---------------------------------------------------------------- samples */

/* Interrupt, NMI, or where a software event happened. */
static void sampled(struct perf_event *perf_event, struct perf_sample_data *sample,
		    struct pt_regs *registers)
{
	const struct event *event = perf_event->overflow_handler_context;
	const struct stap_probe *probe = event->probe->probe;
	struct stap_cpu *cpu;
	struct stap_context *c;
	unsigned long flags;

	if (!is_wanted(event) || !stap_enter(probe, &cpu, &flags))
		return;
	c = &cpu->c;
	c->address = instruction_pointer(registers);
	c->registers = stap_registers_of(registers);
	c->registers_kind = user_mode(registers) ? STAP_USER : STAP_KERNEL;
	c->is_return = false;
	cpu->armed = NULL;
	stap_run(cpu, probe);
	stap_leave(cpu, flags);
}

/* ---------------------------------------------------------------- counters */

/* What this CPU has counted so far; interrupts disabled. */
static u64 read_count(const struct cpu_event *cpu)
{
	struct perf_event *event = cpu->event;

	if (!event)
		return cpu->seen;
	if (READ_ONCE(event->oncpu) == smp_processor_id())
		event->pmu->read(event);
	return local64_read(&event->count);
}

static struct slot *find_slot(const struct event *event, const struct task_struct *task)
{
	u32 first = hash_ptr(task, SLOT_BITS), i;

	for (i = 0; i < SLOT_WAYS; i++) {
		struct slot *slot = &event->slots[(first + i) & ((1 << SLOT_BITS) - 1)];

		if (READ_ONCE(slot->task) == task)
			return slot;
	}
	return NULL;
}

/* Of two CPUs that want the same free slot, one gets it. */
static struct slot *make_slot(const struct event *event, struct task_struct *task)
{
	u32 first = hash_ptr(task, SLOT_BITS), i;

	for (i = 0; i < SLOT_WAYS; i++) {
		struct slot *slot = &event->slots[(first + i) & ((1 << SLOT_BITS) - 1)];

		if (!cmpxchg(&slot->task, NULL, task))
			return slot;
	}
	return NULL;
}

static void free_slot(struct slot *slot)
{
	if (!slot)
		return;
	slot->count = 0;
	smp_store_release(&slot->task, NULL);
}

/* Gives the current task what its CPU counted since the last switch; interrupts disabled. */
static void settle(struct event *event)
{
	struct cpu_event *cpu = &event->cpus[smp_processor_id()];
	u64 now = read_count(cpu), counted = now - cpu->seen;
	struct slot *slot;

	cpu->seen = now;
	if (!is_wanted(event))
		return;
	slot = find_slot(event, current);
	if (!slot && (current->flags & PF_EXITING)) /* exit_seen() has freed it */
		return;
	if (!slot)
		slot = make_slot(event, current);
	if (slot)
		slot->count += counted;
	else
		atomic_inc(&event->crowded);
}

/* Before any other task runs, interrupts disabled. */
static void task_switched(void)
{
	u32 i;

	for (i = 0; i < event_count; i++)
		if (events[i].slots)
			settle(&events[i]);
}

#ifdef HAVE_SCHED_SWITCH_STATE
static void switch_seen(void *data, bool preempt, struct task_struct *previous,
			struct task_struct *next, unsigned int state)
#else
static void switch_seen(void *data, bool preempt, struct task_struct *previous,
			struct task_struct *next)
#endif
{
	task_switched();
}

/* The current task runs another program: what came before was that of the old one. */
static void exec_seen(void *data, struct task_struct *task, pid_t old_pid,
		      struct linux_binprm *program)
{
	unsigned long flags;
	u32 i;

	local_irq_save(flags);
	for (i = 0; i < event_count; i++) {
		struct event *event = &events[i];
		struct cpu_event *cpu;

		if (!event->slots || (find_slot(event, task) && is_wanted(event)))
			continue;
		cpu = &event->cpus[smp_processor_id()];
		cpu->seen = read_count(cpu);
		free_slot(find_slot(event, task));
	}
	local_irq_restore(flags);
}

/* The current task ends: it gets no slot again. */
#ifdef HAVE_SCHED_EXIT_GROUP
static void exit_seen(void *data, struct task_struct *task, bool is_last)
#else
static void exit_seen(void *data, struct task_struct *task)
#endif
{
	unsigned long flags;
	u32 i;

	local_irq_save(flags);
	for (i = 0; i < event_count; i++)
		if (events[i].slots)
			free_slot(find_slot(&events[i], task));
	local_irq_restore(flags);
}

/* Handler context or sleeper. */
int64_t stap_perf_counter(uint32_t number)
{
	const struct event *event = &events[number];
	u64 count = 0;
	unsigned long flags;

	local_irq_save(flags);
	if (event->slots && is_wanted(event)) {
		const struct cpu_event *cpu = &event->cpus[smp_processor_id()];
		const struct slot *slot = find_slot(event, current);

		count = read_count(cpu) - cpu->seen + (slot ? slot->count : 0);
	}
	local_irq_restore(flags);
	return count;
}

/* ---------------------------------------------------------------- tracepoints */

static struct stap_own_tracepoint hooks[] = {
	{ "sched_switch", switch_seen },
	{ "sched_process_exec", exec_seen },
	{ "sched_process_exit", exit_seen },
};

static void remove_hooks(void)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		stap_own_tracepoint_unregister(&hooks[i]);
	tracepoint_synchronize_unregister();
}

static int add_hooks(void)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		int error = stap_own_tracepoint_register(&hooks[i]);

		if (error) {
			stap_start_error("cannot follow tasks by the tracepoint %s: error %d",
					 hooks[i].name, error);
			remove_hooks();
			return error;
		}
	}
	return 0;
}

/* ---------------------------------------------------------------- the family */

static void perf_release(void)
{
	u32 i;
	int cpu;

	for (i = 0; i < event_count; i++) {
		struct event *event = &events[i];

		for (cpu = 0; event->cpus && cpu < nr_cpu_ids; cpu++)
			if (event->cpus[cpu].event)
				perf_event_release_kernel(event->cpus[cpu].event);
		kvfree(event->cpus);
		kvfree(event->slots);
		if (event->file)
			path_put(&event->path);
	}
	kfree(events);
	events = NULL;
	event_count = 0;
	has_counters = false;
}

/* On one CPU, not counting yet. */
static int create_on(struct event *event, int cpu)
{
	const struct stap_perf_probe *probe = event->probe;
	struct perf_event_attr attributes = {
		.type = probe->type,
		.size = sizeof(attributes),
		.config = probe->config,
		.disabled = 1,
		.pinned = probe->is_counter,
	};
	struct perf_event *created;

	if (probe->hz) {
		attributes.freq = 1;
		attributes.sample_freq = probe->hz;
	} else {
		attributes.sample_period = probe->period;
	}
	created = perf_event_create_kernel_counter(&attributes, cpu, NULL,
						   probe->is_counter ? NULL : sampled, event);
	if (IS_ERR(created))
		return PTR_ERR(created);
	event->cpus[cpu].event = created;
	return 0;
}

static int create_on_all(struct event *event)
{
	int cpu, error = 0;

	cpus_read_lock();
	for_each_online_cpu (cpu) {
		error = create_on(event, cpu);
		if (error)
			break;
	}
	cpus_read_unlock();
	if (error == -ENOENT || error == -EOPNOTSUPP || error == -ENODEV)
		stap_start_error("this machine has no such event: %s", event->probe->probe->point);
	else if (error)
		stap_start_error("cannot make the event of %s: error %d",
				 event->probe->probe->point, error);
	return error;
}

static int find_file(struct event *event)
{
	int error = kern_path(event->probe->process, LOOKUP_FOLLOW, &event->path);

	if (error)
		stap_start_error("cannot find the program of %s: error %d",
				 event->probe->probe->point, error);
	else
		event->file = d_inode(event->path.dentry);
	return error;
}

static int prepare_event(struct event *event)
{
	int error = 0;

	event->cpus = kvcalloc(nr_cpu_ids, sizeof(*event->cpus), GFP_KERNEL);
	if (!event->cpus)
		return -ENOMEM;
	if (event->probe->is_counter) {
		event->slots = kvcalloc(1 << SLOT_BITS, sizeof(*event->slots), GFP_KERNEL);
		if (!event->slots)
			return -ENOMEM;
		has_counters = true;
	}
	if (event->probe->process)
		error = find_file(event);
	return error ? error : create_on_all(event);
}

static int perf_prepare(const struct stap_family_table *table)
{
	const struct stap_perf_probe *probes = table->probes;
	int error;

	events = kcalloc(table->count, sizeof(*events), GFP_KERNEL);
	if (!events)
		return -ENOMEM;
	while (event_count < table->count) {
		struct event *event = &events[event_count++];

		event->probe = probes++;
		error = prepare_event(event);
		if (error) {
			perf_release();
			return error;
		}
	}
	return 0;
}

static void each_event(void (*function)(struct perf_event *))
{
	u32 i;
	int cpu;

	for (i = 0; i < event_count; i++)
		for (cpu = 0; cpu < nr_cpu_ids; cpu++)
			if (events[i].cpus[cpu].event)
				function(events[i].cpus[cpu].event);
}

static int perf_arm(void)
{
	int error = has_counters ? add_hooks() : 0;

	if (!error)
		each_event(perf_event_enable);
	return error;
}

/* An event that is disabled has left its CPU, and no handler of it runs there. */
static void perf_disarm(void)
{
	u32 i;

	each_event(perf_event_disable);
	if (has_counters)
		remove_hooks();
	synchronize_rcu();
	for (i = 0; i < event_count; i++)
		stap_skip_missed(events[i].probe->probe, atomic_read(&events[i].crowded));
}

const struct stap_family stap_perf_family = {
	.name = "perf",
	.prepare = perf_prepare,
	.arm = perf_arm,
	.disarm = perf_disarm,
	.release = perf_release,
};

#else

int64_t stap_perf_counter(uint32_t number)
{
	return 0;
}

const struct stap_family stap_perf_family = {
	.name = "perf",
	.lacks = "performance events",
};

#endif
