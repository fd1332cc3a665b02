/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening a file, and relocating one by libdwfl.
 */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "debuginfo/files/object_file.h"

bool object_file_open(struct object_file *file, const char *path)
{
	*file = (struct object_file){
		.fd = open(path, O_RDONLY | O_CLOEXEC),
		.parts.alternate_fd = -1,
	};
	if (file->fd < 0)
		return false;
	elf_version(EV_CURRENT);
	file->elf = elf_begin(file->fd, ELF_C_READ_MMAP, NULL);
	if (!file->elf || elf_kind(file->elf) != ELF_K_ELF) {
		object_file_close(file);
		errno = 0;
		return false;
	}
	if (object_file_is_relocatable(file) && !elf_cntl(file->elf, ELF_C_FDREAD)) {
		close(file->fd);
		file->fd = -1;
	}
	return true;
}

bool object_file_is_relocatable(const struct object_file *file)
{
	GElf_Ehdr header;

	return gelf_getehdr(file->elf, &header) && header.e_type == ET_REL;
}

/* ---------------------------------------------------------------- relocatable files */

/*
 * Give the sections that are loaded their addresses: those that libdwfl would choose, had the file
 * none. Linkers leave some that mean nothing, and libdwfl would believe them.
 */
static bool lay_out(unsigned char *copy, size_t size)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)copy;
	Elf64_Addr end = OBJECT_FILE_BASE;
	Elf64_Shdr *sections;

	if (size < sizeof(*header) || header->e_ident[EI_CLASS] != ELFCLASS64 ||
	    header->e_ident[EI_DATA] != ELFDATA2LSB || header->e_shoff > size ||
	    header->e_shoff % _Alignof(Elf64_Shdr) ||
	    header->e_shnum > (size - header->e_shoff) / sizeof(*sections))
		return false;
	sections = (Elf64_Shdr *)(copy + header->e_shoff);
	for (size_t i = 1; i < header->e_shnum; i++) {
		Elf64_Xword align = sections[i].sh_addralign ? sections[i].sh_addralign : 1;

		if (!(sections[i].sh_flags & SHF_ALLOC))
			continue;
		if (align & (align - 1) || align > OBJECT_FILE_BASE ||
		    sections[i].sh_size > INT32_MAX)
			return false;
		sections[i].sh_addr = (end + align - 1) & -align;
		end = sections[i].sh_addr + sections[i].sh_size;
	}
	return true;
}

/* What the file itself does not have is looked for elsewhere by others: find.h. */
static int find_no_debuginfo(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base,
			     const char *file, const char *link, GElf_Word checksum, char **path)
{
	(void)module, (void)data, (void)name, (void)base;
	(void)file, (void)link, (void)checksum, (void)path;
	return -1;
}

static Dwarf *relocated_dwarf(struct object_file *file)
{
	static const Dwfl_Callbacks callbacks = {
		.find_debuginfo = find_no_debuginfo,
		.section_address = dwfl_offline_section_address,
	};
	Dwfl_Module *module;
	Dwarf_Addr bias;

	file->layout = dwfl_begin(&callbacks);
	if (!file->layout)
		return NULL;
	dwfl_report_begin(file->layout);
	module = dwfl_report_offline_memory(file->layout, "", "", file->copy, file->copy_size);
	dwfl_report_end(file->layout, NULL, NULL);
	return module ? dwfl_module_getdwarf(module, &bias) : NULL;
}

static Dwarf *relocate(struct object_file *file)
{
	size_t size;
	const char *mapped = elf_rawfile(file->elf, &size);
	void *copy;

	if (!mapped)
		return NULL;
	copy = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (copy == MAP_FAILED)
		return NULL;
	file->copy = copy;
	file->copy_size = size;
	memcpy(copy, mapped, size);
	if (!lay_out(copy, size))
		return NULL;

	Dwarf *dwarf = relocated_dwarf(file);

	if (dwarf) {
		elf_end(file->elf);
		file->elf = dwarf_getelf(dwarf);
	}
	return dwarf;
}

Dwarf *object_file_dwarf(struct object_file *file)
{
	if (file->dwarf || file->copy)
		return file->dwarf;
	if (object_file_is_relocatable(file)) {
		file->dwarf = relocate(file);
		return file->dwarf;
	}
	file->dwarf = dwarf_begin_elf(file->elf, DWARF_C_READ, NULL);
	if (file->dwarf && !debug_parts_open(&file->parts, file->dwarf, file->alternate)) {
		dwarf_end(file->dwarf);
		file->dwarf = NULL;
	}
	return file->dwarf;
}

Dwarf_Off object_file_die_offset(const struct object_file *file, Dwarf_Die *die)
{
	return debug_parts_offset(&file->parts, die);
}

bool object_file_die(const struct object_file *file, Dwarf_Off offset, Dwarf_Die *die)
{
	return debug_parts_die(&file->parts, file->dwarf, offset, die);
}

void object_file_close(struct object_file *file)
{
	if (file->layout) {
		if (!file->dwarf)
			elf_end(file->elf);
		dwfl_end(file->layout); /* and all that came from it */
	} else {
		dwarf_end(file->dwarf);
		debug_parts_close(&file->parts);
		elf_end(file->elf);
	}
	if (file->copy)
		munmap(file->copy, file->copy_size);
	if (file->fd >= 0)
		close(file->fd);
	*file = (struct object_file){ .fd = -1, .parts.alternate_fd = -1 };
}
