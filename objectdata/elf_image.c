// SPDX-License-Identifier: GPL-2.0-only
#include "elf_image.h"

#include <string.h>

bool elf_image_open(struct elf_image *image, Elf *elf)
{
	uint64_t base = UINT64_MAX;
	GElf_Ehdr header;

	*image = (struct elf_image){ .elf = elf };
	if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header) ||
	    gelf_getclass(elf) != ELFCLASS64 || header.e_machine != EM_X86_64 ||
	    header.e_ident[EI_DATA] != ELFDATA2LSB)
		return false;
	if (elf_getphdrnum(elf, &image->segment_count))
		return false;
	image->bytes = (const uint8_t *)elf_rawfile(elf, &image->size);
	for (size_t i = 0; i < image->segment_count; i++) {
		GElf_Phdr segment;

		if (elf_image_load(image, i, &segment) && segment.p_vaddr < base)
			base = segment.p_vaddr;
	}
	image->base = base == UINT64_MAX ? 0 : base;
	return true;
}

bool elf_image_load(const struct elf_image *image, size_t number, GElf_Phdr *header)
{
	return gelf_getphdr(image->elf, (int)number, header) && header->p_type == PT_LOAD &&
	       header->p_vaddr + header->p_memsz >= header->p_vaddr;
}

bool elf_image_segment(const struct elf_image *image, uint32_t type, GElf_Phdr *header)
{
	for (size_t i = 0; i < image->segment_count; i++)
		if (gelf_getphdr(image->elf, (int)i, header) && header->p_type == type)
			return true;
	return false;
}

struct elf_bytes elf_image_section(const struct elf_image *image, const char *name)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(image->elf, &names))
		return (struct elf_bytes){ 0 };
	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;
		const char *own;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS ||
		    !(own = elf_strptr(image->elf, names, header.sh_name)) || strcmp(own, name))
			continue;
		if (header.sh_flags & SHF_COMPRESSED && elf_compress(section, 0, 0) < 0)
			continue;
		data = elf_rawdata(section, NULL);
		if (data && data->d_buf && data->d_size)
			return (struct elf_bytes){ data->d_buf, data->d_size, header.sh_addr };
	}
	return (struct elf_bytes){ 0 };
}

struct elf_bytes elf_image_at(const struct elf_image *image, uint64_t address)
{
	for (size_t i = 0; i < image->segment_count; i++) {
		GElf_Phdr segment;
		uint64_t into;

		if (!elf_image_load(image, i, &segment) || address < segment.p_vaddr)
			continue;
		into = address - segment.p_vaddr;
		if (into < segment.p_filesz && segment.p_offset < image->size &&
		    segment.p_filesz <= image->size - segment.p_offset)
			return (struct elf_bytes){ image->bytes + segment.p_offset + into,
						   segment.p_filesz - into, address };
	}
	return (struct elf_bytes){ 0 };
}

bool elf_image_is_code(const struct elf_image *image, uint64_t begin, uint64_t end)
{
	for (size_t i = 0; i < image->segment_count; i++) {
		GElf_Phdr segment;

		if (elf_image_load(image, i, &segment) && segment.p_flags & PF_X &&
		    begin >= segment.p_vaddr && end <= segment.p_vaddr + segment.p_memsz)
			return begin < end;
	}
	return false;
}
