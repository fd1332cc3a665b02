// SPDX-License-Identifier: GPL-2.0-only
/*
 * Function entries by ftrace: the cheapest way into a handler that the kernel has, above all when
 * only the registers of arguments are saved. Where a function's return is probed, its entry hooks
 * the return (kernel_hook.c), for which the registers of arguments do.
 *
 * All sites of a script share two ftrace_ops, one that saves all registers and one that does not:
 * each ftrace_ops is one more wait for all tasks when it goes, and two on the same function are
 * called by way of a list. A group that serves a single probe needs no lookup at the hit; otherwise
 * a hash leads from the address to the sites there.
 */
#include <linux/ftrace.h>
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "arch/x86/probed_registers.h"
#include "enter.h"
#include "probes/kernel.h"

/* A function's entry may begin with this much (endbr64) before the place that ftrace patches. */
#define LANDING_PAD 4

/*
 * So many functions are armed at once. The kernel goes through all its functions for each batch,
 * and does not give the CPU to others while it patches the batch.
 */
#define BATCH 2048

#define FEW_SITES 8

struct stap_functions {
	struct ftrace_ops ops;
	const struct stap_probe *probe; /* of a group with a single probe of one kind */
	struct stap_armed armed;
	const struct stap_site **table; /* else: by hash of the address, the first site there */
	u32 table_bits;
	unsigned long *functions; /* for the filter: address of each */
	u32 function_count, armed_functions;
};

static struct stap_functions groups[2]; /* entry registers only; all registers */

static __always_inline void hit(const struct stap_probe *probe, const struct stap_armed *armed,
				unsigned long ip, struct ftrace_regs *registers, u8 kind)
{
	struct stap_cpu *cpu;
	unsigned long flags;

	if (!stap_enter(probe, &cpu, &flags))
		return;
	cpu->c.address = ip;
	cpu->c.registers = stap_entry_registers(registers);
	cpu->c.registers_kind = kind;
	cpu->c.is_return = false;
	cpu->armed = armed;
	stap_run(cpu, probe);
	stap_leave(cpu, flags);
}

/* The first site at the address, or NULL. The table has free slots, so the search ends. */
static __always_inline const struct stap_site *find(const struct stap_functions *group,
						    unsigned long address)
{
	u32 slot = hash_long(address, group->table_bits);
	const struct stap_site *site;

	while ((site = group->table[slot]) && site->address != address)
		slot = (slot + 1) & ((1u << group->table_bits) - 1);
	return site;
}

static __always_inline void hit_all(const struct stap_functions *group, unsigned long ip,
				    struct ftrace_regs *registers, u8 kind)
{
	const struct stap_site *end = group->armed.sites + group->armed.count;
	const struct stap_site *site = find(group, ip);
	unsigned long address;

	if (!site)
		site = find(group, ip - LANDING_PAD);
	if (!site)
		return;
	address = site->address;
	do {
		if (site->probe->is_return)
			stap_hook_return(site->probe->probe, &site->itself, site, ip,
					 stap_hook_registers(registers), kind);
		else
			hit(site->probe->probe, &site->itself, ip, registers, kind);
	} while (++site < end && site->address == address);
}

/* Any context; a callback for each case, so that each has nothing to decide. */
static void one_entry(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
		      struct ftrace_regs *registers)
{
	const struct stap_functions *group = container_of(ops, struct stap_functions, ops);

	hit(group->probe, &group->armed, ip, registers, STAP_ENTRY_ONLY);
}

static void one_entry_all_registers(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
				    struct ftrace_regs *registers)
{
	const struct stap_functions *group = container_of(ops, struct stap_functions, ops);

	hit(group->probe, &group->armed, ip, registers, STAP_KERNEL);
}

static void one_return(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
		       struct ftrace_regs *registers)
{
	const struct stap_functions *group = container_of(ops, struct stap_functions, ops);

	stap_hook_return(group->probe, &group->armed, NULL, ip, stap_hook_registers(registers),
			 STAP_ENTRY_ONLY);
}

static void one_return_all_registers(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
				     struct ftrace_regs *registers)
{
	const struct stap_functions *group = container_of(ops, struct stap_functions, ops);

	stap_hook_return(group->probe, &group->armed, NULL, ip, stap_hook_registers(registers),
			 STAP_KERNEL);
}

