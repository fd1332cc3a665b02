// SPDX-License-Identifier: GPL-2.0-only
/* System calls: processes and threads: identity, execution, scheduling, limits, locks. */
#include <asm/prctl.h>
#include <linux/capability.h>
#include <linux/fcntl.h>
#include <linux/mutex.h>

#include <uapi/linux/futex.h>
#include <linux/ioprio.h>
#include <linux/kcmp.h>
#include <linux/prctl.h>
#include <linux/ptrace.h>
#include <linux/resource.h>
#include <linux/rseq.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <uapi/linux/wait.h>

#include "call_text.h"
#include "structures.h"

STAP_NAMES(clone_flags, STAP_FLAG(CLONE_VM), STAP_FLAG(CLONE_FS), STAP_FLAG(CLONE_FILES),
	   STAP_FLAG(CLONE_SIGHAND), STAP_FLAG(CLONE_PIDFD), STAP_FLAG(CLONE_PTRACE),
	   STAP_FLAG(CLONE_VFORK), STAP_FLAG(CLONE_PARENT), STAP_FLAG(CLONE_THREAD),
	   STAP_FLAG(CLONE_NEWNS), STAP_FLAG(CLONE_SYSVSEM), STAP_FLAG(CLONE_SETTLS),
	   STAP_FLAG(CLONE_PARENT_SETTID), STAP_FLAG(CLONE_CHILD_CLEARTID),
	   STAP_FLAG(CLONE_DETACHED), STAP_FLAG(CLONE_UNTRACED), STAP_FLAG(CLONE_CHILD_SETTID),
	   STAP_FLAG(CLONE_NEWCGROUP), STAP_FLAG(CLONE_NEWUTS), STAP_FLAG(CLONE_NEWIPC),
	   STAP_FLAG(CLONE_NEWUSER), STAP_FLAG(CLONE_NEWPID), STAP_FLAG(CLONE_NEWNET),
	   STAP_FLAG(CLONE_IO));

STAP_NAMES(unshare_flags, STAP_FLAG(CLONE_NEWTIME), STAP_FLAG(CLONE_VM), STAP_FLAG(CLONE_FS),
	   STAP_FLAG(CLONE_FILES), STAP_FLAG(CLONE_SIGHAND), STAP_FLAG(CLONE_THREAD),
	   STAP_FLAG(CLONE_NEWNS), STAP_FLAG(CLONE_SYSVSEM), STAP_FLAG(CLONE_NEWCGROUP),
	   STAP_FLAG(CLONE_NEWUTS), STAP_FLAG(CLONE_NEWIPC), STAP_FLAG(CLONE_NEWUSER),
	   STAP_FLAG(CLONE_NEWPID), STAP_FLAG(CLONE_NEWNET));

STAP_NAMES(wait_options, STAP_FLAG(WNOHANG), STAP_FLAG(WUNTRACED), STAP_FLAG(WEXITED),
	   STAP_FLAG(WCONTINUED), STAP_FLAG(WNOWAIT), STAP_FLAG(__WNOTHREAD), STAP_FLAG(__WCLONE),
	   STAP_FLAG(__WALL));

STAP_NAMES(id_types, STAP_VALUE(P_ALL), STAP_VALUE(P_PID), STAP_VALUE(P_PGID), STAP_VALUE(P_PIDFD));

STAP_NAMES(priority_whiches, STAP_VALUE(PRIO_PROCESS), STAP_VALUE(PRIO_PGRP),
	   STAP_VALUE(PRIO_USER));

STAP_NAMES(resources, STAP_VALUE(RLIMIT_CPU), STAP_VALUE(RLIMIT_FSIZE), STAP_VALUE(RLIMIT_DATA),
	   STAP_VALUE(RLIMIT_STACK), STAP_VALUE(RLIMIT_CORE), STAP_VALUE(RLIMIT_RSS),
	   STAP_VALUE(RLIMIT_NPROC), STAP_VALUE(RLIMIT_NOFILE), STAP_VALUE(RLIMIT_MEMLOCK),
	   STAP_VALUE(RLIMIT_AS), STAP_VALUE(RLIMIT_LOCKS), STAP_VALUE(RLIMIT_SIGPENDING),
	   STAP_VALUE(RLIMIT_MSGQUEUE), STAP_VALUE(RLIMIT_NICE), STAP_VALUE(RLIMIT_RTPRIO),
	   STAP_VALUE(RLIMIT_RTTIME));

