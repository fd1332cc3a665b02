// SPDX-License-Identifier: GPL-2.0-only
/*
 * netfilter probes: a hook function each, in every network namespace that there is or comes. The
 * handlers run where packets are: in soft interrupts, or in the task that sends.
 */
#include <linux/errno.h>
#include <linux/kconfig.h>
#include <linux/netfilter.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "enter.h"

#if IS_ENABLED(CONFIG_NETFILTER)

#define MOST_REPEATS 16 /* of one packet by NF_REPEAT */

static const struct stap_family_table *table;
static struct nf_hook_ops *hooks; /* one per probe */

/* ---------------------------------------------------------------- packets */

/*
 * Returns what the kernel may be told, which understands few numbers; anything else is an error of
 * the handler. What the upper half of a number may say: an errno for a packet that is dropped, a
 * queue for one that is queued.
 */
static u32 checked_verdict(struct stap_context *c, s64 verdict)
{
	u32 number = verdict;

	if (!c->error && verdict == number) {
		switch (number & NF_VERDICT_MASK) {
		case NF_DROP:
			if (number >> NF_VERDICT_QBITS <= MAX_ERRNO)
				return number;
			break;
		case NF_ACCEPT:
		case NF_STOLEN:
		case NF_REPEAT:
			if (number <= NF_VERDICT_MASK)
				return number;
			break;
		case NF_QUEUE:
			return number;
		}
	}
	stap_raise_format(c, NULL, "$verdict is %lld, which is no verdict", verdict);
	return NF_ACCEPT;
}

static u32 run_handler(const struct stap_probe *probe, struct stap_packet *packet)
{
	u32 verdict = NF_ACCEPT;
	struct stap_cpu *cpu;
	struct stap_context *c;
	unsigned long flags;

	if (!stap_enter(probe, &cpu, &flags))
		return verdict;
	c = &cpu->c;
	c->address = 0;
	c->registers = NULL;
	c->registers_kind = STAP_NO_REGISTERS;
	c->is_return = false;
	c->event = packet;
	cpu->armed = NULL;
	packet->verdict = NF_ACCEPT;
	stap_run(cpu, probe);
	verdict = checked_verdict(c, packet->verdict);
	stap_leave(cpu, flags);
	return verdict;
}

/* The kernel itself does not know NF_REPEAT everywhere: the hook calls its handler again here. */
static unsigned int packet_seen(void *data, struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct stap_netfilter_probe *probe = data;
	struct stap_packet packet = {
		.skb = (unsigned long)skb,
		.in = (unsigned long)state->in,
		.out = (unsigned long)state->out,
		.hook = state->hook,
		.family = state->pf,
	};
	int runs;

	for (runs = 0; runs <= MOST_REPEATS; runs++) {
		u32 verdict = run_handler(probe->probe, &packet);

		if (verdict != NF_REPEAT)
			return verdict;
	}
	return NF_ACCEPT;
}

/* ---------------------------------------------------------------- namespaces */

static int add_hooks(struct net *net)
{
	return nf_register_net_hooks(net, hooks, table->count);
}

static void remove_hooks(struct net *net)
{
	nf_unregister_net_hooks(net, hooks, table->count);
}

static struct pernet_operations namespaces = {
	.init = add_hooks,
	.exit = remove_hooks,
};

/* ---------------------------------------------------------------- the family */

static bool family_is_there(unsigned int family)
{
	if (family == NFPROTO_ARP)
		return IS_ENABLED(CONFIG_NETFILTER_FAMILY_ARP);
	if (family == NFPROTO_BRIDGE)
		return IS_ENABLED(CONFIG_NETFILTER_FAMILY_BRIDGE);
	return true;
}

static int netfilter_prepare(const struct stap_family_table *of_script)
{
	const struct stap_netfilter_probe *probes = of_script->probes;
	u32 i;

	table = of_script;
	hooks = kcalloc(table->count, sizeof(*hooks), GFP_KERNEL);
	if (!hooks)
		return -ENOMEM;
	for (i = 0; i < table->count; i++) {
		if (!family_is_there(probes[i].family)) {
			stap_start_error("the kernel has no such hooks: %s",
					 probes[i].probe->point);
			kfree(hooks);
			return -EOPNOTSUPP;
		}
		hooks[i].hook = packet_seen;
		hooks[i].priv = (void *)&probes[i];
		hooks[i].pf = probes[i].family;
		hooks[i].hooknum = probes[i].hook;
		hooks[i].priority = probes[i].priority;
	}
	return 0;
}

static int netfilter_arm(void)
{
	int error = register_pernet_subsys(&namespaces);

	if (error)
		stap_start_error("cannot add netfilter hooks: error %d", error);
	return error;
}

static void netfilter_disarm(void)
{
	unregister_pernet_subsys(&namespaces);
	synchronize_rcu(); /* hooks run as its readers */
}

static void netfilter_release(void)
{
	kfree(hooks);
	hooks = NULL;
}

const struct stap_family stap_netfilter_family = {
	.name = "netfilter",
	.prepare = netfilter_prepare,
	.arm = netfilter_arm,
	.disarm = netfilter_disarm,
	.release = netfilter_release,
};

#else

const struct stap_family stap_netfilter_family = {
	.name = "netfilter",
	.lacks = "netfilter",
};

#endif
