// SPDX-License-Identifier: GPL-2.0-only
/*
 * netfilter.pf("FAMILY").hook("HOOK").priority("PRIORITY"): packets on their way. Names are those
 * of the kernel's user interface (linux/netfilter.h and its kin), whose values cannot change.
 */
#include "probes/family.h"

#include "session.h"

#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct constant {
	const char *name; /* NULL: the end */
	int64_t value;
};

struct netfilter {
	const struct constant *hook;
	unsigned family;
	int priority;
	struct variable verdict;
};

extern const struct probe_family netfilter_family;

static const char *const netfilter_forms[] = {
	"netfilter.pf(string).hook(string)",
	"netfilter.pf(string).hook(string).priority(string)",
	"netfilter.pf(string).hook(string).priority(number)",
	"netfilter.hook(string).pf(string)",
	"netfilter.hook(string).pf(string).priority(string)",
	"netfilter.hook(string).pf(string).priority(number)",
	NULL,
};

/* ---------------------------------------------------------------- constants */

static const struct constant inet_hooks[] = {
	{ "NF_INET_PRE_ROUTING", 0 }, { "NF_INET_LOCAL_IN", 1 },     { "NF_INET_FORWARD", 2 },
	{ "NF_INET_LOCAL_OUT", 3 },   { "NF_INET_POST_ROUTING", 4 }, { NULL, 0 },
};

static const struct constant arp_hooks[] = {
	{ "NF_ARP_IN", 0 },
	{ "NF_ARP_OUT", 1 },
	{ "NF_ARP_FORWARD", 2 },
	{ NULL, 0 },
};

static const struct constant bridge_hooks[] = {
	{ "NF_BR_PRE_ROUTING", 0 }, { "NF_BR_LOCAL_IN", 1 },	 { "NF_BR_FORWARD", 2 },
	{ "NF_BR_LOCAL_OUT", 3 },   { "NF_BR_POST_ROUTING", 4 }, { NULL, 0 },
};

static const struct constant inet_priorities[] = {
	{ "NF_IP_PRI_FIRST", INT32_MIN },
	{ "NF_IP_PRI_RAW_BEFORE_DEFRAG", -450 },
	{ "NF_IP_PRI_CONNTRACK_DEFRAG", -400 },
	{ "NF_IP_PRI_RAW", -300 },
	{ "NF_IP_PRI_SELINUX_FIRST", -225 },
	{ "NF_IP_PRI_CONNTRACK", -200 },
	{ "NF_IP_PRI_MANGLE", -150 },
	{ "NF_IP_PRI_NAT_DST", -100 },
	{ "NF_IP_PRI_FILTER", 0 },
	{ "NF_IP_PRI_SECURITY", 50 },
	{ "NF_IP_PRI_NAT_SRC", 100 },
	{ "NF_IP_PRI_SELINUX_LAST", 225 },
	{ "NF_IP_PRI_CONNTRACK_HELPER", 300 },
	{ "NF_IP_PRI_CONNTRACK_CONFIRM", INT32_MAX },
	{ "NF_IP_PRI_LAST", INT32_MAX },
	{ "NF_IP6_PRI_FIRST", INT32_MIN },
	{ "NF_IP6_PRI_RAW_BEFORE_DEFRAG", -450 },
	{ "NF_IP6_PRI_CONNTRACK_DEFRAG", -400 },
	{ "NF_IP6_PRI_RAW", -300 },
	{ "NF_IP6_PRI_SELINUX_FIRST", -225 },
	{ "NF_IP6_PRI_CONNTRACK", -200 },
	{ "NF_IP6_PRI_MANGLE", -150 },
	{ "NF_IP6_PRI_NAT_DST", -100 },
	{ "NF_IP6_PRI_FILTER", 0 },
	{ "NF_IP6_PRI_SECURITY", 50 },
	{ "NF_IP6_PRI_NAT_SRC", 100 },
	{ "NF_IP6_PRI_SELINUX_LAST", 225 },
	{ "NF_IP6_PRI_CONNTRACK_HELPER", 300 },
	{ "NF_IP6_PRI_LAST", INT32_MAX },
	{ NULL, 0 },
};

static const struct constant arp_priorities[] = { { NULL, 0 } };

