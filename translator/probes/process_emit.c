/* SPDX-License-Identifier: GPL-2.0-only */
/* Pass 3 of the process family: places with the same handler share one entry of the table. */
#include "probes/process.h"

#include "probes/place_group.h"
#include "probes/user_object.h"

#include <inttypes.h>
#include <string.h>

static int compare_objects(const struct probed_object *a, const struct probed_object *b)
{
	return strcmp(a ? a->user->file->path : "", b ? b->user->file->path : "");
}

/* Orders by what makes an entry of the table. */
static int compare_group(const struct probe *a, const struct probe *b)
{
	const struct probe_place *first = place_of(a), *second = place_of(b);
	int order = compare_numbers(a->handler, b->handler);

	if (!order)
		order = compare_objects(first->object, second->object);
	if (!order)
		order = compare_objects(first->program, second->program);
	if (!order)
		order = compare_numbers((uint64_t)first->pid, (uint64_t)second->pid);
	if (!order)
		order = compare_numbers(first->optional, second->optional);
	if (!order)
		order = compare_numbers((uint64_t)first->max_active, (uint64_t)second->max_active);
	return order;
}

static void write_places(FILE *stream, const char *table, size_t entry, struct probe *const *probes,
			 size_t count)
{
	fprintf(stream, "static const struct stap_user_place %s_places_%zu[] = {\n", table, entry);
	for (size_t i = 0; i < count; i++) {
		const struct probe_place *place = place_of(probes[i]);

		fprintf(stream, "\t{ { 0x%" PRIx64 "ull, ", place->address);
		write_string(stream, probes[i]->name);
		fputs(", ", stream);
		write_string(stream, probes[i]->function_name);
		if (place->symbol) {
			fputs(", ", stream);
			write_string(stream, place->symbol);
		}
		fprintf(stream, " }, 0x%" PRIx64, place->offset);
		if (place->semaphore)
			fprintf(stream, ", 0x%" PRIx64, place->semaphore);
		fputs(" },\n", stream);
	}
	fputs("};\n", stream);
}

static void write_entry(FILE *stream, struct session *session, const char *table, size_t entry,
			const struct probe *probe, size_t count)
{
	const struct probe_place *place = place_of(probe);

	fprintf(stream,
		"\t{ .probe = &stap_probe_%u, .places = %s_places_%zu, .place_count = %zu,\n"
		"\t  .object = %u, ",
		probe->handler, table, entry, count, user_object_number(session, place->object));
	if (place->program)
		fprintf(stream, ".program = %u, ", user_object_number(session, place->program));
	else
		fputs(".program = STAP_NO_OBJECT, ", stream);
	fprintf(stream,
		".pid = %" PRId64 ", .is_return = %d, .optional = %d,\n"
		"\t  .saved_count = %zu, .max_active = %" PRId64 " },\n",
		place->pid, probe->is_return, place->optional, probe->saved_words,
		place->max_active);
}

size_t process_emit(FILE *stream, struct session *session, const char *table,
		    struct probe *const *probes, size_t count)
{
	struct probe **sorted = place_groups(session->arena, probes, count, compare_group);
	size_t entries = 0;

	for (size_t i = 0, size; i < count; i += size, entries++) {
		size = place_group_size(sorted + i, count - i, compare_group);
		write_places(stream, table, entries, sorted + i, size);
	}
	fprintf(stream, "static const struct stap_user_probe %s[] = {\n", table);
	for (size_t i = 0, size, entry = 0; i < count; i += size, entry++) {
		size = place_group_size(sorted + i, count - i, compare_group);
		write_entry(stream, session, table, entry, sorted[i], size);
	}
	fputs("};\n", stream);
	return entries;
}
