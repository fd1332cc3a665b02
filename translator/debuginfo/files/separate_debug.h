/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the debug information of a program or library is: in itself, or in a file that was made
 * from it when it was stripped.
 */
#ifndef STAP_DEBUGINFO_SEPARATE_DEBUG_H
#define STAP_DEBUGINFO_SEPARATE_DEBUG_H

#include "debuginfo/files/program_file.h"

/*
 * The path here of the file with the DWARF of @file: the first of
 *	the file itself
 *	/usr/lib/debug/.build-id/xx/….debug	by its build-id
 *	DIR/NAME, DIR/.debug/NAME, /usr/lib/debug/DIR/NAME
 *						by its .gnu_debuglink, whose CRC must be right
 *	/usr/lib/debug/PATH.debug, /usr/lib/debug/PATH, DIR/.debug/NAME.debug
 *						of its build-id, or of none
 *	what debuginfod has			by its build-id
 * below the sysroot. NULL with @error when none has it.
 */
char *separate_debug_find(struct arena *arena, const struct debuginfo_target *target,
			  const struct program_file *file, struct debuginfo_error *error);

/*
 * Where the separate debug file of @file can come to be, by its build-id and its path: paths here,
 * the last of them NULL.
 */
const char **separate_debug_places(struct arena *arena, const struct debuginfo_target *target,
				   const struct program_file *file);

#endif
