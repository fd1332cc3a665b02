/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the frames of calls are on the stack, from the call frame information (DWARF 5 §6.4).
 */
#ifndef STAP_DEBUGINFO_CALL_FRAME_H
#define STAP_DEBUGINFO_CALL_FRAME_H

#include "debuginfo/debuginfo.h"

/*
 * How far above register @from (DWARF's number) the canonical frame address is at @pc, in bytes.
 * False when it is not known, or does not go by that register there.
 */
bool frame_cfa_offset(struct debuginfo *debuginfo, uint64_t pc, unsigned int from, int64_t *offset);

#endif
