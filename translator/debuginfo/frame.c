/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frame bases (DWARF 5 §3.3.5) and canonical frame addresses (§6.4).
 */
#include <stdlib.h>
#include <string.h>

#include "debuginfo/frame.h"

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

static void find_cfa(struct debuginfo *debuginfo, uint64_t pc, struct location_context *context)
{
	if (!debuginfo->cfi_read) {
		debuginfo->cfi_read = true;
		debuginfo->eh_frame = dwarf_getcfi_elf(debuginfo->elf);
		debuginfo->debug_frame = dwarf_getcfi(debuginfo->dwarf);
	}
	/* .eh_frame comes with a table to search in. */
	if (!cfa_from(debuginfo->eh_frame, debuginfo->arena, pc, context))
		cfa_from(debuginfo->debug_frame, debuginfo->arena, pc, context);
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
