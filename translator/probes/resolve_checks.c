// SPDX-License-Identifier: GPL-2.0-only
/* What families say alike of a point that is not right. */
#include "probes/family.h"

#include <inttypes.h>

bool check_range(struct resolve *resolve, const struct component *component, int64_t least,
		 int64_t most)
{
	if (!component || (component->number >= least && component->number <= most))
		return true;
	return resolve_fail(resolve, component->place, NULL,
			    ".%s(%" PRId64 "): the number must be from %" PRId64 " to %" PRId64,
			    component->name, component->number, least, most);
}

const char *did_you_mean(struct arena *arena, const char *nearest)
{
	return nearest ? arena_printf(arena, "did you mean '%s'?", nearest) : NULL;
}