STAP_NAMES(usage_whos, STAP_VALUE(RUSAGE_SELF), STAP_VALUE(RUSAGE_THREAD));

STAP_NAMES(schedulers, { ~SCHED_RESET_ON_FORK, SCHED_NORMAL, "SCHED_OTHER" },
	   STAP_FIELD(~SCHED_RESET_ON_FORK, SCHED_FIFO), STAP_FIELD(~SCHED_RESET_ON_FORK, SCHED_RR),
	   STAP_FIELD(~SCHED_RESET_ON_FORK, SCHED_BATCH),
	   STAP_FIELD(~SCHED_RESET_ON_FORK, SCHED_IDLE),
	   STAP_FIELD(~SCHED_RESET_ON_FORK, SCHED_DEADLINE), STAP_FLAG(SCHED_RESET_ON_FORK));

STAP_NAMES(arch_codes, STAP_VALUE(ARCH_SET_GS), STAP_VALUE(ARCH_SET_FS), STAP_VALUE(ARCH_GET_FS),
	   STAP_VALUE(ARCH_GET_GS), STAP_VALUE(ARCH_GET_CPUID), STAP_VALUE(ARCH_SET_CPUID));

STAP_NAMES(ioprio_whos, STAP_VALUE(IOPRIO_WHO_PROCESS), STAP_VALUE(IOPRIO_WHO_PGRP),
	   STAP_VALUE(IOPRIO_WHO_USER));

STAP_NAMES(ioprio_classes, STAP_VALUE(IOPRIO_CLASS_NONE), STAP_VALUE(IOPRIO_CLASS_RT),
	   STAP_VALUE(IOPRIO_CLASS_BE), STAP_VALUE(IOPRIO_CLASS_IDLE));

STAP_NAMES(kcmp_types, STAP_VALUE(KCMP_FILE), STAP_VALUE(KCMP_VM), STAP_VALUE(KCMP_FILES),
	   STAP_VALUE(KCMP_FS), STAP_VALUE(KCMP_SIGHAND), STAP_VALUE(KCMP_IO),
	   STAP_VALUE(KCMP_SYSVSEM), STAP_VALUE(KCMP_EPOLL_TFD));

STAP_NAMES(seccomp_operations, STAP_VALUE(SECCOMP_SET_MODE_STRICT),
	   STAP_VALUE(SECCOMP_SET_MODE_FILTER), STAP_VALUE(SECCOMP_GET_ACTION_AVAIL),
	   STAP_VALUE(SECCOMP_GET_NOTIF_SIZES));

STAP_NAMES(seccomp_flags, STAP_FLAG(SECCOMP_FILTER_FLAG_TSYNC), STAP_FLAG(SECCOMP_FILTER_FLAG_LOG),
	   STAP_FLAG(SECCOMP_FILTER_FLAG_SPEC_ALLOW), STAP_FLAG(SECCOMP_FILTER_FLAG_NEW_LISTENER));

STAP_NAMES(personalities, STAP_FIELD(PER_MASK, PER_LINUX), STAP_FIELD(PER_MASK, PER_LINUX32),
	   STAP_FLAG(ADDR_NO_RANDOMIZE), STAP_FLAG(MMAP_PAGE_ZERO), STAP_FLAG(ADDR_COMPAT_LAYOUT),
	   STAP_FLAG(READ_IMPLIES_EXEC), STAP_FLAG(ADDR_LIMIT_32BIT), STAP_FLAG(SHORT_INODE),
	   STAP_FLAG(WHOLE_SECONDS), STAP_FLAG(STICKY_TIMEOUTS), STAP_FLAG(ADDR_LIMIT_3GB));

