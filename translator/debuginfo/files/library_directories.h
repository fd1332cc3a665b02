/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the dynamic loader looks for libraries that are asked for by name: its cache, else the
 * directories that ld.so.conf names, and its own.
 */
#ifndef STAP_DEBUGINFO_LIBRARY_DIRECTORIES_H
#define STAP_DEBUGINFO_LIBRARY_DIRECTORIES_H

#include "debuginfo/debuginfo.h"

struct library_directories;

/* Reads /etc/ld.so.cache or, without that, /etc/ld.so.conf of the target. */
struct library_directories *library_directories_read(struct arena *arena, const char *sysroot);

/*
 * Call @try with each path, on the target, that a library called @name can be at, until it returns
 * true. Returns whether it did.
 */
bool library_directories_try(const struct library_directories *directories, const char *name,
			     bool (*try)(const char *path, void *data), void *data);

#endif
