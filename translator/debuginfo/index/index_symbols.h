/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an index has from symbol tables.
 */
#ifndef STAP_DEBUGINFO_INDEX_SYMBOLS_H
#define STAP_DEBUGINFO_INDEX_SYMBOLS_H

#include "debuginfo/index/index_merge.h"
#include "debuginfo/files/symbol_tables.h"

/*
 * Read the symbols of the file @path, all of its tables when it @is_program; and the sections of a
 * relocatable file into the tables, which index_merge() must have begun. False with @error when it
 * cannot be read.
 */
bool index_read_symbols(struct index_tables *tables, const char *path, bool is_program,
			struct symbol_list *list, struct debuginfo_error *error);

/*
 * Begin @scan with the functions that only the sorted symbols tell of: those in no range of the
 * @scan_count others.
 */
void index_scan_symbols(const struct symbol_list *list, const struct index_scan *scans,
			unsigned int scan_count, struct index_scan *scan);

/* Fill in the tables of symbols from the sorted list. */
void index_add_symbols(struct index_tables *tables, const struct symbol_list *list);

#endif
