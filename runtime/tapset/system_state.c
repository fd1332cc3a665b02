// SPDX-License-Identifier: GPL-2.0-only
/* Small facts of the running system that tapset functions give. Any context. */
#include <linux/mm.h>
#include <linux/sched/loadavg.h>

#include "tapset/member.h"

int64_t stap_load(int64_t index)
{
	return index >= 0 && index < 3 ? avenrun[index] : 0;
}

int64_t stap_ticks_per_second(void)
{
	return HZ;
}

int64_t stap_node_of(struct stap_context *c, uint64_t address)
{
	struct page page = {};

	if (!virt_addr_valid((void *)(unsigned long)address))
		return -1;
	page.flags = STAP_MEMBER(
		c, struct page, (unsigned long)virt_to_page((void *)(unsigned long)address), flags);
	return c->error ? -1 : page_to_nid(&page);
}
