/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Searching sorted names.
 */
#include <fnmatch.h>
#include <string.h>

#include "debuginfo/name_search.h"

/* Longer names are not compared for similarity. */
enum {
	SIMILAR_LENGTH_MAX = 120,
	SIMILAR_MAX = 16
};

bool name_has_wildcards(const char *pattern)
{
	return pattern[strcspn(pattern, "*?[\\")] != '\0';
}

bool name_matches(const char *pattern, const char *name)
{
	return name_has_wildcards(pattern) ? !fnmatch(pattern, name, 0) : !strcmp(pattern, name);
}

/* The first entry whose start of @length bytes is not below (or, with @behind, is above) @start. */
static size_t bound(const char *start, size_t length, bool behind, name_of *name_of,
		    const void *table, size_t count)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strncmp(name_of(table, middle), start, length);

		if (order < 0 || (behind && !order))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct name_range name_search(const char *pattern, name_of *name_of, const void *table,
			      size_t count)
{
	/* Without wildcards the NUL belongs to what is compared. */
	size_t length =
		name_has_wildcards(pattern) ? strcspn(pattern, "*?[\\") : strlen(pattern) + 1;

	return (struct name_range){
		.first = bound(pattern, length, false, name_of, table, count),
		.end = bound(pattern, length, true, name_of, table, count),
	};
}

/* Levenshtein's distance of @a and @b, or more than @most as soon as it is known to be that. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length,
			    size_t most)
{
	size_t row[SIMILAR_LENGTH_MAX + 1];

	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t diagonal = row[0], least;

		least = row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t replace = diagonal + (a[i - 1] != b[j - 1]);
			size_t change = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

			diagonal = row[j];
			row[j] = replace < change ? replace : change;
			if (row[j] < least)
				least = row[j];
		}
		if (least > most)
			return most + 1;
	}
	return row[b_length];
}

size_t names_similar(const char *name, name_of *name_of, const void *table, size_t count,
		     size_t limit, const char **names)
{
	size_t distances[SIMILAR_MAX], found = 0, length = strlen(name);
	const char *previous = NULL;

	if (limit > SIMILAR_MAX)
		limit = SIMILAR_MAX;
	if (!length || length > SIMILAR_LENGTH_MAX || !limit)
		return 0;
	for (size_t i = 0; i < count; i++) {
		const char *candidate = name_of(table, i);
		size_t most = found == limit ? distances[found - 1] : length / 3 + 1;
		size_t candidate_length = strlen(candidate), distance, at;
		size_t difference = candidate_length > length ? candidate_length - length
							      : length - candidate_length;

		if (difference > most || candidate_length > SIMILAR_LENGTH_MAX ||
		    (previous && !strcmp(previous, candidate)))
			continue;
		previous = candidate;
		distance = edit_distance(name, length, candidate, candidate_length, most);
		if (distance > most || (found == limit && distance == most))
			continue;
		at = found < limit ? found++ : found - 1;
		for (; at && distances[at - 1] > distance; at--) {
			distances[at] = distances[at - 1];
			names[at] = names[at - 1];
		}
		distances[at] = distance;
		names[at] = candidate;
	}
	return found;
}
