// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel.syscall("NAME"): system calls by name, of all processes.
 *
 * The kernel's tracepoints of system calls tell of every call; a table by number says which probes
 * run. So the probes of one call and those of all cost the same to arm, and a hit the same too.
 * What return probes save at the entry is kept with the task (syscall_entries.c).
 */
#include <linux/slab.h>

#include "arch/x86/probed_registers.h"
#include "probes/kernel.h"
#include "probes/own_tracepoint.h"
#include "probes/syscall.h"

/* The probes of one call, in the order of the script: a chain through `next`. 0: the end. */
struct numbering {
	u16 first[STAP_CALL_NUMBERS]; /* 1 + index of the table's probe */
	u32 words[STAP_CALL_NUMBERS]; /* that its return probes save */
	u16 *next;
};

static const struct stap_family_table *table;
static struct numbering *numberings[2][2]; /* [is_return][is_compat] */
static struct stap_site *sites;
static u32 *records; /* by probe: which word tells whether it saved something, before what it is */
static u32 word_count; /* the most of a call */

/* ---------------------------------------------------------------- hits */

static __always_inline bool enter(u32 i, struct pt_regs *registers, struct stap_system_call *call,
				  struct stap_cpu **taken, unsigned long *flags)
{
	const struct stap_syscall_probe *probes = table->probes;
	struct stap_cpu *cpu;

	if (!stap_enter(probes[i].probe, &cpu, flags))
		return false;
	cpu->armed = &sites[i].itself;
	cpu->c.address = instruction_pointer(registers);
	cpu->c.bias = 0;
	cpu->c.registers = stap_registers_of(registers);
	cpu->c.registers_kind = STAP_USER_CALL;
	cpu->c.event = call;
	call->name = probes[i].place.function;
	*taken = cpu;
	return true;
}

static __always_inline void hit(u32 i, struct pt_regs *registers, struct stap_system_call *call,
				bool is_return, s64 *saved)
{
	struct stap_cpu *cpu;
	unsigned long flags;

	if (!enter(i, registers, call, &cpu, &flags))
		return;
	cpu->c.is_return = is_return;
	cpu->c.saved = saved;
	stap_run(cpu, cpu->c.probe);
	stap_leave(cpu, flags);
}

/* The part of return probe @i that runs where the call is entered. Returns whether it saved all. */
static bool save(u32 i, struct pt_regs *registers, struct stap_system_call *call, s64 *saved)
{
	struct stap_cpu *cpu;
	unsigned long flags;
	bool is_saved;

	if (!enter(i, registers, call, &cpu, &flags))
		return false;
	cpu->c.is_return = false;
	cpu->c.saved = saved;
	cpu->c.probe->entry(&cpu->c);
	is_saved = !cpu->c.error;
	stap_leave(cpu, flags);
	return is_saved;
}

static __always_inline bool is_numbered(const struct stap_system_call *call)
{
	return (u64)call->number < STAP_CALL_NUMBERS;
}

static void save_all(struct pt_regs *registers, struct stap_system_call *call)
{
	const struct numbering *numbering = numberings[true][call->is_compat];
	const struct stap_syscall_probe *probes = table->probes;
	struct stap_call_entry *entry;
	u16 i;

	if (!numbering || !numbering->words[call->number] ||
	    READ_ONCE(stap_session.state) != STAP_RUNNING)
		return;
	entry = stap_call_entry_begin(call);
	for (i = numbering->first[call->number]; i; i = numbering->next[i - 1]) {
		s64 *record;

		if (!probes[i - 1].probe->entry)
			continue;
		if (unlikely(!entry)) {
			stap_skip_missed(probes[i - 1].probe, 1);
			continue;
		}
		record = &entry->words[records[i - 1]];
		*record = save(i - 1, registers, call, record + 1);
	}
}

static void call_enters(void *data, struct pt_regs *registers, long number)
{
	struct stap_system_call call = {
		.number = syscall_get_nr(current, registers),
		.is_compat = stap_call_is_compat(),
	};
	const struct numbering *numbering = numberings[false][call.is_compat];
	u16 i;

	if (!is_numbered(&call))
		return;
	if (numbering)
		for (i = numbering->first[call.number]; i; i = numbering->next[i - 1])
			hit(i - 1, registers, &call, false, NULL);
	if (word_count)
		save_all(registers, &call);
}

