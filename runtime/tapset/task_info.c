// SPDX-License-Identifier: GPL-2.0-only
/* Numbers and names of tasks: see task_info.h. Nothing here takes a lock. */
#include <linux/cred.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/prio.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#include "tapset/member.h"

/* ---------------------------------------------------------------- numbers */

static int64_t credential(struct stap_context *c, u64 task, enum stap_task_number which)
{
	u64 cred = (u64)STAP_MEMBER(c, struct task_struct, task, real_cred);
	u32 id = 0;
	bool read = false;

	switch (which) {
	case STAP_TASK_UID:
		read = STAP_READ_MEMBER(&id, struct cred, cred, uid);
		break;
	case STAP_TASK_EUID:
		read = STAP_READ_MEMBER(&id, struct cred, cred, euid);
		break;
	case STAP_TASK_GID:
		read = STAP_READ_MEMBER(&id, struct cred, cred, gid);
		break;
	default:
		read = STAP_READ_MEMBER(&id, struct cred, cred, egid);
	}
	return read ? id : 0;
}

/* The id in the first namespace of the process group or the session of @task. */
static int64_t group_id(struct stap_context *c, u64 task, enum pid_type type)
{
	u64 signal = (u64)STAP_MEMBER(c, struct task_struct, task, signal), pid;

	if (!STAP_READ_MEMBER(&pid, struct signal_struct, signal, pids[type]))
		return 0;
	return pid ? STAP_MEMBER(c, struct pid, pid, numbers[0].nr) : 0;
}

int64_t stap_task_number(struct stap_context *c, uint64_t task, enum stap_task_number which)
{
	switch (which) {
	case STAP_TASK_TGID:
		return STAP_MEMBER(c, struct task_struct, task, tgid);
	case STAP_TASK_PID:
		return STAP_MEMBER(c, struct task_struct, task, pid);
	case STAP_TASK_STATE:
		return STAP_MEMBER(c, struct task_struct, task, __state);
	case STAP_TASK_PRIO:
		return STAP_MEMBER(c, struct task_struct, task, prio) - MAX_RT_PRIO;
	case STAP_TASK_NICE:
		return PRIO_TO_NICE(STAP_MEMBER(c, struct task_struct, task, static_prio));
	case STAP_TASK_CPU:
		return STAP_MEMBER(c, struct task_struct, task, thread_info.cpu);
	case STAP_TASK_PARENT:
		return (int64_t)STAP_MEMBER(c, struct task_struct, task, real_parent);
	case STAP_TASK_UTIME:
		return STAP_MEMBER(c, struct task_struct, task, utime);
	case STAP_TASK_STIME:
		return STAP_MEMBER(c, struct task_struct, task, stime);
	case STAP_TASK_START:
		return STAP_MEMBER(c, struct task_struct, task, start_time);
	case STAP_TASK_PGRP:
		return group_id(c, task, PIDTYPE_PGID);
	case STAP_TASK_SESSION:
		return group_id(c, task, PIDTYPE_SID);
	default:
		return credential(c, task, which);
	}
}

void stap_task_name(struct stap_context *c, uint64_t task, char *text, size_t size)
{
	char name[TASK_COMM_LEN];

	if (!STAP_READ_MEMBER(name, struct task_struct, task, comm)) {
		(void)STAP_MEMBER(c, struct task_struct, task, pid); /* raises the error */
		name[0] = 0;
	}
	name[TASK_COMM_LEN - 1] = 0;
	strscpy(text, name, size);
}

/* Where the idle task has told RCU not to wait for it nothing keeps a task that is found. */
uint64_t stap_task_of_pid(int64_t pid)
{
	struct task_struct *task;

	if (pid <= 0 || pid > PID_MAX_LIMIT || !rcu_is_watching())
		return 0;
	rcu_read_lock();
	task = pid_task(find_pid_ns(pid, &init_pid_ns), PIDTYPE_PID);
	rcu_read_unlock();
	return (uint64_t)task;
}

