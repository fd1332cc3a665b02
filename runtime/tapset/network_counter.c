// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel itself counts of IP. Handler context: on its CPU. */
#include <linux/percpu.h>
#include <net/net_namespace.h>
#include <net/snmp.h>

#include "tapset/member.h"

int64_t stap_ip_counter(struct stap_context *c, uint64_t net, enum stap_ip_counter counter)
{
	unsigned int index =
		counter == STAP_IP_IN_DISCARDS ? IPSTATS_MIB_INDISCARDS : IPSTATS_MIB_FRAGFAILS;
	u64 counters;

	if (!net)
		return 0;
	counters = (unsigned long)STAP_MEMBER(c, struct net, net, mib.ip_statistics);
	if (!counters)
		return 0;
	counters = (unsigned long)raw_cpu_ptr((struct ipstats_mib __percpu *)counters);
	return stap_read_kernel(c,
				counters + offsetof(struct ipstats_mib, mibs) + index * sizeof(u64),
				sizeof(u64), NULL);
}
