/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whole files, mapped to be read.
 */
#ifndef STAP_DEBUGINFO_MAPPED_FILE_H
#define STAP_DEBUGINFO_MAPPED_FILE_H

#include <stddef.h>

/*
 * The content of the regular file at @path, which is relative to the open @directory as in
 * openat(2); for munmap() of *@size bytes. NULL when it cannot be read or is empty.
 */
void *mapped_file_open(int directory, const char *path, size_t *size);

#endif
