// SPDX-License-Identifier: GPL-2.0-only
/*
 * Places in files of user space, by uprobes: any instruction, and the returns of functions.
 *
 * A uprobe is of a file, not of a process: the kernel puts the breakpoint into each process that
 * maps the file, also later, when our filter wants that process. All probes of one instruction
 * share one uprobe, and run in the order of the script. The handlers run in the probed task, on its
 * way back to user mode.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "arch/x86/probed_registers.h"
#include "enter.h"
#include "probes/kernel.h"
#include "probes/processes.h"
#include "probes/uprobe.h"
#include "stacks/user_objects.h"
#include "probes/user_place.h"

#define CALLS 4096 /* under way, whose returns are probed and for which something is saved */

/* A probe at an instruction. */
struct member {
	const struct stap_probe *probe;
	bool is_restricted; /* not to all processes that map the file */
	bool is_return;
	struct stap_site site;
	const struct stap_user_place *place;
	struct inode *inode;
	u32 order; /* in the script */
};

/* An instruction of a file. */
struct point {
	struct stap_uprobe uprobe;
	const struct member *members; /* those of entries first, then those of returns */
	u32 entry_count, count;
};

static const struct stap_family_table *table;
static struct member *members;
static struct point *points;
static u32 member_count, point_count;
static const struct stap_process_set *target_set; /* NULL: processes of any descent */
static bool follows;

/* ---------------------------------------------------------------- which processes */

/* Whether a probe is to run in the current process. */
static __always_inline bool is_wanted(const struct member *member)
{
	const struct stap_user_probe *user = member->site.user;

	if (likely(!member->is_restricted))
		return true;
	if (user->pid ? current->tgid != user->pid : target_set && !stap_is_in(target_set, current))
		return false;
	return user->program == STAP_NO_OBJECT || stap_runs_program(user->program);
}

static bool is_wanted_in(const struct member *member, const struct mm_struct *mm)
{
	const struct stap_user_probe *user = member->site.user;

	if (!member->is_restricted)
		return true;
	if (user->pid ? !stap_mm_is_of_process(mm, user->pid)
		      : target_set && !stap_mm_is_of_target(mm))
		return false;
	return user->program == STAP_NO_OBJECT || stap_mm_runs_program(mm, user->program);
}

static bool is_point_wanted(const struct point *point, const struct mm_struct *mm)
{
	u32 i;

	for (i = 0; i < point->count; i++)
		if (is_wanted_in(&point->members[i], mm))
			return true;
	return false;
}

static __always_inline struct point *point_of(struct uprobe_consumer *consumer)
{
	return container_of(consumer, struct point, uprobe.consumer);
}

/* Asked by the kernel, which holds the map's lock and maybe others. */
static bool filter(STAP_UPROBE_FILTER_PARAMETERS)
{
	return is_point_wanted(point_of(consumer), mm);
}

/* ---------------------------------------------------------------- hits */

/* Everything here runs in the probed task on its way to user mode: interrupts are enabled. */
static __always_inline bool enter(const struct member *member, struct pt_regs *registers,
				  unsigned long address, struct stap_cpu **taken)
{
	struct stap_cpu *cpu;

	raw_local_irq_disable();
	if (unlikely(!stap_take(member->probe, &cpu))) {
		raw_local_irq_enable();
		return false;
	}
	cpu->c.address = address;
	cpu->c.bias = address - member->place->place.address;
	cpu->c.registers = stap_registers_of(registers);
	cpu->c.registers_kind = STAP_USER_TASK;
	cpu->armed = &member->site.itself;
	*taken = cpu;
	return true;
}

static __always_inline void leave(struct stap_cpu *cpu)
{
	stap_give(cpu);
	raw_local_irq_enable();
}

static __always_inline void hit(const struct member *member, struct pt_regs *registers)
{
	struct stap_cpu *cpu;

	if (!is_wanted(member) || !enter(member, registers, instruction_pointer(registers), &cpu))
		return;
	cpu->c.is_return = false;
	stap_run(cpu, member->probe);
	leave(cpu);
}