static const struct constant bridge_priorities[] = {
	{ "NF_BR_PRI_FIRST", INT32_MIN },
	{ "NF_BR_PRI_NAT_DST_BRIDGED", -300 },
	{ "NF_BR_PRI_FILTER_BRIDGED", -200 },
	{ "NF_BR_PRI_BRNF", 0 },
	{ "NF_BR_PRI_NAT_DST_OTHER", 100 },
	{ "NF_BR_PRI_FILTER_OTHER", 200 },
	{ "NF_BR_PRI_NAT_SRC", 300 },
	{ "NF_BR_PRI_LAST", INT32_MAX },
	{ NULL, 0 },
};

static const struct protocol_family {
	const char *name;
	unsigned number;
	const char *config; /* what the kernel must be configured with */
	const struct constant *hooks, *priorities;
} protocol_families[] = {
	{ "NFPROTO_INET", 1, "CONFIG_NETFILTER", inet_hooks, inet_priorities },
	{ "NFPROTO_IPV4", 2, "CONFIG_NETFILTER", inet_hooks, inet_priorities },
	{ "NFPROTO_ARP", 3, "CONFIG_NETFILTER_FAMILY_ARP", arp_hooks, arp_priorities },
	{ "NFPROTO_BRIDGE", 7, "CONFIG_NETFILTER_FAMILY_BRIDGE", bridge_hooks, bridge_priorities },
	{ "NFPROTO_IPV6", 10, "CONFIG_NETFILTER", inet_hooks, inet_priorities },
};

#define PROTOCOL_FAMILIES (sizeof(protocol_families) / sizeof(*protocol_families))

static const struct constant verdicts[] = {
	{ "$nf_drop", 0 },  { "$nf_accept", 1 }, { "$nf_stolen", 2 },
	{ "$nf_queue", 3 }, { "$nf_repeat", 4 }, { NULL, 0 },
};

static const struct constant *find_constant(const struct constant *constants, const char *name)
{
	for (; constants->name; constants++)
		if (!strcmp(constants->name, name))
			return constants;
	return NULL;
}

/* ---------------------------------------------------------------- names that are wrong */

/* Fails with the nearest of @names, or all of them, as the remedy. */
static bool fail_name(struct resolve *resolve, struct place place, const char *what,
		      const char *name, const char *const *names, size_t count)
{
	const char *nearest = nearest_name(name, names, count), *remedy = "there are";

	if (nearest) {
		remedy = did_you_mean(resolve->arena, nearest);
	} else {
		for (size_t i = 0; i < count; i++)
			remedy = arena_printf(resolve->arena, "%s%s %s", remedy, i ? "," : "",
					      names[i]);
	}
	return resolve_fail(resolve, place, count ? remedy : NULL, "'%s' is no %s", name, what);
}

static bool fail_constant(struct resolve *resolve, struct place place, const char *what,
			  const char *name, const struct constant *constants)
{
	VEC(const char *) names = { 0 };

	for (; constants->name; constants++)
		vec_push(resolve->arena, &names, constants->name);
	return fail_name(resolve, place, what, name, names.items, names.count);
}

static bool fail_family(struct resolve *resolve, const struct component *component)
{
	const char *names[PROTOCOL_FAMILIES];

	for (size_t i = 0; i < PROTOCOL_FAMILIES; i++)
		names[i] = protocol_families[i].name;
	if (!strcmp(component->string, "NFPROTO_NETDEV"))
		return resolve_fail(resolve, component->place,
				    "use NFPROTO_INET, which sees the packets of every device",
				    "hooks of NFPROTO_NETDEV belong to one device each");
	return fail_name(resolve, component->place, "protocol family", component->string, names,
			 PROTOCOL_FAMILIES);
}

/* ---------------------------------------------------------------- points */

/* There are too many to name all. */
static bool fail_priority(struct resolve *resolve, const struct component *component,
			  const struct protocol_family *family)
{
	VEC(const char *) names = { 0 };
	const char *nearest, *remedy = "give a number";

	for (const struct constant *constant = family->priorities; constant->name; constant++)
		vec_push(resolve->arena, &names, constant->name);
	nearest = nearest_name(component->string, names.items, names.count);
	if (nearest)
		remedy = did_you_mean(resolve->arena, nearest);
	else if (names.count)
		remedy = arena_printf(resolve->arena, "give a number, or a name such as %s",
				      names.items[0]);
	return resolve_fail(resolve, component->place, remedy, "'%s' is no priority of %s",
			    component->string, family->name);
}

