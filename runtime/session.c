// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a module: loaded, started, stopped, removed.
 *
 * Loading does nothing but make the control file. Everything else happens in the commands that
 * staprun writes there (control.c), which come one at a time; so only what handlers may change
 * (exit, errors) needs care here.
 */
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/kmod.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/umh.h>
#include <linux/workqueue.h>

#include "protocol.h"
#include "runtime.h"
#include "transport.h"
#include "stacks/user_objects.h"

struct stap_session stap_session;

static struct pid *loader;  /* who inserted the module */
static char *remover;	    /* path of staprun */
static u32 prepared, armed; /* families, from the first */
static bool is_set_up;	    /* there are rings */
static bool begun;	    /* begin probes ran */
static bool over;

/* ---------------------------------------------------------------- asked to end */

void stap_session_stop(void)
{
	WRITE_ONCE(stap_session.exit_asked, true);
	cmpxchg(&stap_session.state, STAP_RUNNING, STAP_STOPPING);
	stap_transport_wake();
}

void stap_session_fail(const char *failure)
{
	if (failure)
		cmpxchg(&stap_session.failure, NULL, failure);
	WRITE_ONCE(stap_session.failed, true);
	stap_session_stop();
}

void stap_exit(struct stap_context *c)
{
	stap_session_stop();
}

void stap_exit_status(struct stap_context *c, int64_t status)
{
	WRITE_ONCE(stap_session.exit_status, (int)status);
	stap_session_stop();
}

static const char abort_error[] = "abort";

void stap_abort(struct stap_context *c)
{
	WRITE_ONCE(stap_session.aborted, true);
	stap_session_stop();
	c->error = abort_error;
	c->error_place = NULL;
}

bool stap_is_abort(const char *error)
{
	return error == abort_error;
}

/* ---------------------------------------------------------------- messages */

/* Task context, under the lock of the commands. */
static __printf(2, 0) void write_message(enum stap_record_kind kind, const char *format,
					 va_list arguments)
{
	static char text[512];

	stap_transport_write(kind, text, vscnprintf(text, sizeof(text), format, arguments), true);
}

void stap_start_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_message(STAP_RECORD_ERROR, format, arguments);
	va_end(arguments);
}

void stap_start_warning(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_message(STAP_RECORD_WARNING, format, arguments);
	va_end(arguments);
}

/* ---------------------------------------------------------------- set-up */

int stap_session_setup(const struct stap_setup *setup, size_t size)
{
	int error;

	if (remover || over)
		return -EBUSY;
	/* First, so that there is somebody to remove the module if staprun is killed in here. */
	remover = kmemdup_nul(setup->remover, size - sizeof(*setup), GFP_KERNEL);
	if (!remover)
		return -ENOMEM;
	stap_session.target = setup->target;
	stap_session.seconds_west = setup->seconds_west;
	strscpy(stap_session.zone, setup->zone, sizeof(stap_session.zone));
	error = stap_transport_create();
	smp_store_release(&is_set_up, !error);
	return error;
}

bool stap_session_is_set_up(void)
{
	return smp_load_acquire(&is_set_up);
}

int stap_session_set_parameter(char *text)
{
	char *value = strchr(text, '=');
	u32 i;

	if (stap_session.state != STAP_LOADED)
		return -EBUSY;
	if (!value)
		return -EINVAL;
	*value++ = 0;
	for (i = 0; i < stap_script.parameter_count; i++) {
		const struct stap_parameter *parameter = &stap_script.parameters[i];
		long long number;

		if (strcmp(parameter->name, text))
			continue;
		if (!parameter->number)
			return strscpy(parameter->string, value, stap_script.limits.max_string) < 0
				       ? -E2BIG
				       : 0;
		if (kstrtoll(value, 0, &number))
			return -EINVAL;
		*parameter->number = number;
		return 0;
	}
	return -ENOENT;
}

