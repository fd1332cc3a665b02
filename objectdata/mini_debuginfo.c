// SPDX-License-Identifier: GPL-2.0-only
#include "mini_debuginfo.h"

#include <gelf.h>
#include <lzma.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST	    (256u << 20) /* of the unpacked file */
#define MEMORY_MOST (128u << 20) /* of the unpacker */

static Elf_Data *packed_section(Elf *elf)
{
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_PROGBITS)
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (name && !strcmp(name, ".gnu_debugdata"))
			return elf_rawdata(section, NULL);
	}
	return NULL;
}

/* Returns *@size bytes to free(), or NULL. */
static uint8_t *unpack(const Elf_Data *packed, size_t *size)
{
	for (size_t room = packed->d_size * 4 + 4096; room <= LARGEST; room *= 2) {
		uint64_t memory = MEMORY_MOST;
		size_t in = 0;
		uint8_t *bytes = malloc(room);

		if (!bytes)
			return NULL;
		*size = 0;
		switch (lzma_stream_buffer_decode(&memory, 0, NULL, packed->d_buf, &in,
						  packed->d_size, bytes, size, room)) {
		case LZMA_OK:
			return bytes;
		case LZMA_BUF_ERROR: /* there is more of it */
			free(bytes);
			break;
		default:
			free(bytes);
			return NULL;
		}
	}
	return NULL;
}

Elf *mini_debuginfo_open(Elf *elf, void **bytes)
{
	const Elf_Data *packed = packed_section(elf);
	size_t size;
	Elf *inner;

	*bytes = NULL;
	if (!packed || !packed->d_buf || !packed->d_size)
		return NULL;
	*bytes = unpack(packed, &size);
	if (!*bytes)
		return NULL;
	inner = elf_memory(*bytes, size);
	if (inner && elf_kind(inner) == ELF_K_ELF)
		return inner;
	elf_end(inner);
	free(*bytes);
	*bytes = NULL;
	return NULL;
}
