/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of the functions and data of an ELF file, for an object's data. */
#ifndef STAP_OBJECTDATA_SYMBOL_TABLE_H
#define STAP_OBJECTDATA_SYMBOL_TABLE_H

#include "data_writer.h"
#include "object_data_make.h"
#include "string_table.h"

/*
 * Adds the table of symbols to @writer, whose base is set, and their names to @strings. Without
 * memory one of the two has failed.
 */
void symbol_table_add(struct data_writer *writer, struct string_table *strings,
		      const struct object_source *source);

#endif
