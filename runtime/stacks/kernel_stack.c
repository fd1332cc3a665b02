// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stacks of the kernel, by the kernel's own unwinder, which knows its frames (ORC), the stacks of
 * interrupts, and what return addresses were before a trampoline was put in their place.
 *
 * It starts from the registers of the place that was hit. Where a probe has none (tracepoints,
 * timers, begin) it starts from here, and what is between here and the place is left out.
 */
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/segment.h>
#include <asm/unwind.h>

#include "arch/x86/kernel_memory.h"
#include "arch/x86/probed_registers.h"
#include "stacks/symbols.h"

/* Of this module, and of the kernel's way from a tracepoint to it. */
#define OWN_FRAMES_MAX 32

/* Frames of a stack, outwards. The first one is where the handler ran. */
struct walk {
	struct unwind_state state;
	struct pt_regs registers;
	u64 address;
	bool is_first;
	bool at_registers; /* not yet at the frame that `state` is at */
};

/*
 * The registers to start from. What a kprobe or ftrace says is the address behind the breakpoint or
 * call that they put in place of the instruction; the frame is as it was before that.
 */
static void copy_registers(struct stap_context *c, struct pt_regs *registers)
{
	const struct pt_regs *hit = (const struct pt_regs *)c->registers;

	if (c->registers_kind == STAP_KERNEL) {
		*registers = *hit;
	} else {
		registers->sp = hit->sp;
		registers->bp = hit->bp;
	}
	registers->cs = __KERNEL_CS;
	if (!c->is_return)
		registers->ip = c->address;
}

/* Whether a frame is of the kernel's function that calls the callbacks of a tracepoint. */
static bool is_tracepoint_caller(struct stap_context *c, u64 address)
{
	static const char prefix[] = "__traceiter_";
	struct stap_symbol symbol;

	stap_find_kernel_symbol(c, address, true, &symbol);
	return symbol.name && !strncmp(symbol.name, prefix, sizeof(prefix) - 1);
}

static void skip_own_frames(struct stap_context *c, struct walk *walk)
{
	u32 i;

	for (i = 0; i < OWN_FRAMES_MAX && !unwind_done(&walk->state); i++) {
		u64 address = unwind_get_return_address(&walk->state);

		if (!within_module(address, THIS_MODULE) && !is_tracepoint_caller(c, address))
			return;
		unwind_next_frame(&walk->state);
	}
}

/* Goes to the first frame; false when there is none: the handler is for code of a process. */
static bool walk_begin(struct stap_context *c, struct walk *walk)
{
	memset(&walk->registers, 0, sizeof(walk->registers));
	walk->is_first = true;
	walk->at_registers = c->registers_kind != STAP_NO_REGISTERS;
	switch (c->registers_kind) {
	case STAP_USER:
	case STAP_USER_TASK:
	case STAP_USER_CALL:
		return false;
	case STAP_NO_REGISTERS:
		unwind_start(&walk->state, current, NULL, NULL);
		skip_own_frames(c, walk);
		break;
	default:
		copy_registers(c, &walk->registers);
		unwind_start(&walk->state, current, &walk->registers, NULL);
		walk->address = walk->registers.ip;
		return true;
	}
	walk->address = unwind_get_return_address(&walk->state);
	return walk->address;
}

static bool walk_on(struct walk *walk)
{
	walk->is_first = false;
	if (!walk->at_registers && !unwind_next_frame(&walk->state))
		return false;
	walk->at_registers = false;
	if (unwind_done(&walk->state))
		return false;
	walk->address = unwind_get_return_address(&walk->state);
	return walk->address;
}

/* ---------------------------------------------------------------- as text */

/* Puts a frame, in a list of hexadecimal numbers with a blank before all but the first. */
static void put_frame(struct stap_context *c, struct stap_output *o, u64 address, bool is_return,
		      bool is_first, enum stap_address_form form)
{
	if (form == STAP_AS_HEX && !is_first)
		stap_put_char(c, o, ' ');
	stap_put_kernel_symbol(c, o, address, is_return, form);
}

/* Puts the frames of a walk that was begun, at most @count. */
static void put_walk(struct stap_context *c, struct stap_output *o, struct walk *walk, u32 count,
		     enum stap_address_form form, bool is_continued)
{
	bool first_returns = c->registers_kind == STAP_NO_REGISTERS || c->is_return;

	while (count--) {
		put_frame(c, o, walk->address, !walk->is_first || first_returns,
			  walk->is_first && !is_continued, form);
		if (!walk_on(walk))
			break;
	}
}

/* At a return, first of all the function that returns, and where it returns to. */
static void put_returning(struct stap_context *c, struct stap_output *o,
			  enum stap_address_form form)
{
	if (form == STAP_AS_LINE || form == STAP_AS_FILELINE)
		stap_put_text(c, o, "Returning from: ", 16);
	put_frame(c, o, c->address, false, true, form);
	if (form == STAP_AS_LINE || form == STAP_AS_FILELINE)
		stap_put_text(c, o, "Returning to  : ", 16);
}

void stap_put_kernel_stack(struct stap_context *c, struct stap_output *o, int64_t count,
			   enum stap_address_form form)
{
	u32 most = stap_script.limits.max_backtrace;
	struct walk walk;

	if (count >= 0 && count < most)
		most = count;
	if (!most || !walk_begin(c, &walk))
		return;
	if (c->is_return) {
		put_returning(c, o, form);
		if (!--most)
			return;
	}
	put_walk(c, o, &walk, most, form, c->is_return);
}

int64_t stap_kernel_frame(struct stap_context *c, int64_t number)
{
	struct walk walk;

	if (number < 0 || number >= stap_script.limits.max_backtrace || !walk_begin(c, &walk))
		return 0;
	if (c->is_return && number-- == 0)
		return c->address;
	while (number--)
		if (!walk_on(&walk))
			return 0;
	return walk.address;
}

/* ---------------------------------------------------------------- other tasks */

/* The task if @address is one's, NULL else. Under RCU. */
static struct task_struct *find_task(struct stap_context *c, u64 address)
{
	struct task_struct *task = (struct task_struct *)address;
	const char *error = c->error;
	pid_t pid = stap_read_kernel(c, (u64)&task->pid, sizeof(task->pid), NULL);

	if (c->error != error) {
		c->error = error;
		return NULL;
	}
	return task == pid_task(find_pid_ns(pid, &init_pid_ns), PIDTYPE_PID) ? task : NULL;
}

/*
 * A task that has exited has given its stack back, whoever still holds the task. One that it has
 * under RCU is not unmapped before that ends. While the task runs, what is read there is damaged at
 * worst; the unwinder stays within the stack.
 */
static bool has_stack(const struct task_struct *task)
{
#ifdef CONFIG_THREAD_INFO_IN_TASK
	return refcount_read(&task->stack_refcount);
#else
	return READ_ONCE(task->stack);
#endif
}

void stap_put_task_stack(struct stap_context *c, struct stap_output *o, uint64_t address)
{
	struct task_struct *task;
	struct walk walk = { .is_first = true };
	u32 count = stap_script.limits.max_backtrace;

	rcu_read_lock();
	task = find_task(c, address);
	if (!task) {
		stap_raise_format(c, NULL, "there is no task at 0x%llx", address);
	} else if (task == current) {
		stap_put_kernel_stack(c, o, -1, STAP_AS_HEX);
	} else if (has_stack(task)) {
		unwind_start(&walk.state, task, NULL, NULL);
		walk.address = unwind_get_return_address(&walk.state);
		if (walk.address)
			put_walk(c, o, &walk, count, STAP_AS_HEX, false);
	}
	rcu_read_unlock();
}
