// SPDX-License-Identifier: GPL-2.0-only
/*
 * process(…).begin, .end, .thread.begin, .thread.end, .syscall, .syscall.return: what happens to
 * processes. No debuginfo is needed; at system calls there are $syscall, $arg1 … $arg6 and $return.
 */
#include "probes/lowering.h"
#include "probes/user_object.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ARGUMENTS 6

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

static const struct type long_type = {
	.kind = KIND_INTEGER,
	.is_signed = true,
	.size = 8,
	.text = "long",
};

/* One of $syscall, $arg1 … $arg6, $return; NULL: there is none of that name. */
static struct expr *variable_named(struct lowering *l, const struct process_event *event,
				   const char *name)
{
	if (event->event < EVENT_SYSCALL)
		return NULL;
	if (!strcmp(name, "syscall"))
		return lower_code(l, "stap_syscall_number(c)");
	if (!strcmp(name, "return") && event->event == EVENT_SYSCALL_RETURN)
		return lower_code(l, "stap_syscall_result(c)");
	if (!strncmp(name, "arg", 3) && name[3] >= '1' && name[3] <= '0' + MOST_ARGUMENTS &&
	    !name[4])
		return lower_code(l, "stap_syscall_argument(c, %c)", name[3]);
	return NULL;
}

static bool no_variable(struct resolve *resolve, const struct probe *probe,
			const struct expr *target)
{
	const struct process_event *event = probe->family_data;
	const char *remedy = NULL;

	if (event->event == EVENT_SYSCALL)
		remedy = "there are $syscall, $arg1 to $arg6, $$vars, $$parms";
	else if (event->event == EVENT_SYSCALL_RETURN)
		remedy = "there are $return, $syscall, $arg1 to $arg6, $$vars, $$parms, $$return";
	return resolve_fail(resolve, target->place, remedy, "'%s' is not available in probe %s",
			    target->target.name, probe->name);
}

/* $$parms: the arguments; $$return; $$vars: all. */
static bool lower_variables(struct lowering *l, const struct process_event *event,
			    const char *which, struct expr *target)
{
	static const char *const names[] = { "syscall", "arg1", "arg2", "arg3",
					     "arg4",	"arg5", "arg6", "return" };
	struct listed_value values[sizeof(names) / sizeof(*names)];
	size_t count = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		bool is_argument = !strncmp(names[i], "arg", 3);
		struct expr *number;

		if ((!strcmp(which, "$$parms") && !is_argument) ||
		    (!strcmp(which, "$$return") && strcmp(names[i], "return")))
			continue;
		number = variable_named(l, event, names[i]);
		if (!number)
			continue;
		values[count++] = (struct listed_value){
			.name = names[i],
			.is_available = true,
			.value = { .type = &long_type, .number = number },
		};
	}
	return lower_list(l, values, count, target);
}

static bool process_event_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	const struct process_event *event = probe->family_data;
	const char *name = target->target.name;
	struct lowering l = { .resolve = resolve, .place = target->place, .name = name };
	struct target_value value = { .type = &long_type };

	if (event->event >= EVENT_SYSCALL &&
	    (!strcmp(name, "$$vars") || !strcmp(name, "$$parms") ||
	     (!strcmp(name, "$$return") && event->event == EVENT_SYSCALL_RETURN)))
		return lower_variables(&l, event, name, target);
	value.number = variable_named(&l, event, name + 1);
	if (!value.number)
		return no_variable(resolve, probe, target);
	return lower_target_value(&l, &value, target);
}

static const char *process_event_variables(struct resolve *resolve, const struct probe *probe)
{
	const struct process_event *event = probe->family_data;
	const char *text = "$syscall:long";

	if (event->event < EVENT_SYSCALL)
		return "";
	if (event->event == EVENT_SYSCALL_RETURN)
		text = "$return:long $syscall:long";
	for (int i = 1; i <= MOST_ARGUMENTS; i++)
		text = arena_printf(resolve->arena, "%s $arg%d:long", text, i);
	return text;
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
