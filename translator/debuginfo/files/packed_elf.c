/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers from ELF files that may be packed. Of a large file both answers are written into the
 * cache when it is unpacked: KEY.id holds the build-id as text and KEY.btf the section .BTF, empty
 * where the file has none.
 */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debuginfo/files/build_id.h"
#include "debuginfo/files/cache_directory.h"
#include "debuginfo/files/elf_section.h"
#include "debuginfo/files/packed_elf.h"
#include "debuginfo/files/unpack.h"

enum {
	KEPT_FROM = 4 << 20,	    /* bytes of the packed file: smaller ones are soon unpacked */
	BUILD_ID_TEXT = 2 * 32 + 1, /* room for a build-id in hexadecimal */
};

/* Bytes of any file that is read. */
#define READ_UP_TO ((size_t)2 << 30)

struct answers {
	char *build_id;	 /* NULL: it has none */
	const void *btf; /* NULL: it has none */
	size_t btf_size;
};

/* The name of an answer in the cache. */
static char *cache_name(struct arena *arena, const char *path, const char *suffix)
{
	const char *identity = cache_file_identity(arena, path);

	return arena_printf(arena, "image-%s.%s",
			    cache_key_of_text(arena, identity ? identity : path), suffix);
}

static bool is_kept(const struct stat *status, const char *cache_dir)
{
	return cache_dir && status->st_size >= KEPT_FROM;
}

/* Read the answers from @size bytes at @data, which are the ELF file itself. */
static const char *answers_read(struct arena *arena, const void *data, size_t size,
				struct answers *answers)
{
	Elf *elf;
	Elf_Data *btf;

	elf_version(EV_CURRENT);
	elf = elf_memory((char *)data, size);
	if (!elf)
		return "it is no ELF file";
	answers->build_id = build_id_of_elf(arena, elf);
	btf = elf_section_data(elf, ".BTF");
	if (btf && btf->d_size) {
		void *copy = arena_alloc(arena, btf->d_size);

		answers->btf = memcpy(copy, btf->d_buf, btf->d_size);
		answers->btf_size = btf->d_size;
	}
	elf_end(elf);
	return NULL;
}

/* The same from an open file, packed or not. */
static const char *answers_unpack(struct arena *arena, int fd, size_t size, struct answers *answers)
{
	struct unpacked unpacked;
	const char *problem;
	void *data;

	if (!size || size > READ_UP_TO)
		return "it is no kernel and no module by its size";
	data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return strerror(errno);
	problem = unpack_elf(data, size, &unpacked);
	if (!problem) {
		problem = answers_read(arena, unpacked.data, unpacked.size, answers);
		if (!unpacked.in_place)
			free((void *)unpacked.data);
	}
	munmap(data, size);
	return problem;
}

/* Open the file and find out what there is to know; what the cache wants of it is kept there. */
static bool answers_find(struct arena *arena, const char *path, const char *cache_dir,
			 struct answers *answers, struct debuginfo_error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	const char *problem = NULL;

	if (fd < 0 || fstat(fd, &status))
		problem = strerror(errno);
	else
		problem = answers_unpack(arena, fd, (size_t)status.st_size, answers);
	if (fd >= 0)
		close(fd);
	if (problem) {
		error->text = arena_printf(arena, "cannot read %s: %s", path, problem);
		return false;
	}
	if (is_kept(&status, cache_dir)) {
		const char *id = answers->build_id ? answers->build_id : "";

		cache_directory_write(cache_dir, cache_name(arena, path, "btf"), answers->btf,
				      answers->btf_size);
		cache_directory_write(cache_dir, cache_name(arena, path, "id"), id, strlen(id));
	}
	return true;
}

/* A descriptor of the answer kept in the cache, with its size; -1: there is none. */
static int open_kept(struct arena *arena, const char *path, const char *cache_dir,
		     const char *suffix, size_t *size)
{
	struct stat status;

	if (stat(path, &status) || !is_kept(&status, cache_dir))
		return -1;
	return cache_directory_open(cache_dir, cache_name(arena, path, suffix), size);
}

char *packed_elf_build_id(struct arena *arena, const char *path, const char *cache_dir,
			  struct debuginfo_error *error)
{
	struct answers answers = { 0 };
	size_t size;
	int fd = open_kept(arena, path, cache_dir, "id", &size);

	if (fd >= 0) {
		char text[BUILD_ID_TEXT] = "";
		ssize_t got = read(fd, text, sizeof(text) - 1);

		close(fd);
		if (got > 0)
			answers.build_id = arena_strdup(arena, text);
	} else if (!answers_find(arena, path, cache_dir, &answers, error)) {
		return NULL;
	}
	if (!answers.build_id)
		error->text = arena_printf(arena, "%s has no build-id", path);
	return answers.build_id;
}

const void *packed_elf_btf(struct arena *arena, const char *path, const char *cache_dir,
			   size_t *size, struct debuginfo_error *error)
{
	struct answers answers = { 0 };
	int fd = open_kept(arena, path, cache_dir, "btf", &answers.btf_size);

	if (fd >= 0) {
		void *data = answers.btf_size
				     ? mmap(NULL, answers.btf_size, PROT_READ, MAP_PRIVATE, fd, 0)
				     : MAP_FAILED;

		close(fd);
		answers.btf = data == MAP_FAILED ? NULL : data;
	} else if (!answers_find(arena, path, cache_dir, &answers, error)) {
		return NULL;
	}
	if (!answers.btf)
		error->text = arena_printf(arena, "%s has no BTF", path);
	*size = answers.btf_size;
	return answers.btf;
}
