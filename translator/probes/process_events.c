// SPDX-License-Identifier: GPL-2.0-only
/*
 * process(…).begin, .end, .thread.begin, .thread.end, .syscall, .syscall.return: what happens to
 * processes. No debuginfo is needed; at system calls there are $syscall, $arg1 … $arg6 and $return.
 */
#include "probes/call_variables.h"
#include "probes/lowering.h"
#include "probes/user_object.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum event {
	EVENT_SYSCALL = 4, /* those from here on have variables */
	EVENT_SYSCALL_RETURN,
};

/* In the order of enum stap_process_event. */
static const struct {
	const char *components, *name;
} events[] = {
	{ "begin", "STAP_PROCESS_BEGIN" },	 { "end", "STAP_PROCESS_END" },
	{ "thread.begin", "STAP_THREAD_BEGIN" }, { "thread.end", "STAP_THREAD_END" },
	{ "syscall", "STAP_SYSCALL" },		 { "syscall.return", "STAP_SYSCALL_RETURN" },
};

#define EVENTS (sizeof(events) / sizeof(*events))

struct process_event {
	unsigned event; /* index of `events` */
	const struct probed_object *program;
	int64_t pid;
};

extern const struct probe_family process_event_family;

#define EVENT_FORMS(process)                                                                       \
	process ".begin", process ".end", process ".thread.begin", process ".thread.end",          \
		process ".syscall", process ".syscall.return"

static const char *const process_event_forms[] = {
	EVENT_FORMS("process(string)"),
	EVENT_FORMS("process(number)"),
	EVENT_FORMS("process"),
	NULL,
};

/* ---------------------------------------------------------------- points */

/* What the point says behind its first component: "thread.begin". */
static const char *event_of(struct arena *arena, const struct point *point)
{
	const char *text = point->components[1].name;

	if (point->component_count > 2)
		text = arena_printf(arena, "%s.%s", text, point->components[2].name);
	return text;
}

static bool process_event_resolve(struct resolve *resolve, const struct point *point)
{
	struct process_event *event = arena_new_object(resolve->arena, struct process_event);
	const char *components = event_of(resolve->arena, point);
	const char *name = "process";

	if (!user_processes(resolve, point, &event->program, &event->pid))
		return false;
	while (event->event + 1 < EVENTS && strcmp(events[event->event].components, components))
		event->event++;
	if (event->program) {
		struct resolve quiet = resolve_quietly(resolve);

		/* For @var and @cast, should there be any; it need not be there. */
		user_object_debuginfo(&quiet, point->components[0].place, event->program, true);
		name = arena_printf(resolve->arena, "process(\"%s\")",
				    event->program->user->file->path);
	}
	if (event->pid)
		name = arena_printf(resolve->arena, "process(%" PRId64 ")", event->pid);
	name = arena_printf(resolve->arena, "%s.%s", name, components);
	probe_new(resolve, &process_event_family, point, name)->family_data = event;
	return true;
}

static const struct probed_object *process_event_object(const struct probe *probe)
{
	const struct process_event *event = probe->family_data;

	return event->program;
}

/* ---------------------------------------------------------------- variables */

static bool process_event_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	const struct process_event *event = probe->family_data;

	if (event->event >= EVENT_SYSCALL)
		return call_variable_lower(resolve, probe, event->event == EVENT_SYSCALL_RETURN,
					   target);
	return resolve_fail(resolve, target->place, NULL, "'%s' is not available in probe %s",
			    target->target.name, probe->name);
}

static const char *process_event_variables(struct resolve *resolve __attribute__((unused)),
					   const struct probe *probe)
{
	const struct process_event *event = probe->family_data;

	if (event->event < EVENT_SYSCALL)
		return "";
	return call_variables(event->event == EVENT_SYSCALL_RETURN);
}

/* ---------------------------------------------------------------- the table */

static size_t process_event_emit(FILE *stream, struct session *session, const char *table,
				 struct probe *const *probes, size_t count)
{
	fprintf(stream, "static const struct stap_process_probe %s[] = {\n", table);
	for (size_t i = 0; i < count; i++) {
		const struct process_event *event = probes[i]->family_data;

		fprintf(stream, "\t{ .probe = &stap_probe_%u, .event = %s, ", probes[i]->handler,
			events[event->event].name);
		if (event->program)
			fprintf(stream, ".program = %u, ",
				user_object_number(session, event->program));
		else
			fputs(".program = STAP_NO_OBJECT, ", stream);
		fprintf(stream, ".pid = %" PRId64 " },\n", event->pid);
	}
	fputs("};\n", stream);
	return count;
}

const struct probe_family process_event_family = {
	.name = "process events",
	.type = "process",
	.forms = process_event_forms,
	.resolve = process_event_resolve,
	.lower = process_event_lower,
	.variables = process_event_variables,
	.object = process_event_object,
	.registers = REGISTERS_USER,
	.emit = process_event_emit,
	.runtime_family = "stap_process_family",
	.runtime_type = "struct stap_process_probe",
};
