// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handlers that a call from user space waits for: procfs and stdin. They run on stap_sleeper, one
 * after the other: begin probes are over when these probes are armed, and end probes wait until
 * they are disarmed. Though it is task context, interrupts are disabled, as in all handlers that
 * hold locks which others want.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>

#include "enter.h"

static DEFINE_MUTEX(handler_lock);

/* Under handler_lock, interrupts disabled. Returns 0 or -errno for who asked. */
static int run_handler(const struct stap_probe *probe, void *event)
{
	atomic_t *skips = &stap_skips[probe->index].causes[STAP_SKIP_LOCK];
	int skipped = atomic_read(skips), error = 0;
	struct stap_cpu *cpu = stap_sleeper;
	struct stap_context *c = &cpu->c;

	stap_prepare_sleeper(cpu, probe);
	c->can_sleep = false;
	c->event = event;
	stap_run(cpu, probe);
	if (c->error)
		error = -EIO;
	else if (atomic_read(skips) != skipped)
		error = -EBUSY;
	stap_finish(cpu);
	c->can_sleep = true;
	return error;
}

/*
 * Takes this CPU's context too, with interrupts disabled: what comes in between, an NMI or a probe
 * on a function that the handler uses, is to find it busy, and not to wait for a global that is
 * locked here. Returns false where a handler that waits for user memory has it.
 */
static bool hold_cpu(unsigned long *flags)
{
	struct stap_cpu *cpu;

	local_irq_save(*flags);
	cpu = raw_cpu_read(stap_cpus);
	barrier();
	if (likely(--cpu->is_free == 0))
		return true;
	cpu->is_free++;
	local_irq_restore(*flags);
	return false;
}

static void release_cpu(unsigned long flags)
{
	barrier();
	raw_cpu_read(stap_cpus)->is_free = 1;
	local_irq_restore(flags);
}

int stap_run_for_caller(const struct stap_probe *probe, void *event)
{
	unsigned long flags;
	int error = mutex_lock_killable(&handler_lock);

	if (error)
		return error;
	if (!stap_maps_prepare_sleeper()) {
		mutex_unlock(&handler_lock);
		return -ENOMEM;
	}
	while (!hold_cpu(&flags)) {
		if (fatal_signal_pending(current)) {
			mutex_unlock(&handler_lock);
			return -EINTR;
		}
		usleep_range(20, 80);
	}
	error = READ_ONCE(stap_session.state) == STAP_RUNNING ? run_handler(probe, event) : -ENODEV;
	release_cpu(flags);
	mutex_unlock(&handler_lock);
	return error;
}
