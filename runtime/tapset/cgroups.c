// SPDX-License-Identifier: GPL-2.0-only
/* Control groups of tasks: see task_info.h. */
#include <linux/cgroup.h>
#include <linux/kernfs.h>
#include <linux/sched.h>

#include "tapset/member.h"

#define MOST_GROUPS 32 /* in a path */

#ifdef CONFIG_CGROUPS

/* Names are put together backwards from the group's node to the root, which has none. */
static void put_path(u64 node, char *text, size_t size)
{
	char *at = text + size - 1, name[128];
	u64 parent, string;
	long length;
	u32 i;

	*at = 0;
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
}

/* The number of a controller by the name that mounts know it by; -1: the kernel has none of it. */
static int controller_number(const char *name)
{
	static const char *const names[] = {
#define SUBSYS(controller) #controller,
#include <linux/cgroup_subsys.h>
#undef SUBSYS
	};
	u32 i;

	if (!strcmp(name, "blkio"))
		name = "io";
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

/* The group of a set in the hierarchy that has the controller. 0: there is none. */
static u64 group_of_controller(u64 set, const char *controller)
{
	int number = controller_number(controller);
	u64 state, group;

	if (number < 0 || !STAP_READ_MEMBER(&state, struct css_set, set, subsys[number]) ||
	    !state || !STAP_READ_MEMBER(&group, struct cgroup_subsys_state, state, cgroup))
		return 0;
	return group;
}

#endif

void stap_task_cgroup(struct stap_context *c, uint64_t task, const char *controller, char *text,
		      size_t size)
{
#ifdef CONFIG_CGROUPS
	u64 set = (u64)STAP_MEMBER(c, struct task_struct, task, cgroups), group = 0, node;

	*text = 0;
	if (set && controller)
		group = group_of_controller(set, controller);
	else if (set && !STAP_READ_MEMBER(&group, struct css_set, set, dfl_cgrp))
		group = 0;
	if (group && STAP_READ_MEMBER(&node, struct cgroup, group, kn))
		put_path(node, text, size);
#else
	*text = 0;
#endif
}
