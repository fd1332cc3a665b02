/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading build-ids.
 */
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debuginfo/build_id.h"
#include "debuginfo/cache_directory.h"

/* The longest build-id that is believed, in bytes; the usual one is SHA-1's 20. */
enum { BUILD_ID_MAX = 32 };

static char *hexadecimal(struct arena *arena, const unsigned char *bytes, size_t count)
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
			return hexadecimal(arena, (const unsigned char *)bytes + description,
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

/* Decompressing, in all the ways that images are compressed, is libdwfl's. */
static char *read_image(struct arena *arena, const char *path)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.section_address = dwfl_offline_section_address,
	};
	Dwfl *dwfl = dwfl_begin(&callbacks);
	Dwfl_Module *module = NULL;
	const unsigned char *bytes;
	GElf_Addr address;
	char *id = NULL;
	int count;

	if (dwfl)
		module = dwfl_report_offline(dwfl, "kernel", path, -1);
	if (module) {
		dwfl_report_end(dwfl, NULL, NULL);
		count = dwfl_module_build_id(module, &bytes, &address);
		if (count > 0 && count <= BUILD_ID_MAX)
			id = hexadecimal(arena, bytes, count);
	}
	dwfl_end(dwfl);
	return id;
}

char *build_id_of_image(struct arena *arena, const char *path, const char *cache_dir)
{
	char kept[2 * BUILD_ID_MAX + 1] = "";
	struct stat status;
	char *name, *id;
	size_t size;
	int fd = -1;

	if (stat(path, &status))
		return NULL;
	name = arena_printf(arena, "image-%llx-%llx-%llx-%llx.%lx",
			    (unsigned long long)status.st_dev, (unsigned long long)status.st_ino,
			    (unsigned long long)status.st_size,
			    (unsigned long long)status.st_mtim.tv_sec,
			    (unsigned long)status.st_mtim.tv_nsec);
	if (cache_dir)
		fd = cache_directory_open(cache_dir, name, &size);
	if (fd >= 0) {
		ssize_t got = read(fd, kept, sizeof(kept) - 1);

		close(fd);
		if (got > 0 && strspn(kept, "0123456789abcdef") == (size_t)got)
			return arena_strdup(arena, kept);
	}
	id = read_image(arena, path);
	if (id && cache_dir)
		cache_directory_write(cache_dir, name, id, strlen(id));
	return id;
}
