// SPDX-License-Identifier: GPL-2.0-only
/*
 * begin, end, error: probes that run once, when the script starts or ends, in the order of their
 * number and then of the script. `never` is checked as any other but has no moment to run at.
 */
#include "probes/family.h"

#include "session.h"

#include <inttypes.h>
#include <string.h>

struct moment {
	const char *constant; /* enum stap_moment of the runtime; NULL: never */
	int64_t priority;
};

extern const struct probe_family moment_family;

static const char *const moment_forms[] = { "begin", "begin(number)", "end",   "end(number)",
					    "error", "error(number)", "never", NULL };

static const char *moment_constant(const char *name)
{
	if (!strcmp(name, "never"))
		return NULL;
	if (!strcmp(name, "end"))
		return "STAP_AT_END";
	return !strcmp(name, "error") ? "STAP_AT_ERROR" : "STAP_AT_BEGIN";
}

static bool moment_resolve(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[0];
	struct moment *moment = arena_new_object(resolve->arena, struct moment);
	const char *name = component->name;

	if (component->has_argument)
		name = arena_printf(resolve->arena, "%s(%" PRId64 ")", name, component->number);
	moment->constant = moment_constant(component->name);
	moment->priority = component->has_argument ? component->number : 0;

	struct probe *probe = probe_new(resolve, &moment_family, point, name);

	probe->can_sleep = true;
	probe->family_data = moment;
	return true;
}

static int64_t priority_of(const struct probe *probe)
{
	return ((const struct moment *)probe->family_data)->priority;
}

/* Sorts by priority; equal ones keep their order. */
static void sort_probes(struct probe **probes, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct probe *probe = probes[i];
		size_t at = i;

		for (; at > 0 && priority_of(probes[at - 1]) > priority_of(probe); at--)
			probes[at] = probes[at - 1];
		probes[at] = probe;
	}
}

static size_t moment_emit(FILE *stream, struct session *session, const char *table,
			  struct probe *const *probes, size_t count)
{
	struct probe **sorted = arena_alloc(session->arena, (count + 1) * sizeof(*sorted));
	size_t entries = 0;

	memcpy(sorted, probes, count * sizeof(*sorted));
	sort_probes(sorted, count);
	fprintf(stream, "static const struct stap_moment_probe %s[] = {\n", table);
	for (size_t i = 0; i < count; i++) {
		const struct moment *moment = sorted[i]->family_data;

		if (!moment->constant)
			continue;
		fprintf(stream, "\t{ &stap_probe_%u, %s, %" PRId64 "%s },\n", sorted[i]->handler,
			moment->constant,
			moment->priority == INT64_MIN ? INT64_MIN + 1 : moment->priority,
			moment->priority == INT64_MIN ? "LL - 1" : "LL");
		entries++;
	}
	fputs("};\n", stream);
	return entries;
}

const struct probe_family moment_family = {
	.name = "moment",
	.forms = moment_forms,
	.resolve = moment_resolve,
	.emit = moment_emit,
	.runtime_family = "stap_moment_family",
	.runtime_type = "struct stap_moment_probe",
};