/* A number, the text of one, or the name of a constant. */
static bool find_priority(struct resolve *resolve, const struct component *component,
			  const struct protocol_family *family, int *priority)
{
	const struct constant *constant;
	int64_t value = component->number;

	if (component->argument_is_string) {
		char *end;

		constant = find_constant(family->priorities, component->string);
		errno = 0;
		value = constant ? constant->value : strtoll(component->string, &end, 0);
		if (!constant && (end == component->string || *end))
			return fail_priority(resolve, component, family);
		if (errno)
			value = INT64_MAX;
	}
	*priority = (int)value;
	if (value >= INT32_MIN && value <= INT32_MAX)
		return true;
	return resolve_fail(resolve, component->place, NULL, "the priority must be from %d to %d",
			    INT32_MIN, INT32_MAX);
}

static bool add_probe(struct resolve *resolve, const struct point *point,
		      const struct protocol_family *family, const struct constant *hook)
{
	const struct component *priority = point_component(point, "priority");
	struct netfilter *netfilter = arena_new_object(resolve->arena, struct netfilter);
	const char *name = arena_printf(resolve->arena, "netfilter.pf(\"%s\").hook(\"%s\")",
					family->name, hook->name);

	if (priority && !find_priority(resolve, priority, family, &netfilter->priority))
		return false;
	if (priority && priority->argument_is_string)
		name = arena_printf(resolve->arena, "%s.priority(\"%s\")", name, priority->string);
	else if (priority)
		name = arena_printf(resolve->arena, "%s.priority(%" PRId64 ")", name,
				    priority->number);
	netfilter->hook = hook;
	netfilter->family = family->number;

	struct probe *probe = probe_new(resolve, &netfilter_family, point, name);

	probe->family_data = netfilter;
	return true;
}

/* Adds a probe for each hook of @family that the point names. Returns how many. */
static size_t add_hooks(struct resolve *resolve, const struct point *point,
			const struct protocol_family *family)
{
	const char *pattern = point_component(point, "hook")->string;
	size_t added = 0;

	for (const struct constant *hook = family->hooks; hook->name; hook++)
		if (!fnmatch(pattern, hook->name, 0))
			added += add_probe(resolve, point, family, hook);
	return added;
}

static bool netfilter_resolve(struct resolve *resolve, const struct point *point)
{
	const struct component *pf = point_component(point, "pf");
	const struct component *hook = point_component(point, "hook");
	const struct protocol_family *named = NULL, *missing = NULL;
	size_t added = 0;

	for (size_t i = 0; i < PROTOCOL_FAMILIES; i++) {
		const struct protocol_family *family = &protocol_families[i];

		if (fnmatch(pf->string, family->name, 0))
			continue;
		if (!session_kernel_config(resolve->session, family->config)) {
			missing = family;
			continue;
		}
		named = family;
		added += add_hooks(resolve, point, family);
	}
	if (added)
		return true;
	if (!named && missing)
		return resolve_fail(resolve, pf->place, NULL,
				    "the kernel has no hooks of %s: it was configured without %s",
				    missing->name, missing->config);
	if (!named)
		return fail_family(resolve, pf);
	return fail_constant(resolve, hook->place,
			     arena_printf(resolve->arena, "hook of %s", named->name), hook->string,
			     named->hooks);
}

/* ---------------------------------------------------------------- variables */

/* What is known of a packet: members of struct stap_packet of the runtime. */
static const struct packet_variable {
	const char *name, *type, *member;
} packet_variables[] = {
	{ "$hooknum", "unsigned int", "hook" }, { "$skb", "struct sk_buff*", "skb" },
	{ "$in", "struct net_device*", "in" },	{ "$out", "struct net_device*", "out" },
	{ "$pf", "unsigned int", "family" },	{ "$verdict", "int", "verdict" },
};

#define PACKET_VARIABLES (sizeof(packet_variables) / sizeof(*packet_variables))

