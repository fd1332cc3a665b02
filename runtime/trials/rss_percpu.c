// SPDX-License-Identifier: GPL-2.0-only
/* mm_struct.rss_stat is an array of percpu counters. */
#include <linux/mm_types.h>
#include <linux/percpu_counter.h>

s64 trial(struct mm_struct *mm);
s64 trial(struct mm_struct *mm)
{
	return mm->rss_stat[0].count;
}
