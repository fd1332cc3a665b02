/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One symbol of a program or library by its name, without an index: what assembler operands name.
 */
#ifndef STAP_DEBUGINFO_PROGRAM_SYMBOL_H
#define STAP_DEBUGINFO_PROGRAM_SYMBOL_H

#include "debuginfo/files/program_file.h"

/*
 * The link-time address of what @file calls @name or, of a thread variable, its offset in the
 * block of those. Looked for in the file, then in its separate debug file. False with @error when
 * there is none, or several at different places.
 */
bool program_symbol_find(struct arena *arena, const struct debuginfo_target *target,
			 const struct program_file *file, const char *name, bool is_thread_local,
			 uint64_t *value, struct debuginfo_error *error);

#endif
