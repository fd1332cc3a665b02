// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel.data("SYMBOL" or ADDRESS).write, .rw, .length(N): hardware breakpoints on data. A symbol
 * is found in the target kernel's debuginfo, with its size; an address is one of the running
 * kernel, such as a script prints.
 */
#include "probes/kernel.h"

#include "arch/x86/breakpoints.h"
#include "debuginfo/symbols.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <string.h>

struct data {
	uint64_t address;
	unsigned length; /* bytes: 1, 2, 4 or 8 */
	bool is_link_time;
	bool reads; /* .rw */
};

extern const struct probe_family data_family;

static const char *const data_forms[] = {
	"kernel.data(string).write",
	"kernel.data(string).rw",
	"kernel.data(string).length(number).write",
	"kernel.data(string).length(number).rw",
	"kernel.data(number).write",
	"kernel.data(number).rw",
	"kernel.data(number).length(number).write",
	"kernel.data(number).length(number).rw",
	NULL,
};

static bool is_watchable(uint64_t length)
{
	return length == 1 || length == 2 || length == 4 || length == 8;
}

/* Of a per-CPU variable the symbol is an offset, not an address. */
static bool is_per_cpu(const struct symbol *symbol)
{
	return symbol->address <= INT64_MAX;
}

/* The .length(N) of the point; 0: none. False after resolve_fail(). */
static bool point_length(struct resolve *resolve, const struct point *point, uint64_t *length)
{
	const struct component *component = point_component(point, "length");

	*length = component ? (uint64_t)component->number : 0;
	if (!component || is_watchable(*length))
		return true;
	return resolve_fail(resolve, component->place, NULL,
			    "a hardware breakpoint watches 1, 2, 4 or 8 bytes, not %" PRId64,
			    component->number);
}

static bool check_alignment(struct resolve *resolve, const struct component *component,
			    uint64_t address, uint64_t length)
{
	uint64_t fits = length;

	if (address % length == 0)
		return true;
	while (address % fits)
		fits /= 2;
	return resolve_fail(resolve, component->place,
			    arena_printf(resolve->arena, "use .length(%" PRIu64 ")", fits),
			    "%" PRIu64 " bytes at 0x%" PRIx64 " cannot be watched: the address is "
			    "no multiple of the length",
			    length, address);
}

/* ---------------------------------------------------------------- points */

static void add_probe(struct resolve *resolve, const struct point *point, const char *argument,
		      uint64_t address, uint64_t length)
{
	const struct component *written = point_component(point, "length");
	struct data *data = arena_new_object(resolve->arena, struct data);
	const char *name = arena_printf(resolve->arena, "kernel.data(%s)", argument);

	if (written)
		name = arena_printf(resolve->arena, "%s.length(%" PRIu64 ")", name, length);
	data->address = address;
	data->length = (unsigned)length;
	data->is_link_time = point->components[1].argument_is_string;
	data->reads = point_component(point, "rw") != NULL;
	name = arena_printf(resolve->arena, "%s.%s", name, data->reads ? "rw" : "write");
	probe_new(resolve, &data_family, point, name)->family_data = data;
}

/* The length to watch of a symbol; 0: it cannot be watched, of which *@why is the reason. */
static uint64_t symbol_length(const struct symbol *symbol, uint64_t wanted, const char **why)
{
	uint64_t length = wanted ? wanted : symbol->size;

	if (is_per_cpu(symbol))
		*why = "each CPU has its own, at another address";
	else if (symbol->size && wanted > symbol->size)
		*why = "it is shorter than that";
	else if (!is_watchable(length))
		*why = "a hardware breakpoint watches 1, 2, 4 or 8 bytes";
	else
		return length;
	return 0;
}

static bool fail_symbol(struct resolve *resolve, const struct component *component,
			const struct symbol *symbol, const char *why)
{
	const char *remedy = NULL;

	if (!is_per_cpu(symbol) && !is_watchable(symbol->size))
		remedy = "watch its beginning with .length(8)";
	return resolve_fail(resolve, component->place, remedy,
			    "'%s', of %" PRIu64 " bytes, cannot be watched: %s", symbol->name,
			    symbol->size, why);
}

