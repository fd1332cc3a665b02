// SPDX-License-Identifier: GPL-2.0-only
/*
 * begin, end and error probes: handlers that the session runs itself, one after the other, in task
 * context and with preemption enabled.
 */
#include "enter.h"

static const struct stap_moment_probe *probes;
static u32 probe_count;

static void run_moment(struct stap_cpu *cpu, const struct stap_moment_probe *moment)
{
	stap_prepare_sleeper(cpu, moment->probe);
	stap_run(cpu, moment->probe);
	stap_finish(cpu);
}

/*
 * The first one that fails the session is the last one to run; error probes run all. Of those that
 * begin it, the one that calls abort() is the last.
 */
void stap_run_moments(enum stap_moment moment)
{
	u32 i;

	for (i = 0; i < probe_count; i++) {
		if (moment != STAP_AT_ERROR && READ_ONCE(stap_session.failed))
			return;
		if (moment == STAP_AT_BEGIN && READ_ONCE(stap_session.aborted))
			return;
		if (probes[i].moment == moment)
			run_moment(stap_sleeper, &probes[i]);
	}
}

static int moment_prepare(const struct stap_family_table *table)
{
	probes = table->probes;
	probe_count = table->count;
	return 0;
}

static int moment_arm(void)
{
	return 0;
}

static void moment_disarm(void)
{
}

static void moment_release(void)
{
	probe_count = 0;
}

const struct stap_family stap_moment_family = {
	.name = "begin, end, error",
	.prepare = moment_prepare,
	.arm = moment_arm,
	.disarm = moment_disarm,
	.release = moment_release,
};
