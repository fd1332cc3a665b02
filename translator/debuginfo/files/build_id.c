/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading build-ids.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "debuginfo/files/build_id.h"

/* The longest build-id that is believed, in bytes; the usual one is SHA-1's 20. */
enum {
	BUILD_ID_MAX = 32
};

char *build_id_text(struct arena *arena, const unsigned char *bytes, size_t count)
{
	char *text = arena_alloc(arena, 2 * count + 1);

	for (size_t i = 0; i < count; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
	return text;
}

char *build_id_of_notes(struct arena *arena, const void *notes, size_t size)
{
	Elf_Data data = {
		.d_buf = (void *)notes,
		.d_type = ELF_T_NHDR,
		.d_version = EV_CURRENT,
		.d_size = size,
		.d_align = 4,
	};
	size_t name, description;
	GElf_Nhdr note;

	for (size_t at = 0; (at = gelf_getnote(&data, at, &note, &name, &description)) > 0;) {
		const char *bytes = notes;

		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof("GNU") &&
		    !memcmp(bytes + name, "GNU", sizeof("GNU")) && note.n_descsz &&
		    note.n_descsz <= BUILD_ID_MAX)
			return build_id_text(arena, (const unsigned char *)bytes + description,
					     note.n_descsz);
	}
	return NULL;
}

char *build_id_of_notes_file(struct arena *arena, const char *path)
{
	_Alignas(4) char notes[16384];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size = fd >= 0 ? read(fd, notes, sizeof(notes)) : -1;

	if (fd >= 0)
		close(fd);
	return size > 0 ? build_id_of_notes(arena, notes, size) : NULL;
}

char *build_id_of_elf(struct arena *arena, Elf *elf)
{
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		GElf_Shdr header;
		Elf_Data *data;
		char *id = NULL;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_NOTE)
			continue;
		data = elf_rawdata(section, NULL);
		if (data && data->d_buf)
			id = build_id_of_notes(arena, data->d_buf, data->d_size);
		if (id)
			return id;
	}
	return NULL;
}

char *build_id_of_file(struct arena *arena, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *build_id = NULL;

	if (fd < 0)
		return NULL;
	elf_version(EV_CURRENT);
	Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);

	if (elf)
		build_id = build_id_of_elf(arena, elf);
	elf_end(elf);
	close(fd);
	return build_id;
}
