// SPDX-License-Identifier: GPL-2.0-only
#include "cfi_entries.h"

#include <dwarf.h>
#include <stdlib.h>

#define RECENT_CIES 64

/* ---------------------------------------------------------------- addresses */

static uint64_t read_format(struct byte_reader *reader, uint8_t encoding)
{
	switch (encoding & 0x0f) {
	case DW_EH_PE_absptr:
	case DW_EH_PE_udata8:
	case DW_EH_PE_sdata8:
	case DW_EH_PE_signed:
		return read_number(reader, 8);
	case DW_EH_PE_uleb128:
		return read_uleb(reader);
	case DW_EH_PE_sleb128:
		return (uint64_t)read_sleb(reader);
	case DW_EH_PE_udata2:
		return read_number(reader, 2);
	case DW_EH_PE_sdata2:
		return (uint64_t)(int16_t)read_number(reader, 2);
	case DW_EH_PE_udata4:
		return read_number(reader, 4);
	case DW_EH_PE_sdata4:
		return (uint64_t)(int32_t)read_number(reader, 4);
	}
	reader->failed = true;
	return 0;
}

static uint64_t section_address(const struct elf_image *image, const char *name)
{
	return elf_image_section(image, name).address;
}

/* What an address in @encoding at @place is relative to. */
static uint64_t encoding_base(const struct cfi_section *section, struct byte_reader *reader,
			      uint8_t encoding, uint64_t place, uint64_t function)
{
	switch (encoding & 0x70) {
	case DW_EH_PE_absptr:
		return 0;
	case DW_EH_PE_pcrel:
		return place;
	case DW_EH_PE_textrel:
		return section_address(section->image, ".text");
	case DW_EH_PE_datarel:
		return section_address(section->image, ".got.plt");
	case DW_EH_PE_funcrel:
		return function;
	case DW_EH_PE_aligned:
		read_skip(reader, -place & 7);
		return 0;
	}
	reader->failed = true;
	return 0;
}

static uint64_t read_indirect(const struct cfi_section *section, struct byte_reader *reader,
			      uint64_t address)
{
	struct elf_bytes bytes = elf_image_at(section->image, address);
	uint64_t value;

	if (bytes.size < sizeof(value)) {
		reader->failed = true;
		return 0;
	}
	memcpy(&value, bytes.data, sizeof(value));
	return value;
}

uint64_t cfi_read_address(const struct cfi_section *section, struct byte_reader *reader,
			  uint8_t encoding, uint64_t function)
{
	uint64_t place = section->bytes.address + (uint64_t)(reader->at - section->bytes.data);
	uint64_t base, value;

	if (encoding == DW_EH_PE_omit)
		return 0;
	base = encoding_base(section, reader, encoding, place, function);
	value = read_format(reader, encoding);
	if (!value)
		return 0;
	value += base;
	return encoding & DW_EH_PE_indirect ? read_indirect(section, reader, value) : value;
}

/* ---------------------------------------------------------------- entries */

/* The length and identification that each entry begins with. */
struct entry {
	struct byte_reader content; /* behind the identification */
	uint64_t id;
	uint64_t id_offset; /* in the section */
	bool is_64bit;
};

/* False at a terminator, an entry of length 0; then, and on failure, there is nothing in @entry. */
static bool read_entry(const struct cfi_section *section, struct byte_reader *reader,
		       struct entry *entry)
{
	uint64_t length = read_number(reader, 4);

	entry->is_64bit = length == 0xffffffff;
	if (entry->is_64bit)
		length = read_number(reader, 8);
	if (!length)
		return false;
	entry->content = read_part(reader, length);
	if (reader->failed)
		return false;
	entry->id_offset = (uint64_t)(entry->content.at - section->bytes.data);
	/* .eh_frame has 4 bytes of it also with a length of 64 bits. */
	entry->id = read_number(&entry->content, entry->is_64bit && !section->is_eh ? 8 : 4);
	return !entry->content.failed;
}

static bool is_cie(const struct cfi_section *section, const struct entry *entry)
{
	if (section->is_eh)
		return entry->id == 0;
	return entry->id == (entry->is_64bit ? UINT64_MAX : UINT32_MAX);
}

/* What the letters behind 'z' say; those behind one that is not known cannot be read. */
static void read_augmentation(struct cfi_cie *cie, const char *letters, struct byte_reader data)
{
	for (; *letters; letters++) {
		switch (*letters) {
		case 'R':
			cie->pointer_encoding = read_u8(&data);
			break;
		case 'P': { /* only to be skipped */
			uint8_t encoding = read_u8(&data) & 0x7f;

			if ((encoding & 0x70) == DW_EH_PE_aligned)
				encoding_base(
					cie->section, &data, encoding,
					cie->section->bytes.address +
						(uint64_t)(data.at - cie->section->bytes.data),
					0);
			read_format(&data, encoding);
			break;
		}
		case 'L':
			read_u8(&data);
			break;
		case 'S':
			cie->is_signal = true;
			break;
		case 'B':
			break;
		default:
			return;
		}
	}
	if (data.failed)
		cie->is_unknown = true;
}

