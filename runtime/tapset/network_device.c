// SPDX-License-Identifier: GPL-2.0-only
/* Network devices. Handler context or sleeper. */
#include <linux/netdevice.h>

#include "tapset/member.h"

void stap_device_name(struct stap_context *c, char *text, size_t size, uint64_t device)
{
	*text = 0;
	if (device && !stap_read_kernel_string(text, device + offsetof(struct net_device, name),
					       min_t(size_t, size, IFNAMSIZ)))
		stap_raise_format(c, NULL, "kernel string copy fault at 0x%016llx", device);
}

int64_t stap_device_mac_length(struct stap_context *c, uint64_t device)
{
	return device ? STAP_MEMBER(c, struct net_device, device, addr_len) : 0;
}

void stap_device_mac(struct stap_context *c, char *text, size_t size, uint64_t device)
{
	u64 address = 0;

	if (device)
		address = (unsigned long)STAP_MEMBER(c, struct net_device, device, dev_addr);
	stap_mac(c, text, size, address, stap_device_mac_length(c, device));
}
