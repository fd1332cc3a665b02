// SPDX-License-Identifier: GPL-2.0-only
/*
 * The contexts in which handlers run, and the hits that find none.
 *
 * A per-CPU pointer leads to each CPU's context: a module's static per-CPU area is small, and a
 * context with its string memory is not.
 */
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/topology.h>

#include "runtime.h"
#include "stacks/unwind.h"
#include "stacks/user_objects.h"

#define HINTS_SIZE  (STAP_UNWIND_HINTS * sizeof(struct stap_unwind_hint))
#define RECENT_SIZE (STAP_RECENT_MAPPINGS * sizeof(struct stap_recent_mapping))

DEFINE_PER_CPU(struct stap_cpu *, stap_cpus);
struct stap_cpu *stap_sleeper;
struct stap_skips *stap_skips;

static void cpu_free(struct stap_cpu *cpu)
{
	if (!cpu)
		return;
	kvfree(cpu->c.match);
	kvfree(cpu->unwind_hints);
	kvfree(cpu->recent_mappings);
	kvfree(cpu->timings);
	kvfree(cpu->print);
	kvfree(cpu->strings);
	kvfree(cpu);
}

/* Returns a context with all its memory on @node, or NULL. */
static struct stap_cpu *cpu_alloc(int node, u32 slot)
{
	const struct stap_script *script = &stap_script;
	struct stap_cpu *cpu = kvzalloc_node(sizeof(*cpu), GFP_KERNEL, node);

	if (!cpu)
		return NULL;
	cpu->is_free = 1;
	cpu->c.cpu = slot;
	cpu->strings = kvzalloc_node(max(script->string_memory, 1u), GFP_KERNEL, node);
	cpu->print = kvzalloc_node(script->print_buffer, GFP_KERNEL, node);
	if (script->match_string)
		cpu->c.match =
			kvzalloc_node(stap_match_size(script->match_string), GFP_KERNEL, node);
	if (script->timing)
		cpu->timings = kvcalloc(script->probe_count, sizeof(*cpu->timings), GFP_KERNEL);
	if (script->unwinds) {
		cpu->unwind_hints = kvzalloc_node(HINTS_SIZE, GFP_KERNEL, node);
		cpu->recent_mappings = kvzalloc_node(RECENT_SIZE, GFP_KERNEL, node);
	}
	if (!cpu->strings || !cpu->print || (script->match_string && !cpu->c.match) ||
	    (script->timing && !cpu->timings) ||
	    (script->unwinds && (!cpu->unwind_hints || !cpu->recent_mappings))) {
		cpu_free(cpu);
		return NULL;
	}
	cpu->c.out.at = cpu->print;
	cpu->c.out.end = cpu->print + script->print_buffer - 1;
	cpu->random = get_random_u64();
	stap_timing_init(cpu);
	return cpu;
}

static void set_limits(struct stap_cpu *cpu, s64 max_actions)
{
	cpu->max_actions = stap_script.limits.suppress_time_limits ? S64_MAX : max_actions;
}

void stap_contexts_destroy(void)
{
	int number;

	for_each_possible_cpu (number) {
		cpu_free(per_cpu(stap_cpus, number));
		per_cpu(stap_cpus, number) = NULL;
	}
	cpu_free(stap_sleeper);
	stap_sleeper = NULL;
	kvfree(stap_skips);
	stap_skips = NULL;
}

int stap_contexts_create(void)
{
	const struct stap_limits *limits = &stap_script.limits;
	int number;

	stap_kernel_offset_init();
	stap_skips = kvcalloc(max(stap_script.probe_count, 1u), sizeof(*stap_skips), GFP_KERNEL);
	stap_sleeper = cpu_alloc(NUMA_NO_NODE, nr_cpu_ids);
	if (!stap_skips || !stap_sleeper)
		goto no_memory;
	stap_sleeper->c.can_sleep = true;
	stap_sleeper->checks_overload = false; /* who calls it is held up, and nobody else */
	set_limits(stap_sleeper, limits->max_action_interruptible);
	for_each_possible_cpu (number) {
		struct stap_cpu *cpu = cpu_alloc(cpu_to_node(number), number);

		if (!cpu)
			goto no_memory;
		set_limits(cpu, limits->max_action);
		per_cpu(stap_cpus, number) = cpu;
	}
	return 0;
no_memory:
	stap_contexts_destroy();
	return -ENOMEM;
}

size_t stap_contexts_size(void)
{
	size_t size = sizeof(struct stap_cpu);

	size += stap_script.string_memory + stap_script.print_buffer;
	if (stap_script.match_string)
		size += stap_match_size(stap_script.match_string);
	if (stap_script.unwinds)
		size += HINTS_SIZE + RECENT_SIZE;
	if (stap_script.timing)
		size += stap_script.probe_count * sizeof(struct stap_timing);
	return size;
}

void stap_skip(const struct stap_probe *probe, enum stap_skip_cause cause)
{
	const struct stap_limits *limits = &stap_script.limits;
	int skipped;

	atomic_inc(&stap_skips[probe->index].causes[cause]);
	if (cause == STAP_SKIP_REENTRANT ||
	    (cause == STAP_SKIP_LOCK && atomic_read(&stap_session.waiting))) {
		atomic_long_inc(&stap_session.nested);
		return;
	}
	skipped = atomic_inc_return(&stap_session.skipped);
	if (skipped > limits->max_skipped && !limits->suppress_handler_errors)
		stap_session_fail("Skipped too many probes, check MAXSKIPPED or try again with "
				  "stap -t for more details.");
}

void stap_skip_missed(const struct stap_probe *probe, unsigned long count)
{
	if (!count)
		return;
	atomic_add(count, &stap_session.skipped);
	atomic_add(count, &stap_skips[probe->index].causes[STAP_SKIP_MISSED]);
}
