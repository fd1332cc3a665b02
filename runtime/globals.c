// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of a script's arrays and statistics: allocated when the session starts, and for histograms
 * in arrays also later, by a worker. Task context but for stap_ask_memory().
 */
#include <linux/cpumask.h>
#include <linux/irq_work.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "map_chunk.h"
#include "runtime.h"
#include "stat.h"

static atomic_long_t allocated; /* bytes */

void *stap_allocate(size_t size)
{
	void *memory = kvzalloc(size, GFP_KERNEL);

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
 * Pools are asked for in any context, so the asking is a bit and an irq_work; which pools are meant
 * is found by going through all: the flag is in the pool.
 */
static void grow_map(struct stap_map *map)
{
	u32 slot;

	for (slot = 0; slot < map->slot_count; slot++) {
		struct stap_cpu_table *table = READ_ONCE(map->cpus[slot]);

		if (table && READ_ONCE(table->chunks.is_growing))
			stap_chunk_pool_grow(&table->chunks);
	}
}

static void grow_maps(struct work_struct *work)
{
	u32 i;

	for (i = 0; i < stap_script.map_count; i++)
		if (stap_script.maps[i]->type.stat.is_chunked)
			grow_map(stap_script.maps[i]->map);
}

static DECLARE_WORK(grow_work, grow_maps);

static void queue_growing(struct irq_work *work)
{
	schedule_work(&grow_work);
}

static DEFINE_IRQ_WORK(ask_work, queue_growing);

void stap_ask_memory(struct stap_chunk_pool *pool)
{
	irq_work_queue(&ask_work);
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

/* Nothing is armed any more. */
void stap_maps_destroy(void)
{
	u32 i;

	irq_work_sync(&ask_work);
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
