// SPDX-License-Identifier: GPL-2.0-only
#include "cfi_rows.h"

#include <dwarf.h>
#include <string.h>

#define SAVED_STATES 16 /* that DW_CFA_remember_state may pile up */

/* The opcodes with an operand in their low bits. */
#define PRIMARY(opcode) ((opcode)&0xc0)
#define OPERAND(opcode) ((opcode)&0x3f)

struct execution {
	const struct cfi_cie *cie;
	const struct cfi_fde *fde;
	struct byte_reader reader;
	cfi_row_function *report;
	void *argument;
	struct cfi_row row;	/* begin: of the current one */
	struct cfi_row initial; /* by the instructions of the CIE */
	struct cfi_row saved[SAVED_STATES];
	unsigned int saved_count;
	bool is_initial; /* the instructions are those of the CIE */
};

static void set(struct execution *e, uint64_t number, struct cfi_rule rule)
{
	if (number < CFI_REGISTERS)
		e->row.registers[number] = rule;
}

static int64_t factored(const struct execution *e, int64_t number)
{
	return (int64_t)((uint64_t)number * (uint64_t)e->cie->data_alignment);
}

static void set_offset(struct execution *e, enum cfi_rule_kind kind, uint64_t number,
		       int64_t offset)
{
	set(e, number, (struct cfi_rule){ .kind = kind, .offset = factored(e, offset) });
}

static struct cfi_rule read_expression(struct execution *e, enum cfi_rule_kind kind)
{
	struct byte_reader part = read_part(&e->reader, read_uleb(&e->reader));

	return (struct cfi_rule){ .kind = kind,
				  .expression = part.at,
				  .length = (size_t)(part.end - part.at) };
}

static void restore(struct execution *e, uint64_t number)
{
	if (e->is_initial)
		e->reader.failed = true;
	else if (number < CFI_REGISTERS)
		e->row.registers[number] = e->initial.registers[number];
}

/* The row ends before @address; what follows is about the next one. */
static void advance_to(struct execution *e, uint64_t address)
{
	if (e->is_initial || address < e->row.begin) {
		e->reader.failed = true;
		return;
	}
	e->row.end = address < e->fde->end ? address : e->fde->end;
	if (e->row.end > e->row.begin)
		e->report(e->argument, e->cie, &e->row);
	e->row.begin = e->row.end;
}

static void advance(struct execution *e, uint64_t delta)
{
	advance_to(e, e->row.begin + delta * e->cie->code_alignment);
}

static void remember(struct execution *e)
{
	if (e->saved_count == SAVED_STATES)
		e->reader.failed = true;
	else
		e->saved[e->saved_count++] = e->row;
}

static void restore_state(struct execution *e)
{
	uint64_t begin = e->row.begin;

	if (!e->saved_count) {
		e->reader.failed = true;
		return;
	}
	e->row = e->saved[--e->saved_count];
	e->row.begin = begin;
}

/* The CFA is no longer at an offset from a register when it is by an expression. */
static void set_cfa(struct execution *e, uint64_t number, int64_t offset)
{
	e->row.cfa = (struct cfi_rule){ .kind = CFI_REGISTER, .number = number, .offset = offset };
}

static void change_cfa(struct execution *e, uint64_t number, int64_t offset)
{
	if (e->row.cfa.kind != CFI_REGISTER)
		e->reader.failed = true;
	set_cfa(e, number, offset);
}

/* The instructions about the CFA. False when @opcode is none of them. */
static bool execute_cfa(struct execution *e, uint8_t opcode)
{
	struct byte_reader *reader = &e->reader;
	uint64_t number;

	switch (opcode) {
	case DW_CFA_def_cfa:
		number = read_uleb(reader);
		set_cfa(e, number, (int64_t)read_uleb(reader));
		return true;
	case DW_CFA_def_cfa_sf:
		number = read_uleb(reader);
		set_cfa(e, number, factored(e, read_sleb(reader)));
		return true;
	case DW_CFA_def_cfa_register:
		change_cfa(e, read_uleb(reader), e->row.cfa.offset);
		return true;
	case DW_CFA_def_cfa_offset:
		change_cfa(e, e->row.cfa.number, (int64_t)read_uleb(reader));
		return true;
	case DW_CFA_def_cfa_offset_sf:
		change_cfa(e, e->row.cfa.number, factored(e, read_sleb(reader)));
		return true;
	case DW_CFA_def_cfa_expression:
		e->row.cfa = read_expression(e, CFI_VAL_EXPRESSION);
		return true;
	}
	return false;
}

