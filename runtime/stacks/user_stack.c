// SPDX-License-Identifier: GPL-2.0-only
/*
 * User-space stacks of the current process, unwound without frame pointers.
 */
#include <linux/hardirq.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/uaccess.h>
#include <linux/uprobes.h>
#include <asm/ptrace.h>

#include "arch/x86/probed_registers.h"
#include "arch/x86/user_words.h"
#include "probes/kernel.h"
#include "stacks/unwind_step.h"
#include "stacks/user_stack.h"

#define LONGEST_INSTRUCTION 15	/* bytes */
#define MOST_INSTANCES	    256 /* of replaced return addresses that are looked through */
#define SYSTEM_THREADS	    (PF_KTHREAD | PF_IO_WORKER | USER_WORKER)

#ifdef PF_USER_WORKER
#define USER_WORKER PF_USER_WORKER
#else
#define USER_WORKER 0
#endif

/* ---------------------------------------------------------------- where it begins */

/* The registers of user mode: those that the probe saw, or that the kernel was entered with. */
static const struct pt_regs *user_registers(struct stap_context *c)
{
	if (!current->mm || current->flags & SYSTEM_THREADS)
		return NULL;
	if (stap_in_user_mode(c))
		return (const struct pt_regs *)c->registers;
	return task_pt_regs(current);
}

static void take_registers(struct stap_user_walk *walk, const struct pt_regs *registers)
{
	unsigned int i;

#pragma GCC unroll 17
	for (i = 0; i < STAP_FRAME_REGISTERS; i++)
		walk->frame.registers[i] =
			stap_register((const struct stap_registers *)registers, i);
	walk->frame.unknown = 0;
	walk->frame.is_behind_call = false;
}

/*
 * Where the process is in its program's terms: behind the breakpoint of a uprobe that the kernel
 * has not got round to yet, it is at the breakpoint; in the slot where a probed instruction is
 * executed, it is where that belongs.
 */
static void leave_uprobe(struct stap_context *c, unsigned long *address)
{
#ifdef HAVE_UPROBE_SLOT
	const struct uprobe_task *task = current->utask;
	bool is_in_slot = task && task->active_uprobe;

	if (is_in_slot && *address - task->xol_vaddr <= LONGEST_INSTRUCTION)
		*address += task->vaddr - task->xol_vaddr;
	else if (!is_in_slot && !stap_in_user_mode(c) && test_thread_flag(TIF_UPROBE))
		*address -= UPROBE_SWBP_INSN_SIZE;
#endif
}

/* Where the kernel keeps the return addresses that uretprobes have replaced. */
static void take_instances(struct stap_user_walk *walk)
{
	walk->instances_left = MOST_INSTANCES;
	walk->instance = NULL;
#ifdef HAVE_RETURN_INSTANCES
	if (current->utask)
		walk->instance = current->utask->return_instances;
#endif
}

/* ---------------------------------------------------------------- mappings */

/*
 * Where a uprobe was hit, its file is known, and where that is mapped: the kernel need not be asked
 * for the mapping that most stacks begin in.
 */
static void take_mapping(struct stap_user_walk *walk)
{
	const struct stap_context *c = walk->context;
	const struct stap_armed *armed = stap_cpu_of(walk->context)->armed;
	const struct stap_user_file *file;
	const struct stap_segment *segments;
	u64 address;
	u32 i;

	walk->mapping = NULL;
	walk->mapping_count = 0;
	if (c->registers_kind != STAP_USER_TASK || !armed || !armed->sites->user)
		return;
	file = stap_object_file(armed->sites->user->object);
	if (!file->data)
		return;
	address = armed->sites->place->address;
	segments = (const void *)((const char *)file->data + file->data->segments.offset);
	for (i = 0; i < file->data->segments.count; i++)
		if (address - segments[i].address < segments[i].size)
			break;
	if (i == file->data->segments.count)
		return;
	walk->mappings[0] = (struct stap_mapping){
		.start = segments[i].address + c->bias,
		.end = segments[i].address + segments[i].size + c->bias,
		.bias = c->bias,
		.file = file,
		.inode = file->inode,
		.offset = segments[i].offset,
	};
	walk->mapping = walk->mappings;
	walk->mapping_count = 1;
	stap_mapping_remember(walk->context, walk->mapping);
}

static bool is_in(const struct stap_mapping *mapping, unsigned long pc)
{
	return pc - mapping->start < mapping->end - mapping->start;
}

