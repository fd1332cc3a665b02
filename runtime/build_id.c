// SPDX-License-Identifier: GPL-2.0-only
/*
 * The build-id of an ELF file: the note NT_GNU_BUILD_ID in a PT_NOTE segment (System V gABI, "Note
 * Section"). What the file says is not trusted: sizes are bounded, numbers of headers and notes
 * too.
 */
#include <linux/elf.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "stacks/user_objects.h"

#define MOST_HEADERS	256
#define MOST_NOTES	64
#define MOST_DESCRIPTOR 64 /* bytes; a build-id has 20 */
#define NOTE_BUILD_ID	3  /* NT_GNU_BUILD_ID */

static bool read_at(struct file *file, u64 position, void *data, size_t size)
{
	loff_t at = position;

	return position <= LLONG_MAX && kernel_read(file, data, size, &at) == (ssize_t)size;
}

/* The notes from @position up to @end. Whether the build-id was among them. */
static bool scan_notes(struct file *file, u64 position, u64 end, char *text, size_t size)
{
	unsigned int i;

	for (i = 0; i < MOST_NOTES && end - position > sizeof(Elf64_Nhdr); i++) {
		u8 descriptor[MOST_DESCRIPTOR];
		Elf64_Nhdr note;
		char name[4];

		if (!read_at(file, position, &note, sizeof(note)))
			return false;
		position += sizeof(note);
		if (note.n_namesz == sizeof(name) && note.n_type == NOTE_BUILD_ID &&
		    note.n_descsz <= sizeof(descriptor) && size > 2 * note.n_descsz &&
		    read_at(file, position, name, sizeof(name)) &&
		    !memcmp(name, "GNU", sizeof(name)) &&
		    read_at(file, position + sizeof(name), descriptor, note.n_descsz)) {
			*bin2hex(text, descriptor, note.n_descsz) = 0;
			return true;
		}
		position += ALIGN((u64)note.n_namesz, 4) + ALIGN((u64)note.n_descsz, 4);
		if (position > end)
			return false;
	}
	return false;
}

void stap_build_id_of_file(struct file *file, char *text, size_t size)
{
	Elf64_Ehdr header;
	unsigned int i;

	*text = 0;
	if (!read_at(file, 0, &header, sizeof(header)) || memcmp(header.e_ident, ELFMAG, SELFMAG) ||
	    header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_phentsize != sizeof(Elf64_Phdr))
		return;
	for (i = 0; i < header.e_phnum && i < MOST_HEADERS; i++) {
		Elf64_Phdr segment;

		if (!read_at(file, header.e_phoff + i * sizeof(segment), &segment, sizeof(segment)))
			return;
		if (segment.p_type == PT_NOTE &&
		    segment.p_offset + segment.p_filesz >= segment.p_offset &&
		    scan_notes(file, segment.p_offset, segment.p_offset + segment.p_filesz, text,
			       size))
			return;
	}
}