int stap_session_set_symbols(const struct stap_symbols *symbols, size_t size)
{
	if (stap_session.state != STAP_LOADED)
		return -EBUSY;
	if (size < sizeof(*symbols) || size != struct_size(symbols, addresses, symbols->count))
		return -EINVAL;
	if (symbols->first > stap_script.symbol_count ||
	    symbols->count > stap_script.symbol_count - symbols->first)
		return -ERANGE;
	memcpy(stap_script.symbols + symbols->first, symbols->addresses,
	       symbols->count * sizeof(*symbols->addresses));
	return 0;
}

/* ---------------------------------------------------------------- start */

/* Scripts that use nothing of user_objects.c are linked without it. */
__weak int stap_objects_create(void)
{
	return 0;
}

__weak void stap_objects_destroy(void)
{
}

__weak void stap_feed_destroy(void)
{
}

static int create_memory(void)
{
	int error = stap_contexts_create();

	if (error)
		return error;
	error = stap_objects_create();
	if (error)
		goto no_objects;
	error = stap_maps_create();
	if (error)
		goto no_maps;
	error = stap_stats_create();
	if (error)
		goto no_stats;
	return 0;
no_stats:
	stap_maps_destroy();
no_maps:
	stap_objects_destroy();
no_objects:
	stap_contexts_destroy();
	return error;
}

static void destroy_memory(void)
{
	stap_stats_destroy();
	stap_maps_destroy();
	stap_objects_destroy();
	stap_contexts_destroy();
}

static int prepare_family(const struct stap_family_table *table)
{
	const struct stap_family *family = table->family;

	if (!family->lacks)
		return family->prepare(table);
	stap_start_error("the kernel was configured without %s", family->lacks);
	return -EOPNOTSUPP;
}

static int prepare_families(void)
{
	for (; prepared < stap_script.family_count; prepared++) {
		int error = prepare_family(&stap_script.families[prepared]);

		if (error)
			return error;
	}
	return 0;
}

static int arm_families(void)
{
	for (; armed < stap_script.family_count; armed++) {
		int error = stap_script.families[armed].family->arm();

		if (error)
			return error;
	}
	return 0;
}

static void tell_families(void)
{
	u32 i;

	for (i = 0; i < stap_script.family_count; i++)
		if (stap_script.families[i].family->started)
			stap_script.families[i].family->started();
}

static void disarm_families(void)
{
	while (armed)
		stap_script.families[--armed].family->disarm();
}

static void release_families(void)
{
	while (prepared)
		stap_script.families[--prepared].family->release();
}

int stap_session_start(void)
{
	int error;

	if (stap_session.state != STAP_LOADED || !is_set_up)
		return -EBUSY;
	error = create_memory();
	if (error)
		return error;
	WRITE_ONCE(stap_session.state, STAP_STARTING);
	error = prepare_families();
	if (error)
		goto failed;
	begun = true;
	stap_run_moments(STAP_AT_BEGIN);
	if (READ_ONCE(stap_session.exit_asked)) {
		WRITE_ONCE(stap_session.state, STAP_STOPPING);
		return 0;
	}
	error = arm_families();
	if (error)
		goto failed;
	WRITE_ONCE(stap_session.state, STAP_RUNNING);
	tell_families();
	return 0;
failed:
	disarm_families();
	WRITE_ONCE(stap_session.failed, true);
	WRITE_ONCE(stap_session.state, STAP_STOPPING);
	return error;
}

/* ---------------------------------------------------------------- end */

/* -t: which probes were skipped how often, and why. */
static void report_skips(void)
{
	static const char *const causes[STAP_SKIP_CAUSES] = {
		[STAP_SKIP_REENTRANT] = "another handler was running",
		[STAP_SKIP_LOCK] = "a global variable was locked too long",
		[STAP_SKIP_STACK] = "too little kernel stack was left",
		[STAP_SKIP_MISSED] = "the kernel's own probe missed it",
	};
	u32 probe, cause;

	if (!stap_script.timing)
		return;
	for (probe = 0; probe < stap_script.probe_count; probe++)
		for (cause = 0; cause < STAP_SKIP_CAUSES; cause++) {
			int count = atomic_read(&stap_skips[probe].causes[cause]);

			if (count)
				stap_start_warning("Skipped %d times: %s: %s", count,
						   stap_script.probe_points[probe], causes[cause]);
		}
}

