/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is asked of an ELF file that may be packed (unpack.h): a kernel's image, a module. Unpacking
 * a kernel takes some tenths of a second, so the answers are kept in the cache, by the file's path,
 * size and times.
 */
#ifndef STAP_DEBUGINFO_PACKED_ELF_H
#define STAP_DEBUGINFO_PACKED_ELF_H

#include "debuginfo/debuginfo.h"

/*
 * The build-id of the file at @path, in lower-case hexadecimal. Returns NULL and fills in @error
 * when the file cannot be read or has none. @cache_dir may be NULL.
 */
char *packed_elf_build_id(struct arena *arena, const char *path, const char *cache_dir,
			  struct debuginfo_error *error);

/*
 * Its section .BTF, of *@size bytes, which stay until the arena goes or, of a large file, until the
 * process ends. Returns NULL and fills in @error when the file cannot be read or has none.
 */
const void *packed_elf_btf(struct arena *arena, const char *path, const char *cache_dir,
			   size_t *size, struct debuginfo_error *error);

#endif
