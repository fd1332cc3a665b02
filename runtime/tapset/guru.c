// SPDX-License-Identifier: GPL-2.0-only
/* What guru mode allows: the log, delays, signals. Handler context or sleeper. */
#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/stacktrace.h>
#include <linux/timekeeping.h>

#include "runtime.h"

/* ---------------------------------------------------------------- the log */

/*
 * Into the log, and from there to consoles by an interrupt: who writes to them at once may wake
 * tasks, which needs the locks of run queues. Any context.
 */
static __printf(1, 2) void put_log(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintk_emit(0, LOGLEVEL_SCHED, NULL, format, arguments);
	va_end(arguments);
}

void stap_printk(int64_t level, const char *message)
{
	static const char *const levels[] = { KERN_EMERG,   KERN_ALERT,	 KERN_CRIT, KERN_ERR,
					      KERN_WARNING, KERN_NOTICE, KERN_INFO, KERN_DEBUG };

	put_log("%s%s\n", levels[level >= 0 && level < 8 ? level : 7], message);
}

#define MOST_FRAMES 32 /* are written */

void stap_dump_stack(void)
{
	unsigned long frames[MOST_FRAMES];
	u32 count = stack_trace_save(frames, MOST_FRAMES, 1), i;

	put_log(KERN_DEFAULT "CPU: %d PID: %d Comm: %s\n", raw_smp_processor_id(), current->pid,
		current->comm);
	put_log(KERN_DEFAULT "Call Trace:\n");
	for (i = 0; i < count; i++)
		put_log(KERN_DEFAULT " %pB\n", (void *)frames[i]);
}

void stap_panic(const char *message)
{
	panic("%s", message);
}

#define MOST_STILL 1000 /* looks at a clock that does not go on */

/*
 * In pieces: the kernel's busy loop does not take much more at once. What it counts by may be far
 * too low for a CPU whose speed was measured badly at boot, as in a guest that was interrupted:
 * what is missing is waited for by the clock, as long as that goes on.
 */
void stap_delay(int64_t us)
{
	u64 now = ktime_get_mono_fast_ns(), end = now + max_t(int64_t, us, 0) * 1000, before;
	u32 still = 0;

	for (; us > 0; us -= 1000)
		udelay(min_t(int64_t, us, 1000));
	for (now = ktime_get_mono_fast_ns(); now < end && still < MOST_STILL; still++) {
		before = now;
		cpu_relax();
		now = ktime_get_mono_fast_ns();
		if (now != before)
			still = 0;
	}
}

/* ---------------------------------------------------------------- signals */

#define MOST_REQUESTS 8 /* of a CPU: signals that a handler can raise at once */

/*
 * A signal is sent under locks that the probed code may hold: from an interrupt that comes as soon
 * as interrupts are enabled.
 */
struct request {
	struct irq_work work;
	pid_t pid;
	int signal;
	bool is_taken;
};

static DEFINE_PER_CPU(struct request[MOST_REQUESTS], requests);

static void send(struct irq_work *work)
{
	struct request *request = container_of(work, struct request, work);
	struct task_struct *task;

	rcu_read_lock();
	task = pid_task(find_pid_ns(request->pid, &init_pid_ns), PIDTYPE_PID);
	if (task)
		send_sig(request->signal, task, 1);
	rcu_read_unlock();
	smp_store_release(&request->is_taken, false);
}

/* A request of this CPU that is free, taken; NULL: there is none. An NMI may come at any time. */
static struct request *take_request(void)
{
	struct request *own = *this_cpu_ptr(&requests);
	u32 i;

	for (i = 0; i < MOST_REQUESTS; i++)
		if (!xchg(&own[i].is_taken, true))
			return &own[i];
	return NULL;
}

void stap_raise_signal(struct stap_context *c, int64_t signal)
{
	struct request *request;
	unsigned long flags;

	if (signal <= 0 || signal > _NSIG) {
		stap_raise_format(c, NULL, "there is no signal %lld", signal);
		return;
	}
	raw_local_irq_save(flags);
	request = take_request();
	if (request) {
		request->pid = stap_tid();
		request->signal = signal;
		init_irq_work(&request->work, send);
		irq_work_queue(&request->work);
	} else {
		stap_raise_format(c, NULL, "%d signals are to be sent already", MOST_REQUESTS);
	}
	raw_local_irq_restore(flags);
}

/* A request is free before its function has returned: wait for all. */
void stap_guru_flush(void)
{
	int cpu, i;

	for_each_possible_cpu (cpu)
		for (i = 0; i < MOST_REQUESTS; i++)
			irq_work_sync(&per_cpu(requests, cpu)[i].work);
}