static bool no_symbol(struct resolve *resolve, const struct component *component,
		      struct debuginfo *debuginfo)
{
	VEC(const char *) names = { 0 };
	struct symbol *symbols;
	size_t count = symbols_find(debuginfo, "*", &symbols);

	for (size_t i = 0; i < count; i++)
		if (!symbols[i].code && !is_per_cpu(&symbols[i]))
			vec_push(resolve->arena, &names, symbols[i].name);
	const char *nearest = nearest_name(component->string, names.items, names.count);

	return resolve_fail(resolve, component->place, did_you_mean(resolve->arena, nearest),
			    "the kernel has no variable '%s'", component->string);
}

/* Of a pattern's symbols those that can be watched; a name must be watchable. */
static bool resolve_symbol(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[1];
	bool is_pattern = strpbrk(component->string, "*?[") != NULL;
	struct debuginfo *debuginfo = kernel_debuginfo(resolve, component->place);
	const struct symbol *refused = NULL;
	const char *why = NULL;
	struct symbol *symbols;
	bool is_code = false;
	uint64_t wanted;
	size_t added = 0;

	if (!debuginfo || !point_length(resolve, point, &wanted))
		return false;
	size_t count = symbols_find(debuginfo, component->string, &symbols);

	for (size_t i = 0; i < count; i++) {
		uint64_t length;

		if (symbols[i].code) {
			is_code = true;
			continue;
		}
		length = symbol_length(&symbols[i], wanted, &why);
		if (!length || (is_pattern && symbols[i].address % length)) {
			refused = &symbols[i];
			continue;
		}
		if (!check_alignment(resolve, component, symbols[i].address, length))
			return false;
		add_probe(resolve, point, arena_printf(resolve->arena, "\"%s\"", symbols[i].name),
			  symbols[i].address, length);
		added++;
	}
	if (added)
		return true;
	if (is_code && !refused && !is_pattern)
		return resolve_fail(resolve, component->place,
				    "use kernel.function or "
				    "kernel.statement",
				    "'%s' is code, not a variable", component->string);
	return refused && !is_pattern ? fail_symbol(resolve, component, refused, why)
				      : no_symbol(resolve, component, debuginfo);
}

static bool resolve_address(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[1];
	uint64_t address = (uint64_t)component->number, length;

	if (!point_length(resolve, point, &length))
		return false;
	length = length ? length : 1;
	if (address <= INT64_MAX)
		return resolve_fail(resolve, component->place, NULL,
				    "0x%" PRIx64 " is no address of the kernel", address);
	if (!check_alignment(resolve, component, address, length))
		return false;
	add_probe(resolve, point, arena_printf(resolve->arena, "0x%" PRIx64, address), address,
		  length);
	return true;
}

static bool data_resolve(struct resolve *resolve, const struct point *point)
{
	return point->components[1].argument_is_string ? resolve_symbol(resolve, point)
						       : resolve_address(resolve, point);
}

/* ---------------------------------------------------------------- the table */

static size_t data_emit(FILE *stream, struct session *session, const char *table,
			struct probe *const *probes, size_t count)
{
	if (count > STAP_BREAKPOINTS) {
		diagnose_error(&session->diagnostics, probes[STAP_BREAKPOINTS]->point->place,
			       "%s is one too many: there are %d hardware breakpoints",
			       probes[STAP_BREAKPOINTS]->name, STAP_BREAKPOINTS);
	}
	fprintf(stream, "static const struct stap_data_probe %s[] = {\n", table);
	for (size_t i = 0; i < count; i++) {
		const struct data *data = probes[i]->family_data;

		fprintf(stream,
			"\t{ .probe = &stap_probe_%u, .address = 0x%" PRIx64
			"ull, .length = %u, .is_link_time = %d, .reads = %d },\n",
			probes[i]->handler, data->address, data->length, data->is_link_time,
			data->reads);
	}
	fputs("};\n", stream);
	return count;
}

const struct probe_family data_family = {
	.name = "data",
	.forms = data_forms,
	.resolve = data_resolve,
	.emit = data_emit,
	.runtime_family = "stap_data_family",
	.runtime_type = "struct stap_data_probe",
};
