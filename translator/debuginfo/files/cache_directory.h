/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The directory that the debuginfo layer keeps its files in, $CACHE/index. A file in it is trusted
 * when it and the directories are ours and nobody else can write to them, and it is always whole:
 * it is written under a temporary name and renamed. What was not used for longest goes when there
 * is more than half a gigabyte.
 */
#ifndef STAP_DEBUGINFO_CACHE_DIRECTORY_H
#define STAP_DEBUGINFO_CACHE_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

/*
 * Path, size and times of the file at @path as text: any change of its content changes this. NULL
 * when there is no file.
 */
char *cache_file_identity(struct arena *arena, const char *path);

/* A name for what is kept of @text, such as a file's identity: 32 hexadecimal digits of its hash.
 */
char *cache_key_of_text(struct arena *arena, const char *text);

/* A descriptor of file @name for reading, its size in @size; -1 when there is none to be trusted.
 */
int cache_directory_open(const char *cache_dir, const char *name, size_t *size);

/*
 * Write @size bytes as file @name, in place of one that is there. When that fails nothing is left
 * behind: what is kept here can always be made again.
 */
void cache_directory_write(const char *cache_dir, const char *name, const void *data, size_t size);

#endif
