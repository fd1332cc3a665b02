// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls in user space that are under way: what was saved at their entry, by task.
 *
 * A task that has any owns a slot of a hash table, found by the task's address, until it dies; from
 * there its calls go outwards. Only the task itself changes them, so there is no lock. Calls that
 * never return (longjmp, exceptions) are told by the stack pointer: stacks grow downwards, so
 * whatever lies below that of a later entry or return is gone; and after exec the kernel itself
 * follows no call any more. What tasks that died left behind is taken when there is no room.
 */
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "arch/x86/user_call.h"
#include "probes/uprobe.h"
#include "probes/user_place.h"

#define WINDOW 8			 /* slots in which that of a task may be */
#define MOST   (4 * MAX_URETPROBE_DEPTH) /* calls that are looked at */

struct caller {
	struct task_struct *task; /* NULL: free; `nobody` while it is being changed */
	pid_t pid;
	u64 start_time; /* of the task, which tells it from a later one at the same address */
	u32 top;	/* innermost call */
};

static struct caller *callers;
static u32 caller_bits;
static char *calls; /* from number 1 */
static size_t call_size;
static u64 free_calls;		 /* number of the first; above, changes so far, against ABA */
static unsigned long last_sweep; /* jiffies */

#define nobody ((struct task_struct *)1)

static struct stap_user_call *call_at(u32 number)
{
	return (struct stap_user_call *)(calls + number * call_size);
}

/* ---------------------------------------------------------------- free ones */

static struct stap_user_call *take_free(void)
{
	u64 head = READ_ONCE(free_calls), next;

	do {
		if (!(u32)head)
			return NULL;
		next = (((head >> 32) + 1) << 32) | READ_ONCE(call_at((u32)head)->next);
	} while (!try_cmpxchg64(&free_calls, &head, next));
	return call_at((u32)head);
}

void stap_user_call_free(struct stap_user_call *call)
{
	u64 head = READ_ONCE(free_calls), next;

	do {
		WRITE_ONCE(call->next, (u32)head);
		next = (((head >> 32) + 1) << 32) | call->number;
	} while (!try_cmpxchg64(&free_calls, &head, next));
}

/* Frees all calls of a slot that nobody else uses, but for those at stack pointer @kept. */
static void free_all(struct caller *caller, unsigned long kept)
{
	u32 *link = &caller->top;

	while (*link) {
		struct stap_user_call *call = call_at(*link);

		if (call->stack == kept) {
			link = &call->next;
			continue;
		}
		*link = call->next;
		stap_user_call_free(call);
	}
}

/* Whether the task of a slot is no more. */
static bool is_dead(const struct caller *caller, const struct task_struct *task)
{
	const struct task_struct *now;
	bool is_it;

	rcu_read_lock();
	now = pid_task(find_pid_ns(READ_ONCE(caller->pid), &init_pid_ns), PIDTYPE_PID);
	is_it = now == task && now->start_time == READ_ONCE(caller->start_time);
	rcu_read_unlock();
	return !is_it;
}

/* Takes from dead tasks; once a tick at most, since it looks at all slots. */
static void sweep(void)
{
	unsigned long last = READ_ONCE(last_sweep);
	u32 i;

	if (last == jiffies || cmpxchg(&last_sweep, last, jiffies) != last)
		return;
	for (i = 0; i < 1u << caller_bits; i++) {
		struct caller *caller = &callers[i];
		struct task_struct *task = smp_load_acquire(&caller->task);

		if (!task || task == nobody || !is_dead(caller, task) ||
		    cmpxchg(&caller->task, task, nobody) != task)
			continue;
		if (!is_dead(caller, task)) { /* it took its slot over meanwhile */
			smp_store_release(&caller->task, task);
			continue;
		}
		free_all(caller, 0);
		smp_store_release(&caller->task, NULL);
	}
}

/* ---------------------------------------------------------------- tasks */

static __always_inline struct caller *slot_at(u32 first, u32 i)
{
	return &callers[(first + i) & ((1u << caller_bits) - 1)];
}

/*
 * A slot with the current task's address that a dead task had, or this one before it executed a
 * program from another thread than the first, which made it somebody else. A sweep may take it too.
 */
static noinline bool take_over(struct caller *caller)
{
	if (cmpxchg(&caller->task, current, nobody) != current)
		return false;
	free_all(caller, 0);
	WRITE_ONCE(caller->start_time, current->start_time);
	WRITE_ONCE(caller->pid, current->pid);
	smp_store_release(&caller->task, current);
	return true;
}

