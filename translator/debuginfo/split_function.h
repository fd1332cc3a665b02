/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Split functions. gcc splits the rest off a function that often returns early (NAME.part.0), and
 * inlines it again where it turns out that nobody else calls it: then the function has an inlined
 * instance of itself, which nobody has called.
 */
#ifndef DEBUGINFO_SPLIT_FUNCTION_H
#define DEBUGINFO_SPLIT_FUNCTION_H

#include <elfutils/libdw.h>
#include <stdbool.h>

/*
 * Whether @inlined, an inlined instance of @origin (its DW_AT_abstract_origin) in an instance of
 * the same function, is the rest of that one: it is called where the function is declared. A call
 * by recursion is somewhere in its body.
 */
bool split_is_rest(Dwarf_Die *inlined, Dwarf_Attribute *origin);

/* The same for any inlined subroutine in @function, itself a subprogram or an inlined subroutine.
 */
bool split_is_rest_of(Dwarf_Die *inlined, Dwarf_Die *function);

#endif
