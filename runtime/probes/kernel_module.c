// SPDX-License-Identifier: GPL-2.0-only
/*
 * Places in modules of the kernel, which are loaded and unloaded while the script runs.
 *
 * A place is an offset in a section of a module. Where the sections are is found by a symbol in
 * each, in the module's own symbol table. Modules that are there when the session starts, and those
 * that come later, are attached: their build is compared, their sections found, their sites armed.
 * A module that comes is attached before its init function runs; what is freed after that is let go
 * then, and everything when the module goes. The module may be back any time, somewhere else.
 *
 * Entries of functions are served by ftrace, those of one module at once: a module can have
 * thousands, and for each kprobe the kernel takes some milliseconds, while whoever loads the module
 * waits. Everything else is served by kprobes and kretprobes.
 *
 * All this is in task context under `lock`: in the notifier, which the kernel waits for before it
 * runs or frees anything of the module, and in arm and disarm. While `lock` is held, nothing of a
 * module that is found in sysfs, and whose GOING has not been seen, is freed. By the time the
 * notifier is told GOING, the kernel has switched its kprobes off; they must still be unregistered.
 *
 * A kprobe that the kernel has made a jump is not gone when it is unregistered: a worker takes it
 * off some ticks later. A module that went in between would leave it behind in the kernel's table,
 * as a kprobe of nothing, with a warning for who next probes that address. So when the session ends
 * before the module, the module is held until the jumps are off.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "arch/x86/probed_code.h"
#include "probes/kernel.h"

#define BUILD_ID_MAX 32 /* bytes */
#define WAIT_STEP    10 /* ms */
#define WAIT_STEPS   200

struct module_site {
	struct stap_site site;
	u32 module, section;
	bool is_armed;	  /* by itself */
	bool is_entry;	  /* served by ftrace, unless it refused */
	bool was_refused; /* and said so: once is enough */
	union {
		struct stap_place_probe place;
		struct stap_return_probe returned;
	};
};

struct tracked {
	struct module *module; /* NULL: not there */
	bool other_build;
	bool was_refused; /* for that, and said so */
	bool is_held;
	struct stap_functions *functions; /* the entries armed, NULL: none, … */
	struct stap_sites entries;	  /* … which are these; there is room for all */
};

static DEFINE_MUTEX(lock);
static const struct stap_module_table *table;
static struct tracked *modules; /* by number in the table */
static struct module_site *sites;
static u32 site_count, return_count;
static bool is_watching;
static bool is_over; /* nothing is attached any more */

/* Room to unregister all sites at once, and for the entries that ftrace refuses. */
static struct kprobe **places_going;
static struct kretprobe **returns_going;
static struct stap_sites refused;

/* ---------------------------------------------------------------- messages */

/* Under `lock`. The rings are for handlers, which run with interrupts disabled. */
static __printf(1, 2) void warn(const char *format, ...)
{
	static char text[512];
	va_list arguments;
	unsigned long flags;
	int size;

	va_start(arguments, format);
	size = vscnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	local_irq_save(flags);
	stap_transport_write(STAP_RECORD_WARNING, text, size, false);
	local_irq_restore(flags);
}

/* ---------------------------------------------------------------- which build */

/* A note of a build-id in memory. */
struct build_note {
	__le32 name_size, size, type;
	char name[4];
	u8 id[];
};

#define NOTE_BUILD_ID 3

static bool is_build_note(const struct build_note *note)
{
	return le32_to_cpu(note->name_size) == 4 && le32_to_cpu(note->type) == NOTE_BUILD_ID &&
	       le32_to_cpu(note->size) <= BUILD_ID_MAX && !memcmp(note->name, "GNU", 4);
}

/* Where the module's read-only data are: the section of notes is among them. */
static const void *read_only_data(const struct module *module, const void **end)
{
	const void *start;

#ifdef HAVE_MODULE_MEM
	start = module->mem[MOD_RODATA].base;
	*end = start + module->mem[MOD_RODATA].size;
#else
	start = module->core_layout.base + module->core_layout.text_size;
	*end = module->core_layout.base + module->core_layout.ro_size;
#endif
	return PTR_ALIGN(start, 4);
}

