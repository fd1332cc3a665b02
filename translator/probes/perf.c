// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf.type(N).config(N): events of the kernel's performance monitoring, numbered as in
 * linux/perf_event.h. .sample(N) and .hz(N) say how often the handler runs, .process(…) whose
 * events are meant; .counter("name") has no samples, but is read by @perf("name").
 */
#include "probes/family.h"

#include "session.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_PERIOD 1000000
#define MOST_HZ	       100000

struct perf {
	uint32_t type, hz;
	uint64_t config, period;
	const char *process; /* path, or NULL */
	bool of_target;	     /* .process without a path */
	const char *counter;
};

extern const struct probe_family perf_family;

static const char *const perf_forms[] = {
	"perf.type(number).config(number)",
	"perf.type(number).config(number).sample(number)",
	"perf.type(number).config(number).sample(number).process",
	"perf.type(number).config(number).sample(number).process(string)",
	"perf.type(number).config(number).hz(number)",
	"perf.type(number).config(number).hz(number).process",
	"perf.type(number).config(number).hz(number).process(string)",
	"perf.type(number).config(number).process",
	"perf.type(number).config(number).process.sample(number)",
	"perf.type(number).config(number).process.hz(number)",
	"perf.type(number).config(number).process.counter(string)",
	"perf.type(number).config(number).process(string)",
	"perf.type(number).config(number).process(string).sample(number)",
	"perf.type(number).config(number).process(string).hz(number)",
	"perf.type(number).config(number).process(string).counter(string)",
	"perf.type(number).config(number).counter(string)",
	NULL,
};

/* ---------------------------------------------------------------- points */

/* Returns where the shell would find @name, or NULL. */
static const char *find_program(struct arena *arena, const char *name)
{
	const char *directories = getenv("PATH");

	while (directories && *directories) {
		size_t length = strcspn(directories, ":");
		const char *path = arena_printf(arena, "%.*s/%s", (int)length, directories, name);

		if (length && !access(path, X_OK))
			return path;
		directories += length + (directories[length] == ':');
	}
	return NULL;
}

/* An absolute path is that of where the module runs, and need not be here. */
static bool find_process(struct resolve *resolve, const struct component *component,
			 const char **path)
{
	const char *name = component->string;
	char whole[PATH_MAX];

	*path = name;
	if (*name == '/')
		return true;
	if (!strchr(name, '/'))
		*path = *name ? find_program(resolve->arena, name) : NULL;
	else
		*path = realpath(name, whole) ? arena_strdup(resolve->arena, whole) : NULL;
	if (*path)
		return true;
	return resolve_fail(resolve, component->place, "give its path", "there is no program '%s'",
			    name);
}

static const char *perf_name(struct arena *arena, const struct point *point,
			     const struct perf *perf)
{
	const char *name = "perf";

	for (size_t i = 1; i < point->component_count; i++) {
		const struct component *c = &point->components[i];

		if (!c->has_argument)
			name = arena_printf(arena, "%s.%s", name, c->name);
		else if (c->argument_is_string)
			name = arena_printf(arena, "%s.%s(\"%s\")", name, c->name,
					    strcmp(c->name, "process") ? c->string : perf->process);
		else
			name = arena_printf(arena, "%s.%s(%" PRId64 ")", name, c->name, c->number);
	}
	return name;
}

static bool perf_resolve(struct resolve *resolve, const struct point *point)
{
	const struct component *type = point_component(point, "type");
	const struct component *sample = point_component(point, "sample");
	const struct component *hz = point_component(point, "hz");
	const struct component *process = point_component(point, "process");
	const struct component *counter = point_component(point, "counter");
	struct perf *perf = arena_new_object(resolve->arena, struct perf);

	if (!check_range(resolve, type, 0, UINT32_MAX) ||
	    !check_range(resolve, sample, 1, INT64_MAX) || !check_range(resolve, hz, 1, MOST_HZ))
		return false;
	perf->type = (uint32_t)type->number;
	perf->config = (uint64_t)point_component(point, "config")->number;
	perf->hz = hz ? (uint32_t)hz->number : 0;
	perf->counter = counter ? counter->string : NULL;
	perf->of_target = process ? !process->has_argument : counter != NULL;
	if (!hz && !counter)
		perf->period = sample ? (uint64_t)sample->number : DEFAULT_PERIOD;
	if (process && process->has_argument && !find_process(resolve, process, &perf->process))
		return false;

	struct probe *probe =
		probe_new(resolve, &perf_family, point, perf_name(resolve->arena, point, perf));

	probe->family_data = perf;
	return true;
}

static const char *perf_counter(const struct probe *probe)
{
	return ((const struct perf *)probe->family_data)->counter;
}

/* ---------------------------------------------------------------- the table */

static void check_counters(struct session *session, struct probe *const *probes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t before = 0; perf_counter(probes[i]) && before < i; before++) {
			if (!perf_counter(probes[before]) ||
			    strcmp(perf_counter(probes[before]), perf_counter(probes[i])))
				continue;
			diagnose_error(&session->diagnostics, probes[i]->point->place,
				       "there are two counters \"%s\"", perf_counter(probes[i]));
			diagnose_note(&session->diagnostics, probes[before]->point->place,
				      "the other is here");
		}
}

static size_t perf_emit(FILE *stream, struct session *session, const char *table,
			struct probe *const *probes, size_t count)
{
	check_counters(session, probes, count);
	fprintf(stream, "static const struct stap_perf_probe %s[] = {\n", table);
	for (size_t i = 0; i < count; i++) {
		const struct perf *perf = probes[i]->family_data;

		fprintf(stream,
			"\t{ .probe = &stap_probe_%u, .type = %" PRIu32 ", .config = 0x%" PRIx64
			"ull, .period = %" PRIu64 "ull, .hz = %" PRIu32
			",\n\t  .of_target = %d, .is_counter = %d",
			probes[i]->handler, perf->type, perf->config, perf->period, perf->hz,
			perf->of_target, perf->counter != NULL);
		if (perf->process) {
			fputs(", .process = ", stream);
			write_string(stream, perf->process);
		}
		fputs(" },\n", stream);
	}
	fputs("};\n", stream);
	return count;
}

const struct probe_family perf_family = {
	.name = "perf",
	.type = "perf",
	.forms = perf_forms,
	.resolve = perf_resolve,
	.counter = perf_counter,
	.emit = perf_emit,
	.runtime_family = "stap_perf_family",
	.runtime_type = "struct stap_perf_probe",
};
