/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frame at an address: what expressions about the stack are relative to.
 */
#ifndef STAP_DEBUGINFO_FRAME_H
#define STAP_DEBUGINFO_FRAME_H

#include "debuginfo/internal.h"
#include "debuginfo/values/location_evaluate.h"

/*
 * Fill in what @operations need to be evaluated at @pc: the frame base of the function and the
 * canonical frame address, each only if it is used, for it takes a search; and whether @pc is the
 * entry of a function.
 */
void frame_context(struct debuginfo *debuginfo, uint64_t pc, const Dwarf_Op *operations,
		   size_t count, struct location_context *context);

enum {
	FRAME_REGISTERS = 16 /* the general registers, by DWARF's numbers */
};

/* What the registers of the caller of the function at some place are, once it has returned. */
struct frame_registers {
	const struct location_expression *cfa;
	/* Over registers and memory at that place; NULL: lost. */
	const struct location_expression *values[FRAME_REGISTERS];
};

/* Fills @registers for the place @pc (DWARF 5 §6.4.3). False when nothing is known of its frame. */
bool frame_registers_at(struct debuginfo *debuginfo, uint64_t pc,
			struct frame_registers *registers);

#endif