STAP_NAMES(prctl_options, STAP_VALUE(PR_SET_PDEATHSIG), STAP_VALUE(PR_GET_PDEATHSIG),
	   STAP_VALUE(PR_GET_DUMPABLE), STAP_VALUE(PR_SET_DUMPABLE), STAP_VALUE(PR_GET_UNALIGN),
	   STAP_VALUE(PR_SET_UNALIGN), STAP_VALUE(PR_GET_KEEPCAPS), STAP_VALUE(PR_SET_KEEPCAPS),
	   STAP_VALUE(PR_GET_TIMING), STAP_VALUE(PR_SET_TIMING), STAP_VALUE(PR_SET_NAME),
	   STAP_VALUE(PR_GET_NAME), STAP_VALUE(PR_GET_SECCOMP), STAP_VALUE(PR_SET_SECCOMP),
	   STAP_VALUE(PR_CAPBSET_READ), STAP_VALUE(PR_CAPBSET_DROP), STAP_VALUE(PR_GET_TSC),
	   STAP_VALUE(PR_SET_TSC), STAP_VALUE(PR_GET_SECUREBITS), STAP_VALUE(PR_SET_SECUREBITS),
	   STAP_VALUE(PR_SET_TIMERSLACK), STAP_VALUE(PR_GET_TIMERSLACK), STAP_VALUE(PR_MCE_KILL),
	   STAP_VALUE(PR_MCE_KILL_GET), STAP_VALUE(PR_SET_MM), STAP_VALUE(PR_SET_CHILD_SUBREAPER),
	   STAP_VALUE(PR_GET_CHILD_SUBREAPER), STAP_VALUE(PR_SET_NO_NEW_PRIVS),
	   STAP_VALUE(PR_GET_NO_NEW_PRIVS), STAP_VALUE(PR_GET_TID_ADDRESS),
	   STAP_VALUE(PR_SET_THP_DISABLE), STAP_VALUE(PR_GET_THP_DISABLE),
	   STAP_VALUE(PR_CAP_AMBIENT), STAP_VALUE(PR_SET_VMA), STAP_VALUE(PR_SET_PTRACER),
	   STAP_VALUE(PR_GET_SPECULATION_CTRL), STAP_VALUE(PR_SET_SPECULATION_CTRL),
	   STAP_VALUE(PR_SET_IO_FLUSHER), STAP_VALUE(PR_GET_IO_FLUSHER));

STAP_NAMES(ptrace_requests, STAP_VALUE(PTRACE_TRACEME), STAP_VALUE(PTRACE_PEEKTEXT),
	   STAP_VALUE(PTRACE_PEEKDATA), { ~0ul, PTRACE_PEEKUSR, "PTRACE_PEEKUSER" },
	   STAP_VALUE(PTRACE_POKETEXT), STAP_VALUE(PTRACE_POKEDATA),
	   { ~0ul, PTRACE_POKEUSR, "PTRACE_POKEUSER" }, STAP_VALUE(PTRACE_CONT),
	   STAP_VALUE(PTRACE_KILL), STAP_VALUE(PTRACE_SINGLESTEP), STAP_VALUE(PTRACE_ATTACH),
	   STAP_VALUE(PTRACE_DETACH), STAP_VALUE(PTRACE_SYSCALL), STAP_VALUE(PTRACE_SETOPTIONS),
	   STAP_VALUE(PTRACE_GETEVENTMSG), STAP_VALUE(PTRACE_GETSIGINFO),
	   STAP_VALUE(PTRACE_SETSIGINFO), STAP_VALUE(PTRACE_GETREGSET),
	   STAP_VALUE(PTRACE_SETREGSET), STAP_VALUE(PTRACE_SEIZE), STAP_VALUE(PTRACE_INTERRUPT),
	   STAP_VALUE(PTRACE_LISTEN), STAP_VALUE(PTRACE_PEEKSIGINFO), STAP_VALUE(PTRACE_GETREGS),
	   STAP_VALUE(PTRACE_SETREGS));

