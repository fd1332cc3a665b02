// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which processes are meant: see processes.h.
 */
#include <linux/fs.h>
#include <linux/mm_types.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/vmalloc.h>

#include "probes/own_tracepoint.h"
#include "probes/processes.h"
#include "stacks/user_objects.h"

#define MOST_LISTENERS 4

static struct stap_process_set *sets;
static u32 set_count, holders;
static struct stap_process_set *target_set;
static const struct stap_process_listener *listeners[MOST_LISTENERS];
static u32 followers;

/* ---------------------------------------------------------------- programs */

/* Whether @mm, which cannot go away, is of object @program's file. Any context. */
static bool runs(const struct mm_struct *mm, const struct stap_user_file *program)
{
	const struct file *file;
	const struct inode *inode;
	bool is_same = false;

	if (!program->inode)
		return false;
	rcu_read_lock();
	file = rcu_dereference(mm->exe_file);
	if (file) {
		inode = READ_ONCE(file->f_inode); /* on overlayfs that of the overlay */
		is_same = inode == program->inode || inode == d_inode(program->held.dentry);
	}
	rcu_read_unlock();
	return is_same;
}

bool stap_mm_runs_program(const struct mm_struct *mm, u32 program)
{
	return runs(mm, stap_object_file(program));
}

bool stap_runs_program(u32 program)
{
	const struct mm_struct *mm = current->mm;

	return mm && stap_mm_runs_program(mm, program);
}

static bool task_runs(struct task_struct *task, u32 program)
{
	bool is_same;

	task_lock(task);
	is_same =
		task->mm && !(task->flags & PF_KTHREAD) && stap_mm_runs_program(task->mm, program);
	task_unlock(task);
	return is_same;
}

/* ---------------------------------------------------------------- the target */

bool stap_is_target(void)
{
	if (!stap_session.target)
		return true;
	return target_set ? stap_is_in(target_set, current) : current->tgid == stap_session.target;
}

static bool uses(const struct task_struct *process, const struct mm_struct *mm)
{
	const struct task_struct *thread;

	for_each_thread(process, thread) if (READ_ONCE(thread->mm) == mm) return true;
	return false;
}

bool stap_mm_is_of_target(const struct mm_struct *mm)
{
	const struct task_struct *process;
	bool is_found = current->mm == mm && stap_is_target();

	rcu_read_lock();
	for_each_process(process)
	{
		if (is_found)
			break;
		is_found = target_set && stap_is_in(target_set, process) && uses(process, mm);
	}
	rcu_read_unlock();
	return is_found;
}

bool stap_mm_is_of_process(const struct mm_struct *mm, pid_t pid)
{
	const struct task_struct *process;
	bool is_found;

	if (current->mm == mm && current->tgid == pid)
		return true;
	rcu_read_lock();
	process = pid_task(find_pid_ns(pid, &init_pid_ns), PIDTYPE_TGID);
	is_found = process && uses(process, mm);
	rcu_read_unlock();
	return is_found;
}

/* ---------------------------------------------------------------- sets */

struct stap_process_set *stap_process_set(u32 program)
{
	u32 i;

	for (i = 0; i < set_count; i++)
		if (sets[i].program == program)
			return &sets[i];
	if (!sets)
		sets = kvcalloc(stap_script.object_count + 1, sizeof(*sets), GFP_KERNEL);
	if (!sets)
		return NULL;
	sets[set_count].bits = vzalloc(PID_MAX_LIMIT / BITS_PER_BYTE);
	if (!sets[set_count].bits)
		return NULL;
	sets[set_count].program = program;
	if (program == STAP_NO_OBJECT)
		target_set = &sets[set_count];
	return &sets[set_count++];
}

void stap_processes_hold(void)
{
	holders++;
}

void stap_processes_release(void)
{
	if (--holders)
		return;
	while (set_count)
		vfree(sets[--set_count].bits);
	kvfree(sets);
	sets = NULL;
	target_set = NULL;
}

static bool belongs(struct task_struct *process, const struct stap_process_set *set)
{
	if (set->program != STAP_NO_OBJECT)
		return task_runs(process, set->program);
	return process->tgid == stap_session.target ||
	       stap_is_in(set, rcu_dereference(process->real_parent));
}

