/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tracepoints of all modules: a walk over a thousand files, so what it finds is kept in the
 * cache, a line "MODULE GROUP NAME" for each, until the kernel's list of modules changes.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debuginfo/files/cache_directory.h"
#include "debuginfo/files/find_module.h"
#include "debuginfo/tracepoints/tracepoints.h"
#include "debuginfo/files/unpack.h"

#define NO_GROUP "-"

struct walk {
	struct arena *arena;
	const struct debuginfo_target *target;
	bool said; /* that it takes a while */
	struct tracepoint_list list;
};

static const char *root(const struct debuginfo_target *target)
{
	return target->sysroot ? target->sysroot : "";
}

/* ---------------------------------------------------------------- one file */

/* A file that is packed. */
static void read_packed(struct walk *walk, const char *bytes, size_t size, const char *module)
{
	struct unpacked unpacked = { 0 };
	Elf *elf;

	if (unpack_elf(bytes, size, &unpacked))
		return;
	elf = elf_memory((char *)unpacked.data, unpacked.size);
	if (elf)
		tracepoints_of_module(walk->arena, elf, module, &walk->list);
	elf_end(elf);
	if (!unpacked.in_place)
		free((void *)unpacked.data);
}

static bool read_file(struct walk *walk, const char *path, const char *module)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t size;
	char *bytes;
	Elf *elf;

	if (fd < 0)
		return false;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF) {
		tracepoints_of_module(walk->arena, elf, module, &walk->list);
	} else if (elf) {
		if (!walk->said && walk->target->building_index)
			walk->target->building_index(path, walk->target->data);
		walk->said = true;
		bytes = elf_rawfile(elf, &size);
		if (bytes)
			read_packed(walk, bytes, size, module);
	}
	elf_end(elf);
	close(fd);
	return true;
}

/* /lib/modules/…/xfs.ko.xz: its debug file is not packed, so that goes first. */
static void read_module(struct walk *walk, const struct kernel_module *module)
{
	const char *below_root = module->path + strlen(root(walk->target));
	const char *end = strstr(below_root, ".ko");

	if (end && read_file(walk,
			     arena_printf(walk->arena, "%s/usr/lib/debug%.*s.ko",
					  root(walk->target), (int)(end - below_root), below_root),
			     module->name))
		return;
	read_file(walk, module->path, module->name);
}

/* ---------------------------------------------------------------- the cache */

static void read_modules(struct walk *walk)
{
	struct debuginfo_error error = { 0 };
	struct kernel_modules modules;

	if (!kernel_modules_list(walk->arena, walk->target, &modules, &error))
		return;
	for (size_t i = 0; i < modules.count; i++)
		read_module(walk, &modules.items[i]);
}

static void write_cache(const struct walk *walk, const char *name)
{
	char *text;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return;
	for (size_t i = 0; i < walk->list.count; i++) {
		const struct tracepoint *tracepoint = &walk->list.items[i];

		fprintf(stream, "%s %s %s\n", tracepoint->module,
			tracepoint->group ? tracepoint->group : NO_GROUP, tracepoint->name);
	}
	if (!fclose(stream))
		cache_directory_write(walk->target->cache_dir, name, text, size);
	free(text);
}

static bool read_cache(struct walk *walk, const char *name)
{
	size_t size;
	int fd = cache_directory_open(walk->target->cache_dir, name, &size);
	FILE *stream = fd >= 0 ? fdopen(fd, "r") : NULL;
	char *line = NULL, *state;
	size_t room = 0;

	if (!stream) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (getline(&line, &room, stream) > 0) {
		char *copy = arena_strdup(walk->arena, line);
		struct tracepoint tracepoint = { 0 };

		tracepoint.module = strtok_r(copy, " \n", &state);
		tracepoint.group = strtok_r(NULL, " \n", &state);
		tracepoint.name = strtok_r(NULL, " \n", &state);
		if (!tracepoint.name)
			continue;
		if (!strcmp(tracepoint.group, NO_GROUP))
			tracepoint.group = NULL;
		vec_push(walk->arena, &walk->list, tracepoint);
	}
	free(line);
	fclose(stream);
	return true;
}

static uint64_t hash_text(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325; /* FNV-1a */

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
	return hash;
}

struct tracepoint_list tracepoints_of_modules(struct arena *arena,
					      const struct debuginfo_target *target)
{
	struct walk walk = { .arena = arena, .target = target };
	const char *path, *name;
	struct stat status;

	path = target->build_tree
		       ? arena_printf(arena, "%s%s/modules.order", root(target), target->build_tree)
		       : arena_printf(arena, "%s/lib/modules/%s/modules.dep", root(target),
				      target->release);
	if (stat(path, &status))
		return walk.list;
	name = arena_printf(arena, "tracepoints-%jx-%jx-%jx-%jx", (uintmax_t)hash_text(path),
			    (uintmax_t)status.st_size, (uintmax_t)status.st_mtim.tv_sec,
			    (uintmax_t)status.st_mtim.tv_nsec);
	if (target->cache_dir && read_cache(&walk, name))
		return walk.list;
	read_modules(&walk);
	tracepoints_sort(&walk.list);
	if (target->cache_dir)
		write_cache(&walk, name);
	return walk.list;
}