STAP_NAMES(futex_operations, STAP_FIELD(~0ul, FUTEX_WAIT), STAP_FIELD(~0ul, FUTEX_WAKE),
	   STAP_FIELD(FUTEX_CMD_MASK, FUTEX_FD), STAP_FIELD(~0ul, FUTEX_REQUEUE),
	   STAP_FIELD(FUTEX_CMD_MASK, FUTEX_CMP_REQUEUE), STAP_FIELD(~0ul, FUTEX_WAKE_OP),
	   STAP_FIELD(FUTEX_CMD_MASK, FUTEX_LOCK_PI), STAP_FIELD(~0ul, FUTEX_UNLOCK_PI),
	   STAP_FIELD(~0ul, FUTEX_TRYLOCK_PI), STAP_FIELD(~0ul, FUTEX_WAIT_BITSET),
	   STAP_FIELD(~0ul, FUTEX_WAKE_BITSET), STAP_FIELD(~0ul, FUTEX_WAIT_REQUEUE_PI),
	   STAP_FIELD(~0ul, FUTEX_CMP_REQUEUE_PI), STAP_FIELD(~0ul, FUTEX_LOCK_PI2));

STAP_NAMES(exec_flags, STAP_FLAG(AT_SYMLINK_NOFOLLOW), STAP_FLAG(AT_EMPTY_PATH));

STAP_NAMES(pidfd_flags, { O_NONBLOCK, O_NONBLOCK, "PIDFD_NONBLOCK" });

static void write_clone_stack(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_call_put(text, "child_stack=");
	stap_write_pointer(text, text->values[1], NULL);
}

static void write_clone_flags(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned long flags = text->values[0], signal = flags & CSIGNAL;

	stap_call_put(text, "flags=");
	if (flags & ~CSIGNAL)
		stap_call_put_flags(text, flags & ~CSIGNAL, &clone_flags);
	if (signal && flags & ~CSIGNAL)
		stap_call_put(text, "|");
	if (signal)
		stap_write_signal(text, signal, NULL);
	else if (!(flags & ~CSIGNAL))
		stap_call_put(text, "0");
}

static bool clone_has_parent(const struct stap_call_text *text)
{
	return text->values[0] & (CLONE_PARENT_SETTID | CLONE_PIDFD);
}

static void write_clone_parent(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_call_put(text, "parent_tid=");
	stap_write_pointer(text, value, NULL);
}

static bool clone_has_child(const struct stap_call_text *text)
{
	return text->values[0] & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID);
}

/* 32-bit calls have the last two the other way round. */
static void write_clone_child(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_call_put(text, "child_tidptr=");
	stap_write_pointer(text, text->values[text->call->is_compat ? 4 : 3], NULL);
}

static bool clone_has_tls(const struct stap_call_text *text)
{
	return text->values[0] & CLONE_SETTLS;
}

static void write_clone_tls(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_call_put(text, "tls=");
	stap_write_pointer(text, text->values[text->call->is_compat ? 3 : 4], NULL);
}

static void write_groups(struct stap_call_text *text, unsigned long value, const void *data)
{
	u32 count = text->values[0], i, group;
	bool is_short = text->call->is_compat && !strchr(text->call->name, '3');

	if (!value || !count)
		return stap_call_put(text, count ? "NULL" : "[]");
	stap_call_put(text, "[");
	for (i = 0; i < count && i < STAP_MOST_SHOWN; i++) {
		group = 0;
		if (!stap_copy_from_user(text->c, &group, value + i * (is_short ? 2 : 4),
					 is_short ? 2 : 4))
			break;
		stap_call_printf(text, "%s%u", i ? ", " : "", group);
	}
	stap_call_put(text, i < count ? ", ...]" : "]");
}

/* A set of CPUs: [0 1]. */
static void write_cpus(struct stap_call_text *text, unsigned long value, const void *data)
{
	const char *separator = "";
	u64 cpus = 0;
	u32 i;

	if (!stap_call_read(text, &cpus, value, min_t(size_t, text->values[1], sizeof(cpus))))
		return;
	stap_call_put(text, "[");
	for (i = 0; i < 64; i++) {
		if (!(cpus >> i & 1))
			continue;
		stap_call_printf(text, "%s%u", separator, i);
		separator = " ";
	}
	stap_call_put(text, "]");
}

static void write_usage_who(struct stap_call_text *text, unsigned long value, const void *data)
{
	if ((int)value == RUSAGE_CHILDREN)
		stap_call_put(text, "RUSAGE_CHILDREN");
	else
		stap_call_put_enum(text, (u32)value, &usage_whos);
}

