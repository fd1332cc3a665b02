/* SPDX-License-Identifier: GPL-2.0-only */
/* Pass 3 of the families with places: places that share an entry of their table stand together. */
#ifndef STAP_PROBES_PLACE_GROUP_H
#define STAP_PROBES_PLACE_GROUP_H

#include "probes/place.h"

/* Orders by what makes an entry of the table; 0: the same entry. */
typedef int place_group_compare(const struct probe *a, const struct probe *b);

/* A copy of @probes sorted by entry, address and symbol. */
struct probe **place_groups(struct arena *arena, struct probe *const *probes, size_t count,
			    place_group_compare *compare);

/* How many of the sorted @probes, the first one on, are of one entry; @count > 0. */
size_t place_group_size(struct probe *const *probes, size_t count, place_group_compare *compare);

static inline const struct probe_place *place_of(const struct probe *probe)
{
	return probe->family_data;
}

static inline int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

#endif
