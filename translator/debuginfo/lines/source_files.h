/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The source files of a compilation unit, from the header of its line number program (DWARF 5
 * §6.2.4) alone: libdw gives them only after running the whole program, which costs too much when
 * every unit of a kernel is looked at.
 */
#ifndef STAP_DEBUGINFO_SOURCE_FILES_H
#define STAP_DEBUGINFO_SOURCE_FILES_H

#include <elfutils/libdw.h>

#include "debuginfo/debuginfo.h"

enum {
	SOURCE_PATH_MAX = 4096
};

/* The line sections of one file; strings of DWARF 5 line tables are in sections of their own. */
struct line_sections {
	Elf_Data *line, *line_str, *str;
};

struct source_file {
	const char *name;
	uint64_t directory;
};

struct source_files {
	VEC(const char *) directories;
	VEC(struct source_file) files;
	const char *compilation_directory;
	unsigned int version;
	/* Set by the caller: paths are not cut to what is below the compilation directory. */
	bool whole_paths;
};

/* Find the sections of @elf, whose DWARF libdw has already begun to read (and so decompressed). */
void line_sections_find(struct line_sections *sections, Elf *elf);

/*
 * Fill in @files, whose storage is used again, for the unit of @unit_die. False when it has no line
 * table, or a damaged one; there are no files then.
 */
bool source_files_read(struct source_files *files, struct arena *arena,
		       const struct line_sections *sections, Dwarf_Die *unit_die);

/*
 * Write the path of file @number (as in DW_AT_decl_file) to @path, without "." and "..". Of a
 * kernel, which is compiled in one directory, it is relative to that when it is below; programs are
 * put together from many directories, and have whole paths. False when there is no such file.
 */
bool source_files_path(const struct source_files *files, uint64_t number,
		       char path[static SOURCE_PATH_MAX]);

#endif