int64_t stap_task_limit(struct stap_context *c, uint64_t task, int64_t resource)
{
	u64 signal = (u64)STAP_MEMBER(c, struct task_struct, task, signal);

	if (resource < 0 || resource >= RLIM_NLIMITS)
		return -1;
	return stap_read_kernel(c,
				signal + offsetof(struct signal_struct, rlim) +
					resource * sizeof(struct rlimit) +
					offsetof(struct rlimit, rlim_cur),
				sizeof(u64), NULL);
}

int64_t stap_limit_number(const char *name)
{
	static const char *const names[] = {
		[RLIMIT_CPU] = "CPU",		[RLIMIT_FSIZE] = "FSIZE",
		[RLIMIT_DATA] = "DATA",		[RLIMIT_STACK] = "STACK",
		[RLIMIT_CORE] = "CORE",		[RLIMIT_RSS] = "RSS",
		[RLIMIT_NPROC] = "NPROC",	[RLIMIT_NOFILE] = "NOFILE",
		[RLIMIT_MEMLOCK] = "MEMLOCK",	[RLIMIT_AS] = "AS",
		[RLIMIT_LOCKS] = "LOCKS",	[RLIMIT_SIGPENDING] = "SIGPENDING",
		[RLIMIT_MSGQUEUE] = "MSGQUEUE", [RLIMIT_NICE] = "NICE",
		[RLIMIT_RTPRIO] = "RTPRIO",	[RLIMIT_RTTIME] = "RTTIME",
	};
	u32 i;

	if (!strncmp(name, "RLIMIT_", 7))
		name += 7;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

/* ---------------------------------------------------------------- namespaces */

/*
 * @address as a task that is alive, under RCU, which keeps it; NULL and an error of the
 * handler when it is none. 0: the one that the handler is about.
 */
static struct task_struct *living_task(struct stap_context *c, u64 address)
{
	struct task_struct *task = (void *)(unsigned long)address;

	if (!address)
		return (void *)(unsigned long)stap_task_current();
	if (task == current)
		return current;
	if (stap_task_of_pid(STAP_MEMBER(c, struct task_struct, address, pid)) == address)
		return task;
	stap_raise_format(c, NULL, "no task is at 0x%016llx", address);
	return NULL;
}

static pid_t pid_in_own(struct task_struct *task, enum pid_type type)
{
	struct pid_namespace *own = task_active_pid_ns(task);

	return own ? __task_pid_nr_ns(task, type, own) : 0;
}

static int64_t parent_in_own(struct task_struct *task)
{
	struct pid_namespace *own = task_active_pid_ns(task);

	return own ? task_tgid_nr_ns(rcu_dereference_raw(task->real_parent), own) : 0;
}

int64_t stap_namespace_id(struct stap_context *c, uint64_t address, enum stap_namespace_id which)
{
	struct task_struct *task;
	const struct cred *cred;
	int64_t id = 0;

	rcu_read_lock();
	task = living_task(c, address);
	if (!task)
		goto out;
	cred = __task_cred(task);
	switch (which) {
	case STAP_NS_PID:
		id = pid_in_own(task, PIDTYPE_TGID);
		break;
	case STAP_NS_TID:
		id = pid_in_own(task, PIDTYPE_PID);
		break;
	case STAP_NS_PPID:
		id = parent_in_own(task);
		break;
	case STAP_NS_PGRP:
		id = pid_in_own(task, PIDTYPE_PGID);
		break;
	case STAP_NS_SID:
		id = pid_in_own(task, PIDTYPE_SID);
		break;
	case STAP_NS_UID:
		id = from_kuid_munged(cred->user_ns, cred->uid);
		break;
	case STAP_NS_EUID:
		id = from_kuid_munged(cred->user_ns, cred->euid);
		break;
	case STAP_NS_GID:
		id = from_kgid_munged(cred->user_ns, cred->gid);
		break;
	case STAP_NS_EGID:
		id = from_kgid_munged(cred->user_ns, cred->egid);
		break;
	}
out:
	rcu_read_unlock();
	return id;
}
