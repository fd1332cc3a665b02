// SPDX-License-Identifier: GPL-2.0-only
/*
 * The place that was hit, as the script asks for it: pp(), pn(), probefunc(), $$name.
 */
#include <linux/string.h>

#include "probes/kernel.h"

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

/* Handler context or sleeper. */
const char *stap_probe_name(struct stap_context *c)
{
	return c->probe->name ?: stap_point(c);
}

/* Handler context or sleeper. */
const char *stap_probe_type(struct stap_context *c)
{
	const char *type = c->probe->type;

	if (c->is_return && !strcmp(type, "kprobe"))
		return "kretprobe";
	if (c->is_return && !strcmp(type, "uprobe"))
		return "uretprobe";
	return type;
}

/* Handler context or sleeper. A label is an identifier of C: there is no quote in it. */
void stap_probe_label(struct stap_context *c, char *text, size_t size)
{
	static const char before[] = ").label(\"";
	const char *label = strstr(stap_point(c), before);

	*text = 0;
	if (!label)
		return;
	label += sizeof(before) - 1;
	strscpy(text, label, min(size, strcspn(label, "\"") + 1));
}