/* Whether the kernel follows no further call of the current task to its return. */
static __always_inline bool is_too_deep(void)
{
	return unlikely(stap_uprobe_follows_most());
}

static __always_inline void call_missed(const struct member *member)
{
	if (READ_ONCE(stap_session.state) == STAP_RUNNING)
		stap_skip_missed(member->probe, 1);
}

/* The entry part of a return probe. */
static __always_inline void call_begins(const struct member *member, struct pt_regs *registers)
{
	struct stap_user_call *call;
	struct stap_cpu *cpu;

	if (!is_wanted(member))
		return;
	if (is_too_deep()) {
		call_missed(member);
		return;
	}
	if (!member->probe->entry ||
	    !enter(member, registers, instruction_pointer(registers), &cpu))
		return;
	call = stap_user_call_begin(registers, member);
	if (likely(call)) {
		cpu->c.is_return = false;
		cpu->c.saved = call->saved;
		member->probe->entry(&cpu->c);
		if (unlikely(cpu->c.error))
			stap_user_call_cancel();
	} else {
		call_missed(member);
	}
	leave(cpu);
}

static __always_inline void run_return(const struct member *member, unsigned long function,
				       struct pt_regs *registers, s64 *saved)
{
	struct stap_cpu *cpu;

	if (!enter(member, registers, function, &cpu))
		return;
	cpu->c.is_return = true;
	cpu->c.saved = saved;
	stap_run(cpu, member->probe);
	leave(cpu);
}

/* Without what was to be saved at its entry, the handler has nothing to work with. */
static __always_inline void call_ends(const struct member *member, unsigned long function,
				      struct pt_regs *registers)
{
	struct stap_user_call *call;

	if (!is_wanted(member))
		return;
	if (!member->probe->entry) {
		run_return(member, function, registers, NULL);
		return;
	}
	call = stap_user_call_end(registers, member);
	if (!call)
		return;
	run_return(member, function, registers, call->saved);
	stap_user_call_free(call);
}

/*
 * A child that was forked from a process asked for by number has inherited the breakpoint: it is
 * taken out there.
 */
static int answer(const struct point *point)
{
	const struct member *member = point->members;

	if (likely(!member->is_restricted || !member->site.user->pid ||
		   member->site.user->pid == current->tgid))
		return 0;
	return is_point_wanted(point, current->mm) ? 0 : UPROBE_HANDLER_REMOVE;
}

/* The instruction pointer is that of the instruction. */
static int point_hit(struct uprobe_consumer *consumer, struct pt_regs *registers)
{
	const struct point *point = point_of(consumer);
	u32 i;

	for (i = 0; i < point->entry_count; i++)
		hit(&point->members[i], registers);
	for (; i < point->count; i++)
		call_begins(&point->members[i], registers);
	return answer(point);
}

/* The same for one probe that no process is named for by number, as it nearly always is. */
static int only_hit(struct uprobe_consumer *consumer, struct pt_regs *registers)
{
	const struct point *point = point_of(consumer);

	hit(point->members, registers);
	return 0;
}

/* A return probe likewise, whether or not it saves something at the entry. */
static int only_call(struct uprobe_consumer *consumer, struct pt_regs *registers)
{
	const struct point *point = point_of(consumer);

	call_begins(point->members, registers);
	return 0;
}

static int only_call_unsaved(struct uprobe_consumer *consumer, struct pt_regs *registers)
{
	const struct point *point = point_of(consumer);

	if (is_too_deep() && is_wanted(point->members))
		call_missed(point->members);
	return 0;
}

static int function_returns(struct uprobe_consumer *consumer, unsigned long function,
			    struct pt_regs *registers)
{
	const struct point *point = point_of(consumer);
	u32 i;

	for (i = point->entry_count; i < point->count; i++)
		call_ends(&point->members[i], function, registers);
	return 0;
}

static int only_return(struct uprobe_consumer *consumer, unsigned long function,
		       struct pt_regs *registers)
{
	const struct point *point = point_of(consumer);

