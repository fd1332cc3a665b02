// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handlers that a call from user space waits for: procfs and stdin. They run on stap_sleeper, one
 * after the other: begin probes are over when these probes are armed, and end probes wait until
 * they are disarmed. Though it is task context, interrupts are disabled, as in all handlers that
 * hold locks which others want.
 */
#include <linux/irqflags.h>
#include <linux/mutex.h>

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
	local_irq_save(flags);
	error = READ_ONCE(stap_session.state) == STAP_RUNNING ? run_handler(probe, event) : -ENODEV;
	local_irq_restore(flags);
	mutex_unlock(&handler_lock);
	return error;
}
