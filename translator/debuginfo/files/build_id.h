/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Build-ids: the linker's hash of what it linked (note NT_GNU_BUILD_ID), by which a program and its
 * debug file are known to belong together. All are given in lower-case hexadecimal, owned by the
 * arena; NULL means that there is none to be found.
 */
#ifndef STAP_DEBUGINFO_BUILD_ID_H
#define STAP_DEBUGINFO_BUILD_ID_H

#include <gelf.h>

#include "debuginfo/debuginfo.h"

/* That of @count bytes. */
char *build_id_text(struct arena *arena, const unsigned char *bytes, size_t count);

/* In @size bytes of notes of 4-byte alignment (System V gABI, "Note Section"). */
char *build_id_of_notes(struct arena *arena, const void *notes, size_t size);

/* In a file that holds nothing but notes, such as /sys/kernel/notes. */
char *build_id_of_notes_file(struct arena *arena, const char *path);

/* Of an ELF file. */
char *build_id_of_elf(struct arena *arena, Elf *elf);

/* The same of the ELF file at @path, or NULL. */
char *build_id_of_file(struct arena *arena, const char *path);

#endif