static bool ptrace_has_memory(const struct stap_call_text *text)
{
	return text->values[0] != PTRACE_TRACEME && text->values[0] != PTRACE_ATTACH;
}

static bool prctl_has_argument(const struct stap_call_text *text)
{
	switch (text->values[0]) {
	case PR_GET_DUMPABLE:
	case PR_GET_KEEPCAPS:
	case PR_GET_SECCOMP:
	case PR_GET_TIMERSLACK:
	case PR_GET_TIMING:
	case PR_GET_SECUREBITS:
		return false;
	}
	return true;
}

/* Options of which all five arguments count. */
static bool prctl_has_more(const struct stap_call_text *text)
{
	switch (text->values[0]) {
	case PR_SET_MM:
	case PR_CAP_AMBIENT:
	case PR_SET_VMA:
	case PR_SET_NO_NEW_PRIVS:
	case PR_GET_NO_NEW_PRIVS:
	case PR_SET_THP_DISABLE:
	case PR_GET_THP_DISABLE:
	case PR_MCE_KILL:
	case PR_MCE_KILL_GET:
		return true;
	}
	return false;
}

static void write_prctl_argument(struct stap_call_text *text, unsigned long value, const void *data)
{
	switch (text->values[0]) {
	case PR_SET_NAME:
		return stap_write_path(text, value, NULL);
	case PR_SET_PDEATHSIG:
		return stap_write_signal(text, value, NULL);
	case PR_GET_NAME:
	case PR_GET_PDEATHSIG:
	case PR_GET_CHILD_SUBREAPER:
	case PR_GET_TID_ADDRESS:
	case PR_GET_TSC:
		return stap_write_pointer(text, value, NULL);
	}
	stap_put_long(text->c, text->out, value);
}

static void write_personality(struct stap_call_text *text, unsigned long value, const void *data)
{
	if ((u32)value == 0xffffffff)
		stap_call_put(text, "0xffffffff");
	else
		stap_call_put_flags(text, (u32)value, &personalities);
}

STAP_NAMES(capability_versions, STAP_VALUE(_LINUX_CAPABILITY_VERSION_1),
	   STAP_VALUE(_LINUX_CAPABILITY_VERSION_2), STAP_VALUE(_LINUX_CAPABILITY_VERSION_3));

static void write_capability_header(struct stap_call_text *text, unsigned long value,
				    const void *data)
{
	struct __user_cap_header_struct header;

	if (!stap_call_read(text, &header, value, sizeof(header)))
		return;
	stap_call_put(text, "{version=");
	stap_call_put_enum(text, header.version, &capability_versions);
	stap_call_printf(text, ", pid=%d}", header.pid);
}

static void write_ioprio(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_call_put(text, "IOPRIO_PRIO_VALUE(");
	stap_call_put_enum(text, IOPRIO_PRIO_CLASS(value), &ioprio_classes);
	stap_call_printf(text, ", %lu)", (unsigned long)IOPRIO_PRIO_DATA(value));
}

static void write_futex_operation(struct stap_call_text *text, unsigned long value,
				  const void *data)
{
	stap_call_put_enum(text, value & FUTEX_CMD_MASK, &futex_operations);
	if (value & FUTEX_PRIVATE_FLAG)
		stap_call_put(text, "_PRIVATE");
	if (value & FUTEX_CLOCK_REALTIME)
		stap_call_put(text, "|FUTEX_CLOCK_REALTIME");
}

static unsigned long futex_command(const struct stap_call_text *text)
{
	return text->values[1] & FUTEX_CMD_MASK;
}

static bool futex_has_value(const struct stap_call_text *text)
{
	unsigned long command = futex_command(text);

	return command != FUTEX_LOCK_PI && command != FUTEX_UNLOCK_PI &&
	       command != FUTEX_TRYLOCK_PI && command != FUTEX_LOCK_PI2;
}

static bool futex_waits(const struct stap_call_text *text)
{
	unsigned long command = futex_command(text);

	return command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI ||
	       command == FUTEX_LOCK_PI2 || command == FUTEX_WAIT_REQUEUE_PI;
}

