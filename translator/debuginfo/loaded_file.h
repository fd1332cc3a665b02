/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of an ELF file a process gets mapped: its segments (System V gABI, "Program Header"), and
 * which build it is. Of this no debug information is read.
 */
#ifndef STAP_DEBUGINFO_LOADED_FILE_H
#define STAP_DEBUGINFO_LOADED_FILE_H

#include "debuginfo/debuginfo.h"

struct loaded_segment {
	uint64_t address, offset, size; /* link-time; in the file; bytes in the file */
	bool is_code;
};

struct loaded_file {
	const char *build_id; /* NULL: none */
	bool is_fixed;	      /* it runs at its link-time addresses (ET_EXEC) */
	struct loaded_segment *segments;
	size_t segment_count;
};

/*
 * Reads the program or library at @path into @file. False with @error: it is not there, no ELF
 * file, none of this machine, or not to be loaded.
 */
bool loaded_file_read(struct arena *arena, const char *path, struct loaded_file *file,
		      struct debuginfo_error *error);

/* The segment with code that has the link-time @address; NULL when none has. */
const struct loaded_segment *loaded_file_code(const struct loaded_file *file, uint64_t address);

#endif
