/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of one ELF file of this machine (x86-64) that data is made of. */
#ifndef STAP_OBJECTDATA_IMAGE_H
#define STAP_OBJECTDATA_IMAGE_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_image {
	Elf *elf;
	size_t segment_count;
	uint64_t base;	      /* address of the first byte of the lowest segment that is mapped */
	const uint8_t *bytes; /* the whole file */
	size_t size;
};

/* A section, or a part of the file that is as good as one. */
struct elf_bytes {
	const uint8_t *data; /* NULL: not there, or empty */
	size_t size;
	uint64_t address;
};

/* False when @elf is no program, library or debug file of this machine. */
bool elf_image_open(struct elf_image *image, Elf *elf);

/* Segment number @number, if it is mapped (PT_LOAD). */
bool elf_image_load(const struct elf_image *image, size_t number, GElf_Phdr *header);

/* The first segment of @type. */
bool elf_image_segment(const struct elf_image *image, uint32_t type, GElf_Phdr *header);

/* The content of the section called @name, uncompressed; owned by the Elf. */
struct elf_bytes elf_image_section(const struct elf_image *image, const char *name);

/* What is mapped from the link-time @address up to the end of that segment's part of the file. */
struct elf_bytes elf_image_at(const struct elf_image *image, uint64_t address);

/* Whether the link-time addresses from @begin up to @end are code in one segment. */
bool elf_image_is_code(const struct elf_image *image, uint64_t begin, uint64_t end);

#endif
