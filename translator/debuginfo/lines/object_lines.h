/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines and inlined calls of a program or library for its data (runtime/object_data.h), by DWARF.
 */
#ifndef STAP_DEBUGINFO_OBJECT_LINES_H
#define STAP_DEBUGINFO_OBJECT_LINES_H

#include "objectdata/data_writer.h"
#include "objectdata/string_table.h"

/*
 * Adds the tables `lines` (DWARF 5 §6.2) and `inlines` (§3.3.8.2) of the Dwarf @dwarf. The form is
 * that of struct object_source.add_lines.
 */
void object_lines_add(struct data_writer *writer, struct string_table *strings, void *dwarf);

#endif