static void many_probes(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
			struct ftrace_regs *registers)
{
	hit_all(container_of(ops, struct stap_functions, ops), ip, registers, STAP_ENTRY_ONLY);
}

static void many_probes_all_registers(unsigned long ip, unsigned long parent,
				      struct ftrace_ops *ops, struct ftrace_regs *registers)
{
	hit_all(container_of(ops, struct stap_functions, ops), ip, registers, STAP_KERNEL);
}

static ftrace_func_t const callbacks[][2] = {
	/* entry registers only; all registers */
	{ many_probes, many_probes_all_registers },
	{ one_entry, one_entry_all_registers },
	{ one_return, one_return_all_registers },
};

/* Fills the table of a group whose sites are sorted. Half of its slots stay free. */
static int make_table(struct stap_functions *group)
{
	const struct stap_site *sites = group->armed.sites;
	u32 i;

	group->table_bits = ilog2(roundup_pow_of_two(group->armed.count)) + 1;
	group->table = kvcalloc(1u << group->table_bits, sizeof(*group->table), GFP_KERNEL);
	if (!group->table)
		return -ENOMEM;
	for (i = 0; i < group->armed.count; i++) {
		u32 slot = hash_long(sites[i].address, group->table_bits);

		if (i && sites[i].address == sites[i - 1].address)
			continue;
		while (group->table[slot])
			slot = (slot + 1) & ((1u << group->table_bits) - 1);
		group->table[slot] = &sites[i];
	}
	return 0;
}

/*
 * Whether a hit needs no lookup: each function has one site, and all are of one kind of probe. Of
 * many sites a lookup by hash costs less than what the place's name takes otherwise (point.c).
 */
static bool has_single_probe(const struct stap_sites *sites)
{
	u32 i;

	if (sites->count > FEW_SITES)
		return false;
	for (i = 0; i < sites->count; i++) {
		const struct stap_site *site = &sites->at[i];

		if (site->nodes || site->probe->probe != sites->at[0].probe->probe)
			return false;
		if (i && site->address == sites->at[i - 1].address)
			return false;
	}
	return true;
}

/*
 * Sets those of @addresses[0 … count - 1] to 0 that ftrace has no place at. The kernel takes all or
 * none, and does not say which it did not like: halves are tried until the culprits are alone. The
 * filter of @trial is replaced each time, so that a try costs no more than its own addresses.
 */
static int find_refused(struct ftrace_ops *trial, unsigned long *addresses, u32 count)
{
	int error = ftrace_set_filter_ips(trial, addresses, count, 0, 1);
	u32 half = count / 2;

	if (!error || error == -ENOMEM)
		return error;
	if (count == 1) {
		addresses[0] = 0;
		return 0;
	}
	error = find_refused(trial, addresses, half);
	if (error)
		return error;
	return find_refused(trial, addresses + half, count - half);
}

/* Takes the sites that ftrace has no place for out of @sites. */
static int sort_out(struct stap_sites *sites, struct stap_sites *refused)
{
	unsigned long *addresses = kvcalloc(sites->count, sizeof(*addresses), GFP_KERNEL);
	struct ftrace_ops trial = {};
	u32 i, kept = 0;
	int error;

	if (!addresses)
		return -ENOMEM;
	for (i = 0; i < sites->count; i++)
		addresses[i] = sites->at[i].address;
	error = find_refused(&trial, addresses, sites->count);
	ftrace_free_filter(&trial);
	for (i = 0; i < sites->count && !error; i++) {
		if (addresses[i])
			sites->at[kept++] = sites->at[i];
		else
			refused->at[refused->count++] = sites->at[i];
	}
	sites->count = kept;
	kvfree(addresses);
	return error;
}

/*
 * A function's address may be that of its landing pad (from debuginfo) or, behind it, that of the
 * place that ftrace patches (from a symbol that kprobes resolved): both are the same function.
 */
static void join_landing_pads(struct stap_sites *sites)
{
	unsigned long function = 0;
	u32 i;

	stap_sites_sort(sites);
	for (i = 0; i < sites->count; i++) {
		if (sites->at[i].address == function + LANDING_PAD)
			sites->at[i].address = function;
		else
			function = sites->at[i].address;
	}
	stap_sites_sort(sites);
}