	call_ends(point->members, function, registers);
	return 0;
}

static void choose_handlers(struct point *point)
{
	const struct member *first = point->members;

	if (point->count > 1 || first->site.user->pid)
		point->uprobe.consumer.handler = point_hit;
	else if (!first->is_return)
		point->uprobe.consumer.handler = only_hit;
	else
		point->uprobe.consumer.handler =
			first->probe->entry ? only_call : only_call_unsaved;
	if (point->entry_count < point->count)
		point->uprobe.consumer.ret_handler =
			point->count == 1 ? only_return : function_returns;
}

/* ---------------------------------------------------------------- the script's table */

static int compare_members(const void *a, const void *b)
{
	const struct member *first = a, *second = b;

	if (first->inode != second->inode)
		return first->inode < second->inode ? -1 : 1;
	if (first->place->offset != second->place->offset)
		return first->place->offset < second->place->offset ? -1 : 1;
	if (first->is_return != second->is_return)
		return first->is_return ? 1 : -1;
	return first->order < second->order ? -1 : 1;
}

static void add_members(const struct stap_user_probe *user, struct inode *inode)
{
	u32 i;

	for (i = 0; i < user->place_count; i++) {
		struct member *member = &members[member_count];

		*member = (struct member){
			.probe = user->probe,
			.is_restricted = user->pid || target_set || user->program != STAP_NO_OBJECT,
			.is_return = user->is_return,
			.site.place = &user->places[i].place,
			.site.user = user,
			.place = &user->places[i],
			.inode = inode,
			.order = member_count++,
		};
	}
}

static void add_point(const struct member *first, u32 count)
{
	struct point *point = &points[point_count++];
	u32 i;

	point->members = first;
	point->count = count;
	point->uprobe.inode = first->inode;
	point->uprobe.offset = first->place->offset;
	for (i = 0; i < count; i++) {
		point->entry_count += !first[i].is_return;
		if (first[i].place->semaphore)
			point->uprobe.semaphore = first[i].place->semaphore;
	}
	choose_handlers(point);
	for (i = 0; i < count; i++)
		if (!first[i].is_restricted)
			return;
	point->uprobe.consumer.filter = filter;
}

/* Groups the probes by instruction. */
static void make_points(void)
{
	u32 i, count;

	sort(members, member_count, sizeof(*members), compare_members, NULL);
	for (i = 0; i < member_count; i++)
		members[i].site.itself = (struct stap_armed){ &members[i].site, 1 };
	for (i = 0; i < member_count; i += count) {
		for (count = 1; i + count < member_count; count++)
			if (members[i + count].inode != members[i].inode ||
			    members[i + count].place->offset != members[i].place->offset)
				break;
		add_point(&members[i], count);
	}
}

/*
 * The inode of the file that the places of a probe are in. NULL when it is not there, which the
 * person is told once of each file; -EBADF when it is another file than the script was made for.
 */
static struct inode *find_inode(const struct stap_user_probe *user)
{
	const struct stap_user_file *file = stap_object_file(user->object);
	const struct stap_user_probe *probes = table->probes, *before;

	for (before = probes; before < user; before++)
		if (before->object == user->object)
			return file->inode;
	if (file->is_other_build)
		return ERR_PTR(stap_user_file_refused(file));
	if (!file->inode)
		stap_start_warning("there is no file %s here: its probes are left out", file->path);
	return file->inode;
}

static int collect(void)
{
	const struct stap_user_probe *probes = table->probes;
	u32 i;

	for (i = 0; i < table->count; i++) {
		struct inode *inode = find_inode(&probes[i]);

		if (IS_ERR(inode))
			return PTR_ERR(inode);
		if (inode)
			add_members(&probes[i], inode);
	}
	make_points();
	return 0;
}