int stap_session_end(void)
{
	bool has_memory = stap_session.state != STAP_LOADED;

	if (over)
		return -EBUSY;
	WRITE_ONCE(stap_session.state, STAP_STOPPING);
	disarm_families();
	WRITE_ONCE(stap_session.state, STAP_STOPPED);
	if (stap_session.failure)
		stap_start_error("%s", stap_session.failure);
	if (begun)
		stap_run_moments(stap_session.failed ? STAP_AT_ERROR : STAP_AT_END);
	if (has_memory) {
		stap_timing_report(&stap_sleeper->c);
		report_skips();
		release_families();
		destroy_memory();
	}
	smp_store_release(&over, true);
	stap_transport_wake();
	return 0;
}

bool stap_session_is_over(void)
{
	return smp_load_acquire(&over);
}

/* ---------------------------------------------------------------- abandoned */

/* `PATH -d NAME` in user space. It waits in delete_module until this work is done. */
static void start_remover(void)
{
	char *arguments[] = { remover, "-d", THIS_MODULE->name, NULL };
	char *environment[] = { "HOME=/", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL };
	int error = call_usermodehelper(remover, arguments, environment, UMH_WAIT_EXEC);

	if (error)
		pr_warn("%s: cannot run %s to remove this module: error %d\n", THIS_MODULE->name,
			remover, error);
}

static void end_abandoned(struct work_struct *work)
{
	if (!over)
		stap_session_end();
	if (remover)
		start_remover();
}

static DECLARE_WORK(abandon_work, end_abandoned);

/*
 * Called while the opener's process may be exiting, with fatal signals pending: what takes long or
 * sleeps is left to the worker. Handlers are off at once.
 */
void stap_session_abandon(void)
{
	stap_transport_hurry();
	stap_session_stop();
	queue_work(system_unbound_wq, &abandon_work);
}

/* Ended by guru.c in modules that have it. */
__weak void stap_guru_flush(void)
{
}

void stap_session_flush(void)
{
	stap_guru_flush();
	flush_work(&abandon_work);
}

/* ---------------------------------------------------------------- the module */

int64_t stap_loader(void)
{
	return loader ? loader->numbers[0].nr : 0;
}

static bool loader_lives(void)
{
	bool lives;

	rcu_read_lock();
	lives = pid_task(loader, PIDTYPE_TGID);
	rcu_read_unlock();
	return lives;
}

size_t stap_session_describe(char *text, size_t size)
{
	static const char *const states[] = {
		[STAP_LOADED] = "loaded",   [STAP_STARTING] = "starting",
		[STAP_RUNNING] = "running", [STAP_STOPPING] = "stopping",
		[STAP_STOPPED] = "stopped",
	};

	size_t memory = stap_contexts_size() + stap_globals_size() / num_possible_cpus();

	return scnprintf(text, size, "state %s\nloader %s\nring_per_cpu %zu\nmemory_per_cpu %zu\n",
			 states[READ_ONCE(stap_session.state)], loader_lives() ? "lives" : "gone",
			 stap_transport_ring_size(), memory);
}

static int session_load(void)
{
	int error;

	if (fatal_signal_pending(current)) /* staprun was killed while it waited for us */
		return -EINTR;
	loader = get_pid(task_tgid(current));
	error = stap_control_create();
	if (error)
		put_pid(loader);
	return error;
}

static void session_unload(void)
{
	stap_control_destroy();
	stap_session_flush();
	stap_feed_destroy();
	stap_transport_destroy();
	kfree(remover);
	put_pid(loader);
}

module_init(session_load);
module_exit(session_unload);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A script of stap");
