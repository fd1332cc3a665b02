// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hardware breakpoints on data, by symbol, which is found with its size, or by address.
 *
 *	kernel.data(…).write, .rw, .length(N)	of the kernel; addresses are the running kernel's
 *	process(…).data(…) likewise		of a program; addresses are those that it was linked
 *						for, with process(PID) those of the process
 */
#include "probes/kernel.h"
#include "probes/user_object.h"

#include "arch/x86/breakpoints.h"
#include "debuginfo/symbols.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <string.h>

struct data {
	uint64_t address;
	unsigned length; /* bytes: 1, 2, 4 or 8 */
	bool is_link_time;
	bool reads;			     /* .rw */
	const struct probed_object *program; /* NULL: the kernel */
	int64_t pid;
};

extern const struct probe_family data_family;
extern const struct probe_family process_data_family;

#define DATA_FORMS(of)                                                                             \
	of ".data(string).write", of ".data(string).rw", of ".data(string).length(number).write",  \
		of ".data(string).length(number).rw", of ".data(number).write",                    \
		of ".data(number).rw", of ".data(number).length(number).write",                    \
		of ".data(number).length(number).rw"

static const char *const data_forms[] = { DATA_FORMS("kernel"), NULL };

static const char *const process_data_forms[] = {
	DATA_FORMS("process(string)"),
	DATA_FORMS("process(number)"),
	DATA_FORMS("process"),
	NULL,
};

/* What a point is about. */
struct owner {
	const struct probed_object *program; /* NULL: the kernel */
	int64_t pid;
	const char *prefix; /* of the probe's name: "kernel" */
	struct debuginfo *debuginfo;
};

static bool is_watchable(uint64_t length)
{
	return length == 1 || length == 2 || length == 4 || length == 8;
}

/* Of a per-CPU variable of the kernel the symbol is an offset, not an address. */
static bool is_per_cpu(const struct owner *owner, const struct symbol *symbol)
{
	return !owner->program && symbol->address <= INT64_MAX;
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

static void add_probe(struct resolve *resolve, const struct point *point, const struct owner *owner,
		      const char *argument, uint64_t address, uint64_t length)
{
	const struct component *written = point_component(point, "length");
	struct data *data = arena_new_object(resolve->arena, struct data);
	const char *name = arena_printf(resolve->arena, "%s.data(%s)", owner->prefix, argument);

	if (written)
		name = arena_printf(resolve->arena, "%s.length(%" PRIu64 ")", name, length);
	data->address = address;
	data->length = (unsigned)length;
	data->is_link_time = point_component(point, "data")->argument_is_string ||
			     (owner->program && !owner->pid);
	data->program = owner->program;
	data->pid = owner->pid;
	data->reads = point_component(point, "rw") != NULL;
	name = arena_printf(resolve->arena, "%s.%s", name, data->reads ? "rw" : "write");
	probe_new(resolve, owner->program ? &process_data_family : &data_family, point, name)
		->family_data = data;
}

/* The length to watch of a symbol; 0: it cannot be watched, of which *@why is the reason. */
static uint64_t symbol_length(const struct owner *owner, const struct symbol *symbol,
			      uint64_t wanted, const char **why)
{
	uint64_t length = wanted ? wanted : symbol->size;

	if (is_per_cpu(owner, symbol))
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
			const struct owner *owner, const struct symbol *symbol, const char *why)
{
	const char *remedy = NULL;

	if (!is_per_cpu(owner, symbol) && !is_watchable(symbol->size))
		remedy = "watch its beginning with .length(8)";
	return resolve_fail(resolve, component->place, remedy,
			    "'%s', of %" PRIu64 " bytes, cannot be watched: %s", symbol->name,
			    symbol->size, why);
}

static bool no_symbol(struct resolve *resolve, const struct component *component,
		      const struct owner *owner)
{
	VEC(const char *) names = { 0 };
	struct symbol *symbols;
	size_t count = symbols_find(owner->debuginfo, "*", &symbols);

	for (size_t i = 0; i < count; i++)
		if (!symbols[i].code && !is_per_cpu(owner, &symbols[i]))
			vec_push(resolve->arena, &names, symbols[i].name);
	const char *nearest = nearest_name(component->string, names.items, names.count);

	return resolve_fail(resolve, component->place, did_you_mean(resolve->arena, nearest),
			    "%s has no variable '%s'",
			    owner->program ? object_name(owner->program) : "the kernel",
			    component->string);
}

/* Of a pattern's symbols those that can be watched; a name must be watchable. */
static bool resolve_symbol(struct resolve *resolve, const struct point *point,
			   const struct owner *owner)
{
	const struct component *component = point_component(point, "data");
	bool is_pattern = strpbrk(component->string, "*?[") != NULL;
	const struct symbol *refused = NULL;
	const char *why = NULL;
	struct symbol *symbols;
	bool is_code = false;
	uint64_t wanted;
	size_t added = 0;

	if (!owner->debuginfo || !point_length(resolve, point, &wanted))
		return false;
	size_t count = symbols_find(owner->debuginfo, component->string, &symbols);

	for (size_t i = 0; i < count; i++) {
		uint64_t length;

		if (symbols[i].code) {
			is_code = true;
			continue;
		}
		length = symbol_length(owner, &symbols[i], wanted, &why);
		if (!length || (is_pattern && symbols[i].address % length)) {
			refused = &symbols[i];
			continue;
		}
		if (!check_alignment(resolve, component, symbols[i].address, length))
			return false;
		add_probe(resolve, point, owner,
			  arena_printf(resolve->arena, "\"%s\"", symbols[i].name),
			  symbols[i].address, length);
		added++;
	}
	if (added)
		return true;
	if (is_code && !refused && !is_pattern)
		return resolve_fail(resolve, component->place,
				    arena_printf(resolve->arena, "use %s.function or %s.statement",
						 owner->prefix, owner->prefix),
				    "'%s' is code, not a variable", component->string);
	return refused && !is_pattern ? fail_symbol(resolve, component, owner, refused, why)
				      : no_symbol(resolve, component, owner);
}

static bool resolve_address(struct resolve *resolve, const struct point *point,
			    const struct owner *owner)
{
	const struct component *component = point_component(point, "data");
	uint64_t address = (uint64_t)component->number, length;

	if (!point_length(resolve, point, &length))
		return false;
	length = length ? length : 1;
	if ((address > INT64_MAX) != !owner->program)
		return resolve_fail(resolve, component->place, NULL,
				    "0x%" PRIx64 " is no address of %s", address,
				    owner->program ? "a process" : "the kernel");
	if (!check_alignment(resolve, component, address, length))
		return false;
	add_probe(resolve, point, owner, arena_printf(resolve->arena, "0x%" PRIx64, address),
		  address, length);
	return true;
}

static bool data_resolve(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[1];
	struct owner owner = { .prefix = "kernel" };

	if (!component->argument_is_string)
		return resolve_address(resolve, point, &owner);
	owner.debuginfo = kernel_debuginfo(resolve, component->place);
	return resolve_symbol(resolve, point, &owner);
}

/* A point that names one program. */
static bool resolve_program(struct resolve *resolve, const struct point *point)
{
	const struct probed_object *object = point_object(resolve, point);
	struct user_where where;
	struct owner owner;

	if (!object)
		return false;
	user_where(resolve, point, &where);
	owner = (struct owner){
		.program = where.object,
		.pid = where.pid,
		.debuginfo = object->debuginfo,
		.prefix = where.pid
				  ? arena_printf(resolve->arena, "process(%" PRId64 ")", where.pid)
				  : arena_printf(resolve->arena, "process(\"%s\")",
						 where.object->user->file->path),
	};
	return point_component(point, "data")->argument_is_string
		       ? resolve_symbol(resolve, point, &owner)
		       : resolve_address(resolve, point, &owner);
}

static bool process_data_resolve(struct resolve *resolve, const struct point *point)
{
	return user_resolve(resolve, point, resolve_program);
}

static const struct probed_object *process_data_object(const struct probe *probe)
{
	const struct data *data = probe->family_data;

	return data->program;
}

/* ---------------------------------------------------------------- the table */

/* Each task has its own breakpoints, so those of different programs do not add up. */
static void check_count(struct session *session, struct probe *const *probes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct data *data = probes[i]->family_data;
		size_t before = 0;

		for (size_t j = 0; j < i; j++) {
			const struct data *other = probes[j]->family_data;

			before += other->program == data->program;
		}
		if (before != STAP_BREAKPOINTS)
			continue;
		diagnose_error(&session->diagnostics, probes[i]->point->place,
			       "%s is one too many: there are %d hardware breakpoints",
			       probes[i]->name, STAP_BREAKPOINTS);
	}
}

