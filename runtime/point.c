// SPDX-License-Identifier: GPL-2.0-only
/*
 * The place that was hit, as the script asks for it: pp(), probefunc(), $$name.
 */
#include "kernel.h"

/* A hit may lie a few bytes behind the address of its site: a function's landing pad. */
#define NEAR 16

/* Returns the site hit, or NULL for probes that have none. Sites are sorted by address. */
static const struct stap_site *site_hit(struct stap_context *c)
{
	const struct stap_armed *armed = stap_cpu_of(c)->armed;
	u32 low = 0, high;

	if (!armed)
		return NULL;
	if (armed->count == 1)
		return armed->sites;
	high = armed->count;
	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (armed->sites[middle].address <= c->address)
			low = middle;
		else
			high = middle;
	}
	return c->address - armed->sites[low].address < NEAR ? &armed->sites[low] : NULL;
}

/* Handler context or sleeper. */
const char *stap_point(struct stap_context *c)
{
	const struct stap_site *site = site_hit(c);

	return site && site->place->point ? site->place->point : c->probe->point;
}

/* Handler context or sleeper. */
const char *stap_probe_function(struct stap_context *c)
{
	const struct stap_site *site = site_hit(c);

	return site && site->place->function ? site->place->function : "";
}

/* Handler context. What the place is called: a tracepoint's name, a mark's. */
const char *stap_probe_symbol(struct stap_context *c)
{
	const struct stap_site *site = site_hit(c);

	return site && site->place->symbol ? site->place->symbol : "";
}
