// SPDX-License-Identifier: GPL-2.0-only
/*
 * Function returns by kretprobes, where ftrace has no place at the entry (else: kernel_hook.c).
 *
 * Each call that is under way needs an instance, made beforehand; a call that finds none is missed.
 * Functions that wait (read, poll, futex) have as many calls under way as there are tasks in them,
 * so a probe of few functions gets many instances, and one of thousands of functions still enough
 * for those that do not wait.
 */
#include <linux/cpumask.h>
#include <linux/kprobes.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "arch/x86/probed_registers.h"
#include "enter.h"
#include "probes/kernel.h"

#define INSTANCES     1024	  /* of one function */
#define INSTANCES_ALL 32768	  /* about as many for all functions together */
#define MEMORY_LEFT   (16u << 20) /* bytes; a probe of a function more must leave this */

static struct stap_return_probe *probes;
static struct kretprobe **armed;
static u32 probe_count, armed_count;

static __always_inline bool enter(const struct stap_return_probe *returned,
				  struct kretprobe_instance *instance, struct pt_regs *registers,
				  struct stap_cpu **taken, unsigned long *flags)
{
	struct stap_cpu *cpu;

	if (!stap_enter(returned->probe, &cpu, flags))
		return false;
	cpu->c.address = returned->site->address;
	cpu->c.registers = stap_registers_of(registers);
	cpu->c.registers_kind = STAP_KERNEL;
	cpu->c.saved = (int64_t *)instance->data;
	cpu->armed = &returned->site->itself;
	*taken = cpu;
	return true;
}

/*
 * The function's entry, any context. Returns 1, which gives the instance back at once, when the
 * values could not be saved: then the handler has nothing to work with at the return.
 */
static int entry_hit(struct kretprobe_instance *instance, struct pt_regs *registers)
{
	const struct stap_return_probe *returned =
		container_of(get_kretprobe(instance), struct stap_return_probe, kretprobe);
	struct stap_cpu *cpu;
	unsigned long flags;
	bool failed;

	if (!enter(returned, instance, registers, &cpu, &flags))
		return 1;
	cpu->c.is_return = false;
	returned->probe->entry(&cpu->c);
	failed = cpu->c.error;
	stap_leave(cpu, flags);
	return failed;
}
NOKPROBE_SYMBOL(entry_hit);

/* The return, in the context of the call. */
static int return_hit(struct kretprobe_instance *instance, struct pt_regs *registers)
{
	const struct kretprobe *kretprobe = get_kretprobe(instance);
	const struct stap_return_probe *returned;
	struct stap_cpu *cpu;
	unsigned long flags;

	if (unlikely(!kretprobe)) /* unregistered since */
		return 0;
	returned = container_of(kretprobe, struct stap_return_probe, kretprobe);
	if (!enter(returned, instance, registers, &cpu, &flags))
		return 0;
	cpu->c.is_return = true;
	stap_run(cpu, returned->probe);
	stap_leave(cpu, flags);
	return 0;
}
NOKPROBE_SYMBOL(return_hit);

static u32 instances(const struct stap_kernel_probe *probe, u32 function_count)
{
	u32 fewest = max(16u, 4 * num_online_cpus());

	if (probe->max_active)
		return probe->max_active;
	return max(fewest, min(INSTANCES_ALL / function_count, INSTANCES));
}

bool stap_return_memory_allows(u32 count, size_t data_size)
{
	size_t one = roundup_pow_of_two(sizeof(struct kretprobe_instance) + data_size);

	return stap_memory_allows((u64)count * one + MEMORY_LEFT);
}

int stap_return_register(struct stap_return_probe *returned, const struct stap_site *site,
			 u32 function_count)
{
	*returned = (struct stap_return_probe){
		.kretprobe.kp.addr = (kprobe_opcode_t *)site->address,
		.kretprobe.kp.flags = KPROBE_FLAG_DISABLED,
		.kretprobe.handler = return_hit,
		.kretprobe.entry_handler = site->probe->probe->entry ? entry_hit : NULL,
		.kretprobe.data_size = site->probe->saved_count * sizeof(int64_t),
		.kretprobe.maxactive = instances(site->probe, function_count),
		.probe = site->probe->probe,
		.site = site,
	};
	if (!stap_return_memory_allows(returned->kretprobe.maxactive,
				       returned->kretprobe.data_size))
		return -ENOMEM;
	return register_kretprobe(&returned->kretprobe);
}

void stap_returns_unregister(struct kretprobe **kretprobes, u32 count)
{
	u32 i;

	unregister_kretprobes(kretprobes, count);
	for (i = 0; i < count; i++) {
		const struct stap_return_probe *returned =
			container_of(kretprobes[i], struct stap_return_probe, kretprobe);

		stap_skip_missed(returned->probe,
				 kretprobes[i]->nmissed + kretprobes[i]->kp.nmissed);
	}
}

int stap_returns_prepare(struct stap_sites *sites)
{
	u32 i;

	stap_sites_sort(sites);
	probe_count = sites->count;
	probes = kvcalloc(probe_count + 1, sizeof(*probes), GFP_KERNEL);
	armed = kvcalloc(probe_count + 1, sizeof(*armed), GFP_KERNEL);
	if (!probes || !armed)
		return -ENOMEM;
	for (i = 0; i < probe_count; i++)
		probes[i].site = &sites->at[i];
	return 0;
}

/* Registered disabled at first, for the reason given in kernel_place.c. */
static int register_returns(void)
{
	u32 i;

	for (i = 0; i < probe_count; i++) {
		const struct stap_site *site = probes[i].site;
		int error = stap_return_register(&probes[i], site, probe_count);

		if (!error)
			armed[armed_count++] = &probes[i].kretprobe;
		else if (!site->probe->optional)
			return stap_site_refused(site, error);
	}
	return 0;
}

int stap_returns_arm(void)
{
	int error = register_returns();
	u32 i;

	for (i = 0; i < armed_count && !error; i++) {
		const struct stap_return_probe *returned =
			container_of(armed[i], struct stap_return_probe, kretprobe);

		error = enable_kprobe(&armed[i]->kp);
		if (error)
			stap_site_refused(returned->site, error);
	}
	return error;
}

/* Calls that are under way return by the kernel's own trampoline, without the module. */
void stap_returns_disarm(void)
{
	stap_returns_unregister(armed, armed_count);
	armed_count = 0;
}

void stap_returns_release(void)
{
	kvfree(probes);
	kvfree(armed);
	probes = NULL;
	armed = NULL;
	probe_count = 0;
}
