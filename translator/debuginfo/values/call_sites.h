/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What registers held when a function was entered, long after the function has used them for
 * something else: only its callers know. Debug information says of each call what the registers of
 * the arguments were set to, in terms of the caller's frame (DWARF 5 §3.4.2), which the callee's
 * call frame information leads back to.
 */
#ifndef STAP_DEBUGINFO_CALL_SITES_H
#define STAP_DEBUGINFO_CALL_SITES_H

#include "debuginfo/internal.h"
#include "debuginfo/values/location_tree.h"

/* What registers were at the entry of the function that @pc is in. */
struct entry_values;

/* The entry values for an evaluation at @pc; nothing is read until one is asked for. */
struct entry_values *entry_values_at(struct debuginfo *debuginfo, uint64_t pc);

/*
 * What register @number held at the entry, as a tree over the registers and the memory at @pc: a
 * choice by the return address among the calls that say it, and LOC_UNKNOWN for the others. NULL
 * when no call says it.
 */
tree entry_value(struct entry_values *values, unsigned int number);

#endif