/*
 * Adds the processes that are there. While it looks, the tracepoints are used already: what exits
 * or executes something else meanwhile is taken out again. Returns whether it found any.
 */
static bool add_existing(const struct stap_process_set *set)
{
	struct task_struct *process;
	bool is_changed = false;

	rcu_read_lock();
	for_each_process(process)
	{
		if (stap_is_in(set, process) || !belongs(process, set))
			continue;
		set_bit(process->tgid, set->bits);
		if (!atomic_read(&process->signal->live) || !belongs(process, set))
			clear_bit(process->tgid, set->bits);
		else
			is_changed = true;
	}
	rcu_read_unlock();
	return is_changed;
}

/* Those of the target by generations: a parent may stand behind its children. */
static void fill_sets(void)
{
	u32 i;

	for (i = 0; i < set_count; i++)
		while (add_existing(&sets[i]))
			cond_resched();
}

/* ---------------------------------------------------------------- tracepoints */

static void task_forked(void *data, struct task_struct *parent, struct task_struct *child)
{
	u32 i;

	for (i = 0; i < set_count; i++)
		if (stap_is_in(&sets[i], parent))
			set_bit(child->tgid, sets[i].bits);
	for (i = 0; i < MOST_LISTENERS; i++) {
		const struct stap_process_listener *listener = READ_ONCE(listeners[i]);

		if (listener && listener->forked)
			listener->forked(child);
	}
}

static void task_executed(void *data, struct task_struct *task, pid_t old_pid,
			  struct linux_binprm *program)
{
	u32 i;

	for (i = 0; i < set_count; i++) {
		if (sets[i].program == STAP_NO_OBJECT)
			continue;
		if (stap_runs_program(sets[i].program))
			set_bit(task->tgid, sets[i].bits);
		else
			clear_bit(task->tgid, sets[i].bits);
	}
	for (i = 0; i < MOST_LISTENERS; i++) {
		const struct stap_process_listener *listener = READ_ONCE(listeners[i]);

		if (listener && listener->executed)
			listener->executed();
	}
}

static void exited(struct task_struct *task)
{
	bool is_last = !atomic_read(&task->signal->live);
	u32 i;

	for (i = 0; i < MOST_LISTENERS; i++) {
		const struct stap_process_listener *listener = READ_ONCE(listeners[i]);

		if (listener && listener->exited)
			listener->exited(is_last);
	}
	for (i = 0; is_last && i < set_count; i++)
		clear_bit(task->tgid, sets[i].bits);
}

#ifdef HAVE_SCHED_EXIT_GROUP
static void task_exited(void *data, struct task_struct *task, bool is_last)
{
	exited(task);
}
#else
static void task_exited(void *data, struct task_struct *task)
{
	exited(task);
}
#endif

static struct stap_own_tracepoint points[] = {
	{ "sched_process_fork", task_forked },
	{ "sched_process_exec", task_executed },
	{ "sched_process_exit", task_exited },
};

static void unregister_points(void)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(points); i++)
		stap_own_tracepoint_unregister(&points[i]);
}

static int register_points(void)
{
	int error = 0;
	u32 i;

	for (i = 0; !error && i < ARRAY_SIZE(points); i++)
		error = stap_own_tracepoint_register(&points[i]);
	if (!error)
		return 0;
	unregister_points();
	tracepoint_synchronize_unregister();
	stap_start_error("cannot follow processes by the kernel's tracepoints: error %d", error);
	return error;
}

int stap_processes_follow(const struct stap_process_listener *listener)
{
	u32 i = 0;

	if (!followers) {
		int error = register_points();

		if (error)
			return error;
		fill_sets();
	}
	followers++;
	while (listener && listeners[i])
		i++;
	if (listener)
		WRITE_ONCE(listeners[i], listener);
	return 0;
}

void stap_processes_unfollow(const struct stap_process_listener *listener)
{
	u32 i;

	for (i = 0; listener && i < MOST_LISTENERS; i++)
		if (listeners[i] == listener)
			WRITE_ONCE(listeners[i], NULL);
	if (!--followers)
		unregister_points();
	tracepoint_synchronize_unregister();
}