/*
 * Whether the module is of the build that the script was translated for; else @found is its own
 * build-id, "" when it has none. The kernel keeps the note, but not where it is.
 */
static bool is_build(const struct module *module, const char *wanted,
		     char found[2 * BUILD_ID_MAX + 1])
{
	const void *end, *at = read_only_data(module, &end);

	*found = 0;
	for (; at + sizeof(struct build_note) <= end; at += 4) {
		const struct build_note *note = at;
		u32 size = le32_to_cpu(note->size);

		if (!is_build_note(note) || size > end - at - sizeof(*note))
			continue;
		*bin2hex(found, note->id, size) = 0;
		if (!strcmp(found, wanted))
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- where it is */

static void found_symbol(u32 number, const char *name, unsigned long address)
{
	u32 i;

	for (i = 0; i < table->section_count; i++) {
		struct stap_section *section = &table->sections[i];

		if (section->module == number && !section->address &&
		    (section->any_build || !modules[number].other_build) &&
		    !strcmp(section->anchor, name))
			WRITE_ONCE(section->address, address - section->anchor_offset);
	}
}

/* The symbols of init sections are there until the module is initialised. */
static void find_sections(u32 number, const struct module *module)
{
	const struct mod_kallsyms *symbols;
	unsigned int i;

	rcu_read_lock();
	symbols = rcu_dereference(module->kallsyms);
	for (i = 0; symbols && i < symbols->num_symtab; i++) {
		const Elf_Sym *symbol = &symbols->symtab[i];

		if (symbol->st_shndx != SHN_UNDEF)
			found_symbol(number, symbols->strtab + symbol->st_name, symbol->st_value);
	}
	rcu_read_unlock();
}

static void forget_sections(u32 number, bool only_init)
{
	u32 i;

	for (i = 0; i < table->section_count; i++) {
		struct stap_section *section = &table->sections[i];

		if (section->module == number && (!only_init || section->init))
			WRITE_ONCE(section->address, 0);
	}
}

/* ---------------------------------------------------------------- sites */

/* A module cannot be held in its init code, so there must be no jump that is waited for. */
static int register_site(struct module_site *site)
{
	const struct stap_kernel_probe *probe = site->site.probe;
	const struct stap_section *section = &table->sections[site->section];

	if (!section->address)
		return -ENOENT;
	site->site.address = section->address + site->site.place->address;
	if (probe->is_return)
		return stap_return_register(&site->returned, &site->site, return_count);
	return stap_place_register(&site->place, &site->site, section->init && !probe->is_entry);
}

/* Returns an error that ends the start of the session; what can be there later is none. */
static int site_refused(struct module_site *site, const struct module *module, int error,
			bool is_start)
{
	const struct stap_section *section = &table->sections[site->section];

	if (site->site.probe->optional || module->state == MODULE_STATE_GOING)
		return 0;
	if (section->init && module->state == MODULE_STATE_LIVE)
		return 0;
	if (!section->any_build && modules[site->module].other_build)
		return 0;
	if (!section->address) {
		if (!site->was_refused)
			warn("cannot probe %s: the module %s has no symbol '%s'",
			     site->site.place->point, module->name, section->anchor);
	} else if (is_start) {
		return stap_site_refused(&site->site, error);
	} else if (!site->was_refused) {
		warn("cannot probe %s: the kernel does not allow a probe there (error %d)",
		     site->site.place->point, error);
	}
	site->was_refused = true;
	return 0;
}

static bool is_ending(void)
{
	return READ_ONCE(stap_session.exit_asked) || READ_ONCE(stap_session.state) >= STAP_STOPPING;
}

/* Of one place there can be several sites: @refused is one of them. */
static void refuse_entry(const struct stap_site *entry)
{
	u32 i;

	for (i = 0; i < site_count; i++)
		if (sites[i].site.place == entry->place)
			sites[i].is_entry = false;
}

/* The entries of one module that stay as long as it does. */
static void arm_entries(u32 number)
{
	struct tracked *tracked = &modules[number];
	bool all_registers = false;
	u32 i;

	tracked->entries.count = 0;
	for (i = 0; i < site_count; i++) {
		struct module_site *site = &sites[i];
		const struct stap_kernel_probe *probe = site->site.probe;
		const struct stap_section *section = &table->sections[site->section];

		if (site->module != number)
			continue;
		site->is_entry =
			probe->is_entry && !probe->is_return && section->address && !section->init;
		if (!site->is_entry)
			continue;
		site->site.address = section->address + site->site.place->address;
		tracked->entries.at[tracked->entries.count++] = site->site;
		all_registers |= probe->all_registers;
	}
	if (!tracked->entries.count)
		return;
	refused.count = 0;
	tracked->functions = stap_functions_arm_own(&tracked->entries, all_registers, &refused);
	for (i = 0; i < refused.count; i++)
		refuse_entry(&refused.at[i]);
	for (i = 0; i < site_count && !tracked->functions; i++)
		sites[i].is_entry &= sites[i].module != number;
}

/*
 * Of one module: registered disabled at first, for the reason given in kernel_place.c. The kernel
 * takes some milliseconds for each: when the session is asked to end, the rest is left.
 */
static int arm_sites(u32 number, const struct module *module, bool is_start)
{
	int error, ended;
	u32 i;

	arm_entries(number);
	for (i = 0; i < site_count && !is_ending(); i++) {
		struct module_site *site = &sites[i];

		if (site->module != number || site->is_entry)
			continue;
		error = register_site(site);
		site->is_armed = !error;
		ended = error ? site_refused(site, module, error, is_start) : 0;
		if (ended)
			return ended;
	}
	for (i = 0; i < site_count && !is_ending(); i++) {
		struct module_site *site = &sites[i];

		if (site->module != number || !site->is_armed)
			continue;
		error = enable_kprobe(site->site.probe->is_return ? &site->returned.kretprobe.kp
								  : &site->place.kprobe);
		ended = error ? site_refused(site, module, error, is_start) : 0;
		if (ended)
			return ended;
	}
	return 0;
}

/*
 * Of the module, or of all when @number is that of none; once this returns, no handler runs.
 * Returns how many places are now in places_going.
 */
static u32 disarm_sites(u32 number, bool only_init)
{
	u32 place_count = 0, returned_count = 0, i;

	for (i = 0; i < table->module_count && !only_init; i++) {
		if (number < table->module_count && i != number)
			continue;
		stap_functions_disarm_own(modules[i].functions);
		modules[i].functions = NULL;
	}
	for (i = 0; i < site_count; i++) {
		struct module_site *site = &sites[i];

		if (!site->is_armed || (number < table->module_count && site->module != number) ||
		    (only_init && !table->sections[site->section].init))
			continue;
		site->is_armed = false;
		if (site->site.probe->is_return)
			returns_going[returned_count++] = &site->returned.kretprobe;
		else
			places_going[place_count++] = &site->place.kprobe;
	}
	stap_places_unregister(places_going, place_count);
	stap_returns_unregister(returns_going, returned_count);
	return place_count;
}

/* ---------------------------------------------------------------- modules */

static void check_build(u32 number)
{
	const char *wanted = table->modules[number].build_id;
	struct tracked *tracked = &modules[number];
	char found[2 * BUILD_ID_MAX + 1];

	tracked->other_build = wanted && !is_build(tracked->module, wanted, found);
	if (!tracked->other_build || tracked->was_refused)
		return;
	tracked->was_refused = true;
	warn("the module %s is of build %s, but the script was translated for build %s: it is not "
	     "probed",
	     tracked->module->name, *found ? found : "unknown", wanted);
}

/* Finds the sections of a module that is there. */
static void locate(u32 number, struct module *module)
{
	modules[number].module = module;
	check_build(number);
	forget_sections(number, false);
	find_sections(number, module);
}

static int attach(u32 number, struct module *module, bool is_start)
{
	locate(number, module);
	return arm_sites(number, module, is_start);
}

static void detach(u32 number)
{
	disarm_sites(number, false);
	forget_sections(number, false);
	modules[number].module = NULL;
}

static int module_changed(struct notifier_block *block, unsigned long state, void *data)
{
	struct module *module = data;
	u32 i;

	for (i = 0; i < table->module_count; i++)
		if (!strcmp(table->modules[i].name, module->name))
			break;
	if (i == table->module_count)
		return NOTIFY_DONE;
	mutex_lock(&lock);
	/* One that was COMING when we began to watch is first heard of when it is LIVE. */
	if (state != MODULE_STATE_GOING && !modules[i].module && !is_over)
		attach(i, module, false);
	if (state == MODULE_STATE_LIVE) {
		disarm_sites(i, true);
		forget_sections(i, true);
	}
	if (state == MODULE_STATE_GOING && modules[i].module)
		detach(i);
	mutex_unlock(&lock);
	return NOTIFY_DONE;
}

/* Its entry in sysfs, to be given back with kobject_put(); NULL: it is not there. */
static struct kobject *find_present(u32 number)
{
	return kset_find_obj(THIS_MODULE->mkobj.kobj.kset, table->modules[number].name);
}

static struct module *present_module(struct kobject *object)
{
	struct module *module =
		object ? container_of(object, struct module_kobject, kobj)->mod : NULL;

	/* NULL: built in */
	return module && module->state != MODULE_STATE_GOING ? module : NULL;
}

/* Behind the kernel's own, which are registered before: they have made the module ready. */
static struct notifier_block watcher = { .notifier_call = module_changed };

/*
 * A module that is there: sysfs finds it by its name, as it does our own. One that is in sysfs and
 * still COMING has been announced to those who watched then.
 */
static int attach_present(u32 number)
{
	struct kobject *object = find_present(number);
	struct module *module = present_module(object);
	int error = 0;

	if (module && !modules[number].module)
		error = attach(number, module, true);
	kobject_put(object);
	return error;
}

/*
 * So that begin probes can read a module's variables. It may be gone before it is watched: then
 * what they read is another's, or nothing, as it is with any address.
 */
static void locate_present(u32 number)
{
	struct kobject *object = find_present(number);
	struct module *module = present_module(object);

	if (module)
		locate(number, module);
	modules[number].module = NULL;
	kobject_put(object);
}

/* ---------------------------------------------------------------- the family */

static u32 count_sites(void)
{
	u32 i, count = 0;

	return_count = 0;
	for (i = 0; i < table->probe_count; i++) {
		count += table->probes[i].place_count;
		if (table->probes[i].is_return)
			return_count += table->probes[i].place_count;
	}
	return count;
}

static void add_sites(void)
{
	u32 i, j;

	for (i = 0; i < table->probe_count; i++) {
		const struct stap_kernel_probe *probe = &table->probes[i];

		for (j = 0; j < probe->place_count; j++) {
			struct module_site *site = &sites[site_count++];

			site->site.place = &probe->places[j];
			site->site.probe = probe;
			site->site.itself.sites = &site->site;
			site->site.itself.count = 1;
			site->section = probe->places[j].section;
			site->module = table->sections[site->section].module;
		}
	}
}

static void module_release(void)
{
	u32 i;

	for (i = 0; modules && i < table->module_count; i++)
		kvfree(modules[i].entries.at);
	kvfree(sites);
	kvfree(modules);
	kvfree(refused.at);
	refused.at = NULL;
	kvfree(places_going);
	kvfree(returns_going);
	sites = NULL;
	modules = NULL;
	places_going = NULL;
	returns_going = NULL;
	site_count = 0;
}

static int allocate_entries(void)
{
	u32 i;

	for (i = 0; i < site_count; i++)
		modules[sites[i].module].entries.count += sites[i].site.probe->is_entry;
	for (i = 0; i < table->module_count; i++) {
		struct stap_sites *entries = &modules[i].entries;

		entries->at = kvcalloc(entries->count + 1, sizeof(*entries->at), GFP_KERNEL);
		if (!entries->at)
			return -ENOMEM;
	}
	return 0;
}

static int module_prepare(const struct stap_family_table *family)
{
	u32 count, i;

	table = family->probes;
	count = count_sites();
	modules = kvcalloc(table->module_count, sizeof(*modules), GFP_KERNEL);
	sites = kvcalloc(count + 1, sizeof(*sites), GFP_KERNEL);
	places_going = kvcalloc(count + 1, sizeof(*places_going), GFP_KERNEL);
	returns_going = kvcalloc(return_count + 1, sizeof(*returns_going), GFP_KERNEL);
	refused.at = kvcalloc(count + 1, sizeof(*refused.at), GFP_KERNEL);
	if (modules && sites && places_going && returns_going && refused.at) {
		add_sites();
		if (!allocate_entries()) {
			for (i = 0; i < table->module_count; i++)
				locate_present(i);
			return 0;
		}
	}
	stap_start_error("not enough memory for the probes of modules");
	module_release();
	return -ENOMEM;
}

/*
 * Under `lock`. A module that cannot be held is going: the notifier lets it go, for which we wait,
 * but not for one whose exit function is stuck.
 */
static void hold_modules(void)
{
	u32 i, tries;

	for (i = 0; i < table->module_count; i++) {
		for (tries = 0; modules[i].module && tries < WAIT_STEPS; tries++) {
			modules[i].is_held = try_module_get(modules[i].module);
			if (modules[i].is_held)
				break;
			mutex_unlock(&lock);
			msleep(WAIT_STEP);
			mutex_lock(&lock);
		}
	}
}

/* For @count kprobes of places_going, in modules that are held. */
static void wait_for_jumps(u32 count)
{
	u32 i, tries = 0;

	for (i = 0; i < count; i++) {
		const struct kprobe *kprobe = places_going[i];
		const struct module_site *site =
			container_of(kprobe, struct module_site, place.kprobe);

		if (!modules[site->module].is_held || table->sections[site->section].init ||
		    !kprobe->addr)
			continue;
		for (; stap_is_jump(kprobe->opcode, kprobe->addr) && tries < WAIT_STEPS; tries++)
			msleep(WAIT_STEP);
	}
}

/*
 * While the notifier still tells: one whose init function fails is freed though it is held. Then it
 * is not known here any more.
 */
static void release_modules(void)
{
	u32 i;

	mutex_lock(&lock);
	for (i = 0; i < table->module_count; i++)
		if (modules[i].is_held)
			module_put(modules[i].module);
	mutex_unlock(&lock);
}

static void module_disarm(void)
{
	u32 count;

	mutex_lock(&lock);
	is_over = true;
	hold_modules();
	count = disarm_sites(table->module_count, false);
	mutex_unlock(&lock);
	wait_for_jumps(count);
	release_modules();
	if (is_watching)
		unregister_module_notifier(&watcher);
	is_watching = false;
}

/* The watcher comes first, so that no module is missed. */
static int module_arm(void)
{
	int error = register_module_notifier(&watcher);
	u32 i;

	is_watching = !error;
	for (i = 0; !error && i < table->module_count; i++) {
		mutex_lock(&lock);
		error = attach_present(i);
		mutex_unlock(&lock);
	}
	if (error)
		module_disarm();
	return error;
}

const struct stap_family stap_module_family = {
	.name = "module",
	.prepare = module_prepare,
	.arm = module_arm,
	.disarm = module_disarm,
	.release = module_release,
};
