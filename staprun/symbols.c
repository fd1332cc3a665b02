// SPDX-License-Identifier: GPL-2.0-only
#include "symbols.h"
#include "protocol.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_SIZE 512 /* KSYM_NAME_LEN, with the NUL */

static int compare_wanted(const void *a, const void *b)
{
	const struct wanted_symbol *left = a, *right = b;

	return strcmp(left->name, right->name);
}

bool symbols_begin(struct symbols *symbols, const char *names, size_t size)
{
	size_t count = 0;

	*symbols = (struct symbols){ 0 };
	for (size_t at = 0; at < size; at++)
		count += !names[at];
	symbols->wanted = calloc(count + 1, sizeof(*symbols->wanted));
	symbols->addresses = calloc(count + 1, sizeof(*symbols->addresses));
	if (!symbols->wanted || !symbols->addresses)
		return false;
	for (size_t i = 0; i < count; names += strlen(names) + 1, i++)
		symbols->wanted[i] = (struct wanted_symbol){ names, i };
	symbols->count = count;
	qsort(symbols->wanted, count, sizeof(*symbols->wanted), compare_wanted);
	return true;
}

/* The first one of that name, or where it would be. */
static size_t lower_bound(const struct symbols *symbols, const char *name)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(symbols->wanted[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void symbols_line(struct symbols *symbols, const char *line)
{
	char name[NAME_MAX_SIZE], type;
	uint64_t address;
	int end = 0;

	if (sscanf(line, "%" SCNx64 " %c %511s%n", &address, &type, name, &end) != 3 ||
	    line[end] == '\t' || !address) /* a tab: the module it is in follows */
		return;
	symbols->is_known = true;
	if (!strcmp(name, "_sinittext") || !strcmp(name, "_einittext"))
		symbols->in_init = name[1] == 's';
	if (symbols->in_init || !strchr("tTwW", type))
		return;
	for (size_t i = lower_bound(symbols, name);
	     i < symbols->count && !strcmp(symbols->wanted[i].name, name); i++)
		if (!symbols->addresses[symbols->wanted[i].number])
			symbols->addresses[symbols->wanted[i].number] = address;
}

void symbols_find(struct symbols *symbols)
{
	FILE *list = fopen("/proc/kallsyms", "re");
	char *line = NULL;
	size_t size = 0;

	if (!list)
		return;
	while (getline(&line, &size, list) > 0)
		symbols_line(symbols, line);
	free(line);
	fclose(list);
	for (size_t i = 0; symbols->is_known && i < symbols->count; i++)
		if (!symbols->addresses[i])
			symbols->addresses[i] = STAP_SYMBOL_ABSENT;
}
