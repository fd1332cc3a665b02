// SPDX-License-Identifier: GPL-2.0-only
/*
 * Function returns for which ftrace calls us at the function's entry.
 *
 * A kretprobe per function would have the kernel walk all its functions once for each that is
 * armed. So one ftrace_ops calls us for all of them (kernel_function.c), and what a kretprobe does
 * at an entry is done from there: the kernel's own pre_handler of a kretprobe takes a node from its
 * pool, puts it on the task's list and the kernel's trampoline in place of the return address. The
 * kretprobes that lend it are registered disabled, so they have no place in the code and cost
 * nothing to arm; which function was entered is noted in the node. From there on all is the
 * kernel's: unwinders know the trampoline; a task that dies gives its nodes back; and once the
 * kretprobe is unregistered, calls that are still under way, be they asleep for hours, return
 * without the module, and their nodes are freed by the kernel.
 *
 * Which function's return may be hooked this way: whichever ftrace has a place for, since the
 * kernel's function graph tracer does the same with any of them; those where it cannot be
 * (__switch_to) are kept from ftrace when that tracer is configured. Without it all is left to
 * kretprobes (kernel_return.c). What the kernel forbids kprobes on is left out before it comes
 * here.
 *
 * Nodes: a pool that all functions share, since what is needed does not grow with their number but
 * with that of tasks and how deep they are in probed calls. A call that finds no node is missed.
 * A function with .maxactive(N) has N of its own. The shared pool is of several kretprobes, chosen
 * by CPU number first, where a kretprobe has one list for all CPUs.
 */
#include <linux/cpumask.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/slab.h>

#include "enter.h"
#include "probes/kernel.h"

#define NODES	  1024	/* per function … */
#define NODES_ALL 32768 /* … but no more than this for all; each takes about 100 bytes */
#ifdef HAVE_RETHOOK_OBJPOOL
#define MOST_POOLS 1
#else
#define MOST_POOLS 16
#endif

/* What is kept in a node from entry to return. */
struct call {
	const struct stap_probe *probe;
	const struct stap_armed *armed;
	unsigned long address;
	s64 saved[];
};

/* What entry_hit() is told: it finds this in place of the instruction pointer. */
struct request {
	struct call call;
	struct stap_cpu *cpu;
	unsigned long ip;
	bool is_served;
};

static struct kretprobe *pools; /* shared_count of them, and one for each function with its own */
static struct kretprobe **registered;
static u32 shared_count, registered_count;

/*
 * Called by the kernel's pre_handler with a node, on behalf of stap_hook_return(), which owns the
 * context. Returns 1, which gives the node back at once, when the values could not be saved: then
 * the handler has nothing to work with at the return.
 */
static int entry_hit(struct kretprobe_instance *instance, struct pt_regs *registers)
{
	struct request *request = (struct request *)instruction_pointer(registers);
	struct stap_context *c = &request->cpu->c;
	struct call *call = (struct call *)instance->data;

	instruction_pointer_set(registers, request->ip);
	request->is_served = true;
	*call = request->call;
	if (!call->probe->entry)
		return 0;
	c->saved = call->saved;
	call->probe->entry(c);
	return c->error != NULL;
}
NOKPROBE_SYMBOL(entry_hit);

/* The return, in the context of the call. */
static int return_hit(struct kretprobe_instance *instance, struct pt_regs *registers)
{
	struct call *call = (struct call *)instance->data;
	struct stap_cpu *cpu;
	unsigned long flags;

	if (!stap_enter(call->probe, &cpu, &flags))
		return 0;
	cpu->c.address = call->address;
	cpu->c.registers = (struct stap_registers *)registers;
	cpu->c.registers_kind = STAP_KERNEL;
	cpu->c.is_return = true;
	cpu->c.saved = call->saved;
	cpu->armed = call->armed;
	stap_run(cpu, call->probe);
	stap_leave(cpu, flags);
	return 0;
}
NOKPROBE_SYMBOL(return_hit);

static __always_inline void try_pool(struct kretprobe *pool, struct request *request,
				     struct pt_regs *registers)
{
	instruction_pointer_set(registers, (unsigned long)request);
	pool->kp.pre_handler(&pool->kp, registers);
	instruction_pointer_set(registers, request->ip);
}

/*
 * Not in NMIs, which may have interrupted a change of the task's list. Breakpoints count as NMIs:
 * a kretprobe's return ends the kprobe that is being handled on the CPU, whose handler it would be.
 */
