/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types out of DWARF (DWARF 5 §5).
 */
#ifndef STAP_DEBUGINFO_TYPE_READER_H
#define STAP_DEBUGINFO_TYPE_READER_H

#include <elfutils/libdw.h>

#include "debuginfo/types.h"

/* The type that DW_AT_type of @die, or of one of its origins, refers to: void when there is none.
 */
struct type *type_of_die(struct debuginfo *debuginfo, Dwarf_Die *die);

/* Makes debuginfo->types ready. */
void dwarf_types_init(struct debuginfo *debuginfo);

#endif
