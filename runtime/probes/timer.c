// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer.s, timer.ms, … timer.jiffies: one high-resolution timer each, on any CPU. timer.profile:
 * one such timer on every CPU, at the rate of the tick, which sees the registers of what it
 * interrupted. All handlers run in hard interrupt context.
 */
#include <linux/cpuhotplug.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/prandom.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <asm/irq_regs.h>

#include "arch/x86/probed_registers.h"
#include "enter.h"

#define SHORTEST_NS 1000 /* a randomized period is never shorter */

struct timer {
	struct hrtimer hrtimer;
	const struct stap_probe *probe;
	s64 period, jitter; /* ns */
	struct rnd_state random;
};

static const struct stap_family_table *table;
static struct timer *timers; /* one per probe; those of profile probes are not used */
static DEFINE_PER_CPU(struct hrtimer, profile_timer);
static int profile_state; /* of CPU hotplug; 0: no profile probe is armed */

static void fire(const struct stap_probe *probe, struct pt_regs *registers)
{
	struct stap_cpu *cpu;
	unsigned long flags;
	struct stap_context *c;

	if (!stap_enter(probe, &cpu, &flags))
		return;
	c = &cpu->c;
	c->address = registers ? instruction_pointer(registers) : 0;
	c->registers = registers ? stap_registers_of(registers) : NULL;
	c->registers_kind = STAP_NO_REGISTERS;
	if (registers)
		c->registers_kind = user_mode(registers) ? STAP_USER : STAP_KERNEL;
	c->is_return = false;
	cpu->armed = NULL;
	stap_run(cpu, probe);
	stap_leave(cpu, flags);
}

/* The next period: between period - jitter and period + jitter. */
static ktime_t next_period(struct timer *timer)
{
	s64 period = timer->period;

	if (timer->jitter) {
		u64 random = prandom_u32_state(&timer->random);

		random = random << 32 | prandom_u32_state(&timer->random);
		period += (s64)(random % (2 * (u64)timer->jitter + 1)) - timer->jitter;
	}
	return ns_to_ktime(max_t(s64, period, SHORTEST_NS));
}

static enum hrtimer_restart timer_fired(struct hrtimer *hrtimer)
{
	struct timer *timer = container_of(hrtimer, struct timer, hrtimer);

	fire(timer->probe, NULL);
	hrtimer_forward_now(hrtimer, next_period(timer));
	return HRTIMER_RESTART;
}

static enum hrtimer_restart profile_fired(struct hrtimer *hrtimer)
{
	const struct stap_timer_probe *probes = table->probes;
	u32 i;

	for (i = 0; i < table->count; i++) {
		if (probes[i].profile)
			fire(probes[i].probe, get_irq_regs());
	}
	hrtimer_forward_now(hrtimer, TICK_NSEC);
	return HRTIMER_RESTART;
}

static void timer_init(struct hrtimer *hrtimer, enum hrtimer_restart (*fired)(struct hrtimer *),
		       enum hrtimer_mode mode)
{
#ifdef HAVE_HRTIMER_SETUP
	hrtimer_setup(hrtimer, fired, CLOCK_MONOTONIC, mode);
#else
	hrtimer_init(hrtimer, CLOCK_MONOTONIC, mode);
	hrtimer->function = fired;
#endif
}

/* On the CPU itself, when it comes up or the probe is armed. */
static int profile_start(unsigned int number)
{
	struct hrtimer *hrtimer = this_cpu_ptr(&profile_timer);

	timer_init(hrtimer, profile_fired, HRTIMER_MODE_REL_PINNED_HARD);
	hrtimer_start(hrtimer, TICK_NSEC, HRTIMER_MODE_REL_PINNED_HARD);
	return 0;
}

/* On the CPU itself, when it goes down or the probe is disarmed. */
static int profile_stop(unsigned int number)
{
	hrtimer_cancel(this_cpu_ptr(&profile_timer));
	return 0;
}

static int timer_prepare(const struct stap_family_table *of_script)
{
	const struct stap_timer_probe *probes = of_script->probes;
	u32 i;

	table = of_script;
	timers = kcalloc(table->count, sizeof(*timers), GFP_KERNEL);
	if (!timers)
		return -ENOMEM;
	for (i = 0; i < table->count; i++) {
		struct timer *timer = &timers[i];

		timer->probe = probes[i].probe;
		timer->period = probes[i].period_ns;
		timer->jitter = probes[i].jitter_ns;
		if (!timer->period) {
			timer->period = probes[i].jiffies * TICK_NSEC;
			timer->jitter = probes[i].jitter_jiffies * TICK_NSEC;
		}
		prandom_seed_state(&timer->random, get_random_u64());
		timer_init(&timer->hrtimer, timer_fired, HRTIMER_MODE_REL_HARD);
	}
	return 0;
}

static int profile_arm(void)
{
	int state =
		cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "stap:profile", profile_start, profile_stop);

	if (state < 0) {
		stap_start_error("cannot start timer.profile: error %d", state);
		return state;
	}
	profile_state = state;
	return 0;
}

static int timer_arm(void)
{
	const struct stap_timer_probe *probes = table->probes;
	bool profiles = false;
	u32 i;

	for (i = 0; i < table->count; i++)
		profiles |= probes[i].profile;
	if (profiles) {
		int error = profile_arm();

		if (error)
			return error;
	}
	for (i = 0; i < table->count; i++) {
		if (!probes[i].profile)
			hrtimer_start(&timers[i].hrtimer, next_period(&timers[i]),
				      HRTIMER_MODE_REL_HARD);
	}
	return 0;
}

static void timer_disarm(void)
{
	u32 i;

	if (profile_state)
		cpuhp_remove_state(profile_state);
	profile_state = 0;
	for (i = 0; i < table->count; i++)
		hrtimer_cancel(&timers[i].hrtimer);
}

static void timer_release(void)
{
	kfree(timers);
	timers = NULL;
}

const struct stap_family stap_timer_family = {
	.name = "timer",
	.prepare = timer_prepare,
	.arm = timer_arm,
	.disarm = timer_disarm,
	.release = timer_release,
};
