// SPDX-License-Identifier: GPL-2.0-only
/* Small facts of the running system that tapset functions give. Any context. */
#include <linux/sched/loadavg.h>

#include "runtime.h"

int64_t stap_load(int64_t index)
{
	return index >= 0 && index < 3 ? avenrun[index] : 0;
}

int64_t stap_ticks_per_second(void)
{
	return HZ;
}