void stap_hook_return(const struct stap_probe *probe, const struct stap_armed *armed,
		      const struct stap_site *site, unsigned long ip, struct pt_regs *registers,
		      u8 kind)
{
	struct request request = {
		.call = { .probe = probe, .armed = armed, .address = site ? site->address : ip },
		.ip = instruction_pointer(registers),
	};
	unsigned long flags;
	u32 i, first;

	if (!stap_enter(probe, &request.cpu, &flags))
		return;
	request.cpu->c.address = request.call.address;
	request.cpu->c.registers = (struct stap_registers *)registers;
	request.cpu->c.registers_kind = kind;
	request.cpu->c.is_return = false;
	request.cpu->armed = armed;
	if (unlikely(in_nmi())) {
		request.is_served = false;
	} else if (unlikely(site && site->nodes)) {
		try_pool(site->nodes, &request, registers);
	} else {
		first = raw_smp_processor_id() % shared_count;
		try_pool(&pools[first], &request, registers);
		for (i = 1; unlikely(!request.is_served) && i < shared_count; i++)
			try_pool(&pools[(first + i) % shared_count], &request, registers);
	}
	if (unlikely(!request.is_served))
		stap_skip_missed(probe, 1);
	stap_leave(request.cpu, flags);
}

/* ---------------------------------------------------------------- making */

#ifdef CONFIG_FUNCTION_GRAPH_TRACER

struct needs {
	u32 shared, own; /* sites */
	u32 saved_count; /* the most of a site */
};

static void add_needs(const struct stap_sites *sites, struct needs *needs)
{
	u32 i;

	for (i = 0; i < sites->count; i++) {
		const struct stap_kernel_probe *probe = sites->at[i].probe;

		if (!probe->is_return)
			continue;
		needs->saved_count = max(needs->saved_count, probe->saved_count);
		if (probe->max_active)
			needs->own++;
		else
			needs->shared++;
	}
}

/* Any function does that a kretprobe may be on: it is never armed. */
static int register_pool(u32 node_count, u32 saved_count)
{
	struct kretprobe *pool = &pools[registered_count];
	int error;

	pool->kp.symbol_name = "register_kprobe";
	pool->kp.flags = KPROBE_FLAG_DISABLED;
	pool->handler = return_hit;
	pool->entry_handler = entry_hit;
	pool->data_size = sizeof(struct call) + saved_count * sizeof(s64);
	pool->maxactive = node_count;
	if (!stap_return_memory_allows(node_count, pool->data_size))
		return -ENOMEM;
	error = register_kretprobe(pool);
	if (!error)
		registered[registered_count++] = pool;
	return error;
}

static int register_shared(const struct needs *needs)
{
	u32 nodes = min(needs->shared, NODES_ALL / NODES) * NODES;
	u32 most = min(num_possible_cpus(), (unsigned int)MOST_POOLS), i;

	if (!needs->shared)
		return 0;
	for (i = 0; i < most; i++) {
		int error = register_pool(DIV_ROUND_UP(nodes, most), needs->saved_count);

		if (error)
			return error;
	}
	shared_count = most;
	return 0;
}

static int register_own(struct stap_sites *sites)
{
	u32 i;

	for (i = 0; i < sites->count; i++) {
		struct stap_site *site = &sites->at[i];
		int error;

		if (!site->probe->is_return || !site->probe->max_active)
			continue;
		error = register_pool(site->probe->max_active, site->probe->saved_count);
		if (error)
			return error;
		site->nodes = registered[registered_count - 1];
	}
	return 0;
}

static int make_pools(struct stap_sites *sites, struct stap_sites *more)
{
	struct needs needs = {};
	u32 count;
	int error;

	add_needs(sites, &needs);
	add_needs(more, &needs);
	count = (needs.shared ? MOST_POOLS : 0) + needs.own;
	if (!count)
		return 0;
	pools = kvcalloc(count, sizeof(*pools), GFP_KERNEL);
	registered = kvcalloc(count, sizeof(*registered), GFP_KERNEL);
	if (!pools || !registered)
		return -ENOMEM;
	error = register_shared(&needs);
	if (!error)
		error = register_own(sites);
	if (!error)
		error = register_own(more);
	return error;
}

#else

static int make_pools(struct stap_sites *sites, struct stap_sites *more)
{
	return -EOPNOTSUPP;
}

#endif

static void refuse_returns(struct stap_sites *sites, struct stap_sites *refused)
{
	u32 i, kept = 0;

	for (i = 0; i < sites->count; i++) {
		struct stap_sites *to = sites->at[i].probe->is_return ? refused : sites;

		to->at[to == sites ? kept++ : to->count++] = sites->at[i];
	}
	sites->count = kept;
}

int stap_hooks_prepare(struct stap_sites *sites, struct stap_sites *more,
		       struct stap_sites *refused)
{
	int error = make_pools(sites, more);

	if (error && error != -ENOMEM) {
		stap_hooks_disarm();
		refuse_returns(sites, refused);
		refuse_returns(more, refused);
		return 0;
	}
	return error;
}

void stap_hooks_disarm(void)
{
	unregister_kretprobes(registered, registered_count);
	registered_count = 0;
	shared_count = 0;
}

/* Nothing was armed when only the preparation failed. */
void stap_hooks_release(void)
{
	stap_hooks_disarm();
	kvfree(pools);
	kvfree(registered);
	pools = NULL;
	registered = NULL;
}
