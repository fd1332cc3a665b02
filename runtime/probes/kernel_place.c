// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any instruction of the kernel by kprobes; function entries too, where ftrace has no place.
 */
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "arch/x86/probed_registers.h"
#include "enter.h"
#include "probes/kernel.h"

static struct stap_place_probe *probes;
static struct kprobe **armed;
static u32 probe_count, armed_count;

/* Any context, by breakpoint, jump or ftrace; the kernel has disabled preemption. */
static int place_hit(struct kprobe *kprobe, struct pt_regs *registers)
{
	const struct stap_place_probe *place =
		container_of(kprobe, struct stap_place_probe, kprobe);
	struct stap_cpu *cpu;
	unsigned long flags;

	if (!stap_enter(place->probe, &cpu, &flags))
		return 0;
	cpu->c.address = (unsigned long)kprobe->addr;
	cpu->c.registers = stap_registers_of(registers);
	cpu->c.registers_kind = STAP_KERNEL;
	cpu->c.is_return = false;
	cpu->armed = &place->site->itself;
	stap_run(cpu, place->probe);
	stap_leave(cpu, flags);
	return 0;
}
NOKPROBE_SYMBOL(place_hit);

/* With one, the kernel makes no jump of a kprobe. */
static void after_place(struct kprobe *kprobe, struct pt_regs *registers, unsigned long flags)
{
}
NOKPROBE_SYMBOL(after_place);

int stap_place_register(struct stap_place_probe *place, const struct stap_site *site, bool no_jump)
{
	*place = (struct stap_place_probe){
		.kprobe.addr = (kprobe_opcode_t *)site->address,
		.kprobe.pre_handler = place_hit,
		.kprobe.post_handler = no_jump ? after_place : NULL,
		.kprobe.flags = KPROBE_FLAG_DISABLED,
		.probe = site->probe->probe,
		.site = site,
	};
	return register_kprobe(&place->kprobe);
}

void stap_places_unregister(struct kprobe **kprobes, u32 count)
{
	u32 i;

	unregister_kprobes(kprobes, count);
	for (i = 0; i < count; i++) {
		const struct stap_place_probe *place =
			container_of(kprobes[i], struct stap_place_probe, kprobe);

		stap_skip_missed(place->probe, kprobes[i]->nmissed);
	}
}

int stap_places_prepare(struct stap_sites *sites)
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

/*
 * Registered disabled at first: the kernel decodes each function, and would hit what is armed
 * already while it does; of thousands that is most of the time. One by one: the kernel's batch does
 * no more, and does not say which one it refused.
 */
static int register_places(void)
{
	u32 i;

	for (i = 0; i < probe_count; i++) {
		const struct stap_site *site = probes[i].site;
		int error = stap_place_register(&probes[i], site, false);

		if (!error)
			armed[armed_count++] = &probes[i].kprobe;
		else if (!site->probe->optional)
			return stap_site_refused(site, error);
	}
	return 0;
}

int stap_places_arm(void)
{
	int error = register_places();
	u32 i;

	for (i = 0; i < armed_count && !error; i++) {
		const struct stap_place_probe *place =
			container_of(armed[i], struct stap_place_probe, kprobe);

		error = enable_kprobe(armed[i]);
		if (error)
			stap_site_refused(place->site, error);
	}
	return error;
}

void stap_places_disarm(void)
{
	stap_places_unregister(armed, armed_count);
	armed_count = 0;
}

void stap_places_release(void)
{
	kvfree(probes);
	kvfree(armed);
	probes = NULL;
	armed = NULL;
	probe_count = 0;
}
