// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "probes/user_data.h"

#include "debuginfo/lines/object_lines.h"
#include "debuginfo/files/separate_debug.h"
#include "objectdata/object_cache.h"
#include "objectdata/object_data_make.h"
#include "target_debuginfo.h"

#include <elfutils/libdw.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---------------------------------------------------------------- what is needed */

unsigned user_data_parts(const struct program *program)
{
	unsigned parts = 0;

	for (size_t i = 0; i < program->functions.count; i++) {
		const struct function *function = program->functions.items[i];

		if (function_has_comment(function, "/* unwinds */"))
			parts |= OBJECT_UNWIND;
		if (function_has_comment(function, "/* symbols */"))
			parts |= OBJECT_SYMBOLS;
		if (function_has_comment(function, "/* lines */"))
			parts |= OBJECT_LINES;
	}
	return parts;
}

/* ---------------------------------------------------------------- making */

/* An ELF file that is open; .elf NULL: it is not. */
struct open_file {
	int fd;
	Elf *elf;
};

static struct open_file open_elf(const char *path)
{
	struct open_file file = { .fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1 };

	elf_version(EV_CURRENT);
	if (file.fd >= 0)
		file.elf = elf_begin(file.fd, ELF_C_READ_MMAP, NULL);
	return file;
}

static void close_elf(struct open_file *file)
{
	elf_end(file->elf);
	if (file->fd >= 0)
		close(file->fd);
}

static struct stap_object_data *make(const char *path, const char *debug_path, unsigned parts)
{
	struct open_file file = open_elf(path), debug = open_elf(debug_path);
	struct object_source source = { .file = file.elf, .debug = debug.elf };
	Dwarf *dwarf = NULL;
	struct stap_object_data *data = NULL;
	const char *problem;

	if (parts & OBJECT_LINES)
		dwarf = dwarf_begin_elf(debug.elf ? debug.elf : file.elf, DWARF_C_READ, NULL);
	if (dwarf) {
		source.add_lines = object_lines_add;
		source.argument = dwarf;
	}
	if (file.elf)
		data = object_data_make(&source, parts, &problem);
	dwarf_end(dwarf);
	close_elf(&debug);
	close_elf(&file);
	return data;
}

/* The separate debug file; NULL: there is none, or the file has all itself. */
static const char *find_debug_file(struct session *session, const struct program_file *file)
{
	const struct debuginfo_target target = session_user_target(session);
	struct debuginfo_error error = { 0 };
	const char *path = separate_debug_find(session->arena, &target, file, &error);

	return path && strcmp(path, file->file) ? path : NULL;
}

static unsigned long long file_size(const char *path)
{
	struct stat status;

	return path && !stat(path, &status) ? (unsigned long long)status.st_size : 0;
}

static struct stap_object_data *find_or_make(struct session *session,
					     const struct program_file *file, unsigned parts)
{
	const char *debug_path = find_debug_file(session, file);
	const struct object_cache_key key = { file->build_id, parts, file_size(file->file),
					      file_size(debug_path) };
	const char *directory = NULL;
	struct stap_object_data *data = NULL;

	if (session->cache_directory && file->build_id) {
		directory = arena_printf(session->arena, "%s/objects", session->cache_directory);
		mkdir(directory, 0700);
		data = object_cache_load(directory, &key);
	}
	if (!data) {
		data = make(file->file, debug_path, parts);
		if (data && directory)
			object_cache_store(directory, &key, data);
	}
	return data;
}

/* ---------------------------------------------------------------- writing */

static bool write_file(const char *path, const struct stap_object_data *data)
{
	FILE *file = fopen(path, "we");
	bool good = file && fwrite(data, 1, data->size, file) == data->size;

	return file && !fclose(file) && good;
}

bool user_data_write(FILE *stream, struct session *session, const struct program_file *file,
		     unsigned number, unsigned parts)
{
	const char *path = arena_printf(session->arena, "%s/data-%u",
					session->options.temporary_directory, number);
	struct stap_object_data *data = find_or_make(session, file, parts);
	bool good;

	if (!data)
		return false;
	good = write_file(path, data);
	free(data);
	if (!good) {
		diagnose_error(&session->diagnostics, (struct place){ 0 }, "cannot write %s: %s",
			       path, strerror(errno));
		return false;
	}
	session_note_input(session, file->file);
	fprintf(stream,
		"\nextern const struct stap_object_data stap_data_%u;\n"
		"__asm__(\".pushsection .rodata\\n\\t.balign 8\\n\"\n"
		"\t\"stap_data_%u:\\n\\t.incbin \\\"%s\\\"\\n\\t.popsection\");\n",
		number, number, path);
	return true;
}
