// SPDX-License-Identifier: GPL-2.0-only
#include "string_table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct string_table_entry {
	__u32 at;
	__u32 hash;
	bool is_used;
};

/* FNV-1a. */
static __u32 hash_string(const char *string)
{
	__u32 hash = 2166136261u;

	for (; *string; string++)
		hash = (hash ^ (unsigned char)*string) * 16777619u;
	return hash;
}

/* The entry of @string, or the free one where it belongs. */
static struct string_table_entry *find(const struct string_table *table, const char *string,
				       __u32 hash)
{
	size_t i = hash & (table->entry_capacity - 1);

	while (table->entries[i].is_used && (table->entries[i].hash != hash ||
					     strcmp(table->text + table->entries[i].at, string)))
		i = (i + 1) & (table->entry_capacity - 1);
	return &table->entries[i];
}

static bool grow_entries(struct string_table *table)
{
	struct string_table old = *table;

	table->entry_capacity = old.entry_capacity ? 2 * old.entry_capacity : 1024;
	table->entries = calloc(table->entry_capacity, sizeof(*table->entries));
	if (!table->entries) {
		*table = old;
		return false;
	}
	for (size_t i = 0; i < old.entry_capacity; i++)
		if (old.entries[i].is_used)
			*find(table, table->text + old.entries[i].at, old.entries[i].hash) =
				old.entries[i];
	free(old.entries);
	return true;
}

static bool append(struct string_table *table, const char *string)
{
	size_t size = strlen(string) + 1;

	if (table->capacity - table->size < size) {
		size_t capacity = 2 * table->capacity + size + 4096;
		char *text = capacity > UINT32_MAX ? NULL : realloc(table->text, capacity);

		if (!text)
			return false;
		table->text = text;
		table->capacity = capacity;
	}
	memcpy(table->text + table->size, string, size);
	table->size += size;
	return true;
}

__u32 string_table_add(struct string_table *table, const char *string)
{
	__u32 hash = hash_string(string), at = table->size;
	struct string_table_entry *entry;

	if (2 * table->count >= table->entry_capacity && !grow_entries(table)) {
		table->failed = true;
		return 0;
	}
	entry = find(table, string, hash);
	if (entry->is_used)
		return entry->at;
	if (!append(table, string)) {
		table->failed = true;
		return 0;
	}
	*entry = (struct string_table_entry){ at, hash, true };
	table->count++;
	return at;
}

void string_table_free(struct string_table *table)
{
	free(table->text);
	free(table->entries);
}
