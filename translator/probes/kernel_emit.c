/* SPDX-License-Identifier: GPL-2.0-only */
/* Pass 3 of the kernel family: places with the same handler share one entry of the table. */
#include "probes/kernel.h"
#include "probes/place_group.h"

#include "arch/x86/registers.h"
#include "protocol.h"

#include <inttypes.h>

/* As many symbols are quicker found in the kernel's list than by asking the kernel for each. */
#define SYMBOLS_MANY 32

/* ---------------------------------------------------------------- registers */

struct register_use {
	bool all; /* more than STAP_ENTRY_REGISTERS */
};

static void find_registers(struct expr **slot, void *data)
{
	struct register_use *use = data;
	const struct expr *expr = *slot;

	if (!expr)
		return;
	if (expr->kind == EXPR_MACHINE && expr->machine.kind == MACHINE_KREGISTER) {
		const struct expr *number = expr->machine.argument;

		if (number->kind != EXPR_NUMBER || number->number < 0 || number->number > 31 ||
		    !(STAP_ENTRY_REGISTERS >> number->number & 1))
			use->all = true;
	}
	expr_visit_children(*slot, find_registers, data);
}

static void find_registers_in_statement(struct stmt **slot, void *data)
{
	if (*slot)
		stmt_visit_children(*slot, find_registers, find_registers_in_statement, data);
}

/* Whether what runs at the place, of a return probe the entry part, reads more than arguments. */
static bool needs_all_registers(struct probe *probe)
{
	struct register_use use = { 0 };

	if (!probe->is_return) {
		find_registers_in_statement(&probe->body, &use);
		find_registers(&probe->condition, &use);
	}
	for (size_t i = 0; i < probe->saved.count; i++)
		find_registers(&probe->saved.items[i], &use);
	return use.all;
}

/* ---------------------------------------------------------------- tables */

/* Orders by what makes an entry of the table, then by address. */
static int compare_group(const struct probe *a, const struct probe *b)
{
	const struct probe_place *first = place_of(a), *second = place_of(b);
	int order = compare_numbers(a->handler, b->handler);

	if (!order)
		order = compare_numbers(first->is_entry, second->is_entry);
	if (!order)
		order = compare_numbers(!first->object, !second->object);
	if (!order)
		order = compare_numbers(first->optional, second->optional);
	if (!order)
		order = compare_numbers(first->traced_only, second->traced_only);
	if (!order)
		order = compare_numbers((uint64_t)first->max_active, (uint64_t)second->max_active);
	return order;
}

static void write_places(FILE *stream, const char *table, size_t entry, struct probe *const *probes,
			 size_t count)
{
	fprintf(stream, "static const struct stap_place %s_places_%zu[] = {\n", table, entry);
	for (size_t i = 0; i < count; i++) {
		const struct probe_place *place = place_of(probes[i]);
		bool in_module = place->object && place->object->kind == OBJECT_MODULE;

		fprintf(stream, "\t{ 0x%" PRIx64 "ull, ",
			in_module ? place->offset : place->address);
		write_string(stream, probes[i]->name);
		fputs(", ", stream);
		write_string(stream, probes[i]->function_name);
		fputs(", ", stream);
		write_string(stream, place->symbol);
		fprintf(stream, in_module ? ", %u },\n" : " },\n", place->section);
	}
	fputs("};\n", stream);
}

/* The names of places without an address, for staprun to look up when they are many. */
static void write_symbols(FILE *stream, struct probe *const *probes, size_t count)
{
	size_t symbols = 0;

	for (size_t i = 0; i < count; i++)
		symbols += !place_of(probes[i])->address;
	if (symbols < SYMBOLS_MANY)
		return;
	fprintf(stream,
		"#define STAP_SYMBOL_COUNT %zu\n"
		"static uint64_t stap_symbol_addresses[STAP_SYMBOL_COUNT];\n"
		"static const char stap_symbol_names[]\n"
		"\t__attribute__((section(\"" STAP_SYMBOLS_SECTION "\"), used)) =\n",
		symbols);
	for (size_t i = 0, number = 0; i < count; i++)
		if (!place_of(probes[i])->address)
			fprintf(stream, "\t\"%s%s\"\n", number++ ? "\\0" : "",
				place_of(probes[i])->symbol);
	fputs("\t;\n", stream);
}

static size_t write_probes(FILE *stream, struct session *session, const char *table,
			   struct probe *const *probes, size_t count, bool in_modules)
{
	struct probe **sorted = place_groups(session->arena, probes, count, compare_group);
	size_t entries = 0;

	if (!in_modules)
		write_symbols(stream, sorted, count);
	for (size_t i = 0, size; i < count; i += size, entries++) {
		size = place_group_size(sorted + i, count - i, compare_group);
		write_places(stream, table, entries, sorted + i, size);
	}
	fprintf(stream, "static const struct stap_kernel_probe %s[] = {\n", table);
	for (size_t i = 0, size, entry = 0; i < count; i += size, entry++) {
		const struct probe_place *place = place_of(sorted[i]);

		size = place_group_size(sorted + i, count - i, compare_group);
		fprintf(stream,
			"\t{ .probe = &stap_probe_%u, .places = %s_places_%zu, .place_count = %zu,\n"
			"\t  .is_return = %d, .is_entry = %d, .is_absolute = %d, "
			".all_registers = %d, .optional = %d, .traced_only = %d,\n"
			"\t  .saved_count = %zu, .max_active = %" PRId64 " },\n",
			sorted[i]->handler, table, entry, size, sorted[i]->is_return,
			place->is_entry, !place->object, needs_all_registers(sorted[i]),
			place->optional, place->traced_only, sorted[i]->saved_words,
			place->max_active);
	}
	fputs("};\n", stream);
	return entries;
}

size_t kernel_emit(FILE *stream, struct session *session, const char *table,
		   struct probe *const *probes, size_t count)
{
	return write_probes(stream, session, table, probes, count, false);
}

/* One entry, with all that is in modules. */
size_t module_emit(FILE *stream, struct session *session, const char *table,
		   struct probe *const *probes, size_t count)
{
	const char *own = arena_printf(session->arena, "%s_probes", table);

	kernel_sections_write(stream, session, table);
	count = write_probes(stream, session, own, probes, count, true);
	fprintf(stream,
		"static const struct stap_module_table %s[] = {\n"
		"\t{ .modules = %s_modules,\n"
		"\t  .module_count = sizeof(%s_modules) / sizeof(*%s_modules),\n"
		"\t  .sections = stap_sections,\n"
		"\t  .section_count = sizeof(stap_sections) / sizeof(*stap_sections),\n"
		"\t  .probes = %s, .probe_count = %zu },\n};\n",
		table, table, table, table, own, count);
	return 1;
}
