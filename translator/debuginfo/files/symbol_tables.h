/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The symbol tables of an ELF file (System V gABI, "Symbol Table"), as they are in it: .symtab,
 * .dynsym, and the table that is packed in .gnu_debugdata.
 */
#ifndef STAP_DEBUGINFO_SYMBOL_TABLES_H
#define STAP_DEBUGINFO_SYMBOL_TABLES_H

#include <gelf.h>

#include "debuginfo/symbols.h"

struct symbol_list {
	VEC(struct symbol) symbols; /* names and all in the arena */
};

/*
 * Add the symbols of .symtab or, when the file has none, of .dynsym: those in code, and names of
 * data. Of a relocatable file the addresses are those of object_file.h, whose DWARF must have been
 * asked for.
 */
void symbol_tables_read(struct arena *arena, Elf *elf, struct symbol_list *list);

/*
 * The same of all tables that a program or library has. Versions (NAME@VERSION) are left out of
 * names.
 */
void symbol_tables_read_program(struct arena *arena, Elf *elf, struct symbol_list *list);

/* Sort by name and address, and leave each pair once. */
void symbol_tables_sort(struct symbol_list *list);

#endif
