// SPDX-License-Identifier: GPL-2.0-only
#include "object_file.h"

#include "module_file.h"
#include "objectdata/object_cache.h"
#include "objectdata/object_data_make.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---------------------------------------------------------------- build-ids, debug files */

/* The build-id of an ELF file in hexadecimal; "" when it has none. */
static void read_build_id(Elf *elf, char build_id[KERNEL_BUILD_ID_SIZE])
{
	size_t count, size;
	const char *bytes = elf_rawfile(elf, &size);

	*build_id = '\0';
	if (!bytes || elf_getphdrnum(elf, &count))
		return;
	for (size_t i = 0; i < count && !*build_id; i++) {
		GElf_Phdr header;

		if (gelf_getphdr(elf, (int)i, &header) && header.p_type == PT_NOTE &&
		    header.p_offset < size && header.p_filesz <= size - header.p_offset)
			kernel_notes_build_id(bytes + header.p_offset, header.p_filesz, build_id);
	}
}

/* Opens the debug file where distributions put it; -1 when it is not installed. */
static int open_debug_file(const char *build_id)
{
	char path[PATH_MAX];

	if (strlen(build_id) < 3)
		return -1;
	snprintf(path, sizeof(path), "/usr/lib/debug/.build-id/%.2s/%s.debug", build_id,
		 build_id + 2);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* ---------------------------------------------------------------- the cache */

/* The directory for objects, "" when there is none that is to be trusted. */
static const char *cache_directory(void)
{
	static char path[PATH_MAX];
	static bool is_known;
	const char *own = getenv("STAP_CACHE"), *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	struct stat status;

	if (is_known)
		return path;
	is_known = true;
	if (own && *own)
		snprintf(path, sizeof(path), "%s", own);
	else if (xdg && *xdg)
		snprintf(path, sizeof(path), "%s/stap", xdg);
	else if (home && *home)
		snprintf(path, sizeof(path), "%s/.cache/stap", home);
	if (!*path || strlen(path) + sizeof("/objects") > sizeof(path))
		return strcpy(path, "");
	mkdir(path, 0700);
	strcat(path, "/objects");
	mkdir(path, 0700);
	if (stat(path, &status) || status.st_uid != geteuid() ||
	    status.st_mode & (S_IWGRP | S_IWOTH))
		*path = '\0';
	return path;
}

/* ---------------------------------------------------------------- making */

static struct stap_object_data *make(Elf *elf, const char *build_id, unsigned parts)
{
	int debug_fd = open_debug_file(build_id);
	struct object_cache_key key = { .build_id = build_id, .parts = parts };
	struct stat status;
	size_t size = 0;
	const char *cache = *build_id ? cache_directory() : "", *problem;
	struct stap_object_data *data = NULL;

	elf_rawfile(elf, &size);
	key.file_size = size;
	if (debug_fd >= 0 && !fstat(debug_fd, &status))
		key.debug_size = (unsigned long long)status.st_size;
	if (*cache)
		data = object_cache_load(cache, &key);
	if (!data) {
		struct object_source source = { .file = elf };

		if (debug_fd >= 0)
			source.debug = elf_begin(debug_fd, ELF_C_READ_MMAP, NULL);
		data = object_data_make(&source, parts, &problem);
		elf_end(source.debug);
		if (data && *cache)
			object_cache_store(cache, &key, data);
	}
	if (debug_fd >= 0)
		close(debug_fd);
	return data;
}

static struct stap_object_data *make_of(Elf *elf, unsigned parts)
{
	struct stap_object_data *data = NULL;
	char build_id[KERNEL_BUILD_ID_SIZE];

	if (elf && elf_kind(elf) == ELF_K_ELF) {
		read_build_id(elf, build_id);
		data = make(elf, build_id, parts);
	}
	elf_end(elf);
	return data;
}

struct stap_object_data *object_file_data(int fd, unsigned parts)
{
	elf_version(EV_CURRENT);
	return make_of(elf_begin(fd, ELF_C_READ_MMAP, NULL), parts);
}

/* How long the image is: its section headers come last. */
static size_t image_size(const Elf64_Ehdr *header)
{
	return header->e_shoff + (size_t)header->e_shnum * header->e_shentsize;
}

struct stap_object_data *object_vdso_data(unsigned parts)
{
	char *image = (char *)getauxval(AT_SYSINFO_EHDR);

	if (!image)
		return NULL;
	elf_version(EV_CURRENT);
	return make_of(elf_memory(image, image_size((const Elf64_Ehdr *)image)), parts);
}
