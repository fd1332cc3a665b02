// SPDX-License-Identifier: GPL-2.0-only
#include "unwind_tables.h"

#include <dwarf.h>
#include <stdlib.h>

#include "cfi_entries.h"
#include "cfi_rows.h"
#include "unique_bytes.h"

enum {
	STACK_POINTER = 7, /* DWARF's number: System V ABI AMD64, figure 3.36 */
	LONGEST_EXPRESSION = 512
};

struct tables {
	uint64_t base;
	uint32_t *pcs;
	uint32_t *rules; /* numbers of words in `frames` */
	size_t count, capacity;
	uint64_t covered; /* rows are known up to this address */
	uint32_t no_rule;
	struct unique_bytes frames, expressions;
	bool failed; /* no memory */
};

/* ---------------------------------------------------------------- rules */

/* A rule being encoded. */
struct encoding {
	struct tables *tables;
	union stap_frame_word words[1 + CFI_REGISTERS];
	uint8_t count; /* of saved registers */
};

/* False when it is too long to be true. */
static bool add_expression(struct tables *tables, const struct cfi_rule *rule, int32_t *offset)
{
	uint8_t piece[2 + LONGEST_EXPRESSION];
	uint16_t length = (uint16_t)rule->length;
	uint32_t place;

	if (rule->length > LONGEST_EXPRESSION)
		return false;
	memcpy(piece, &length, sizeof(length));
	memcpy(piece + sizeof(length), rule->expression, length);
	place = unique_bytes_add(&tables->expressions, piece, sizeof(length) + length);
	*offset = (int32_t)place;
	return place <= INT32_MAX;
}

static void add_saved(struct encoding *e, unsigned int number, enum stap_saved_kind kind,
		      int64_t offset)
{
	if (offset != (int32_t)offset) {
		kind = STAP_SAVED_UNDEFINED;
		offset = 0;
	}
	e->words[1 + e->count++].saved = (struct stap_frame_saved){
		.number = (uint8_t)number,
		.kind = (uint8_t)kind,
		.offset = (int32_t)offset,
	};
}

static void add_saved_expression(struct encoding *e, unsigned int number, enum stap_saved_kind kind,
				 const struct cfi_rule *rule)
{
	int32_t offset = 0;

	if (!add_expression(e->tables, rule, &offset))
		kind = STAP_SAVED_UNDEFINED;
	add_saved(e, number, kind, offset);
}

/* A register by any rule but that it is in memory at CFA + offset. */
static void add_register(struct encoding *e, unsigned int number, const struct cfi_rule *rule)
{
	switch ((enum cfi_rule_kind)rule->kind) {
	case CFI_UNSPECIFIED:
	case CFI_OFFSET:
		break;
	case CFI_SAME_VALUE:
		if (number == STACK_POINTER)
			add_saved(e, number, STAP_SAVED_REGISTER, number);
		break;
	case CFI_UNDEFINED:
		add_saved(e, number, STAP_SAVED_UNDEFINED, 0);
		break;
	case CFI_VAL_OFFSET:
		if (number != STACK_POINTER || rule->offset)
			add_saved(e, number, STAP_SAVED_CFA_PLUS, rule->offset);
		break;
	case CFI_REGISTER:
		if ((uint64_t)rule->offset < CFI_REGISTERS)
			add_saved(e, number, STAP_SAVED_REGISTER, rule->offset);
		else
			add_saved(e, number, STAP_SAVED_UNDEFINED, 0);
		break;
	case CFI_EXPRESSION:
		add_saved_expression(e, number, STAP_SAVED_AT_EXPRESSION, rule);
		break;
	case CFI_VAL_EXPRESSION:
		add_saved_expression(e, number, STAP_SAVED_VALUE_EXPRESSION, rule);
		break;
	}
}

/* The rule for the return address, which may have the number of another register. */
static struct cfi_rule return_rule(const struct cfi_cie *cie, const struct cfi_row *row)
{
	if (cie->return_column >= CFI_REGISTERS)
		return (struct cfi_rule){ .kind = CFI_UNDEFINED };

	struct cfi_rule rule = row->registers[cie->return_column];

	if (cie->return_column == STAP_FRAME_RA)
		return rule;
	if (rule.kind == CFI_UNSPECIFIED || rule.kind == CFI_SAME_VALUE)
		return (struct cfi_rule){ .kind = CFI_REGISTER,
					  .offset = (int64_t)cie->return_column };
	return rule;
}

