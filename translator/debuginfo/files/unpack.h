/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels and modules as they are installed: an ELF file, packed by gzip, xz, lzma, lz4 or zstd,
 * and the kernel's behind the boot code of a bzImage. Unpacking is in memory and bounded, whatever
 * the bytes are.
 */
#ifndef STAP_DEBUGINFO_UNPACK_H
#define STAP_DEBUGINFO_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

struct unpacked {
	const void *data; /* the ELF file */
	size_t size;	  /* in bytes */
	bool in_place;	  /* it was not packed: @data is in the bytes given */
};

/*
 * Find the ELF file in @size bytes of an ELF file, a packed one, or a bzImage (Linux x86 boot
 * protocol 2.08). Returns NULL, or why there is none. Unless it is in place, @unpacked->data is the
 * caller's to free().
 */
const char *unpack_elf(const void *data, size_t size, struct unpacked *unpacked);

#endif
