/* SPDX-License-Identifier: GPL-2.0-only */
/* The data of an object being put together, table by table. */
#ifndef STAP_OBJECTDATA_WRITER_H
#define STAP_OBJECTDATA_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "object_data.h"

struct data_writer {
	struct stap_object_data *data; /* malloc; moves when tables are added */
	size_t capacity;
	bool failed; /* no memory, or more than 4 GB */
};

/* Begins with an empty header. */
void data_writer_begin(struct data_writer *writer, uint64_t base);

/*
 * Appends @count entries of @entry_size bytes each, and says where they are in the struct
 * stap_table at @table, an offset in struct stap_object_data (offsetof).
 */
void data_writer_add(struct data_writer *writer, size_t table, const void *entries,
		     size_t entry_size, size_t count);

/* Returns the finished data, to be freed by the caller; NULL when something failed. */
struct stap_object_data *data_writer_end(struct data_writer *writer);

#endif