static bool encode_cfa(struct tables *tables, const struct cfi_rule *cfa,
		       struct stap_frame_rule *rule)
{
	if (cfa->kind == CFI_REGISTER && cfa->number < CFI_REGISTERS &&
	    cfa->offset == (int32_t)cfa->offset) {
		rule->cfa_kind = STAP_CFA_REGISTER;
		rule->cfa_register = (uint8_t)cfa->number;
		rule->cfa_offset = (int32_t)cfa->offset;
		return true;
	}
	rule->cfa_kind = STAP_CFA_EXPRESSION;
	return cfa->kind == CFI_VAL_EXPRESSION && add_expression(tables, cfa, &rule->cfa_offset);
}

/* Where in `frames` the rule of @cfa_kind alone is. */
static uint32_t plain_rule(struct tables *tables, enum stap_cfa_kind cfa_kind)
{
	const union stap_frame_word word = { .rule = { .cfa_kind = (uint8_t)cfa_kind } };

	return unique_bytes_add(&tables->frames, &word, sizeof(word)) / sizeof(word);
}

static bool is_plain(const struct encoding *e)
{
	const struct stap_frame_rule *rule = &e->words[0].rule;

	if (rule->cfa_kind != STAP_CFA_REGISTER || rule->cfa_register == STAP_FRAME_RA ||
	    rule->flags != STAP_FRAME_CALLED)
		return false;
	for (unsigned int i = 1; i <= e->count; i++) {
		const struct stap_frame_saved *saved = &e->words[i].saved;

		if (saved->kind != STAP_SAVED_AT_CFA || saved->offset >= 0 ||
		    saved->number == STACK_POINTER || saved->number >= STAP_FRAME_RA)
			return false;
	}
	return true;
}

static uint32_t encode(struct tables *tables, const struct cfi_cie *cie, const struct cfi_row *row)
{
	struct encoding e = { .tables = tables };
	struct stap_frame_rule *rule = &e.words[0].rule;
	struct cfi_rule address = return_rule(cie, row);
	size_t size;

	if (!encode_cfa(tables, &row->cfa, rule) || address.kind == CFI_SAME_VALUE)
		return tables->no_rule;
	if (address.kind == CFI_UNDEFINED || address.kind == CFI_UNSPECIFIED)
		return plain_rule(tables, STAP_CFA_OUTERMOST);
	if (cie->is_signal)
		rule->flags |= STAP_FRAME_SIGNAL;
	if (address.kind == CFI_OFFSET && address.offset == -8)
		rule->flags |= STAP_FRAME_CALLED;
	else if (address.kind == CFI_OFFSET)
		add_saved(&e, STAP_FRAME_RA, STAP_SAVED_AT_CFA, address.offset);
	for (unsigned int i = 0; i < STAP_FRAME_RA; i++)
		if (row->registers[i].kind == CFI_OFFSET)
			add_saved(&e, i, STAP_SAVED_AT_CFA, row->registers[i].offset);
	for (unsigned int i = 0; i < STAP_FRAME_RA; i++)
		add_register(&e, i, &row->registers[i]);
	add_register(&e, STAP_FRAME_RA, &address);
	rule->saved_count = e.count;
	if (is_plain(&e))
		rule->flags |= STAP_FRAME_PLAIN;
	size = (1 + e.count) * sizeof(e.words[0]);
	return unique_bytes_add(&tables->frames, e.words, size) / sizeof(e.words[0]);
}

/* ---------------------------------------------------------------- rows */

static void add_row(struct tables *tables, uint64_t address, uint32_t rule)
{
	uint64_t pc = address - tables->base;

	if (pc > UINT32_MAX || (tables->count && tables->rules[tables->count - 1] == rule))
		return;
	if (tables->count == tables->capacity) {
		size_t capacity = tables->capacity ? 2 * tables->capacity : 4096;
		uint32_t *pcs = realloc(tables->pcs, capacity * sizeof(*pcs));
		uint32_t *rules = pcs ? realloc(tables->rules, capacity * sizeof(*rules)) : NULL;

		if (pcs)
			tables->pcs = pcs;
		if (!rules) {
			tables->failed = true;
			return;
		}
		tables->rules = rules;
		tables->capacity = capacity;
	}
	tables->pcs[tables->count] = (uint32_t)pc;
	tables->rules[tables->count++] = rule;
}

/* Up to here there are rows; what lies between them and @address has none. */
static void cover_gap(struct tables *tables, uint64_t address)
{
	if (address > tables->covered && tables->count)
		add_row(tables, tables->covered, tables->no_rule);
}

static void take_row(void *argument, const struct cfi_cie *cie, const struct cfi_row *row)
{
	struct tables *tables = argument;
	uint64_t begin = row->begin > tables->covered ? row->begin : tables->covered;

	if (begin >= row->end || tables->failed)
		return;
	cover_gap(tables, begin);
	add_row(tables, begin, encode(tables, cie, row));
	tables->covered = row->end;
}

