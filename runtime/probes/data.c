// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel.data: a hardware breakpoint each, on every CPU that is online. The handlers run in the
 * debug exception, after the access; the kernel has the breakpoints disabled meanwhile, so a
 * handler may touch what it watches.
 */
#include <linux/err.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "arch/x86/breakpoints.h"
#include "arch/x86/probed_registers.h"
#include "enter.h"

#ifdef CONFIG_HAVE_HW_BREAKPOINT

static const struct stap_family_table *table;
static struct perf_event *__percpu *breakpoints[STAP_BREAKPOINTS];
static u32 armed;

/* In an exception, interrupts disabled; from user mode when the kernel's own page is mapped. */
static void data_touched(struct perf_event *event, struct perf_sample_data *sample,
			 struct pt_regs *registers)
{
	const struct stap_data_probe *data = event->overflow_handler_context;
	struct stap_cpu *cpu;
	struct stap_context *c;
	unsigned long flags;

	if (!stap_enter(data->probe, &cpu, &flags))
		return;
	c = &cpu->c;
	c->address = instruction_pointer(registers);
	c->registers = stap_registers_of(registers);
	c->registers_kind = user_mode(registers) ? STAP_USER : STAP_KERNEL;
	c->is_return = false;
	cpu->armed = NULL;
	stap_run(cpu, data->probe);
	stap_leave(cpu, flags);
}

static int data_prepare(const struct stap_family_table *of_script)
{
	table = of_script;
	return table->count <= STAP_BREAKPOINTS ? 0 : -ENOSPC;
}

static void data_disarm(void)
{
	while (armed)
		unregister_wide_hw_breakpoint(breakpoints[--armed]);
	synchronize_rcu();
}

static int refuse(const struct stap_data_probe *data, int error)
{
	if (error == -ENOSPC)
		stap_start_error("no hardware breakpoint is left for %s: others are in use",
				 data->probe->point);
	else
		stap_start_error("cannot watch the data of %s: error %d", data->probe->point,
				 error);
	data_disarm();
	return error;
}

static int data_arm(void)
{
	const struct stap_data_probe *probes = table->probes;

	for (armed = 0; armed < table->count; armed++) {
		const struct stap_data_probe *data = &probes[armed];
		struct perf_event_attr attributes;

		hw_breakpoint_init(&attributes);
		attributes.bp_addr = data->address + (data->is_link_time ? stap_kernel_offset : 0);
		attributes.bp_len = data->length; /* HW_BREAKPOINT_LEN_n is n */
		attributes.bp_type = data->reads ? HW_BREAKPOINT_RW : HW_BREAKPOINT_W;
		breakpoints[armed] =
			register_wide_hw_breakpoint(&attributes, data_touched, (void *)data);
		if (IS_ERR((void __force *)breakpoints[armed]))
			return refuse(data, PTR_ERR((void __force *)breakpoints[armed]));
	}
	return 0;
}

static void data_release(void)
{
}

const struct stap_family stap_data_family = {
	.name = "kernel.data",
	.prepare = data_prepare,
	.arm = data_arm,
	.disarm = data_disarm,
	.release = data_release,
};

#else

const struct stap_family stap_data_family = {
	.name = "kernel.data",
	.lacks = "hardware breakpoints",
};

#endif
