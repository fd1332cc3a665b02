// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel.function, kernel.statement, kprobe.function and their returns: the script's table becomes
 * sites with run-time addresses, sorted out to the mechanism that serves each at the least cost.
 */
#include <linux/bsearch.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "probes/kernel.h"
#include "protocol.h"

static struct stap_sites entries, full_entries; /* for ftrace: entries and returns */
static struct stap_sites refused;		/* those of them that it has no place for */
static struct stap_sites places, returns;

static int compare_addresses(const void *a, const void *b)
{
	const struct stap_site *left = a, *right = b;

	if (left->address == right->address)
		return 0;
	return left->address < right->address ? -1 : 1;
}

static int compare_sites(const void *a, const void *b)
{
	const struct stap_site *left = a, *right = b;
	int order = compare_addresses(a, b);

	if (order || left->probe == right->probe)
		return order;
	return left->probe < right->probe ? -1 : 1;
}

void stap_sites_sort(struct stap_sites *sites)
{
	u32 i;

	sort(sites->at, sites->count, sizeof(*sites->at), compare_sites, NULL);
	for (i = 0; i < sites->count; i++) {
		sites->at[i].itself.sites = &sites->at[i];
		sites->at[i].itself.count = 1;
	}
}

int stap_site_refused(const struct stap_site *site, int error)
{
	const char *reason;

	switch (error) {
	case -ENOENT:
		reason = "the kernel has no such symbol";
		break;
	case -EINVAL:
	case -EILSEQ:
	case -EOPNOTSUPP:
		reason = "the kernel does not allow a probe there";
		break;
	case -EBUSY:
		reason = "the kernel does not allow a probe there now (see kernel.ftrace_enabled)";
		break;
	case -E2BIG:
		reason = "what is kept from its entry (strings, above all) is more than the kernel "
			 "keeps for a call";
		break;
	case -ENOMEM:
		reason = "not enough memory";
		break;
	default:
		reason = "registration failed";
	}
	stap_start_error("cannot probe %s: %s (error %d)", site->place->point, reason, error);
	return error;
}

/* Room for the sites of the script, by mechanism. Those that ftrace refuses go to the others. */
static int allocate(const struct stap_family_table *table)
{
	struct stap_sites *const for_ftrace[] = { &entries, &full_entries, &refused };
	const struct stap_kernel_probe *probes = table->probes;
	u32 ftrace_count = 0, return_count = 0, total = 0, i;

	for (i = 0; i < table->count; i++) {
		total += probes[i].place_count;
		if (probes[i].is_return)
			return_count += probes[i].place_count;
		if (probes[i].is_return || probes[i].is_entry)
			ftrace_count += probes[i].place_count;
	}
	for (i = 0; i < ARRAY_SIZE(for_ftrace); i++) {
		for_ftrace[i]->at = kvcalloc(ftrace_count + 1, sizeof(*refused.at), GFP_KERNEL);
		if (!for_ftrace[i]->at)
			return -ENOMEM;
	}
	returns.at = kvcalloc(return_count + 1, sizeof(*returns.at), GFP_KERNEL);
	places.at = kvcalloc(total - return_count + 1, sizeof(*places.at), GFP_KERNEL);
	return returns.at && places.at ? 0 : -ENOMEM;
}

static void add_site(const struct stap_kernel_probe *probe, const struct stap_place *place,
		     unsigned long address)
{
	struct stap_sites *sites = &places;

	if (probe->is_return || probe->is_entry)
		sites = probe->all_registers ? &full_entries : &entries;
	sites->at[sites->count++] = (struct stap_site){
		.address = address,
		.place = place,
		.probe = probe,
	};
}

/* The places of a script that have only a symbol, while their addresses are found. */
struct symbols {
	u32 number; /* of the next one */
	/* Those that nobody has said: */
	struct kprobe *probes;
	struct kprobe **registered;
	u32 count;
};

/* What staprun has said of symbol @number. */
static u64 address_said(u32 number)
{
	return number < stap_script.symbol_count ? stap_script.symbols[number] : 0;
}

/*
 * A kprobe that is registered but never armed tells the address of its symbol. It stays registered
 * until all are known: unregistering waits, which is better done once.
 */
static int ask_kernel(struct symbols *symbols, const char *symbol, unsigned long *address)
{
	struct kprobe *kprobe = &symbols->probes[symbols->count];
	int error;

	kprobe->symbol_name = symbol;
	kprobe->flags = KPROBE_FLAG_DISABLED;
	error = register_kprobe(kprobe);
	if (error) {
		memset(kprobe, 0, sizeof(*kprobe));
		return error;
	}
	symbols->registered[symbols->count++] = kprobe;
	*address = (unsigned long)kprobe->addr;
	return 0;
}

