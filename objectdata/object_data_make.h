/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes what a module knows of an ELF file (runtime/object_data.h). Shared by the translator and
 * staprun: libelf, liblzma, libiberty and libc only, no arena, no diagnostics.
 *
 *	object_data_make.c  the parts in a row, segments
 *	data_writer.*       the piece of data, put together table by table
 *	elf_image.*         sections and segments of one ELF file
 *	cfi_*               call frame information: entries, instructions, rows
 *	unwind_tables.*     rows and rules of all of a file's call frame information
 *	symbol_table.*      names of functions and data
 *	string_table.*      the strings of all parts
 *	mini_debuginfo.*    .gnu_debugdata, in which a stripped file still has names
 */
#ifndef STAP_OBJECTDATA_MAKE_H
#define STAP_OBJECTDATA_MAKE_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>

#include "object_data.h"

struct data_writer;
struct string_table;

/* What the data is made of. */
struct object_source {
	Elf *file;  /* what is mapped at run time: a file, or an image in memory (vDSO) */
	Elf *debug; /* its separate debug file; NULL: none */
	/* Adds the tables `lines` and `inlines`, which need a reader of DWARF; NULL: there is none.
	 */
	void (*add_lines)(struct data_writer *writer, struct string_table *strings, void *argument);
	void *argument;
};

enum object_parts {
	OBJECT_UNWIND = 1,
	OBJECT_SYMBOLS = 2,
	OBJECT_LINES = 4,
};

/*
 * Returns the data with its @parts, data->size bytes, to be freed. A part for which the file has
 * nothing is an empty table; what is malformed is left out, and *@problem then says so (static;
 * NULL when all is well). NULL when @source is no ELF file of this machine, or without memory.
 */
struct stap_object_data *object_data_make(const struct object_source *source, unsigned int parts,
					  const char **problem);

#endif
