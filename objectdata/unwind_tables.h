/* SPDX-License-Identifier: GPL-2.0-only */
/* The rows and rules by which frames of a file's code are unwound. */
#ifndef STAP_OBJECTDATA_UNWIND_TABLES_H
#define STAP_OBJECTDATA_UNWIND_TABLES_H

#include "data_writer.h"
#include "elf_image.h"

/*
 * Adds the tables made from .eh_frame and .debug_frame of @file, and from .debug_frame of its
 * separate @debug file (NULL: none). What is malformed is left out, and *@problem says that.
 */
void unwind_tables_add(struct data_writer *writer, const struct elf_image *file,
		       const struct elf_image *debug, const char **problem);

#endif