static bool no_variable(struct resolve *resolve, const struct probe *probe,
			const struct expr *target)
{
	VEC(const char *) names = { 0 };

	for (size_t i = 0; i < PACKET_VARIABLES; i++)
		vec_push(resolve->arena, &names, packet_variables[i].name);
	for (const struct constant *verdict = verdicts; verdict->name; verdict++)
		vec_push(resolve->arena, &names, verdict->name);
	return fail_name(resolve, target->place,
			 arena_printf(resolve->arena, "variable in probe %s", probe->name),
			 target->target.name, names.items, names.count);
}

/* A pointer with members behind it is what @cast makes of it. */
static bool lower_pointed(struct resolve *resolve, struct probe *probe, const char *code,
			  const char *type, struct expr *target)
{
	struct expr *pointer = arena_new_object(resolve->arena, struct expr);

	pointer->kind = EXPR_CODE;
	pointer->type = TYPE_LONG;
	pointer->place = target->place;
	pointer->string.text = code;
	pointer->string.length = strlen(code);
	target->target.kind = TARGET_CAST;
	target->target.pointer = pointer;
	target->target.type_name = arena_strndup(resolve->arena, type, strcspn(type, "*"));
	return lower_target(resolve, probe, target);
}

/* $verdict is a variable, the others are read. */
static bool lower_packet(struct resolve *resolve, struct probe *probe,
			 const struct packet_variable *variable, struct expr *target)
{
	struct netfilter *netfilter = probe->family_data;
	const char *code = arena_printf(resolve->arena, "((struct stap_packet *)c->event)->%s",
					variable->member);

	if (target->target.access_count && strchr(variable->type, '*') &&
	    !target->target.address_of)
		return lower_pointed(resolve, probe, code, variable->type, target);
	if (target->target.access_count || target->target.address_of)
		return resolve_fail(resolve, target->place, NULL,
				    "'%s' is a number: it has no members, elements or address",
				    variable->name);
	target->type = TYPE_LONG;
	if (strcmp(variable->member, "verdict")) {
		target->kind = EXPR_CODE;
		target->string.text = code;
		target->string.length = strlen(code);
		return true;
	}
	netfilter->verdict.name = variable->name;
	netfilter->verdict.place = target->place;
	netfilter->verdict.type = TYPE_LONG;
	netfilter->verdict.code = code;
	target->kind = EXPR_NAME;
	target->name.text = variable->name;
	target->name.variable = &netfilter->verdict;
	return true;
}

static bool netfilter_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	const char *name = target->target.name;
	const struct constant *verdict = find_constant(verdicts, name);

	if (verdict) {
		target->kind = EXPR_NUMBER;
		target->type = TYPE_LONG;
		target->number = verdict->value;
		return true;
	}
	for (size_t i = 0; i < PACKET_VARIABLES; i++)
		if (!strcmp(packet_variables[i].name, name))
			return lower_packet(resolve, probe, &packet_variables[i], target);
	return no_variable(resolve, probe, target);
}

static const char *netfilter_variables(struct resolve *resolve, const struct probe *probe)
{
	const char *text = "";

	(void)probe;
	for (size_t i = 0; i < PACKET_VARIABLES; i++)
		text = arena_printf(resolve->arena, "%s%s%s:%s", text, i ? " " : "",
				    packet_variables[i].name, packet_variables[i].type);
	return text;
}

/* ---------------------------------------------------------------- the table */

static size_t netfilter_emit(FILE *stream, struct session *session, const char *table,
			     struct probe *const *probes, size_t count)
{
	(void)session;
	fprintf(stream, "static const struct stap_netfilter_probe %s[] = {\n", table);
	for (size_t i = 0; i < count; i++) {
		const struct netfilter *netfilter = probes[i]->family_data;

		fprintf(stream,
			"\t{ .probe = &stap_probe_%u, .family = %u, .hook = %" PRId64
			", .priority = (int32_t)%" PRId64 "LL },\n",
			probes[i]->handler, netfilter->family, netfilter->hook->value,
			(int64_t)netfilter->priority);
	}
	fputs("};\n", stream);
	return count;
}

const struct probe_family netfilter_family = {
	.name = "netfilter",
	.type = "netfilter",
	.forms = netfilter_forms,
	.resolve = netfilter_resolve,
	.lower = netfilter_lower,
	.variables = netfilter_variables,
	.emit = netfilter_emit,
	.runtime_family = "stap_netfilter_family",
	.runtime_type = "struct stap_netfilter_probe",
};
