// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of a script's arrays and statistics: allocated when the session starts, and for histograms
 * in arrays also later, between handlers. Task context if nothing else is said.
 */
#include <linux/cpumask.h>
#include <linux/irq_work.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/workqueue.h>

#include "map_chunk.h"
#include "runtime.h"
#include "stat.h"

static atomic_long_t allocated; /* bytes */

/* What does not matter to a machine of any size, bytes. */
#define SMALL_MEMORY (1u << 20)

bool stap_memory_allows(u64 size)
{
	return size <= SMALL_MEMORY || size / 2 <= (u64)si_mem_available() << (PAGE_SHIFT - 2);
}

void *stap_allocate(size_t size)
{
	void *memory;

	if (size > INT_MAX || !stap_memory_allows(size))
		return NULL;
	memory = kvzalloc(size, GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
	if (memory)
		atomic_long_add(size, &allocated);
	return memory;
}

void *stap_allocate_atomic(size_t size)
{
	void *memory = kzalloc(size, GFP_ATOMIC | __GFP_NOWARN);

	if (memory)
		atomic_long_add(size, &allocated);
	return memory;
}

void stap_release(void *memory)
{
	kvfree(memory);
}

size_t stap_globals_size(void)
{
	return atomic_long_read(&allocated);
}

/* ---------------------------------------------------------------- growing */

/*
 * A handler asks for more chunks by a flag in the pool and an irq_work, which runs on the same CPU
 * as soon as interrupts are on again: mostly before the next hit. It takes what memory there is at
 * once; if that is not enough, a worker waits for more.
 */
static struct stap_chunk_pool *pool_growing(struct stap_global_map *map, u32 slot,
					    enum stap_growing how)
{
	struct stap_cpu_table *table = READ_ONCE(map->map->cpus[slot]);

	if (!map->type.stat.is_chunked || !table || READ_ONCE(table->chunks.growing) != how)
		return NULL;
	return &table->chunks;
}

static void grow_later(struct work_struct *work)
{
	struct stap_chunk_pool *pool;
	u32 i, slot;

	for (i = 0; i < stap_script.map_count; i++) {
		for (slot = 0; slot < stap_slot_count(); slot++) {
			pool = pool_growing(stap_script.maps[i], slot, STAP_GROWS_LATER);
			if (pool && !stap_chunk_pool_grow(pool, true))
				WRITE_ONCE(pool->growing, STAP_NOT_GROWING); /* asked again */
		}
	}
}

static DECLARE_WORK(grow_work, grow_later);

/* Interrupt context. */
static void grow_now(struct irq_work *work)
{
	struct stap_chunk_pool *pool;
	u32 i;

	for (i = 0; i < stap_script.map_count; i++) {
		pool = pool_growing(stap_script.maps[i], raw_smp_processor_id(), STAP_GROWS_NOW);
		if (!pool || stap_chunk_pool_grow(pool, false))
			continue;
		WRITE_ONCE(pool->growing, STAP_GROWS_LATER);
		schedule_work(&grow_work);
	}
}

static DEFINE_PER_CPU(struct irq_work, ask_work);

void stap_ask_memory(struct stap_chunk_pool *pool)
{
	irq_work_queue(this_cpu_ptr(&ask_work));
}

/* ---------------------------------------------------------------- start and end */

static bool is_cpu(u32 slot)
{
	return slot < nr_cpu_ids && cpu_possible(slot);
}

static bool is_cpu_or_sleeper(u32 slot)
{
	return slot == nr_cpu_ids || is_cpu(slot);
}

int stap_maps_create(void)
{
	u32 i;
	int cpu;

	/* A module's per-CPU data cannot have pointers as initial values. */
	for_each_possible_cpu (cpu)
		init_irq_work(per_cpu_ptr(&ask_work, cpu), grow_now);
	for (i = 0; i < stap_script.map_count; i++) {
		struct stap_global_map *map = stap_script.maps[i];

		if (stap_map_create(map, stap_slot_count(), is_cpu))
			continue;
		stap_start_error("no memory for array '%s' of %u entries, check MAXMAPENTRIES",
				 map->type.name, map->type.max_entries);
		stap_maps_destroy();
		return -ENOMEM;
	}
	return 0;
}

bool stap_maps_prepare_sleeper(void)
{
	u32 i;

	for (i = 0; i < stap_script.map_count; i++) {
		struct stap_global_map *map = stap_script.maps[i];

		if (map->map->cpus && !stap_stat_map_prepare(map, nr_cpu_ids))
			return false;
	}
	return true;
}

/* Nothing is armed any more. */
void stap_maps_destroy(void)
{
	u32 i;
	int cpu;

	for_each_possible_cpu (cpu)
		irq_work_sync(per_cpu_ptr(&ask_work, cpu));
	cancel_work_sync(&grow_work);
	for (i = 0; i < stap_script.map_count; i++)
		stap_map_destroy(stap_script.maps[i]);
	atomic_long_set(&allocated, 0);
}

int stap_stats_create(void)
{
	u32 i;

	for (i = 0; i < stap_script.stat_count; i++) {
		struct stap_global_stat *stat = stap_script.stats[i];

		if (stap_global_stat_create(stat, stap_slot_count(), is_cpu_or_sleeper))
			continue;
		stap_start_error("no memory for statistic '%s'", stat->name);
		stap_stats_destroy();
		return -ENOMEM;
	}
	return 0;
}

void stap_stats_destroy(void)
{
	u32 i;

	for (i = 0; i < stap_script.stat_count; i++)
		stap_global_stat_destroy(stap_script.stats[i]);
}
