/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frame at an address: what expressions about the stack are relative to.
 */
#ifndef STAP_DEBUGINFO_FRAME_H
#define STAP_DEBUGINFO_FRAME_H

#include "debuginfo/internal.h"
#include "debuginfo/location_evaluate.h"

/*
 * Fill in what @operations need to be evaluated at @pc: the frame base of the function and the
 * canonical frame address, each only if it is used, for it takes a search; and whether @pc is the
 * entry of a function.
 */
void frame_context(struct debuginfo *debuginfo, uint64_t pc, const Dwarf_Op *operations,
		   size_t count, struct location_context *context);

#endif
