/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Paths of the target as files here. With a sysroot, the target's root directory is a directory
 * here, and a symbolic link in it that begins with '/' begins there too.
 */
#ifndef STAP_DEBUGINFO_SYSROOT_H
#define STAP_DEBUGINFO_SYSROOT_H

#include "arena.h"

/* Where the target's file @path, which is absolute, is here. @sysroot may be NULL. */
char *sysroot_path(struct arena *arena, const char *sysroot, const char *path);

/*
 * The target's @path with all symbolic links followed, and without "." and "..": still a path of
 * the target. NULL, and errno, when there is no such file. A path that is not absolute begins in
 * the current directory or, with a sysroot, in that.
 */
char *sysroot_resolve(struct arena *arena, const char *sysroot, const char *path);

#endif