/*
 * What return probe @i saved; NULL: nothing. A program that executes one of the other width leaves
 * another number than it entered; the probe has to be of both.
 */
static s64 *saved_by(u32 i, struct stap_call_entry *entry)
{
	const struct stap_syscall_probe *probe = table->probes;
	s64 *record;

	if (!entry ||
	    (entry->is_compat ? probe[i].compat_number : probe[i].number) != entry->number)
		return NULL;
	record = &entry->words[records[i]];
	return *record ? record + 1 : NULL;
}

/*
 * What was saved has to be found also where no probe of the call that is left wants it, and to be
 * dropped. Where a signal's handler returned to, there is no number, and a program that has been
 * executed leaves that of its own width: the task was in another call.
 */
static __always_inline bool may_have_entry(const struct stap_system_call *call,
					   const struct numbering *numbering)
{
	return !is_numbered(call) || (numbering && numbering->words[call->number]) ||
	       stap_call_is_exec(call->number, call->is_compat);
}

/* Calls that were under way when the script started were not entered, and neither was the one that
 * a forked child returns from: probes that save something are not run.
 */
static void call_returns(void *data, struct pt_regs *registers, long result)
{
	struct stap_system_call call = {
		.number = syscall_get_nr(current, registers),
		.result = result,
		.is_compat = stap_call_is_compat(),
	};
	const struct numbering *numbering = numberings[true][call.is_compat];
	const struct stap_syscall_probe *probes = table->probes;
	struct stap_call_entry *entry = NULL;
	u16 i;

	if (word_count && may_have_entry(&call, numbering))
		entry = stap_call_entry_find();
	if (numbering && is_numbered(&call)) {
		for (i = numbering->first[call.number]; i; i = numbering->next[i - 1]) {
			s64 *saved = NULL;

			if (probes[i - 1].probe->entry) {
				saved = saved_by(i - 1, entry);
				if (!saved)
					continue;
			}
			hit(i - 1, registers, &call, true, saved);
		}
	}
	if (entry)
		stap_call_entry_end(entry);
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
	kvfree(records);
	sites = NULL;
	records = NULL;
	word_count = 0;
	stap_call_entries_destroy();
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

/* Words for what a probe saves, behind those of others at the same calls. */
static void add_record(u32 i)
{
	const struct stap_syscall_probe *probe =
		(const struct stap_syscall_probe *)table->probes + i;
	u32 *ends[2] = {}, k;

	if (probe->number >= 0 && probe->number < STAP_CALL_NUMBERS)
		ends[0] = &numberings[true][false]->words[probe->number];
	if (probe->compat_number >= 0 && probe->compat_number < STAP_CALL_NUMBERS)
		ends[1] = &numberings[true][true]->words[probe->compat_number];
	records[i] = max(ends[0] ? *ends[0] : 0, ends[1] ? *ends[1] : 0);
	for (k = 0; k < 2; k++)
		if (ends[k])
			*ends[k] = records[i] + 1 + probe->saved_count;
	word_count = max(word_count, records[i] + 1 + probe->saved_count);
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
	records = kvcalloc(i, sizeof(*records), GFP_KERNEL);
	if (!sites || !records)
		goto no_memory;
	while (i-- > 0) {
		sites[i].place = &probes[i].place;
		sites[i].itself.sites = &sites[i];
		sites[i].itself.count = 1;
		if (add(i, probes[i].number, false) || add(i, probes[i].compat_number, true))
			goto no_memory;
		if (probes[i].probe->entry)
			add_record(i);
	}
	if (word_count && stap_call_entries_create(word_count))
		goto no_memory;
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

/* In this order: what a call's entry makes is freed where it returns, or where the task ends. */
static struct stap_own_tracepoint return_point = { "sys_exit", call_returns },
				  entry_point = { "sys_enter", call_enters };

static void syscall_disarm(void)
{
	stap_own_tracepoint_unregister(&entry_point);
	stap_own_tracepoint_unregister(&return_point);
	stap_call_entries_disarm();
	tracepoint_synchronize_unregister();
}

static bool is_any(bool is_return)
{
	return numberings[is_return][false] || numberings[is_return][true];
}

static int syscall_arm(void)
{
	int error = stap_call_entries_arm();

	if (!error && is_any(true))
		error = stap_own_tracepoint_register(&return_point);
	if (!error && (is_any(false) || word_count))
		error = stap_own_tracepoint_register(&entry_point);
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
