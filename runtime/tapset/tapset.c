// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tapset functions ask of the kernel: the current task, clocks, the module itself.
 * All in handler context or on the sleeper; nothing here takes a lock.
 */
#include <linux/cred.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/timex.h>
#include <linux/uidgid.h>

#include "runtime.h"

DEFINE_PER_CPU(struct task_struct *, stap_subject);

/* The task that the handler is about. It is another than the current one only where it cannot go.
 */
static __always_inline struct task_struct *subject(void)
{
	return raw_cpu_read(stap_subject) ?: current;
}

int64_t stap_pid(void)
{
	return subject()->tgid;
}

int64_t stap_tid(void)
{
	return subject()->pid;
}

/* A task that was taken off the lists keeps the pointer to a parent that may be gone. */
int64_t stap_ppid(void)
{
	int64_t pid = 0;

	rcu_read_lock();
	if (pid_alive(subject()))
		pid = rcu_dereference(subject()->real_parent)->tgid;
	rcu_read_unlock();
	return pid;
}

/* Valid while interrupts are disabled, as in a handler, or of the current task. */
static const struct cred *credentials(void)
{
	const struct task_struct *task = raw_cpu_read(stap_subject);

	return task ? rcu_dereference_raw(task->real_cred) : current_cred();
}

int64_t stap_uid(void)
{
	const struct cred *cred = credentials();

	return from_kuid_munged(cred->user_ns, cred->uid);
}

int64_t stap_euid(void)
{
	const struct cred *cred = credentials();

	return from_kuid_munged(cred->user_ns, cred->euid);
}

int64_t stap_gid(void)
{
	const struct cred *cred = credentials();

	return from_kgid_munged(cred->user_ns, cred->gid);
}

int64_t stap_egid(void)
{
	const struct cred *cred = credentials();

	return from_kgid_munged(cred->user_ns, cred->egid);
}

/* The name may change while it is copied: it is ended here whatever was read. */
void stap_execname(char *text, size_t size)
{
	memcpy(text, subject()->comm, TASK_COMM_LEN);
	text[TASK_COMM_LEN - 1] = 0;
}

int64_t stap_task_current(void)
{
	return (int64_t)subject();
}

int64_t stap_target(void)
{
	return stap_session.target;
}

int64_t stap_zone_west(void)
{
	return stap_session.seconds_west;
}

const char *stap_zone_name(void)
{
	return stap_session.zone;
}

int64_t stap_time_ns(void)
{
	return ktime_get_real_fast_ns();
}

int64_t stap_ktime_ns(void)
{
	return ktime_get_mono_fast_ns();
}

int64_t stap_jiffies(void)
{
	return get_jiffies_64();
}

uint64_t stap_cycles(void)
{
	return get_cycles();
}

const char *stap_module_name(void)
{
	return THIS_MODULE->name;
}

/* Bytes of code and data, without what the script allocated. */
int64_t stap_module_size(void)
{
#ifdef HAVE_MODULE_MEM
	int64_t size = 0;
	int type;

	for (type = 0; type < MOD_MEM_NUM_TYPES; type++)
		size += THIS_MODULE->mem[type].size;
	return size;
#else
	return THIS_MODULE->core_layout.size + THIS_MODULE->init_layout.size;
#endif
}

/* SplitMix64 (Steele, Lea, Flood 2014) on a state of this CPU's own: no lock, no entropy used. */
int64_t stap_random(void)
{
	u64 value = raw_cpu_read(stap_cpus)->random += 0x9e3779b97f4a7c15ull;

	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ull;
	value = (value ^ value >> 27) * 0x94d049bb133111ebull;
	return value ^ value >> 31;
}

static unsigned int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return 36;
}

/* ISO C11 §7.22.1.4, but for errno: a value out of range becomes the nearest that fits,
 * and hexadecimal ones have 64 bits. */
int64_t stap_parse_number(const char *text, int base)
{
	u64 limit = S64_MAX, value = 0;
	bool negative, overflow = false;

	while (*text == ' ' || (*text >= '\t' && *text <= '\r'))
		text++;
	negative = *text == '-';
	limit += negative;
	if (*text == '-' || *text == '+')
		text++;
	if ((base == 0 || base == 16) && text[0] == '0' && (text[1] | 0x20) == 'x' &&
	    digit(text[2]) < 16) {
		text += 2;
		base = 16;
	}
	if (base == 0)
		base = *text == '0' ? 8 : 10;
	if (base < 2 || base > 36)
		return 0;
	if (base == 16 && !negative)
		limit = U64_MAX; /* an address keeps its bits */
	for (; digit(*text) < (unsigned int)base; text++) {
		overflow |= value > (limit - digit(*text)) / base;
		value = value * base + digit(*text);
	}
	if (overflow)
		value = limit;
	return negative ? -value : value;
}