/* Lists the functions of the group, whose sites are sorted, each once; filters for the first. */
static int list_functions(struct stap_functions *group)
{
	const struct stap_site *sites = group->armed.sites;
	u32 i;

	group->functions = kvcalloc(group->armed.count, sizeof(*group->functions), GFP_KERNEL);
	if (!group->functions)
		return -ENOMEM;
	for (i = 0; i < group->armed.count; i++)
		if (!i || sites[i].address != sites[i - 1].address)
			group->functions[group->function_count++] = sites[i].address;
	return ftrace_set_filter_ips(&group->ops, group->functions,
				     min(group->function_count, (u32)BATCH), 0, 1);
}

static int prepare_group(struct stap_functions *group, struct stap_sites *sites, bool all_registers,
			 struct stap_sites *refused)
{
	int error;

	if (!sites->count)
		return 0;
	group->ops.flags = FTRACE_OPS_FL_PERMANENT;
	if (all_registers)
		group->ops.flags |= FTRACE_OPS_FL_SAVE_REGS;
	error = sort_out(sites, refused);
	if (error || !sites->count)
		return error;
	join_landing_pads(sites);
	group->armed.sites = sites->at;
	group->armed.count = sites->count;
	error = list_functions(group);
	if (error)
		return error;
	if (has_single_probe(sites)) {
		group->probe = sites->at[0].probe->probe;
		group->ops.func = callbacks[1 + sites->at[0].probe->is_return][all_registers];
		return 0;
	}
	group->ops.func = callbacks[0][all_registers];
	return make_table(group);
}

int stap_functions_prepare(struct stap_sites *sites, bool all_registers, struct stap_sites *refused)
{
	return prepare_group(&groups[all_registers], sites, all_registers, refused);
}

static int arm_group(struct stap_functions *group)
{
	int error = register_ftrace_function(&group->ops);

	if (error)
		return error;
	group->armed_functions = min(group->function_count, (u32)BATCH);
	while (group->armed_functions < group->function_count && !error) {
		u32 count = min(group->function_count - group->armed_functions, (u32)BATCH);

		cond_resched();
		error = ftrace_set_filter_ips(
			&group->ops, group->functions + group->armed_functions, count, 0, 0);
		if (!error)
			group->armed_functions += count;
	}
	return error;
}

int stap_functions_arm(void)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		int error = groups[i].armed.count ? arm_group(&groups[i]) : 0;

		if (error)
			return stap_site_refused(&groups[i].armed.sites[0], error);
	}
	return 0;
}

/*
 * The first batch stays until the end: a filter with nothing in it means all functions.
 * Unregistering waits until no task is in a callback or about to enter one.
 */
static void disarm_group(struct stap_functions *group)
{
	while (group->armed_functions > BATCH) {
		u32 count = (group->armed_functions - 1) % BATCH + 1;

		group->armed_functions -= count;
		ftrace_set_filter_ips(&group->ops, group->functions + group->armed_functions, count,
				      1, 0);
		cond_resched();
	}
	if (group->armed_functions)
		unregister_ftrace_function(&group->ops);
	group->armed_functions = 0;
}

void stap_functions_disarm(void)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(groups); i++)
		disarm_group(&groups[i]);
}

static void release_group(struct stap_functions *group)
{
	ftrace_free_filter(&group->ops);
	kvfree(group->functions);
	kvfree(group->table);
	*group = (struct stap_functions){};
}

void stap_functions_release(void)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(groups); i++)
		release_group(&groups[i]);
}

/* ---------------------------------------------------------------- apart from the session */

struct stap_functions *stap_functions_arm_own(struct stap_sites *sites, bool all_registers,
					      struct stap_sites *refused)
{
	struct stap_functions *group = kvzalloc(sizeof(*group), GFP_KERNEL);
	int error = -ENOMEM;

	if (group)
		error = prepare_group(group, sites, all_registers, refused);
	if (!error && sites->count)
		error = arm_group(group);
	if (!error && sites->count)
		return group;
	while (sites->count)
		refused->at[refused->count++] = sites->at[--sites->count];
	stap_functions_disarm_own(group);
	return NULL;
}

void stap_functions_disarm_own(struct stap_functions *group)
{
	if (!group)
		return;
	disarm_group(group);
	release_group(group);
	kvfree(group);
}
