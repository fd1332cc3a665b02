// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer.s(N), timer.ms(N), … timer.hz(N), timer.jiffies(N), each with .randomize(M), and
 * timer.profile: probes that time fires. Points resolve without debuginfo; each becomes one
 * descriptor of the runtime.
 */
#include "probes/family.h"

#include "session.h"

#include <inttypes.h>
#include <string.h>

struct timer {
	int64_t period_ns, jitter_ns; /* or */
	int64_t jiffies, jitter_jiffies;
	bool profile;
};

static const struct timer_unit {
	const char *name;
	int64_t ns;
} timer_units[] = {
	{ "s", 1000000000 }, { "sec", 1000000000 }, { "ms", 1000000 }, { "msec", 1000000 },
	{ "us", 1000 },	     { "usec", 1000 },	    { "ns", 1 },       { "nsec", 1 },
};

extern const struct probe_family timer_family;

static const char *const timer_forms[] = {
	"timer.s(number)",	 "timer.s(number).randomize(number)",
	"timer.sec(number)",	 "timer.sec(number).randomize(number)",
	"timer.ms(number)",	 "timer.ms(number).randomize(number)",
	"timer.msec(number)",	 "timer.msec(number).randomize(number)",
	"timer.us(number)",	 "timer.us(number).randomize(number)",
	"timer.usec(number)",	 "timer.usec(number).randomize(number)",
	"timer.ns(number)",	 "timer.ns(number).randomize(number)",
	"timer.nsec(number)",	 "timer.nsec(number).randomize(number)",
	"timer.jiffies(number)", "timer.jiffies(number).randomize(number)",
	"timer.hz(number)",	 "timer.profile",
	"timer.profile.tick",	 NULL,
};

/* A timer of the kernel would flood the machine below this. */
#define SHORTEST_PERIOD_NS 100000

static int64_t unit_ns(const char *name)
{
	for (size_t i = 0; i < sizeof(timer_units) / sizeof(*timer_units); i++)
		if (!strcmp(timer_units[i].name, name))
			return timer_units[i].ns;
	return 0;
}

static bool check_number(struct resolve *resolve, const struct component *component, int64_t least,
			 int64_t most)
{
	if (component->number >= least && component->number <= most)
		return true;
	return resolve_fail(resolve, component->place, NULL,
			    "%s%s(%" PRId64 "): the number must be from %" PRId64 " to %" PRId64,
			    strcmp(component->name, "randomize") ? "timer." : ".", component->name,
			    component->number, least, most);
}

static bool timer_period(struct resolve *resolve, const struct point *point, struct timer *timer)
{
	const struct component *unit = &point->components[1];
	const struct component *randomize = point_component(point, "randomize");
	int64_t ns = unit_ns(unit->name);

	if (!strcmp(unit->name, "hz")) {
		if (!check_number(resolve, unit, 1, 1000000000 / SHORTEST_PERIOD_NS))
			return false;
		timer->period_ns = 1000000000 / unit->number;
		return true;
	}
	if (!strcmp(unit->name, "jiffies")) {
		if (!check_number(resolve, unit, 1, INT32_MAX) ||
		    (randomize && !check_number(resolve, randomize, 0, unit->number)))
			return false;
		timer->jiffies = unit->number;
		timer->jitter_jiffies = randomize ? randomize->number : 0;
		return true;
	}
	if (!check_number(resolve, unit, ns < SHORTEST_PERIOD_NS ? SHORTEST_PERIOD_NS / ns : 1,
			  INT64_MAX / 2 / ns) ||
	    (randomize && !check_number(resolve, randomize, 0, unit->number)))
		return false;
	timer->period_ns = unit->number * ns;
	timer->jitter_ns = randomize ? randomize->number * ns : 0;
	return true;
}

static const char *timer_name(struct arena *arena, const struct point *point)
{
	const char *name = "timer";

	for (size_t i = 1; i < point->component_count; i++) {
		const struct component *c = &point->components[i];

		name = c->has_argument
			       ? arena_printf(arena, "%s.%s(%" PRId64 ")", name, c->name, c->number)
			       : arena_printf(arena, "%s.%s", name, c->name);
	}
	return name;
}

static bool timer_resolve(struct resolve *resolve, const struct point *point)
{
	struct timer *timer = arena_new_object(resolve->arena, struct timer);

	if (!strcmp(point->components[1].name, "profile"))
		timer->profile = true;
	else if (!timer_period(resolve, point, timer))
		return false;

	struct probe *probe =
		probe_new(resolve, &timer_family, point, timer_name(resolve->arena, point));

	probe->family_data = timer;
	return true;
}

static size_t timer_emit(FILE *stream, struct session *session, const char *table,
			 struct probe *const *probes, size_t count)
{
	(void)session;
	fprintf(stream, "static const struct stap_timer_probe %s[] = {\n", table);
	for (size_t i = 0; i < count; i++) {
		const struct timer *timer = probes[i]->family_data;

		fprintf(stream,
			"\t{ &stap_probe_%u, %" PRId64 "LL, %" PRId64 "LL, %" PRId64 "LL, %" PRId64
			"LL, %s },\n",
			probes[i]->handler, timer->period_ns, timer->jitter_ns, timer->jiffies,
			timer->jitter_jiffies, timer->profile ? "true" : "false");
	}
	fputs("};\n", stream);
	return count;
}

const struct probe_family timer_family = {
	.name = "timer",
	.type = "timer",
	.forms = timer_forms,
	.resolve = timer_resolve,
	.emit = timer_emit,
	.runtime_family = "stap_timer_family",
	.runtime_type = "struct stap_timer_probe",
};
