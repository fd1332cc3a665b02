/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frame bases (DWARF 5 §3.3.5) and canonical frame addresses (§6.4).
 */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/values/call_frame.h"
#include "debuginfo/values/frame.h"
#include "debuginfo/values/location_tree.h"

enum {
	STACK_POINTER = 7 /* DWARF's number of rsp: System V ABI AMD64, figure 3.36 */
};

static bool uses(const Dwarf_Op *operations, size_t count, unsigned int atom)
{
	for (size_t i = 0; i < count; i++)
		if (operations[i].atom == atom)
			return true;
	return false;
}

/* The frame base expression of the function with code of its own that @pc is in. */
static void find_frame_base(const struct function_instance *function, struct debuginfo *debuginfo,
			    uint64_t pc, struct location_context *context)
{
	Dwarf_Attribute attribute;
	Dwarf_Op *operations;
	size_t count;
	Dwarf_Die die;

	if (debuginfo_die(debuginfo, function->die, &die) &&
	    dwarf_attr_integrate(&die, DW_AT_frame_base, &attribute) &&
	    dwarf_getlocation_addr(&attribute, pc, &operations, &count, 1) == 1) {
		context->frame_base = operations;
		context->frame_base_count = count;
	}
}

/* The rule for the CFA at @pc in one source of call frame information, copied to the arena. */
static bool cfa_from(Dwarf_CFI *information, struct arena *arena, uint64_t pc,
		     struct location_context *context)
{
	Dwarf_Frame *frame = NULL;
	Dwarf_Op *operations;
	size_t count;
	bool found = false;

	if (!information || dwarf_cfi_addrframe(information, pc, &frame))
		return false;
	if (!dwarf_frame_cfa(frame, &operations, &count) && count) {
		Dwarf_Op *copy = arena_alloc(arena, count * sizeof(*copy));

		memcpy(copy, operations, count * sizeof(*copy));
		context->cfa = copy;
		context->cfa_count = count;
		found = true;
	}
	free(frame);
	return found;
}

static void open_cfi(struct debuginfo *debuginfo)
{
	if (debuginfo->cfi_read)
		return;
	debuginfo->cfi_read = true;
	debuginfo->eh_frame = dwarf_getcfi_elf(debuginfo_code(debuginfo));
	debuginfo->debug_frame = dwarf_getcfi(debuginfo_dwarf(debuginfo));
}

static void find_cfa(struct debuginfo *debuginfo, uint64_t pc, struct location_context *context)
{
	open_cfi(debuginfo);
	/* .eh_frame comes with a table to search in. */
	if (!cfa_from(debuginfo->eh_frame, debuginfo->arena, pc, context))
		cfa_from(debuginfo->debug_frame, debuginfo->arena, pc, context);
}

bool frame_cfa_offset(struct debuginfo *debuginfo, uint64_t pc, unsigned int from, int64_t *offset)
{
	struct location_context context = { 0 };
	const Dwarf_Op *operation;

	context.arena = debuginfo->arena;
	if (debuginfo_dwarf(debuginfo))
		find_cfa(debuginfo, pc, &context);
	operation = context.cfa;
	if (context.cfa_count != 1)
		return false;
	if (operation->atom == DW_OP_breg0 + from) {
		*offset = (int64_t)operation->number;
		return true;
	}
	if (operation->atom == DW_OP_bregx && operation->number == from) {
		*offset = (int64_t)operation->number2;
		return true;
	}
	return false;
}

void frame_context(struct debuginfo *debuginfo, uint64_t pc, const Dwarf_Op *operations,
		   size_t count, struct location_context *context)
{
	struct function_instance instance;
	struct source_function function;
	bool known = function_at(debuginfo, pc, &function, &instance);

	context->at_entry = known && instance.pc == pc;
	if (known && uses(operations, count, DW_OP_fbreg))
		find_frame_base(&instance, debuginfo, pc, context);
	if (uses(operations, count, DW_OP_call_frame_cfa) ||
	    uses(context->frame_base, context->frame_base_count, DW_OP_call_frame_cfa))
		find_cfa(debuginfo, pc, context);
}

/* ---------------------------------------------------------------- the caller's registers */

/* The number that operations without a context of their own come down to. */
static tree evaluate_number(struct arena *arena, const Dwarf_Op *operations, size_t count, tree cfa)
{
	const struct location_context context = { .arena = arena, .cfa_value = cfa };
	struct debuginfo_error ignored = { 0 };
	const struct location *location = location_evaluate(&context, operations, count, &ignored);

	if (!location)
		return NULL;
	if (location->kind == LOCATION_REGISTER)
		return tree_leaf(arena, LOC_REGISTER, location->dwarf_register);
	return location->kind == LOCATION_MEMORY || location->kind == LOCATION_VALUE
		       ? location->expression
		       : NULL;
}

/* One register by its rule: the same, saved in memory, or computed; NULL: not known. */
static tree frame_register(struct arena *arena, Dwarf_Frame *frame, int number, tree cfa)
{
	Dwarf_Op memory[3], *operations;
	bool is_value = false;
	size_t count;
	tree at;

	if (dwarf_frame_register(frame, number, memory, &operations, &count))
		return NULL;
	if (!count)
		return operations ? NULL : tree_leaf(arena, LOC_REGISTER, (uint64_t)number);
	if (count > 1 && operations[count - 1].atom == DW_OP_stack_value) {
		is_value = true;
		count--;
	}
	at = evaluate_number(arena, operations, count, cfa);
	if (!at || is_value ||
	    (count == 1 && operations[0].atom >= DW_OP_reg0 && operations[0].atom <= DW_OP_regx))
		return at;
	return tree_unary(arena, LOC_READ, 8, at);
}

bool frame_registers_at(struct debuginfo *debuginfo, uint64_t pc, struct frame_registers *registers)
{
	struct arena *arena = debuginfo->arena;
	Dwarf_Frame *frame = NULL;
	Dwarf_Op *operations;
	size_t count;

	*registers = (struct frame_registers){ 0 };
	open_cfi(debuginfo);
	if ((!debuginfo->eh_frame || dwarf_cfi_addrframe(debuginfo->eh_frame, pc, &frame)) &&
	    (!debuginfo->debug_frame || dwarf_cfi_addrframe(debuginfo->debug_frame, pc, &frame)))
		return false;
	if (!dwarf_frame_cfa(frame, &operations, &count) && count)
		registers->cfa = evaluate_number(arena, operations, count, NULL);
	for (int i = 0; registers->cfa && i < FRAME_REGISTERS; i++)
		registers->values[i] = frame_register(arena, frame, i, registers->cfa);
	registers->values[STACK_POINTER] = registers->cfa;
	free(frame);
	return registers->cfa != NULL;
}