/* Returns the augmentation string, which ends within the entry, or NULL. */
static const char *read_letters(struct byte_reader *reader)
{
	const char *letters = (const char *)reader->at;
	const uint8_t *end = memchr(reader->at, 0, (size_t)(reader->end - reader->at));

	if (!end)
		return NULL;
	reader->at = end + 1;
	return letters;
}

static void read_cie(struct cfi_cie *cie, struct byte_reader content)
{
	uint8_t version = read_u8(&content);
	const char *letters = read_letters(&content);

	cie->is_unknown = true;
	if (!letters || (version != 1 && version != 3 && version != 4))
		return;
	if (version == 4 && (read_u8(&content) != 8 || read_u8(&content) != 0))
		return;		      /* size of an address, of a segment selector */
	if (!strcmp(letters, "eh")) { /* of gcc 2: a pointer */
		read_skip(&content, 8);
		letters += 2;
	}
	cie->code_alignment = read_uleb(&content);
	cie->data_alignment = read_sleb(&content);
	cie->return_column = version == 1 ? read_u8(&content) : read_uleb(&content);
	cie->is_unknown = false;
	if (*letters == 'z') {
		uint64_t size = read_uleb(&content);

		cie->has_augmentation = true;
		read_augmentation(cie, letters + 1, read_part(&content, size));
	} else if (*letters && strcmp(letters, "S") && strcmp(letters, "B")) {
		cie->is_unknown = true;
	} else {
		cie->is_signal = *letters == 'S';
	}
	cie->instructions = content;
	if (content.failed)
		cie->is_unknown = true;
}

static bool grow(void **items, size_t *capacity, size_t count, size_t size)
{
	size_t larger = *capacity ? 2 * *capacity : 64;
	void *moved;

	if (count < *capacity)
		return true;
	moved = realloc(*items, larger * size);
	if (!moved)
		return false;
	*items = moved;
	*capacity = larger;
	return true;
}

/*
 * The number of the CIE at @offset of @section; -1 if there is none. It is one of the last that
 * were read, or else read, maybe once more.
 */
static int64_t find_cie(struct cfi_entries *entries, const struct cfi_section *section,
			uint64_t offset)
{
	struct entry entry;

	for (size_t i = entries->cie_count; i-- > 0 && entries->cie_count - i <= RECENT_CIES;)
		if (entries->cies[i].section == section && entries->cies[i].offset == offset)
			return (int64_t)i;
	if (offset >= section->bytes.size)
		return -1;

	struct byte_reader reader = { section->bytes.data + offset,
				      section->bytes.data + section->bytes.size, false };

	if (!read_entry(section, &reader, &entry) || !is_cie(section, &entry))
		return -1;
	if (!grow((void **)&entries->cies, &entries->cie_capacity, entries->cie_count,
		  sizeof(*entries->cies))) {
		entries->no_memory = true;
		return -1;
	}
	struct cfi_cie *cie = &entries->cies[entries->cie_count];

	*cie = (struct cfi_cie){ .section = section, .offset = offset };
	read_cie(cie, entry.content);
	return (int64_t)entries->cie_count++;
}

static bool read_fde(struct cfi_entries *entries, const struct cfi_section *section,
		     const struct entry *entry)
{
	uint64_t offset = section->is_eh ? entry->id_offset - entry->id : entry->id;
	int64_t number = find_cie(entries, section, offset);
	struct byte_reader content = entry->content;
	const struct cfi_cie *cie;
	struct cfi_fde fde;

	if (number < 0)
		return false;
	cie = &entries->cies[number];
	if (cie->is_unknown)
		return false;
	fde.cie = (uint32_t)number;
	fde.order = (uint32_t)entries->fde_count;
	fde.begin = cfi_read_address(section, &content, cie->pointer_encoding, 0);
	fde.end = fde.begin + read_format(&content, cie->pointer_encoding & 0x0f);
	if (cie->has_augmentation)
		read_skip(&content, read_uleb(&content));
	fde.instructions = content;
	if (content.failed)
		return false;
	if (!elf_image_is_code(section->image, fde.begin, fde.end))
		return true;
	if (!grow((void **)&entries->fdes, &entries->fde_capacity, entries->fde_count,
		  sizeof(*entries->fdes))) {
		entries->no_memory = true;
		return true;
	}
	entries->fdes[entries->fde_count++] = fde;
	return true;
}

void cfi_entries_add(struct cfi_entries *entries, const struct cfi_section *section)
{
	struct byte_reader reader = { section->bytes.data, NULL, false };

	if (!section->bytes.data)
		return;
	reader.end = reader.at + section->bytes.size;
	while (reader.at < reader.end && !entries->no_memory) {
		struct entry entry;

		if (!read_entry(section, &reader, &entry)) {
			if (reader.failed)
				entries->problem =
					"an entry of its call frame information is cut off";
			if (section->ends_with_terminator)
				break;
			continue;
		}
		if (!is_cie(section, &entry) && !read_fde(entries, section, &entry))
			entries->problem = "an entry of its call frame information is malformed";
	}
}

void cfi_entries_free(struct cfi_entries *entries)
{
	free(entries->cies);
	free(entries->fdes);
}