static int resolve(struct symbols *symbols, const struct stap_kernel_probe *probe,
		   const struct stap_place *place)
{
	u64 said = address_said(symbols->number++);
	unsigned long address = said;
	int error = 0;

	if (said == STAP_SYMBOL_ABSENT)
		error = -ENOENT;
	else if (!said)
		error = ask_kernel(symbols, place->symbol, &address);
	if (!error)
		add_site(probe, place, address);
	else if (!probe->optional)
		return stap_site_refused(&(struct stap_site){ .place = place }, error);
	return 0;
}

/* The number of symbols that the kernel must be asked for. */
static u32 count_symbols(const struct stap_kernel_probe *probes, u32 probe_count)
{
	u32 i, j, number = 0, count = 0;

	for (i = 0; i < probe_count; i++) {
		for (j = 0; j < probes[i].place_count; j++) {
			if (!probes[i].places[j].address)
				count += !address_said(number++);
		}
	}
	return count;
}

static int add_sites(const struct stap_family_table *table, struct symbols *symbols)
{
	const struct stap_kernel_probe *probe = table->probes;
	u32 i, j;

	for (i = 0; i < table->count; i++, probe++) {
		for (j = 0; j < probe->place_count; j++) {
			const struct stap_place *place = &probe->places[j];
			int error = 0;

			if (place->address)
				add_site(probe, place,
					 place->address +
						 (probe->is_absolute ? 0 : stap_kernel_offset));
			else
				error = resolve(symbols, probe, place);
			if (error)
				return error;
		}
	}
	return 0;
}

/*
 * Two ftrace_ops on one function are called by way of a list, which costs more than saving all
 * registers does.
 */
static void join_entries(void)
{
	u32 full_count = full_entries.count, kept = 0, i;

	for (i = 0; i < entries.count; i++) {
		const struct stap_site *site = &entries.at[i];

		if (bsearch(site, full_entries.at, full_count, sizeof(*site), compare_addresses))
			full_entries.at[full_entries.count++] = *site;
		else
			entries.at[kept++] = *site;
	}
	entries.count = kept;
}

static int find_sites(const struct stap_family_table *table)
{
	u32 count = count_symbols(table->probes, table->count);
	struct symbols symbols = {
		.probes = kvcalloc(count + 1, sizeof(*symbols.probes), GFP_KERNEL),
		.registered = kvcalloc(count + 1, sizeof(*symbols.registered), GFP_KERNEL),
	};
	int error = -ENOMEM;

	if (symbols.probes && symbols.registered) {
		error = add_sites(table, &symbols);
		unregister_kprobes(symbols.registered, symbols.count);
	}
	kvfree(symbols.registered);
	kvfree(symbols.probes);
	stap_sites_sort(&full_entries);
	join_entries();
	return error;
}

static void kernel_release(void)
{
	struct stap_sites *const lists[] = { &entries, &full_entries, &refused, &places, &returns };
	u32 i;

	stap_functions_release();
	stap_hooks_release();
	stap_places_release();
	stap_returns_release();
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		kvfree(lists[i]->at);
		*lists[i] = (struct stap_sites){};
	}
}

/*
 * What ftrace has no place for is served by kprobes and kretprobes, unless nobody knows whether the
 * kernel would survive one there.
 */
static void share_out_refused(void)
{
	u32 i;

	for (i = 0; i < refused.count; i++) {
		struct stap_sites *sites = refused.at[i].probe->is_return ? &returns : &places;

		if (refused.at[i].probe->traced_only)
			continue;
		sites->at[sites->count++] = refused.at[i];
	}
}

static int kernel_prepare(const struct stap_family_table *table)
{
	int error = allocate(table);

	if (!error)
		error = find_sites(table);
	if (!error)
		error = stap_hooks_prepare(&entries, &full_entries, &refused);
	if (!error)
		error = stap_functions_prepare(&entries, false, &refused);
	if (!error)
		error = stap_functions_prepare(&full_entries, true, &refused);
	share_out_refused();
	if (!error)
		error = stap_places_prepare(&places);
	if (!error)
		error = stap_returns_prepare(&returns);
	if (error == -ENOMEM)
		stap_start_error("not enough memory for the probes of the kernel");
	if (error)
		kernel_release();
	return error;
}

static void kernel_disarm(void)
{
	stap_functions_disarm();
	stap_hooks_disarm();
	stap_places_disarm();
	stap_returns_disarm();
}

/*
 * ftrace last: until then the kernel's own work for the other probes is not slowed by hits.
 * Disarming undoes whatever part was armed.
 */
static int kernel_arm(void)
{
	int error = stap_places_arm();

	if (!error)
		error = stap_returns_arm();
	if (!error)
		error = stap_functions_arm();
	if (error)
		kernel_disarm();
	return error;
}

const struct stap_family stap_kernel_family = {
	.name = "kernel",
	.prepare = kernel_prepare,
	.arm = kernel_arm,
	.disarm = kernel_disarm,
	.release = kernel_release,
};
