/* SPDX-License-Identifier: GPL-2.0-only */
#include <dwarf.h>

#include "debuginfo/split_function.h"

bool split_is_rest(Dwarf_Die *inlined, Dwarf_Attribute *origin)
{
	Dwarf_Attribute attribute;
	Dwarf_Word call_line = 0, call_column = 0;
	Dwarf_Die function;
	int line = 0, column = 0;

	if (dwarf_attr(inlined, DW_AT_call_line, &attribute))
		dwarf_formudata(&attribute, &call_line);
	if (dwarf_attr(inlined, DW_AT_call_column, &attribute))
		dwarf_formudata(&attribute, &call_column);
	if (!dwarf_formref_die(origin, &function))
		return false;
	dwarf_decl_line(&function, &line);
	dwarf_decl_column(&function, &column);
	return line && column && call_line == (Dwarf_Word)line && call_column == (Dwarf_Word)column;
}

bool split_is_rest_of(Dwarf_Die *inlined, Dwarf_Die *function)
{
	Dwarf_Attribute origin, outer_origin;
	Dwarf_Die abstract, outer = *function;

	if (!dwarf_attr(inlined, DW_AT_abstract_origin, &origin) ||
	    !dwarf_formref_die(&origin, &abstract))
		return false;
	if (dwarf_attr(function, DW_AT_abstract_origin, &outer_origin) &&
	    !dwarf_formref_die(&outer_origin, &outer))
		return false;
	return abstract.addr == outer.addr && split_is_rest(inlined, &origin);
}