static void write_data(FILE *stream, const struct probe *probe)
{
	const struct data *data = probe->family_data;

	fprintf(stream,
		"\t{ .probe = &stap_probe_%u, .address = 0x%" PRIx64
		"ull, .length = %u, .is_link_time = %d, .reads = %d",
		probe->handler, data->address, data->length, data->is_link_time, data->reads);
}

static size_t data_emit(FILE *stream, struct session *session, const char *table,
			struct probe *const *probes, size_t count)
{
	check_count(session, probes, count);
	fprintf(stream, "static const struct stap_data_probe %s[] = {\n", table);
	for (size_t i = 0; i < count; i++) {
		write_data(stream, probes[i]);
		fputs(" },\n", stream);
	}
	fputs("};\n", stream);
	return count;
}

static size_t process_data_emit(FILE *stream, struct session *session, const char *table,
				struct probe *const *probes, size_t count)
{
	check_count(session, probes, count);
	fprintf(stream, "static const struct stap_watch_probe %s[] = {\n", table);
	for (size_t i = 0; i < count; i++) {
		const struct data *data = probes[i]->family_data;
		const struct program_file *file = data->program->user->file;

		write_data(stream, probes[i]);
		fprintf(stream,
			",\n\t  .program = %u, .start = 0x%" PRIx64 "ull, .pid = %" PRId64 " },\n",
			user_object_number(session, data->program), file->entry - file->text_bias,
			data->pid);
	}
	fputs("};\n", stream);
	return count;
}

const struct probe_family data_family = {
	.name = "data",
	.type = "hwbkpt",
	.forms = data_forms,
	.resolve = data_resolve,
	.emit = data_emit,
	.runtime_family = "stap_data_family",
	.runtime_type = "struct stap_data_probe",
};

const struct probe_family process_data_family = {
	.name = "process data",
	.type = "hwbkpt",
	.forms = process_data_forms,
	.resolve = process_data_resolve,
	.object = process_data_object,
	.emit = process_data_emit,
	.runtime_family = "stap_watch_family",
	.runtime_type = "struct stap_watch_probe",
};