static int compare_fdes(const void *left, const void *right)
{
	const struct cfi_fde *a = left, *b = right;

	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* Rows of all entries. Where entries overlap, what begins first has it, or was added first. */
static void add_rows(struct tables *tables, struct cfi_entries *entries)
{
	tables->no_rule = plain_rule(tables, STAP_CFA_NONE);
	if (entries->fde_count)
		qsort(entries->fdes, entries->fde_count, sizeof(*entries->fdes), compare_fdes);
	for (size_t i = 0; i < entries->fde_count; i++) {
		const struct cfi_fde *fde = &entries->fdes[i];

		if (!cfi_rows(&entries->cies[fde->cie], fde, take_row, tables))
			entries->problem =
				"instructions of its call frame information are malformed";
	}
	cover_gap(tables, UINT64_MAX);
}

/* ---------------------------------------------------------------- files */

/*
 * .eh_frame by way of the header that the dynamic loader has for it (Linux Standard Base 5
 * §10.6.2), in a file without section headers: it ends with its terminator.
 */
static struct cfi_section eh_frame_by_header(const struct elf_image *image)
{
	struct cfi_section section = { .image = image,
				       .is_eh = true,
				       .ends_with_terminator = true };
	struct byte_reader reader;
	uint8_t encoding;
	GElf_Phdr header;

	if (!elf_image_segment(image, PT_GNU_EH_FRAME, &header))
		return section;
	section.bytes = elf_image_at(image, header.p_vaddr);
	if (!section.bytes.data)
		return section;
	reader = (struct byte_reader){ section.bytes.data, section.bytes.data + section.bytes.size,
				       false };
	if (read_u8(&reader) != 1)
		reader.failed = true;
	encoding = read_u8(&reader);
	read_skip(&reader, 2);

	uint64_t address = reader.failed ? 0 : cfi_read_address(&section, &reader, encoding, 0);

	section.bytes =
		address && !reader.failed ? elf_image_at(image, address) : (struct elf_bytes){ 0 };
	return section;
}

static void add_rules(struct data_writer *writer, const struct tables *tables)
{
	size_t place = offsetof(struct stap_object_data, rules);
	uint16_t *narrow;

	if (tables->frames.size / sizeof(union stap_frame_word) > UINT16_MAX) {
		data_writer_add(writer, place, tables->rules, sizeof(*tables->rules),
				tables->count);
		if (!writer->failed)
			writer->data->wide_rules = true;
		return;
	}
	narrow = malloc(tables->count * sizeof(*narrow) + 1);
	if (!narrow) {
		writer->failed = true;
		return;
	}
	for (size_t i = 0; i < tables->count; i++)
		narrow[i] = (uint16_t)tables->rules[i];
	data_writer_add(writer, place, narrow, sizeof(*narrow), tables->count);
	free(narrow);
}

static void write_tables(struct data_writer *writer, const struct tables *tables)
{
	if (tables->failed || tables->frames.failed || tables->expressions.failed)
		writer->failed = true;
	if (writer->failed || !tables->count)
		return;
	data_writer_add(writer, offsetof(struct stap_object_data, pcs), tables->pcs,
			sizeof(*tables->pcs), tables->count);
	add_rules(writer, tables);
	data_writer_add(writer, offsetof(struct stap_object_data, frames), tables->frames.bytes,
			sizeof(union stap_frame_word),
			tables->frames.size / sizeof(union stap_frame_word));
	data_writer_add(writer, offsetof(struct stap_object_data, expressions),
			tables->expressions.bytes, 1, tables->expressions.size);
}

void unwind_tables_add(struct data_writer *writer, const struct elf_image *file,
		       const struct elf_image *debug, const char **problem)
{
	struct cfi_section sections[] = {
		{ .image = file, .bytes = elf_image_section(file, ".eh_frame"), .is_eh = true },
		{ .image = file, .bytes = elf_image_section(file, ".debug_frame") },
		{ .image = file },
	};
	struct tables tables = { .base = file->base };
	struct cfi_entries entries = { 0 };

	if (!sections[0].bytes.data)
		sections[0] = eh_frame_by_header(file);
	if (debug)
		sections[2].bytes = elf_image_section(debug, ".debug_frame");
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		cfi_entries_add(&entries, &sections[i]);
	add_rows(&tables, &entries);
	if (entries.no_memory)
		tables.failed = true;
	write_tables(writer, &tables);
	*problem = entries.problem;
	cfi_entries_free(&entries);
	unique_bytes_free(&tables.frames);
	unique_bytes_free(&tables.expressions);
	free(tables.pcs);
	free(tables.rules);
}
