// SPDX-License-Identifier: GPL-2.0-only
/* A module's memory is an array of areas; before, it was two layouts. */
#include <linux/module.h>

unsigned long trial(void);
unsigned long trial(void)
{
	return THIS_MODULE->mem[MOD_TEXT].size + MOD_MEM_NUM_TYPES;
}