/* Memory for what is saved at entries; of probes with none, nothing. */
static int make_calls(void)
{
	const struct stap_user_probe *probes = table->probes;
	u32 i, saved_count = 0, count = CALLS;
	bool is_needed = false;

	for (i = 0; i < table->count; i++) {
		if (!probes[i].is_return || !probes[i].probe->entry)
			continue;
		is_needed = true;
		saved_count = max(saved_count, probes[i].saved_count);
		count = max(count, probes[i].max_active);
	}
	return is_needed ? stap_user_calls_create(count, saved_count) : 0;
}

/* The target's descendants need to be known unless a process is named by number. */
static int make_target_set(void)
{
	const struct stap_user_probe *probes = table->probes;
	u32 i;

	for (i = 0; i < table->count && stap_session.target; i++) {
		if (probes[i].pid)
			continue;
		target_set = stap_process_set(STAP_NO_OBJECT);
		return target_set ? 0 : -ENOMEM;
	}
	return 0;
}

static void user_release(void)
{
	stap_user_calls_destroy();
	kvfree(points);
	kvfree(members);
	points = NULL;
	members = NULL;
	member_count = 0;
	point_count = 0;
	target_set = NULL;
	stap_processes_release();
}

static int user_prepare(const struct stap_family_table *of_script)
{
	const struct stap_user_probe *probes = of_script->probes;
	u32 i, place_count = 0;
	int error;

	table = of_script;
	for (i = 0; i < table->count; i++)
		place_count += probes[i].place_count;
	stap_processes_hold();
	members = kvcalloc(place_count + 1, sizeof(*members), GFP_KERNEL);
	points = kvcalloc(place_count + 1, sizeof(*points), GFP_KERNEL);
	error = members && points ? make_target_set() : -ENOMEM;
	if (!error)
		error = make_calls();
	if (error)
		stap_start_error("not enough memory for the probes of processes");
	else
		error = collect();
	if (error)
		user_release();
	return error;
}

/* ---------------------------------------------------------------- arming */

static bool is_optional(const struct point *point)
{
	u32 i;

	for (i = 0; i < point->count; i++)
		if (!point->members[i].site.user->optional)
			return false;
	return true;
}

static int refuse(const struct point *point, int error)
{
	const struct member *member = point->members;
	const char *name = member->place->place.point ?: member->probe->point;
	const char *path = stap_object_file(member->site.user->object)->path;

	switch (error) {
	case -ENOTSUPP:
	case -EOPNOTSUPP:
		stap_start_error("cannot probe %s: the kernel cannot step over the instruction "
				 "at offset 0x%llx of %s",
				 name, member->place->offset, path);
		break;
	case -EIO:
		stap_start_error("cannot probe %s: the kernel has no uprobes in the file system "
				 "that %s is on",
				 name, path);
		break;
	case -ENOSYS:
		stap_start_error("cannot probe %s: the kernel was configured without uprobes",
				 name);
		break;
	case -EINVAL:
		stap_start_error("cannot probe %s: the kernel takes no uprobe at offset 0x%llx of "
				 "%s, or another tracer uses it with another semaphore",
				 name, member->place->offset, path);
		break;
	default:
		stap_start_error("cannot probe %s: registration failed (error %d)", name, error);
	}
	return error;
}

static void user_disarm(void)
{
	u32 i;

	for (i = 0; i < point_count; i++) {
		stap_uprobe_unregister(&points[i].uprobe);
		cond_resched();
	}
	stap_uprobes_wait();
	if (follows)
		stap_processes_unfollow(NULL);
	follows = false;
}

static int user_arm(void)
{
	int error = target_set ? stap_processes_follow(NULL) : 0;
	u32 i;

	follows = target_set && !error;
	for (i = 0; i < point_count && !error; i++) {
		error = stap_uprobe_register(&points[i].uprobe);
		if (error)
			error = is_optional(&points[i]) ? 0 : refuse(&points[i], error);
		cond_resched();
	}
	if (error)
		user_disarm();
	return error;
}

const struct stap_family stap_user_family = {
	.name = "process",
	.prepare = user_prepare,
	.arm = user_arm,
	.disarm = user_disarm,
	.release = user_release,
};
