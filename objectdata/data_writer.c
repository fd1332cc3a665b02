// SPDX-License-Identifier: GPL-2.0-only
#include "data_writer.h"

#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 8 /* of tables: object_data.h */

/* Makes room for @size bytes more, zeroed up to the next table's place. */
static bool grow(struct data_writer *writer, size_t size)
{
	size_t used = writer->data ? writer->data->size : 0;
	size_t needed = used + size + ALIGNMENT;

	if (needed > UINT32_MAX)
		return false;
	if (needed > writer->capacity) {
		size_t capacity = needed + needed / 2;
		void *data = realloc(writer->data, capacity);

		if (!data)
			return false;
		memset((char *)data + writer->capacity, 0, capacity - writer->capacity);
		writer->data = data;
		writer->capacity = capacity;
	}
	return true;
}

static void advance(struct data_writer *writer, size_t size)
{
	size_t used = writer->data->size + size;

	writer->data->size = (used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

void data_writer_begin(struct data_writer *writer, uint64_t base)
{
	*writer = (struct data_writer){ 0 };
	if (!grow(writer, sizeof(*writer->data))) {
		writer->failed = true;
		return;
	}
	advance(writer, sizeof(*writer->data));
	writer->data->magic = STAP_OBJECT_DATA_MAGIC;
	writer->data->base = base;
}

void data_writer_add(struct data_writer *writer, size_t table, const void *entries,
		     size_t entry_size, size_t count)
{
	struct stap_table *place;

	if (writer->failed || !count)
		return;
	if (count > UINT32_MAX / entry_size || !grow(writer, count * entry_size)) {
		writer->failed = true;
		return;
	}
	place = (struct stap_table *)((char *)writer->data + table);
	place->offset = writer->data->size;
	place->count = (uint32_t)count;
	memcpy((char *)writer->data + writer->data->size, entries, count * entry_size);
	advance(writer, count * entry_size);
}

struct stap_object_data *data_writer_end(struct data_writer *writer)
{
	struct stap_object_data *data = writer->data;

	writer->data = NULL;
	if (!writer->failed)
		return data;
	free(data);
	return NULL;
}
