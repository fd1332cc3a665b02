// SPDX-License-Identifier: GPL-2.0-only
/*
 * The time that handlers take: the overload check and -t.
 *
 * Reading the clock twice costs as much as the rest of a short handler's hit, so only one hit of
 * SAMPLE is timed and counts for all. A long handler, which alone can overload a machine, is
 * found by the first sample of it: from then on, until the interval ends, every hit of that CPU is
 * timed and counts for itself. So one sample that was long by chance (an interrupt, a hypervisor
 * that ran something else) counts once. With -t every hit is timed.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/timex.h>

#include "enter.h"

#define SAMPLE	    16
#define LONG_CYCLES 65536 /* a handler that is timed each time */

static void set_sampling(struct stap_cpu *cpu)
{
	cpu->sample = cpu->timings ? 1 : SAMPLE;
}

void stap_timing_init(struct stap_cpu *cpu)
{
	const struct stap_limits *limits = &stap_script.limits;

	set_sampling(cpu);
	cpu->checks_overload = limits->overload_threshold && !limits->suppress_time_limits;
	cpu->until_timed = cpu->sample;
	cpu->interval_start = get_cycles();
}

/* Adds the time of a hit, and at the end of an interval compares the sum with the threshold. */
static void check_overload(struct stap_cpu *cpu, u64 now, u64 cycles)
{
	const struct stap_limits *limits = &stap_script.limits;

	if (cycles >= LONG_CYCLES)
		cpu->sample = 1;
	else
		cycles *= cpu->sample;
	cpu->cycles += cycles;
	if (now - cpu->interval_start <= limits->overload_interval)
		return;
	if (cpu->cycles > limits->overload_threshold)
		stap_session_fail("probe overhead exceeded threshold");
	cpu->interval_start = now;
	cpu->cycles = 0;
	set_sampling(cpu);
}

static void add_timing(struct stap_timing *timing, u64 cycles)
{
	if (!timing->hits++ || cycles < timing->min)
		timing->min = cycles;
	if (cycles > timing->max)
		timing->max = cycles;
	timing->cycles += cycles;
}

/* Handler context, or the sleeper. */
void stap_run_timed(struct stap_cpu *cpu, const struct stap_probe *probe)
{
	u64 start = get_cycles(), now, cycles;

	cpu->waited = 0;
	probe->handler(&cpu->c);
	now = get_cycles();
	cycles = now > start ? now - start : 0; /* the sleeper may have moved to another CPU */
	cycles -= min(cycles, cpu->waited);
	if (cpu->timings)
		add_timing(&cpu->timings[probe->index], cycles);
	if (cpu->checks_overload)
		check_overload(cpu, now, cycles);
	cpu->until_timed = cpu->sample;
}

static void merge(struct stap_timing *sum, const struct stap_cpu *cpu, u32 index)
{
	const struct stap_timing *timing = &cpu->timings[index];

	if (!timing->hits)
		return;
	sum->min = sum->hits ? min(sum->min, timing->min) : timing->min;
	sum->max = max(sum->max, timing->max);
	sum->hits += timing->hits;
	sum->cycles += timing->cycles;
}

void stap_timing_report(struct stap_context *c)
{
	int number;
	u32 i;

	if (!stap_script.timing)
		return;
	stap_print_format(c, "----- probe hit report: \n");
	for (i = 0; i < stap_script.probe_count; i++) {
		struct stap_timing sum = {};

		merge(&sum, stap_sleeper, i);
		for_each_possible_cpu (number)
			merge(&sum, per_cpu(stap_cpus, number), i);
		if (!sum.hits)
			continue;
		stap_print_format(c, "%s, hits: %llu, cycles: %llumin/%lluavg/%llumax, index: %u\n",
				  stap_script.probe_points[i], sum.hits, sum.min,
				  div64_u64(sum.cycles, sum.hits), sum.max, i);
	}
	stap_output_flush(c);
}
