/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sections of an ELF file by name.
 */
#ifndef STAP_DEBUGINFO_ELF_SECTION_H
#define STAP_DEBUGINFO_ELF_SECTION_H

#include <gelf.h>

/* The section called @name, its header in @header. NULL when there is none. */
Elf_Scn *elf_section_named(Elf *elf, const char *name, GElf_Shdr *header);

/* Its content, decompressed; owned by @elf. NULL when there is none, or it is not in this file. */
Elf_Data *elf_section_data(Elf *elf, const char *name);

#endif
