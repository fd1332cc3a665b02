/* SPDX-License-Identifier: GPL-2.0-only */
/* Names to declarations: a hash table that keeps several values per name, in the order added. */
#ifndef STAP_SEMANTIC_NAME_TABLE_H
#define STAP_SEMANTIC_NAME_TABLE_H

#include "arena.h"

struct name_entry {
	const char *name;
	void *value;
	struct name_entry *next; /* of the same name */
};

struct name_table;

struct name_table *name_table_new(struct arena *arena);
void name_table_add(struct name_table *table, const char *name, void *value);

/* Returns the first entry of @name, or NULL. */
struct name_entry *name_table_find(const struct name_table *table, const char *name);

/* Calls @visit once per name, in the order first added. */
void name_table_each(const struct name_table *table, void (*visit)(const char *name, void *data),
		     void *data);

#endif
