// SPDX-License-Identifier: GPL-2.0-only
/* Control groups of tasks: see task_info.h. */
#include <linux/cgroup.h>
#include <linux/kernfs.h>
#include <linux/sched.h>

#include "member.h"

#define MOST_GROUPS 32 /* in a path */

/* Names are put together backwards from the group to the root, which has none. */
void stap_task_cgroup(struct stap_context *c, uint64_t task, char *text, size_t size)
{
	char *at = text + size - 1, name[128];
	u64 set, group, node, parent, string;
	long length;
	u32 i;

	*text = *at = 0;
#ifdef CONFIG_CGROUPS
	set = (u64)STAP_MEMBER(c, struct task_struct, task, cgroups);
	if (!set || !STAP_READ_MEMBER(&group, struct css_set, set, dfl_cgrp) || !group ||
	    !STAP_READ_MEMBER(&node, struct cgroup, group, kn))
		return;
	for (i = 0; node && i < MOST_GROUPS; i++, node = parent) {
		if (!STAP_READ_MEMBER(&parent, struct kernfs_node, node, parent) || !parent ||
		    !STAP_READ_MEMBER(&string, struct kernfs_node, node, name))
			break;
		if (!stap_read_kernel_string(name, string, sizeof(name)))
			break;
		length = strlen(name);
		if (at - text < length + 1)
			break;
		at -= length;
		memcpy(at, name, length);
		*--at = '/';
	}
	if (!*at)
		*--at = '/';
	memmove(text, at, strlen(at) + 1);
#endif
}
