/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each stub jumps to what is in a slot of the global offset table, jmp *DISPLACEMENT(%rip); the
 * relocation of that slot names the function.
 */
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/files/elf_section.h"
#include "debuginfo/files/object_file.h"
#include "debuginfo/plt.h"

enum {
	STUB_SIZE = 16 /* where a section does not say */
};

struct slot {
	uint64_t address;
	const char *name;
};

struct slots {
	VEC(struct slot) all; /* sorted by address */
};

static int compare_slots(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* The name of symbol @number in the table that is section @table. */
static const char *symbol_name(Elf *elf, size_t table, size_t number)
{
	Elf_Scn *section = elf_getscn(elf, table);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	GElf_Shdr header;
	GElf_Sym symbol;

	if (!data || !gelf_getshdr(section, &header) || !gelf_getsym(data, (int)number, &symbol))
		return NULL;
	return elf_strptr(elf, header.sh_link, symbol.st_name);
}

static void read_relocations(struct arena *arena, Elf *elf, Elf_Scn *section,
			     const GElf_Shdr *header, struct slots *slots)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Rela relocation;

	for (int i = 0; data && gelf_getrela(data, i, &relocation); i++) {
		GElf_Xword type = GELF_R_TYPE(relocation.r_info);
		const char *name;

		if (type != R_X86_64_JUMP_SLOT && type != R_X86_64_GLOB_DAT)
			continue;
		name = symbol_name(elf, header->sh_link, GELF_R_SYM(relocation.r_info));
		if (name && *name)
			vec_push(arena, &slots->all,
				 ((struct slot){ relocation.r_offset,
						 arena_strndup(arena, name, strcspn(name, "@")) }));
	}
}

static void read_slots(struct arena *arena, Elf *elf, struct slots *slots)
{
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		GElf_Shdr header;

		if (gelf_getshdr(section, &header) && header.sh_type == SHT_RELA &&
		    header.sh_flags & SHF_ALLOC)
			read_relocations(arena, elf, section, &header, slots);
	}
	if (slots->all.count)
		qsort(slots->all.items, slots->all.count, sizeof(*slots->all.items), compare_slots);
}

/*
 * The address of the slot that the stub of @size bytes at @address jumps through. Before the jump
 * there can be endbr64, mov $NUMBER,%r11d and the prefix bnd. False when it is no such stub.
 */
static bool stub_slot(const unsigned char *code, size_t size, uint64_t address, uint64_t *slot)
{
	static const unsigned char endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };
	size_t at = 0;
	int32_t displacement;

	if (size >= sizeof(endbr64) && !memcmp(code, endbr64, sizeof(endbr64)))
		at += sizeof(endbr64);
	if (at + 6 <= size && code[at] == 0x41 && code[at + 1] == 0xbb)
		at += 6;
	if (at < size && code[at] == 0xf2)
		at++;
	if (at + 6 > size || code[at] != 0xff || code[at + 1] != 0x25)
		return false;
	memcpy(&displacement, code + at + 2, sizeof(displacement));
	*slot = address + at + 6 + (uint64_t)(int64_t)displacement;
	return true;
}

static const char *slot_name(const struct slots *slots, uint64_t address)
{
	const struct slot key = { .address = address };
	const struct slot *slot = slots->all.count
					  ? bsearch(&key, slots->all.items, slots->all.count,
						    sizeof(key), compare_slots)
					  : NULL;

	return slot ? slot->name : NULL;
}

struct entry_list {
	VEC(struct plt_entry) all;
};

static void read_stubs(struct arena *arena, Elf *elf, const char *name, const struct slots *slots,
		       struct entry_list *list)
{
	Elf_Data *data = elf_section_data(elf, name);
	GElf_Shdr header;
	size_t size;

	if (!data || !elf_section_named(elf, name, &header))
		return;
	size = header.sh_entsize >= 8 && header.sh_entsize <= 64 ? header.sh_entsize : STUB_SIZE;
	for (size_t at = 0; at + size <= data->d_size; at += size) {
		const unsigned char *code = (const unsigned char *)data->d_buf + at;
		uint64_t address = header.sh_addr + at, slot;
		const char *called = NULL;

		if (stub_slot(code, size, address, &slot))
			called = slot_name(slots, slot);
		if (called)
			vec_push(arena, &list->all, ((struct plt_entry){ called, address }));
	}
}

static int compare_entries(const void *a, const void *b)
{
	const struct plt_entry *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

size_t plt_entries(struct arena *arena, const struct program_file *file, struct plt_entry **entries)
{
	static const char *const sections[] = { ".plt", ".plt.sec", ".plt.got" };
	struct object_file object;
	struct entry_list list = { 0 };
	struct slots slots = { 0 };

	*entries = NULL;
	if (!object_file_open(&object, file->file))
		return 0;
	read_slots(arena, object.elf, &slots);
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		read_stubs(arena, object.elf, sections[i], &slots, &list);
	object_file_close(&object);
	if (list.all.count)
		qsort(list.all.items, list.all.count, sizeof(*list.all.items), compare_entries);
	*entries = list.all.items;
	return list.all.count;
}