/* The instructions about one register. False when @opcode is none of them. */
static bool execute_register(struct execution *e, uint8_t opcode)
{
	struct byte_reader *reader = &e->reader;
	uint64_t number;

	if (opcode < DW_CFA_offset_extended)
		return false;
	number = read_uleb(reader);
	switch (opcode) {
	case DW_CFA_offset_extended:
		set_offset(e, CFI_OFFSET, number, (int64_t)read_uleb(reader));
		return true;
	case DW_CFA_offset_extended_sf:
		set_offset(e, CFI_OFFSET, number, read_sleb(reader));
		return true;
	case DW_CFA_GNU_negative_offset_extended:
		set_offset(e, CFI_OFFSET, number, (int64_t)-read_uleb(reader));
		return true;
	case DW_CFA_val_offset:
		set_offset(e, CFI_VAL_OFFSET, number, (int64_t)read_uleb(reader));
		return true;
	case DW_CFA_val_offset_sf:
		set_offset(e, CFI_VAL_OFFSET, number, read_sleb(reader));
		return true;
	case DW_CFA_restore_extended:
		restore(e, number);
		return true;
	case DW_CFA_undefined:
		set(e, number, (struct cfi_rule){ .kind = CFI_UNDEFINED });
		return true;
	case DW_CFA_same_value:
		set(e, number, (struct cfi_rule){ .kind = CFI_SAME_VALUE });
		return true;
	case DW_CFA_register:
		set(e, number,
		    (struct cfi_rule){ .kind = CFI_REGISTER,
				       .offset = (int64_t)read_uleb(reader) });
		return true;
	case DW_CFA_expression:
		set(e, number, read_expression(e, CFI_EXPRESSION));
		return true;
	case DW_CFA_val_expression:
		set(e, number, read_expression(e, CFI_VAL_EXPRESSION));
		return true;
	case DW_CFA_GNU_args_size: /* what `number` was; for exceptions only */
		return true;
	}
	return false;
}

static void execute_one(struct execution *e)
{
	uint8_t opcode = read_u8(&e->reader);

	switch (PRIMARY(opcode)) {
	case DW_CFA_advance_loc:
		advance(e, OPERAND(opcode));
		return;
	case DW_CFA_offset:
		set_offset(e, CFI_OFFSET, OPERAND(opcode), (int64_t)read_uleb(&e->reader));
		return;
	case DW_CFA_restore:
		restore(e, OPERAND(opcode));
		return;
	}
	switch (opcode) {
	case DW_CFA_nop:
		return;
	case DW_CFA_set_loc:
		advance_to(e, cfi_read_address(e->cie->section, &e->reader,
					       e->cie->pointer_encoding, e->fde->begin));
		return;
	case DW_CFA_advance_loc1:
		advance(e, read_number(&e->reader, 1));
		return;
	case DW_CFA_advance_loc2:
		advance(e, read_number(&e->reader, 2));
		return;
	case DW_CFA_advance_loc4:
		advance(e, read_number(&e->reader, 4));
		return;
	case DW_CFA_MIPS_advance_loc8:
		advance(e, read_number(&e->reader, 8));
		return;
	case DW_CFA_remember_state:
		remember(e);
		return;
	case DW_CFA_restore_state:
		restore_state(e);
		return;
	}
	if (!execute_cfa(e, opcode) && !execute_register(e, opcode))
		e->reader.failed = true;
}

static bool execute(struct execution *e, struct byte_reader instructions)
{
	e->reader = instructions;
	while (e->reader.at < e->reader.end && !e->reader.failed)
		execute_one(e);
	return !e->reader.failed;
}

bool cfi_rows(const struct cfi_cie *cie, const struct cfi_fde *fde, cfi_row_function *row,
	      void *argument)
{
	struct execution e;

	/* Not all of it: what is saved is large, and written before it is read. */
	e.cie = cie;
	e.fde = fde;
	e.report = row;
	e.argument = argument;
	e.saved_count = 0;
	e.is_initial = true;
	memset(&e.row, 0, sizeof(e.row));
	e.row.begin = fde->begin;
	if (!execute(&e, cie->instructions))
		return false;
	e.initial = e.row;
	e.is_initial = false;
	if (!execute(&e, fde->instructions))
		return false;
	advance_to(&e, fde->end);
	return true;
}
