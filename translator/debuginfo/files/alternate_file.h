/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The alternate file that dwz made of what several files of debug information have in common.
 */
#ifndef STAP_DEBUGINFO_ALTERNATE_FILE_H
#define STAP_DEBUGINFO_ALTERNATE_FILE_H

#include "debuginfo/files/program_file.h"

/*
 * The path here, in @alternate, of the alternate file that the debug file @path refers to: by
 * build-id below /usr/lib/debug, by the name that it has for it, or from debuginfod. NULL in
 * @alternate when it refers to none. False with @error when that is nowhere.
 */
bool alternate_file_find(struct arena *arena, const struct debuginfo_target *target,
			 const char *path, const char **alternate, struct debuginfo_error *error);

#endif
