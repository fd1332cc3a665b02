// SPDX-License-Identifier: GPL-2.0-only
/* Open files of tasks: see task_info.h. */
#include <linux/fdtable.h>
#include <linux/fs_struct.h>
#include <linux/mm_types.h>
#include <linux/sched.h>

#include "tapset/member.h"

#define MOST_DESCRIPTORS (1 << 16) /* are counted */

static u64 descriptors_of(struct stap_context *c, u64 task)
{
	u64 files = (u64)STAP_MEMBER(c, struct task_struct, task, files);

	return files ? (u64)STAP_MEMBER(c, struct files_struct, files, fdt) : 0;
}

int64_t stap_task_most_files(struct stap_context *c, uint64_t task)
{
	u64 table = descriptors_of(c, task);

	return table ? STAP_MEMBER(c, struct fdtable, table, max_fds) : 0;
}

int64_t stap_task_open_files(struct stap_context *c, uint64_t task)
{
	u64 table = descriptors_of(c, task), bits, i, most;
	int64_t count = 0;

	if (!table)
		return 0;
	most = min_t(u64, STAP_MEMBER(c, struct fdtable, table, max_fds), MOST_DESCRIPTORS);
	bits = (u64)STAP_MEMBER(c, struct fdtable, table, open_fds);
	for (i = 0; i < most / 64 && !c->error; i++)
		count += hweight64(stap_read_kernel(c, bits + i * sizeof(u64), sizeof(u64), NULL));
	return count;
}

uint64_t stap_task_file(struct stap_context *c, uint64_t task, int64_t descriptor)
{
	u64 table = descriptors_of(c, task), files;

	if (!table || descriptor < 0 ||
	    descriptor >= STAP_MEMBER(c, struct fdtable, table, max_fds))
		return 0;
	files = (u64)STAP_MEMBER(c, struct fdtable, table, fd);
	return stap_read_kernel(c, files + descriptor * sizeof(u64), sizeof(u64), NULL);
}

uint64_t stap_task_directory(struct stap_context *c, uint64_t task)
{
	u64 fs = (u64)STAP_MEMBER(c, struct task_struct, task, fs);

	return fs ? fs + offsetof(struct fs_struct, pwd) : 0;
}

uint64_t stap_current_program(void)
{
	return current->mm ? (u64)rcu_dereference_raw(current->mm->exe_file) : 0;
}
