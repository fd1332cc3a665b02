/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE
#include "probes/place_group.h"

#include <stdlib.h>
#include <string.h>

static int compare_probes(const void *a, const void *b, void *data)
{
	const struct probe *first = *(struct probe *const *)a;
	const struct probe *second = *(struct probe *const *)b;
	place_group_compare *const *compare = data;
	int order = (*compare)(first, second);

	if (!order)
		order = compare_numbers(place_of(first)->address, place_of(second)->address);
	if (!order && place_of(first)->symbol && place_of(second)->symbol)
		order = strcmp(place_of(first)->symbol, place_of(second)->symbol);
	return order;
}

struct probe **place_groups(struct arena *arena, struct probe *const *probes, size_t count,
			    place_group_compare *compare)
{
	struct probe **sorted = arena_alloc(arena, (count + 1) * sizeof(*sorted));

	memcpy(sorted, probes, count * sizeof(*sorted));
	qsort_r(sorted, count, sizeof(*sorted), compare_probes, &compare);
	return sorted;
}

size_t place_group_size(struct probe *const *probes, size_t count, place_group_compare *compare)
{
	size_t size = 1;

	while (size < count && !compare(probes[0], probes[size]))
		size++;
	return size;
}
