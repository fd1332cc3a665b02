/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a probe's hit to its handler and back. A family's callback does
 *
 *	if (stap_enter(probe, &cpu, &flags)) {
 *		fill in cpu->c.registers, .registers_kind, .address, … and cpu->armed
 *		stap_run(cpu, probe);
 *		stap_leave(cpu, flags);
 *	}
 *
 * All is inline: the cost of these few lines is paid by every hit of every script. They may run in
 * any context, NMI included.
 *
 * A handler runs with interrupts disabled, so a timer that expires meanwhile has its handler run
 * afterwards instead of being skipped. The context of a CPU is taken without waiting: what still
 * comes in between (a probe on a function that handlers use, an NMI) finds it busy, is counted as
 * skipped, and has ended before the owner goes on. So plain loads and stores do.
 */
#ifndef STAP_ENTER_H
#define STAP_ENTER_H

#include <linux/irqflags.h>
#include <linux/sched.h>

#include "runtime.h"

/* A handler is not started with less kernel stack than this (bytes) below it. */
#define STAP_STACK_NEEDED 2560

/*
 * Bytes left on the task's stack; a huge number when another stack (interrupt, exception) is in
 * use.
 */
static __always_inline unsigned long stap_stack_left(void)
{
	return current_stack_pointer - (unsigned long)READ_ONCE(current->stack);
}

/*
 * Takes this CPU's context for a hit of @probe into *@taken; interrupts are disabled, and stay so
 * until stap_give(), which must follow on success. Returns false when the hit is to be ignored (the
 * session does not run) or was counted as skipped.
 *
 * c.error and c.nesting are as they should be: NULL and 0 at the end of every handler.
 */
static __always_inline bool stap_take(const struct stap_probe *probe, struct stap_cpu **taken)
{
	enum stap_skip_cause cause;
	struct stap_cpu *cpu;

	if (unlikely(stap_session.state != STAP_RUNNING))
		return false;
	cpu = *taken = raw_cpu_read(stap_cpus);
	barrier();
	if (unlikely(--cpu->is_free != 0)) {
		cause = STAP_SKIP_REENTRANT;
		goto skip;
	}
	barrier();
	if (unlikely(stap_stack_left() < STAP_STACK_NEEDED)) {
		cause = STAP_SKIP_STACK;
		goto skip;
	}
	cpu->c.actions = cpu->max_actions;
	cpu->c.probe = probe;
	cpu->c.strings = cpu->strings;
	return true;
skip:
	barrier();
	cpu->is_free++;
	stap_skip(probe, cause);
	return false;
}

/*
 * As above where interrupts may be enabled or not: on success they are disabled until stap_leave(),
 * which must follow.
 */
static __always_inline bool stap_enter(const struct stap_probe *probe, struct stap_cpu **taken,
				       unsigned long *flags)
{
	raw_local_irq_save(*flags);
	if (likely(stap_take(probe, taken)))
		return true;
	raw_local_irq_restore(*flags);
	return false;
}

/* Runs the handler with its time measured: one hit of some, see timing.c. */
void stap_run_timed(struct stap_cpu *cpu, const struct stap_probe *probe);

static __always_inline void stap_run(struct stap_cpu *cpu, const struct stap_probe *probe)
{
	if (unlikely(--cpu->until_timed == 0))
		stap_run_timed(cpu, probe);
	else
		probe->handler(&cpu->c);
}

/* Makes the sleeper's context ready for a handler of @probe, which is hit at no place. */
static inline void stap_prepare_sleeper(struct stap_cpu *cpu, const struct stap_probe *probe)
{
	cpu->c.actions = cpu->max_actions;
	cpu->c.probe = probe;
	cpu->c.address = 0;
	cpu->c.registers = NULL;
	cpu->c.registers_kind = STAP_NO_REGISTERS;
	cpu->c.saved = NULL;
	cpu->c.strings = cpu->strings;
	cpu->c.is_return = false;
	cpu->armed = NULL;
}

/* Sends what was printed, reports an error. The part of leaving that the sleeper needs too. */
static __always_inline void stap_finish(struct stap_cpu *cpu)
{
	if (cpu->c.out.at != cpu->print)
		stap_output_flush(&cpu->c);
	if (unlikely(cpu->c.error))
		stap_handler_failed(&cpu->c);
}

static __always_inline void stap_give(struct stap_cpu *cpu)
{
	stap_finish(cpu);
	barrier();
	cpu->is_free = 1;
}

static __always_inline void stap_leave(struct stap_cpu *cpu, unsigned long flags)
{
	stap_give(cpu);
	raw_local_irq_restore(flags);
}

#endif
