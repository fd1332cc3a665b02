/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Symbolic evaluation of DWARF expressions.
 */
#ifndef STAP_DEBUGINFO_LOCATION_EVALUATE_H
#define STAP_DEBUGINFO_LOCATION_EVALUATE_H

#include <dwarf.h>
#include <elfutils/libdw.h>

#include "debuginfo/files/debug_parts.h"
#include "debuginfo/values/location.h"

/* What evaluating an expression needs to know about the place it is evaluated for. */
struct location_context {
	struct arena *arena;
	bool at_entry; /* at the first instruction of the function: entry values are the registers
			*/
	/*
	 * The expressions of the frame base (for DW_OP_fbreg) and of the canonical frame address
	 * (for DW_OP_call_frame_cfa) at this address; count 0 when not known.
	 */
	const Dwarf_Op *frame_base, *cfa;
	size_t frame_base_count, cfa_count;
	/* The canonical frame address, where that is known as a tree already; else NULL. */
	const struct location_expression *cfa_value;
	/*
	 * What stands for the registers, by DWARF's numbers up to 15: those of a caller, in terms
	 * of the place in the callee; NULL in it: lost. NULL: the registers themselves.
	 */
	const struct location_expression *const *registers;
	/* What registers held at the entry of the function; NULL: LOC_ENTRY_REGISTER says it. */
	struct entry_values *entry_values;
	/* What DIEs are numbered by; NULL: by their offsets. */
	const struct debug_parts *parts;
	/* What is on the stack at the start; NULL: nothing. */
	const struct location_expression *initial;
	/*
	 * The attribute that the expression is of: operands that are not numbers (blocks, base
	 * types, indexed addresses) are read through it. NULL for an expression that has none of
	 * those.
	 */
	Dwarf_Attribute *attribute;
};

/*
 * Evaluate @count operations (DWARF 5 §2.5, §2.6) for 64-bit addresses. Returns NULL with @error
 * for what is not supported or not valid; an empty expression is such: it says "optimised out".
 */
struct location *location_evaluate(const struct location_context *context,
				   const Dwarf_Op *operations, size_t count,
				   struct debuginfo_error *error);

#endif