static noinline const struct stap_mapping *change_mapping(struct stap_user_walk *walk,
							  unsigned long pc)
{
	struct stap_mapping *mapping;
	u32 i;

	for (i = 0; i < walk->mapping_count; i++)
		if (is_in(&walk->mappings[i], pc))
			return &walk->mappings[i];
	if (walk->mapping_count < STAP_WALK_MAPPINGS)
		mapping = &walk->mappings[walk->mapping_count];
	else
		mapping = &walk->mappings[walk->oldest++ % STAP_WALK_MAPPINGS];
	if (!stap_mapping_at(walk->context, pc, mapping)) {
		mapping->start = mapping->end = 0;
		return NULL;
	}
	if (walk->mapping_count < STAP_WALK_MAPPINGS)
		walk->mapping_count++;
	return mapping;
}

/* What is mapped at @pc; NULL: nothing. */
static __always_inline const struct stap_mapping *find_mapping(struct stap_user_walk *walk,
							       unsigned long pc)
{
	if (unlikely(!walk->mapping || !is_in(walk->mapping, pc)))
		walk->mapping = change_mapping(walk, pc);
	return walk->mapping;
}

/* ---------------------------------------------------------------- replaced return addresses */

#ifdef HAVE_RETURN_INSTANCES
/*
 * A return address that was read from @location, and which is the beginning of a page, may be that
 * of the kernel's trampoline for uretprobes: the list of what was there before has its place then.
 * The list grows inwards. It may be just about to change where an interrupt came.
 */
static noinline void recover_return_address(struct stap_user_walk *walk, unsigned long location)
{
	unsigned long *address = &walk->frame.registers[STAP_FRAME_RA];
	struct return_instance instance STAP_UNSET;

	while (walk->instance && walk->instances_left) {
		if (copy_from_kernel_nofault(&instance, walk->instance, sizeof(instance)))
			return;
		if (instance.stack > location)
			return;
		if (instance.stack == location) {
			*address = instance.orig_ret_vaddr;
			return;
		}
		walk->instance = instance.next;
		walk->instances_left--;
	}
}
#else
static void recover_return_address(struct stap_user_walk *walk, unsigned long location)
{
}
#endif

/* ---------------------------------------------------------------- frames */

static __always_inline enum stap_unwind_result step(struct stap_user_walk *walk)
{
	unsigned long pc = walk->frame.registers[STAP_FRAME_RA] - walk->frame.is_behind_call;
	const struct stap_mapping *mapping = find_mapping(walk, pc);
	enum stap_unwind_result result = STAP_UNWIND_NO_RULE;
	unsigned long location = 0;

	if (!mapping)
		return STAP_UNWIND_BAD;
	if (mapping->file && mapping->file->data)
		result = stap_unwind_step(&walk->frame, mapping->file->data, mapping->bias,
					  &location);
	else
		stap_object_wanted(pc, mapping);
	if (result == STAP_UNWIND_NO_RULE)
		result = stap_unwind_signal(&walk->frame);
	if (unlikely(walk->instance) && result == STAP_UNWIND_CALLER &&
	    PAGE_ALIGNED(walk->frame.registers[STAP_FRAME_RA]))
		recover_return_address(walk, location);
	return result;
}

/* ---------------------------------------------------------------- the interface */

static void show_frame(struct stap_user_walk *walk)
{
	walk->address = walk->frame.registers[STAP_FRAME_RA];
	walk->is_return = walk->frame.is_behind_call;
}

bool stap_user_walk_begin(struct stap_context *c, struct stap_user_walk *walk)
{
	const struct pt_regs *registers = user_registers(c);

	if (!registers)
		return false;
	walk->context = c;
	take_registers(walk, registers);
	walk->frame.hints = stap_cpu_of(c)->unwind_hints;
	leave_uprobe(c, &walk->frame.registers[STAP_FRAME_RA]);
	take_instances(walk);
	take_mapping(walk);
	walk->oldest = 0;
	walk->is_complete = false;
	walk->has_memory = walk->frame.hints && user_64bit_mode((struct pt_regs *)registers) &&
			   stap_user_memory_begin();
	show_frame(walk);
	return true;
}

static __always_inline bool walk_on(struct stap_user_walk *walk)
{
	if (!walk->has_memory)
		return false;
	switch (step(walk)) {
	case STAP_UNWIND_CALLER:
		show_frame(walk);
		walk->is_complete = !walk->address;
		return walk->address;
	case STAP_UNWIND_OUTERMOST:
		walk->is_complete = true;
		return false;
	default:
		return false;
	}
}

bool stap_user_walk_on(struct stap_user_walk *walk)
{
	return walk_on(walk);
}

u32 stap_user_walk_through(struct stap_user_walk *walk, u64 *addresses, u32 most)
{
	u32 count = 0;

	while (count < most && walk_on(walk))
		addresses[count++] = walk->address;
	return count;
}

void stap_user_walk_end(struct stap_user_walk *walk)
{
	if (walk->has_memory)
		stap_user_memory_end();
}

const struct stap_mapping *stap_user_walk_mapping(struct stap_user_walk *walk)
{
	return find_mapping(walk, walk->address - walk->is_return);
}
