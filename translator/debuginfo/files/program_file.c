/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening a file of user space, and its segments.
 */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debuginfo/files/build_id.h"
#include "debuginfo/files/object_file.h"
#include "debuginfo/files/sysroot.h"
#include "debuginfo/files/program_file.h"

static bool refuse(struct arena *arena, struct debuginfo_error *error, const char *path,
		   const char *why)
{
	error->text = arena_printf(arena, "%s %s", path, why);
	return false;
}

static const char *machine_name(struct arena *arena, unsigned int machine)
{
	switch (machine) {
	case EM_386:
		return "i386";
	case EM_AARCH64:
		return "aarch64";
	case EM_ARM:
		return "arm";
	case EM_PPC64:
		return "ppc64";
	case EM_RISCV:
		return "riscv";
	case EM_S390:
		return "s390";
	case EM_X86_64:
		return "x32"; /* with 32-bit addresses: those of 64 bits are not refused */
	}
	return arena_printf(arena, "machine %u", machine);
}

/* Whether the ELF header is that of a program or library for this architecture. */
static bool check_header(struct arena *arena, const struct program_file *file, Elf *elf,
			 struct debuginfo_error *error)
{
	GElf_Ehdr header;

	if (!gelf_getehdr(elf, &header))
		return refuse(arena, error, file->file, "is damaged: its ELF header is not whole");
	if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64) {
		error->text =
			arena_printf(arena, "%s is for %s, and probes can be in x86_64 programs",
				     file->file, machine_name(arena, header.e_machine));
		return false;
	}
	switch (header.e_type) {
	case ET_EXEC:
	case ET_DYN:
		return true;
	case ET_REL:
		error->remedy = arena_strdup(arena, "a kernel module is module(\"name\")");
		return refuse(arena, error, file->file,
			      "is an object file that was not linked: no process runs it");
	case ET_CORE:
		return refuse(arena, error, file->file, "is a core file: no process runs it");
	}
	return refuse(arena, error, file->file, "is no program");
}

static int compare_segments(const void *a, const void *b)
{
	const struct program_segment *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* The dynamic loader that the program header names. */
static const char *interpreter_of(struct arena *arena, Elf *elf, const GElf_Phdr *header)
{
	size_t size;
	const char *bytes = elf_rawfile(elf, &size);

	if (!bytes || header->p_offset > size || header->p_filesz > size - header->p_offset)
		return NULL;
	return arena_strndup(arena, bytes + header->p_offset, header->p_filesz);
}

static void read_segments(struct arena *arena, struct program_file *file, Elf *elf)
{
	VEC(struct program_segment) segments = { 0 };
	size_t count;
	bool has_code = false;

	if (elf_getphdrnum(elf, &count))
		count = 0;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr header;

		if (!gelf_getphdr(elf, (int)i, &header))
			continue;
		if (header.p_type == PT_INTERP)
			file->interpreter = interpreter_of(arena, elf, &header);
		if (header.p_type != PT_LOAD)
			continue;

		struct program_segment segment = {
			.address = header.p_vaddr,
			.offset = header.p_offset,
			.file_size = header.p_filesz,
			.memory_size = header.p_memsz,
			.executable = header.p_flags & PF_X,
			.writable = header.p_flags & PF_W,
		};

		vec_push(arena, &segments, segment);
		if (segment.executable && !has_code)
			file->text_bias = segment.address - segment.offset;
		has_code |= segment.executable;
	}
	if (segments.count)
		qsort(segments.items, segments.count, sizeof(*segments.items), compare_segments);
	file->segments = segments.items;
	file->segment_count = segments.count;
}

static bool read_file(struct arena *arena, struct program_file *file, Elf *elf,
		      struct debuginfo_error *error)
{
	GElf_Ehdr header;

	if (!check_header(arena, file, elf, error))
		return false;
	gelf_getehdr(elf, &header);
	file->position_independent = header.e_type == ET_DYN;
	file->entry = header.e_entry;
	file->build_id = build_id_of_elf(arena, elf);
	read_segments(arena, file, elf);
	if (file->segment_count)
		return true;
	return refuse(arena, error, file->file, "has nothing that is mapped: it is no program");
}

struct program_file *program_file_open(struct arena *arena, const struct debuginfo_target *target,
				       const char *path, struct debuginfo_error *error)
{
	struct program_file *file = arena_new_object(arena, struct program_file);
	struct object_file object = { .fd = -1 };
	struct stat status;
	bool read = false;

	file->path = sysroot_resolve(arena, target->sysroot, path);
	if (!file->path) {
		error->text =
			arena_printf(arena, "cannot open %s%s: %s",
				     target->sysroot ? target->sysroot : "", path, strerror(errno));
		return NULL;
	}
	file->file = sysroot_path(arena, target->sysroot, file->path);
	if (!stat(file->file, &status) && !S_ISREG(status.st_mode))
		refuse(arena, error, file->file, "is no regular file");
	else if (object_file_open(&object, file->file))
		read = read_file(arena, file, object.elf, error);
	else if (errno)
		error->text =
			arena_printf(arena, "cannot open %s: %s", file->file, strerror(errno));
	else
		refuse(arena, error, file->file, "is no program: it is not an ELF file");
	object_file_close(&object);
	return read ? file : NULL;
}

struct program_file *program_file_of_process(struct arena *arena,
					     const struct debuginfo_target *target, int64_t pid,
					     struct debuginfo_error *error)
{
	char *link = arena_printf(arena, "/proc/%" PRId64 "/exe", pid);
	char path[PATH_MAX];
	ssize_t length = readlink(link, path, sizeof(path) - 1);

	if (length < 0) {
		error->text =
			arena_printf(arena, "cannot tell what process %" PRId64 " runs: %s", pid,
				     errno == ENOENT ? "there is none" : strerror(errno));
		return NULL;
	}
	path[length] = '\0';
	return program_file_open(arena, target, path, error);
}

const struct program_segment *program_file_segment(const struct program_file *file,
						   uint64_t address)
{
	for (size_t i = 0; i < file->segment_count; i++) {
		const struct program_segment *segment = &file->segments[i];

		if (address >= segment->address &&
		    address - segment->address < segment->memory_size)
			return segment;
	}
	return NULL;
}

bool program_file_offset(const struct program_file *file, uint64_t address, uint64_t *offset)
{
	const struct program_segment *segment = program_file_segment(file, address);

	if (!segment || address - segment->address >= segment->file_size)
		return false;
	*offset = address - segment->address + segment->offset;
	return true;
}

bool program_file_address(const struct program_file *file, uint64_t offset, uint64_t *address)
{
	for (size_t i = 0; i < file->segment_count; i++) {
		const struct program_segment *segment = &file->segments[i];

		if (offset >= segment->offset && offset - segment->offset < segment->file_size) {
			*address = offset - segment->offset + segment->address;
			return true;
		}
	}
	return false;
}
