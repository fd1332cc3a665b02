// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting for the lock of a global. The holder is a handler on another CPU (a context has one
 * handler at a time, so never one that was interrupted here), so waiting is short and bounded:
 * MAXTRYLOCK tries, then the hit is skipped. In a guest the holder's CPU may have been stopped by
 * the hypervisor, which takes as long as the hypervisor likes: there are more tries then.
 */
#include <linux/delay.h>
#include <linux/processor.h>

#include "arch/x86/hypervisor.h"
#include "runtime.h"

#define QUICK_TRIES 64
#define DELAY_NS    100
#define GUEST_TRIES 100 /* for one of MAXTRYLOCK */
#define SLEEP_US    20

static u64 most_tries(void)
{
	return stap_script.limits.max_try_lock * (u64)(stap_is_guest() ? GUEST_TRIES : 1);
}

static void wait(struct stap_context *c, u64 tries)
{
	if (c->can_sleep)
		usleep_range(SLEEP_US, 4 * SLEEP_US);
	else if (tries < QUICK_TRIES)
		cpu_relax();
	else
		ndelay(DELAY_NS);
}

static bool give_up(struct stap_context *c)
{
	stap_skip(c->probe, STAP_SKIP_LOCK);
	return false;
}

/* Handler context or sleeper. */
bool stap_lock_write_slow(struct stap_context *c, struct stap_lock *lock)
{
	u64 most = most_tries(), tries;

	for (tries = 0; tries < most; tries++) {
		int32_t unlocked = 0;

		wait(c, tries);
		if (__atomic_load_n(&lock->state, __ATOMIC_RELAXED) == 0 &&
		    __atomic_compare_exchange_n(&lock->state, &unlocked, -1, false,
						__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return true;
	}
	return give_up(c);
}

/* Handler context or sleeper. */
bool stap_lock_read_slow(struct stap_context *c, struct stap_lock *lock)
{
	u64 most = most_tries(), tries;

	for (tries = 0; tries < most; tries++) {
		int32_t state;

		wait(c, tries);
		state = __atomic_load_n(&lock->state, __ATOMIC_RELAXED);
		if (state >= 0 &&
		    __atomic_compare_exchange_n(&lock->state, &state, state + 1, false,
						__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return true;
	}
	return give_up(c);
}