static __always_inline struct caller *find_caller(void)
{
	u32 first = hash_ptr(current, caller_bits), i;

	for (i = 0; i < WINDOW; i++) {
		struct caller *caller = slot_at(first, i);

		if (caller->task != current)
			continue;
		if (unlikely(caller->start_time != current->start_time) && !take_over(caller))
			continue;
		return caller;
	}
	return NULL;
}

static struct caller *claim_caller(void)
{
	u32 first = hash_ptr(current, caller_bits), i;

	for (i = 0; i < WINDOW; i++) {
		struct caller *caller = slot_at(first, i);

		if (caller->task || cmpxchg(&caller->task, NULL, nobody))
			continue;
		caller->pid = current->pid;
		caller->start_time = current->start_time;
		caller->top = 0;
		smp_store_release(&caller->task, current);
		return caller;
	}
	return NULL;
}

/* ---------------------------------------------------------------- calls that are gone */

/*
 * Whether the return address at a function's entry is the kernel's trampoline, so that an earlier
 * call with the same stack pointer has ended in a jump to this one, and is still to return. The
 * trampoline is the first instruction of a page.
 */
static bool is_tail_call(const struct pt_regs *registers)
{
	unsigned long address;

	return !copy_from_user_nofault(&address, (void __user *)stap_return_slot(registers),
				       sizeof(address)) &&
	       offset_in_page(address) == 0;
}

/* At an entry. Calls of other probes at the same stack pointer may have begun just now. */
static void free_gone(struct caller *caller, const struct pt_regs *registers, const void *key)
{
	unsigned long stack = registers->sp;

	if (!caller->top)
		return;
	if (unlikely(!stap_uprobe_follows_any()))
		free_all(caller, stack);
	while (caller->top) {
		struct stap_user_call *call = call_at(caller->top);

		if (call->stack > stack)
			return;
		if (call->stack == stack && (call->key != key || is_tail_call(registers)))
			return;
		caller->top = call->next;
		stap_user_call_free(call);
	}
}

/* ---------------------------------------------------------------- entry and return */

/* Something is free after the dead have left, if they had any of it. */
static struct caller *claim_after_sweep(void)
{
	sweep();
	return claim_caller();
}

static struct stap_user_call *take_after_sweep(void)
{
	sweep();
	return take_free();
}

struct stap_user_call *stap_user_call_begin(const struct pt_regs *registers, const void *key)
{
	struct caller *caller = find_caller();
	struct stap_user_call *call;

	if (likely(caller))
		free_gone(caller, registers, key);
	else
		caller = claim_caller() ?: claim_after_sweep();
	if (unlikely(!caller))
		return NULL;
	call = take_free();
	if (unlikely(!call))
		call = take_after_sweep();
	if (unlikely(!call))
		return NULL;
	call->stack = registers->sp;
	call->key = key;
	call->next = caller->top;
	caller->top = call->number;
	return call;
}

void stap_user_call_cancel(void)
{
	struct caller *caller = find_caller();
	struct stap_user_call *call;

	if (!caller || !caller->top) /* a sweep has it for a moment */
		return;
	call = call_at(caller->top);
	caller->top = call->next;
	stap_user_call_free(call);
}

struct stap_user_call *stap_user_call_end(const struct pt_regs *registers, const void *key)
{
	unsigned long stack = stap_returned_stack(registers);
	struct caller *caller = find_caller();
	u32 *link, i;

	if (!caller)
		return NULL;
	link = &caller->top;
	for (i = 0; *link && i < MOST; i++) {
		struct stap_user_call *call = call_at(*link);

		if (call->stack > stack)
			break;
		if (call->stack == stack && call->key != key) {
			link = &call->next;
			continue;
		}
		*link = call->next;
		if (call->stack == stack)
			return call;
		stap_user_call_free(call);
	}
	return NULL;
}

/* ---------------------------------------------------------------- memory */

int stap_user_calls_create(u32 count, u32 saved_count)
{
	u32 i;

	caller_bits = order_base_2(4 * count);
	call_size = sizeof(struct stap_user_call) + saved_count * sizeof(s64);
	if (!stap_memory_allows((u64)(count + 1) * call_size + (sizeof(*callers) << caller_bits)))
		return -ENOMEM;
	callers = kvcalloc(1u << caller_bits, sizeof(*callers), GFP_KERNEL);
	calls = kvcalloc(count + 1, call_size, GFP_KERNEL);
	if (!callers || !calls) {
		stap_user_calls_destroy();
		return -ENOMEM;
	}
	for (i = 1; i <= count; i++) {
		call_at(i)->number = i;
		call_at(i)->next = i < count ? i + 1 : 0;
	}
	free_calls = 1;
	return 0;
}

void stap_user_calls_destroy(void)
{
	kvfree(callers);
	kvfree(calls);
	callers = NULL;
	calls = NULL;
}
