// SPDX-License-Identifier: GPL-2.0-only
/* Whether an object's data that came from outside can be used. */
#include "object_data.h"
#include "stap.h"

/* Handlers go through all of them. */
#define MOST_SEGMENTS 64

static bool is_within(const struct stap_table *table, uint32_t entry_size, size_t size)
{
	return table->offset % 8 == 0 && table->offset <= size &&
	       table->count <= (size - table->offset) / entry_size;
}

bool stap_object_data_check(const struct stap_object_data *data, size_t size)
{
	uint32_t rule_size;

	if (size < sizeof(*data) || data->magic != STAP_OBJECT_DATA_MAGIC || data->size != size)
		return false;
	rule_size = data->wide_rules ? sizeof(uint32_t) : sizeof(uint16_t);
	return is_within(&data->segments, sizeof(struct stap_segment), size) &&
	       data->segments.count <= MOST_SEGMENTS &&
	       is_within(&data->pcs, sizeof(uint32_t), size) &&
	       is_within(&data->rules, rule_size, size) && data->rules.count == data->pcs.count &&
	       is_within(&data->frames, sizeof(union stap_frame_word), size) &&
	       is_within(&data->expressions, 1, size) &&
	       is_within(&data->symbols, sizeof(struct stap_object_symbol), size) &&
	       is_within(&data->strings, 1, size) &&
	       (!data->strings.count ||
		!((const char *)data)[data->strings.offset + data->strings.count - 1]) &&
	       is_within(&data->lines, sizeof(struct stap_object_line), size) &&
	       is_within(&data->inlines, sizeof(struct stap_object_inline), size);
}
