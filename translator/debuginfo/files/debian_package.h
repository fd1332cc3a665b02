/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which Debian package a file came with, from dpkg's own lists: for a message that says what to
 * install.
 */
#ifndef STAP_DEBUGINFO_DEBIAN_PACKAGE_H
#define STAP_DEBUGINFO_DEBIAN_PACKAGE_H

#include "arena.h"

/*
 * The name of the package that the target's file @path, without symbolic links, came with; NULL
 * when none did.
 */
char *debian_package_of(struct arena *arena, const char *sysroot, const char *path);

/* "the package NAME-dbgsym or NAME-dbg": those of the names that packages have. */
char *debian_debug_packages(struct arena *arena, const char *package);

#endif
