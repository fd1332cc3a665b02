// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel.syscall("NAME"): system calls by name, of all processes.
 *
 * The kernel's tracepoints of system calls tell of every call; a table by number says which probes
 * run. So the probes of one call and those of all cost the same to arm, and a hit the same too.
 */
#include <linux/slab.h>

#include "arch/x86/probed_registers.h"
#include "kernel.h"
#include "own_tracepoint.h"
#include "syscall.h"

/* The probes of one call, in the order of the script: a chain through `next`. 0: the end. */
struct numbering {
	u16 first[STAP_CALL_NUMBERS]; /* 1 + index of the table's probe */
	u16 *next;
};

static const struct stap_family_table *table;
static struct numbering *numberings[2][2]; /* [is_return][is_compat] */
static struct stap_site *sites;

/* ---------------------------------------------------------------- hits */

static __always_inline void hit(const struct stap_syscall_probe *probe,
				const struct stap_site *site, struct pt_regs *registers,
				struct stap_system_call *call, bool is_return)
{
	struct stap_cpu *cpu;
	unsigned long flags;

	if (!stap_enter(probe->probe, &cpu, &flags))
		return;
	cpu->armed = &site->itself;
	cpu->c.address = instruction_pointer(registers);
	cpu->c.bias = 0;
	cpu->c.registers = stap_registers_of(registers);
	cpu->c.registers_kind = STAP_USER_CALL;
	cpu->c.is_return = is_return;
	cpu->c.event = call;
	call->name = probe->place.function;
	stap_run(cpu, probe->probe);
	stap_leave(cpu, flags);
}

static __always_inline void tell(struct pt_regs *registers, long result, bool is_return)
{
	const struct stap_syscall_probe *probes = table->probes;
	struct stap_system_call call = {
		.number = syscall_get_nr(current, registers),
		.result = result,
		.is_compat = stap_call_is_compat(),
	};
	const struct numbering *numbering = numberings[is_return][call.is_compat];
	u16 i;

	if (!numbering || (u64)call.number >= STAP_CALL_NUMBERS)
		return;
	for (i = numbering->first[call.number]; i; i = numbering->next[i - 1])
		hit(&probes[i - 1], &sites[i - 1], registers, &call, is_return);
}

static void call_enters(void *data, struct pt_regs *registers, long number)
{
	tell(registers, 0, false);
}

static void call_returns(void *data, struct pt_regs *registers, long result)
{
	tell(registers, result, true);
}

/* ---------------------------------------------------------------- the script's table */

static void release_numbering(struct numbering *numbering)
{
	if (numbering)
		kvfree(numbering->next);
	kvfree(numbering);
}

static void syscall_release(void)
{
	u32 i;

	for (i = 0; i < 4; i++) {
		release_numbering(numberings[i / 2][i % 2]);
		numberings[i / 2][i % 2] = NULL;
	}
	kvfree(sites);
	sites = NULL;
}

static struct numbering *numbering_of(const struct stap_syscall_probe *probe, bool is_compat)
{
	struct numbering **numbering = &numberings[probe->is_return][is_compat];

	if (*numbering)
		return *numbering;
	*numbering = kvzalloc(sizeof(**numbering), GFP_KERNEL);
	if (*numbering)
		(*numbering)->next = kvcalloc(table->count, sizeof(u16), GFP_KERNEL);
	return *numbering && (*numbering)->next ? *numbering : NULL;
}

/* From the last probe of the script to the first. */
static int add(u32 i, int number, bool is_compat)
{
	const struct stap_syscall_probe *probe = table->probes;
	struct numbering *numbering;

	if (number < 0 || number >= STAP_CALL_NUMBERS)
		return 0;
	numbering = numbering_of(&probe[i], is_compat);
	if (!numbering)
		return -ENOMEM;
	numbering->next[i] = numbering->first[number];
	numbering->first[number] = i + 1;
	return 0;
}

static int prepare(void)
{
	const struct stap_syscall_probe *probes = table->probes;
	u32 i = table->count;

	if (i >= U16_MAX) {
		stap_start_error("there are more than %d probes of system calls", U16_MAX - 1);
		return -E2BIG;
	}
	sites = kvcalloc(i, sizeof(*sites), GFP_KERNEL);
	if (!sites)
		goto no_memory;
	while (i-- > 0) {
		sites[i].place = &probes[i].place;
		sites[i].itself.sites = &sites[i];
		sites[i].itself.count = 1;
		if (add(i, probes[i].number, false) || add(i, probes[i].compat_number, true))
			goto no_memory;
	}
	return 0;
no_memory:
	stap_start_error("not enough memory for the probes of system calls");
	return -ENOMEM;
}

static int syscall_prepare(const struct stap_family_table *of_script)
{
	int error;

	table = of_script;
	error = prepare();
	if (error)
		syscall_release();
	return error;
}

/* ---------------------------------------------------------------- arming */

static struct stap_own_tracepoint points[] = {
	/* by is_return */
	{ "sys_enter", call_enters },
	{ "sys_exit", call_returns },
};

static void syscall_disarm(void)
{
	stap_own_tracepoint_unregister(&points[0]);
	stap_own_tracepoint_unregister(&points[1]);
	tracepoint_synchronize_unregister();
}

static int syscall_arm(void)
{
	int error = 0, i;

	for (i = 0; i < 2 && !error; i++)
		if (numberings[i][false] || numberings[i][true])
			error = stap_own_tracepoint_register(&points[i]);
	if (!error)
		return 0;
	syscall_disarm();
	stap_start_error("cannot follow system calls by the kernel's tracepoints: error %d", error);
	return error;
}

const struct stap_family stap_syscall_family = {
	.name = "system calls",
	.prepare = syscall_prepare,
	.arm = syscall_arm,
	.disarm = syscall_disarm,
	.release = syscall_release,
};
