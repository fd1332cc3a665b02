/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "debuginfo/files/elf_section.h"

Elf_Scn *elf_section_named(Elf *elf, const char *name, GElf_Shdr *header)
{
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		const char *own = NULL;

		if (gelf_getshdr(section, header))
			own = elf_strptr(elf, names, header->sh_name);
		if (own && !strcmp(own, name))
			return section;
	}
	return NULL;
}

Elf_Data *elf_section_data(Elf *elf, const char *name)
{
	GElf_Shdr header;
	Elf_Scn *section = elf_section_named(elf, name, &header);
	Elf_Data *data;

	if (!section || header.sh_type == SHT_NOBITS)
		return NULL;
	if (header.sh_flags & SHF_COMPRESSED)
		elf_compress(section, 0, 0);
	data = elf_getdata(section, NULL);
	return data && data->d_buf ? data : NULL;
}
