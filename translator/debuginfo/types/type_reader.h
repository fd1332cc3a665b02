/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types out of DWARF (DWARF 5 §5).
 */
#ifndef STAP_DEBUGINFO_TYPE_READER_H
#define STAP_DEBUGINFO_TYPE_READER_H

#include <elfutils/libdw.h>

#include "debuginfo/types/types.h"

/* The type that DW_AT_type of @die, or of one of its origins, refers to: void when there is none.
 */
struct type *type_of_die(struct debuginfo *debuginfo, Dwarf_Die *die);

/* As dwarf_peel_type(), but a type that is in a unit of its own is followed there. */
int type_peel(Dwarf_Die *die, Dwarf_Die *peeled);

/* The DIE of @type without typedefs and qualifiers. */
bool type_peeled_die(const struct type *type, Dwarf_Die *die);

/*
 * The DIE of a struct or union with its members: where it is only declared, the definition that is
 * elsewhere.
 */
bool class_definition(const struct type *type, Dwarf_Die *die);

/*
 * Where a virtual base class is (DWARF 5 §5.7.3): from what is at the start of the object. NULL
 * when the DW_TAG_inheritance is not of one.
 */
const struct type_virtual_base *class_virtual_base(struct debuginfo *debuginfo, Dwarf_Die *die);

/* struct type_source.static_member and .is_by_reference */
const struct source_variable *class_static_member(const struct type *type, const char *name);
bool class_is_by_reference(const struct type *type);

/* Makes debuginfo->types ready. */
void dwarf_types_init(struct debuginfo *debuginfo);

#endif