static bool futex_has_second(const struct stap_call_text *text)
{
	unsigned long command = futex_command(text);

	return command == FUTEX_REQUEUE || command == FUTEX_CMP_REQUEUE ||
	       command == FUTEX_WAKE_OP || command == FUTEX_WAIT_REQUEUE_PI ||
	       command == FUTEX_CMP_REQUEUE_PI;
}

static bool futex_has_timeout(const struct stap_call_text *text)
{
	return futex_waits(text) || futex_has_second(text);
}

/* A time, or how many waiters are moved. */
static void write_futex_timeout(struct stap_call_text *text, unsigned long value, const void *data)
{
	if (futex_waits(text))
		stap_write_timespec(text, value, NULL);
	else
		stap_write_int(text, value, NULL);
}

static bool futex_has_third(const struct stap_call_text *text)
{
	unsigned long command = futex_command(text);

	return command == FUTEX_WAIT_BITSET || command == FUTEX_WAKE_BITSET ||
	       command == FUTEX_CMP_REQUEUE || command == FUTEX_WAKE_OP ||
	       command == FUTEX_CMP_REQUEUE_PI;
}

static void write_futex_third(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned long command = futex_command(text);

	if ((u32)value == FUTEX_BITSET_MATCH_ANY &&
	    (command == FUTEX_WAIT_BITSET || command == FUTEX_WAKE_BITSET))
		stap_call_put(text, "FUTEX_BITSET_MATCH_ANY");
	else if (command == FUTEX_WAIT_BITSET || command == FUTEX_WAKE_BITSET ||
		 command == FUTEX_WAKE_OP)
		stap_write_hex(text, (u32)value, NULL);
	else
		stap_write_int(text, value, NULL);
}

