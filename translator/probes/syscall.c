// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel.syscall("NAME"): system calls by name, by the kernel's own tables of their numbers. No
 * debuginfo is needed. .native leaves out 32-bit calls, .compat leaves out the others: what a
 * tapset needs where the two have different arguments.
 */
#include "probes/call_variables.h"
#include "probes/syscall_numbers.h"

#include "semantic/pattern.h"
#include "session.h"

#include <fnmatch.h>
#include <string.h>

/* A probe's call, with -1 for a numbering that the point leaves out. */
struct call_probe {
	struct system_call call;
	bool is_return;
};

extern const struct probe_family syscall_family;

static const char *const syscall_forms[] = {
	"kernel.syscall(string)",
	"kernel.syscall(string).return",
	"kernel.syscall(string).native",
	"kernel.syscall(string).native.return",
	"kernel.syscall(string).compat",
	"kernel.syscall(string).compat.return",
	NULL,
};

/* ---------------------------------------------------------------- points */

/* NULL after resolve_fail(). */
static const struct system_calls *find_calls(struct resolve *resolve, const struct point *point)
{
	struct session *session = resolve->session;
	const struct system_calls *calls = system_calls(session);

	if (calls)
		return calls;
	if (!session->target.build_directory)
		resolve_fail(resolve, point->place,
			     arena_printf(resolve->arena, "apt-get install linux-headers-%s",
					  session->target.release),
			     "the names of system calls are in the headers of kernel %s, which are "
			     "missing",
			     session->target.release);
	else
		resolve_fail(resolve, point->place, NULL,
			     "the headers of kernel %s have no table of system calls",
			     session->target.release);
	return NULL;
}

static bool no_call(struct resolve *resolve, const struct component *component,
		    const struct system_calls *calls)
{
	VEC(const char *) names = { 0 };

	for (size_t i = 0; i < calls->items.count; i++)
		vec_push(resolve->arena, &names, calls->items.items[i].name);
	return resolve_fail(resolve, component->place,
			    did_you_mean(resolve->arena,
					 nearest_name(component->string, names.items, names.count)),
			    "the kernel has no system call '%s'", component->string);
}

static bool syscall_resolve(struct resolve *resolve, const struct point *point)
{
	const struct system_calls *calls = find_calls(resolve, point);
	const struct component *component = point_component(point, "syscall");
	const char *width = "";
	size_t found = 0;

	if (!calls)
		return false;
	if (point_component(point, "native"))
		width = ".native";
	if (point_component(point, "compat"))
		width = ".compat";
	for (size_t i = 0; i < calls->items.count; i++) {
		struct call_probe call = {
			.call = calls->items.items[i],
			.is_return = point_component(point, "return"),
		};

		if (fnmatch(component->string, call.call.name, 0))
			continue;
		if (!strcmp(width, ".native"))
			call.call.numbers[COMPAT] = -1;
		if (!strcmp(width, ".compat"))
			call.call.numbers[NATIVE] = -1;
		if (call.call.numbers[NATIVE] < 0 && call.call.numbers[COMPAT] < 0)
			continue;

		struct call_probe *data = arena_new_object(resolve->arena, struct call_probe);
		struct probe *probe = probe_new(
			resolve, &syscall_family, point,
			arena_printf(resolve->arena, "kernel.syscall(\"%s\")%s%s", call.call.name,
				     width, call.is_return ? ".return" : ""));

		*data = call;
		probe->family_data = data;
		probe->is_return = call.is_return;
		found++;
	}
	return found || no_call(resolve, component, calls);
}

static bool syscall_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	const struct call_probe *call = probe->family_data;

	return call_variable_lower(resolve, probe, call->is_return, target);
}

static const char *syscall_variables(struct resolve *resolve __attribute__((unused)),
				     const struct probe *probe)
{
	const struct call_probe *call = probe->family_data;

	return call_variables(call->is_return);
}

/* ---------------------------------------------------------------- the table for the runtime */

static size_t syscall_emit(FILE *stream, struct session *session __attribute__((unused)),
			   const char *table, struct probe *const *probes, size_t count)
{
	fprintf(stream, "static const struct stap_syscall_probe %s[] = {\n", table);
	for (size_t i = 0; i < count; i++) {
		const struct call_probe *call = probes[i]->family_data;

		fprintf(stream, "\t{ &stap_probe_%u, { 0, ", probes[i]->handler);
		write_string(stream, probes[i]->name);
		fputs(", ", stream);
		write_string(stream, call->call.name);
		fprintf(stream, ", NULL }, %d, %d, %d, %zu },\n", call->call.numbers[NATIVE],
			call->call.numbers[COMPAT], call->is_return, probes[i]->saved_words);
	}
	fputs("};\n", stream);
	return count;
}

const struct probe_family syscall_family = {
	.name = "system calls",
	.type = "syscall",
	.forms = syscall_forms,
	.has_places = true,
	.lasting_variable = "$syscall",
	.resolve = syscall_resolve,
	.lower = syscall_lower,
	.variables = syscall_variables,
	.registers = REGISTERS_USER,
	.emit = syscall_emit,
	.runtime_family = "stap_syscall_family",
	.runtime_type = "struct stap_syscall_probe",
};
