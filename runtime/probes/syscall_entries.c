// SPDX-License-Identifier: GPL-2.0-only
/*
 * System calls that are under way: what return probes saved where they were entered, by task.
 *
 * A task is in one call at most, so it has at most one slot of a hash table in use, found by its
 * address: from where it enters the call to where it leaves it, or to its end, since some calls do
 * not return (exit). One that it left behind, since a tracer changed the call's number, comes after
 * that in the table, or is taken again. The kernel tells of every end before the task's memory can
 * become another task. So nothing has to be told from what a dead task left, and only the task
 * itself changes its slot.
 */
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "probes/own_tracepoint.h"
#include "probes/syscall.h"

#define WINDOW 16   /* slots in which that of a task may be */
#define LEAST  2048 /* calls that there is room for besides those of tasks that are there */
#define MOST   (1u << 20)

static char *slots;
static u32 slot_bits;
static size_t slot_size;

static __always_inline struct stap_call_entry *slot_at(u32 first, u32 i)
{
	return (struct stap_call_entry *)(slots +
					  slot_size * ((first + i) & ((1u << slot_bits) - 1)));
}

/* ---------------------------------------------------------------- the current task's */

struct stap_call_entry *stap_call_entry_find(void)
{
	u32 first = hash_ptr(current, slot_bits), i;

	for (i = 0; i < WINDOW; i++) {
		struct stap_call_entry *entry = slot_at(first, i);

		if (entry->task == current)
			return entry;
	}
	return NULL;
}

struct stap_call_entry *stap_call_entry_begin(const struct stap_system_call *call)
{
	u32 first = hash_ptr(current, slot_bits), i;

	for (i = 0; i < WINDOW; i++) {
		struct stap_call_entry *entry = slot_at(first, i);

		if (entry->task != current && (entry->task || cmpxchg(&entry->task, NULL, current)))
			continue;
		entry->number = call->number;
		entry->is_compat = call->is_compat;
		return entry;
	}
	return NULL;
}

void stap_call_entry_end(struct stap_call_entry *entry)
{
	smp_store_release(&entry->task, NULL);
}

static void task_exits(void *data, struct task_struct *task)
{
	struct stap_call_entry *entry;

	while ((entry = stap_call_entry_find()))
		stap_call_entry_end(entry);
}

/* ---------------------------------------------------------------- the table */

static struct stap_own_tracepoint exits = { "sched_process_exit", task_exits };

int stap_call_entries_arm(void)
{
	return slots ? stap_own_tracepoint_register(&exits) : 0;
}

void stap_call_entries_disarm(void)
{
	stap_own_tracepoint_unregister(&exits);
}

/* Twice as many as tasks may be in calls: a window is then hardly ever full. */
static u32 slots_wanted(void)
{
	struct task_struct *process, *thread;
	u32 count = min(stap_script.limits.max_returns, MOST);

	if (!count) {
		count = LEAST;
		rcu_read_lock();
		for_each_process_thread(process, thread) count += count < MOST ? 2 : 0;
		rcu_read_unlock();
	}
	return max(roundup_pow_of_two(2 * count), (unsigned long)WINDOW);
}

int stap_call_entries_create(u32 word_count)
{
	u32 count = slots_wanted();

	slot_bits = ilog2(count);
	slot_size = sizeof(struct stap_call_entry) + word_count * sizeof(s64);
	if (!stap_memory_allows((u64)count * slot_size))
		return -ENOMEM;
	slots = kvcalloc(count, slot_size, GFP_KERNEL);
	return slots ? 0 : -ENOMEM;
}

void stap_call_entries_destroy(void)
{
	kvfree(slots);
	slots = NULL;
}
