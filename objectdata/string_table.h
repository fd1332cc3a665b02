/* SPDX-License-Identifier: GPL-2.0-only */
/* The strings of an object's data, each but once. */
#ifndef STAP_OBJECTDATA_STRING_TABLE_H
#define STAP_OBJECTDATA_STRING_TABLE_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

struct string_table {
	char *text; /* all of them, each ended by NUL */
	size_t size, capacity;
	struct string_table_entry *entries; /* by hash */
	size_t count, entry_capacity;
	bool failed; /* no memory */
};

/* Returns the place of @string in the table's text, where it is put when it is new; 0 on failure.
 */
__u32 string_table_add(struct string_table *table, const char *string);

void string_table_free(struct string_table *table);

#endif