const struct stap_call stap_calls_process[] = {
	STAP_CALL(arch_prctl, STAP_ENUM(arch_codes), STAP_POINTER),
	STAP_CALL(capget, { .write = write_capability_header }, STAP_POINTER),
	STAP_CALL(capset, { .write = write_capability_header }, STAP_POINTER),
	STAP_CALL(clone, { .write = write_clone_stack }, { .write = write_clone_flags },
		  STAP_IF(clone_has_parent, write_clone_parent),
		  STAP_IF(clone_has_child, write_clone_child),
		  STAP_IF(clone_has_tls, write_clone_tls)),
	STAP_CALL(execve, STAP_PATH, STAP_STRINGS, STAP_POINTER),
	STAP_CALL(execveat, STAP_DIRFD, STAP_PATH, STAP_STRINGS, STAP_POINTER,
		  STAP_FLAGS(exec_flags)),
	STAP_CALL(futex, STAP_POINTER, { .write = write_futex_operation },
		  STAP_IF(futex_has_value, stap_write_uint),
		  STAP_IF(futex_has_timeout, write_futex_timeout),
		  STAP_IF(futex_has_second, stap_write_pointer),
		  STAP_IF(futex_has_third, write_futex_third)),
	STAP_CALL(exit, STAP_INT),
	STAP_CALL(exit_group, STAP_INT),
	STAP_CALL(fork),
	STAP_CALL(futex_time64, STAP_POINTER, { .write = write_futex_operation },
		  STAP_IF(futex_has_value, stap_write_uint),
		  STAP_IF(futex_has_timeout, write_futex_timeout),
		  STAP_IF(futex_has_second, stap_write_pointer),
		  STAP_IF(futex_has_third, write_futex_third)),
	STAP_CALL(get_robust_list, STAP_INT, STAP_POINTER, STAP_POINTER),
	STAP_CALL(get_thread_area, STAP_POINTER),
	STAP_CALL(getcpu, STAP_POINTER, STAP_POINTER, STAP_POINTER),
	STAP_CALL(getegid),
	STAP_CALL(getegid32),
	STAP_CALL(geteuid),
	STAP_CALL(geteuid32),
	STAP_CALL(getgid),
	STAP_CALL(getgid32),
	STAP_CALL(getgroups, STAP_INT, STAP_POINTER),
	STAP_CALL(getgroups32, STAP_INT, STAP_POINTER),
	STAP_CALL(getpgid, STAP_INT),
	STAP_CALL(getpgrp),
	STAP_CALL(getpid),
	STAP_CALL(getppid),
	STAP_CALL(getpriority, STAP_ENUM(priority_whiches), STAP_INT),
	STAP_CALL(getresgid, STAP_POINTER, STAP_POINTER, STAP_POINTER),
	STAP_CALL(getresgid32, STAP_POINTER, STAP_POINTER, STAP_POINTER),
	STAP_CALL(getresuid, STAP_POINTER, STAP_POINTER, STAP_POINTER),
	STAP_CALL(getresuid32, STAP_POINTER, STAP_POINTER, STAP_POINTER),
	STAP_CALL(getrlimit, STAP_ENUM(resources), STAP_POINTER),
	STAP_CALL(ugetrlimit, STAP_ENUM(resources), STAP_POINTER),
	STAP_CALL(getrusage, { .write = write_usage_who }, STAP_POINTER),
	STAP_CALL(getsid, STAP_INT),
	STAP_CALL(gettid),
	STAP_CALL(getuid),
	STAP_CALL(getuid32),
	STAP_CALL(ioperm, STAP_ULONG, STAP_ULONG, STAP_INT),
	STAP_CALL(iopl, STAP_UINT),
	STAP_CALL(ioprio_get, STAP_ENUM(ioprio_whos), STAP_INT),
	STAP_CALL(ioprio_set, STAP_ENUM(ioprio_whos), STAP_INT, { .write = write_ioprio }),
	STAP_CALL(kcmp, STAP_INT, STAP_INT, STAP_ENUM(kcmp_types), STAP_ULONG, STAP_ULONG),
	STAP_CALL(lsm_get_self_attr, STAP_UINT, STAP_POINTER, STAP_POINTER, STAP_HEX),
	STAP_CALL(lsm_set_self_attr, STAP_UINT, STAP_POINTER, STAP_UINT, STAP_HEX),
	STAP_CALL(modify_ldt, STAP_INT, STAP_POINTER, STAP_ULONG),
	STAP_CALL(nice, STAP_INT),
	STAP_CALL(personality, { .write = write_personality }),
	STAP_CALL(prctl, STAP_ENUM(prctl_options),
		  STAP_IF(prctl_has_argument, write_prctl_argument),
		  STAP_IF(prctl_has_more, stap_write_hex), STAP_IF(prctl_has_more, stap_write_hex),
		  STAP_IF(prctl_has_more, stap_write_hex)),
	STAP_CALL(prlimit64, STAP_INT, STAP_ENUM(resources), STAP_RLIMIT64, STAP_POINTER),
	STAP_CALL(ptrace, STAP_ENUM(ptrace_requests), STAP_INT,
		  STAP_IF(ptrace_has_memory, stap_write_pointer),
		  STAP_IF(ptrace_has_memory, stap_write_pointer)),
	STAP_CALL(sched_get_priority_max, STAP_FLAGS(schedulers)),
	STAP_CALL(sched_get_priority_min, STAP_FLAGS(schedulers)),
	STAP_CALL(sched_getaffinity, STAP_INT, STAP_ULONG, STAP_POINTER),
	STAP_CALL(sched_getattr, STAP_INT, STAP_POINTER, STAP_UINT, STAP_HEX),
	STAP_CALL(sched_getparam, STAP_INT, STAP_POINTER),
	STAP_CALL(sched_getscheduler, STAP_INT),
	STAP_CALL(sched_rr_get_interval, STAP_INT, STAP_POINTER),
	STAP_CALL(sched_rr_get_interval_time64, STAP_INT, STAP_POINTER),
	STAP_CALL(sched_setaffinity, STAP_INT, STAP_ULONG, { .write = write_cpus }),
	STAP_CALL(sched_setattr, STAP_INT, STAP_POINTER, STAP_HEX),
	STAP_CALL(sched_setparam, STAP_INT, STAP_INT_AT),
	STAP_CALL(sched_setscheduler, STAP_INT, STAP_FLAGS(schedulers), STAP_INT_AT),
	STAP_CALL(sched_yield),
	STAP_CALL(seccomp, STAP_ENUM(seccomp_operations), STAP_FLAGS(seccomp_flags), STAP_POINTER),
	STAP_CALL(set_robust_list, STAP_POINTER, STAP_ULONG),
	STAP_CALL(set_thread_area, STAP_POINTER),
	STAP_CALL(set_tid_address, STAP_POINTER),
	STAP_CALL(setfsgid, STAP_INT),
	STAP_CALL(setfsgid32, STAP_UINT),
	STAP_CALL(setfsuid, STAP_INT),
	STAP_CALL(setfsuid32, STAP_UINT),
	STAP_CALL(setgid, STAP_INT),
	STAP_CALL(setgid32, STAP_UINT),
	STAP_CALL(setgroups, STAP_INT, { .write = write_groups }),
	STAP_CALL(setgroups32, STAP_INT, STAP_POINTER),
	STAP_CALL(setns, STAP_INT, STAP_FLAGS(unshare_flags)),
	STAP_CALL(setpgid, STAP_INT, STAP_INT),
	STAP_CALL(setpriority, STAP_ENUM(priority_whiches), STAP_INT, STAP_INT),
	STAP_CALL(setregid, STAP_INT, STAP_INT),
	STAP_CALL(setregid32, STAP_UINT, STAP_UINT),
	STAP_CALL(setresgid, STAP_INT, STAP_INT, STAP_INT),
	STAP_CALL(setresgid32, STAP_UINT, STAP_UINT, STAP_UINT),
	STAP_CALL(setresuid, STAP_INT, STAP_INT, STAP_INT),
	STAP_CALL(setresuid32, STAP_UINT, STAP_UINT, STAP_UINT),
	STAP_CALL(setreuid, STAP_INT, STAP_INT),
	STAP_CALL(setreuid32, STAP_UINT, STAP_UINT),
	STAP_CALL(setrlimit, STAP_ENUM(resources), STAP_RLIMIT),
	STAP_CALL(setsid),
	STAP_CALL(setuid, STAP_INT),
	STAP_CALL(setuid32, STAP_UINT),
	STAP_CALL(times, STAP_POINTER),
	STAP_CALL(unshare, STAP_FLAGS(unshare_flags)),
	STAP_CALL(vfork),
	STAP_CALL(wait4, STAP_INT, STAP_POINTER, STAP_FLAGS(wait_options), STAP_POINTER),
	STAP_CALL(waitid, STAP_ENUM(id_types), STAP_INT, STAP_POINTER, STAP_FLAGS(wait_options),
		  STAP_POINTER),
	STAP_CALL(waitpid, STAP_INT, STAP_POINTER, STAP_FLAGS(wait_options)),
	STAP_CALL(clone3, STAP_POINTER, STAP_ULONG),
	STAP_CALL(futex_requeue, STAP_POINTER, STAP_HEX, STAP_INT, STAP_INT),
	STAP_CALL(futex_wait, STAP_POINTER, STAP_ULONG, STAP_HEX, STAP_HEX, STAP_POINTER, STAP_INT),
	STAP_CALL(futex_waitv, STAP_POINTER, STAP_UINT, STAP_HEX, STAP_POINTER, STAP_INT),
	STAP_CALL(futex_wake, STAP_POINTER, STAP_HEX, STAP_INT, STAP_HEX),
	STAP_CALL(landlock_add_rule, STAP_INT, STAP_INT, STAP_POINTER, STAP_HEX),
	STAP_CALL(landlock_create_ruleset, STAP_POINTER, STAP_ULONG, STAP_HEX),
	STAP_CALL(landlock_restrict_self, STAP_INT, STAP_HEX),
	STAP_CALL(lsm_list_modules, STAP_POINTER, STAP_POINTER, STAP_HEX),
	STAP_CALL(pidfd_getfd, STAP_INT, STAP_INT, STAP_HEX),
	STAP_CALL(pidfd_open, STAP_INT, STAP_FLAGS(pidfd_flags)),
	STAP_CALL(rseq, STAP_POINTER, STAP_HEX, STAP_HEX, STAP_HEX),
	{ NULL },
};
