// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel.trace, module.trace: the kernel's own tracepoints.
 *
 * A tracepoint of the script is registered once, with a callback of the script's own C that has
 * the right number of arguments; all probes of the tracepoint run from there, in the order of the
 * script. So the kernel calls the callback directly, and not by way of a list.
 *
 * Tracepoints of modules come and go with them: the kernel tells of each, also of those that are
 * loaded when one begins to listen.
 */
#include <linux/bsearch.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "enter.h"
#include "probes/kernel.h"

/* A tracepoint that the script names; the callback's data. */
struct point {
	const struct stap_tracepoint_probe *probes; /* all of this tracepoint */
	const struct stap_site *sites;		    /* one for each of them */
	u32 count;
	struct tracepoint *armed; /* NULL: not there now */
};

/* Sorted as the table is: those of the kernel first, by name; then of each module. */
static struct point *points;
static u32 point_count;
static struct stap_site *sites;
static const struct stap_family_table *table;
static bool listening;

/* ---------------------------------------------------------------- hits */

static __always_inline void run(const struct stap_probe *probe, const struct stap_site *site,
				const int64_t *arguments)
{
	struct stap_cpu *cpu;
	unsigned long flags;

	if (!stap_enter(probe, &cpu, &flags))
		return;
	cpu->c.address = 0;
	cpu->c.registers = NULL;
	cpu->c.registers_kind = STAP_NO_REGISTERS;
	cpu->c.is_return = false;
	cpu->c.arguments = arguments;
	cpu->armed = &site->itself;
	stap_run(cpu, probe);
	stap_leave(cpu, flags);
}

void stap_tracepoint_hit(void *data, const int64_t *arguments)
{
	const struct point *point = data;
	u32 i = 0;

	do {
		run(point->probes[i].probe, &point->sites[i], arguments);
	} while (unlikely(++i < point->count));
}

/* ---------------------------------------------------------------- the script's table */

static int compare_names(const char *module, const char *name, const char *other_module,
			 const char *other_name)
{
	int order = strcmp(module ? module : "", other_module ? other_module : "");

	return order ? order : strcmp(name, other_name);
}

static bool is_same(const struct stap_tracepoint_probe *a, const struct stap_tracepoint_probe *b)
{
	return !compare_names(a->module, a->place.symbol, b->module, b->place.symbol);
}

static void add_probe(u32 i)
{
	const struct stap_tracepoint_probe *probe = table->probes;
	struct point *point = &points[point_count];

	sites[i].place = &probe[i].place;
	sites[i].itself.sites = &sites[i];
	sites[i].itself.count = 1;
	if (i && is_same(&probe[i - 1], &probe[i])) {
		point[-1].count++;
		return;
	}
	point->probes = &probe[i];
	point->sites = &sites[i];
	point->count = 1;
	point_count++;
}

static void tracepoint_release(void)
{
	kvfree(points);
	kvfree(sites);
	points = NULL;
	sites = NULL;
	point_count = 0;
}

static int tracepoint_prepare(const struct stap_family_table *of_script)
{
	u32 i;

	table = of_script;
	points = kvcalloc(table->count, sizeof(*points), GFP_KERNEL);
	sites = kvcalloc(table->count, sizeof(*sites), GFP_KERNEL);
	if (!points || !sites) {
		tracepoint_release();
		stap_start_error("not enough memory for the probes of tracepoints");
		return -ENOMEM;
	}
	for (i = 0; i < table->count; i++)
		add_probe(i);
	return 0;
}

/* ---------------------------------------------------------------- arming */

struct tracepoint_name {
	const char *module, *name;
};

static int compare_key(const void *key, const void *element)
{
	const struct tracepoint_name *wanted = key;
	const struct stap_tracepoint_probe *probe = ((const struct point *)element)->probes;

	return compare_names(wanted->module, wanted->name, probe->module, probe->place.symbol);
}

/* The script's point for a tracepoint of @module (NULL: of the kernel), or NULL. */
static struct point *find(const char *module, const char *name)
{
	const struct tracepoint_name key = { module, name };

	return bsearch(&key, points, point_count, sizeof(*points), compare_key);
}

static int arm(struct point *point, struct tracepoint *tracepoint)
{
	int error = tracepoint_probe_register(tracepoint, point->probes->callback, point);

	if (!error)
		point->armed = tracepoint;
	return error;
}

static void disarm(struct point *point)
{
	if (point->armed)
		tracepoint_probe_unregister(point->armed, point->probes->callback, point);
	point->armed = NULL;
}

/* @data: the first error. */
static void arm_if_wanted(struct tracepoint *tracepoint, void *data)
{
	struct point *point = find(NULL, tracepoint->name);
	int *first_error = data, error;

	if (!point)
		return;
	error = arm(point, tracepoint);
	if (!error || *first_error)
		return;
	*first_error = error;
	stap_start_error("cannot probe %s: registration failed (error %d)",
			 point->probes->place.point, error);
}

static int arm_kernel(void)
{
	int error = 0;
	u32 i;

	for_each_kernel_tracepoint(arm_if_wanted, &error);
	for (i = 0; !error && i < point_count; i++) {
		const struct stap_tracepoint_probe *probe = points[i].probes;

		if (points[i].armed || probe->module || probe->optional)
			continue;
		stap_start_error("cannot probe %s: the kernel has no such tracepoint",
				 probe->place.point);
		error = -ENOENT;
	}
	return error;
}

/*
 * A module with tracepoints is loaded, or goes. Task context, under the kernel's mutex of such
 * modules: never at the same time. One that cannot be armed here is left out: the module is not
 * the script's to refuse.
 */
static int module_notice(struct notifier_block *block, unsigned long action, void *data)
{
	const struct module *module = ((struct tp_module *)data)->mod;
	unsigned int i;

	for (i = 0; i < module->num_tracepoints; i++) {
		struct tracepoint *tracepoint = tracepoint_ptr_deref(&module->tracepoints_ptrs[i]);
		struct point *point = find(module->name, tracepoint->name);

		if (!point)
			continue;
		if (action == MODULE_STATE_COMING && !point->armed) {
			if (arm(point, tracepoint))
				pr_warn("%s: cannot probe %s\n", THIS_MODULE->name,
					point->probes->place.point);
		} else if (action == MODULE_STATE_GOING && point->armed == tracepoint) {
			disarm(point);
		}
	}
	return NOTIFY_OK;
}

static struct notifier_block module_listener = { .notifier_call = module_notice };

static bool has_modules(void)
{
	/* The kernel's own come first. */
	return point_count && points[point_count - 1].probes->module;
}

/* Unregistering tells of the modules that are there as if they went. */
static void tracepoint_disarm(void)
{
	u32 i;

	if (listening)
		unregister_tracepoint_module_notifier(&module_listener);
	listening = false;
	for (i = 0; i < point_count; i++)
		disarm(&points[i]);
	tracepoint_synchronize_unregister();
}

static int tracepoint_arm(void)
{
	int error = arm_kernel();

	if (!error && has_modules()) {
		error = register_tracepoint_module_notifier(&module_listener);
		listening = !error;
		if (error)
			stap_start_error("cannot probe the tracepoints of modules: error %d",
					 error);
	}
	if (error)
		tracepoint_disarm();
	return error;
}

const struct stap_family stap_tracepoint_family = {
	.name = "tracepoint",
	.prepare = tracepoint_prepare,
	.arm = tracepoint_arm,
	.disarm = tracepoint_disarm,
	.release = tracepoint_release,
};
