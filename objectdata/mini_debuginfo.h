/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * .gnu_debugdata: a section of a stripped file that holds, packed with xz, an ELF file with the
 * symbols that are not in .dynsym.
 */
#ifndef STAP_OBJECTS_MINI_DEBUGINFO_H
#define STAP_OBJECTS_MINI_DEBUGINFO_H

#include <libelf.h>

/*
 * Returns the file inside @elf, with its bytes in *@bytes to free() after elf_end(); NULL when
 * there is none, or it is damaged.
 */
Elf *mini_debuginfo_open(Elf *elf, void **bytes);

#endif
