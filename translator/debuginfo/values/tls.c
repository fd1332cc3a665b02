/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Thread variables: the block in the program header, and the relocations that lead to it.
 */
#include <gelf.h>
#include <string.h>

#include "debuginfo/internal.h"
#include "debuginfo/values/tls.h"

/* What decides whether this is the program or a library. */
struct dynamic_facts {
	bool has_flag, has_name;
};

static struct dynamic_facts read_dynamic(Elf *elf)
{
	struct dynamic_facts facts = { 0 };

	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		GElf_Shdr header;
		Elf_Data *data;
		GElf_Dyn entry;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_DYNAMIC)
			continue;
		data = elf_getdata(section, NULL);
		for (int i = 0; data && gelf_getdyn(data, i, &entry); i++) {
			if (entry.d_tag == DT_FLAGS_1 && entry.d_un.d_val & DF_1_PIE)
				facts.has_flag = true;
			if (entry.d_tag == DT_SONAME)
				facts.has_name = true;
		}
	}
	return facts;
}

/* The segment of a type; false when there is none. */
static bool find_segment(Elf *elf, unsigned int type, GElf_Phdr *segment)
{
	size_t count;

	if (elf_getphdrnum(elf, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (gelf_getphdr(elf, (int)i, segment) && segment->p_type == type)
			return true;
	return false;
}

/* A library can have an interpreter too: the C library, when it is run. */
static bool is_program(Elf *elf)
{
	struct dynamic_facts facts = read_dynamic(elf);
	GElf_Phdr interpreter;
	GElf_Ehdr header;

	if (gelf_getehdr(elf, &header) && header.e_type == ET_EXEC)
		return true;
	return facts.has_flag || (!facts.has_name && find_segment(elf, PT_INTERP, &interpreter));
}

/* ---------------------------------------------------------------- relocations */

/* How good what a relocation leads to is; that of a descriptor may not be known yet. */
static int rank(unsigned int type)
{
	switch (type) {
	case R_X86_64_DTPMOD64:
		return 3;
	case R_X86_64_TPOFF64:
		return 2;
	case R_X86_64_TLSDESC:
		return 1;
	default:
		return 0;
	}
}

/* The offset in the block that the relocation is for; false when that is in another object. */
static bool own_offset(const GElf_Rela *relocation, Elf_Data *symbols, uint64_t *offset)
{
	size_t number = GELF_R_SYM(relocation->r_info);
	GElf_Sym symbol = { 0 };

	if (number && (!symbols || !gelf_getsym(symbols, (int)number, &symbol) ||
		       symbol.st_shndx == SHN_UNDEF))
		return false;
	*offset = symbol.st_value + (uint64_t)relocation->r_addend;
	return true;
}

static void read_relocations(Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
			     struct tls_block *block, int *best)
{
	static const enum tls_model models[] = { 0, TLS_DESCRIPTOR, TLS_OFFSET, TLS_MODULE };
	Elf_Data *data = elf_getdata(section, NULL);
	Elf_Scn *symbol_section = header->sh_link ? elf_getscn(elf, header->sh_link) : NULL;
	Elf_Data *symbols = symbol_section ? elf_getdata(symbol_section, NULL) : NULL;
	GElf_Rela relocation;

	for (int i = 0; data && gelf_getrela(data, i, &relocation); i++) {
		int found = rank(GELF_R_TYPE(relocation.r_info));
		uint64_t offset;

		if (found <= *best || !own_offset(&relocation, symbols, &offset))
			continue;
		*best = found;
		block->model = models[found];
		block->slot = relocation.r_offset;
		block->own = offset;
	}
}

static bool find_slot(Elf *elf, struct tls_block *block)
{
	int best = 0;

	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		GElf_Shdr header;

		if (gelf_getshdr(section, &header) && header.sh_type == SHT_RELA &&
		    header.sh_flags & SHF_ALLOC)
			read_relocations(elf, section, &header, block, &best);
	}
	return best > 0;
}

bool tls_find(struct debuginfo *debuginfo, struct tls_block *block, struct debuginfo_error *error)
{
	Elf *elf = debuginfo_code(debuginfo);
	GElf_Phdr segment;

	*block = (struct tls_block){ 0 };
	if (!find_segment(elf, PT_TLS, &segment)) {
		error->text = arena_printf(debuginfo->arena, "%s has no thread variables",
					   debuginfo->path);
		return false;
	}
	if (is_program(elf)) {
		uint64_t align = segment.p_align ? segment.p_align : 1;

		block->model = TLS_EXECUTABLE;
		block->start = -(int64_t)((segment.p_memsz + align - 1) & -align);
		return true;
	}
	if (find_slot(elf, block))
		return true;
	error->text = arena_printf(debuginfo->arena,
				   "%s has no relocation that leads to its thread variables",
				   debuginfo->path);
	return false;
}
