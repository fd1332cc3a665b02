/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file of user space: a program or a shared library, as it is mapped. How it is found by what a
 * script calls it, and where the addresses that it was linked for are in it.
 */
#ifndef STAP_DEBUGINFO_PROGRAM_FILE_H
#define STAP_DEBUGINFO_PROGRAM_FILE_H

#include "debuginfo/debuginfo.h"

/* A part that is mapped (PT_LOAD; System V gABI, "Program Header"). */
struct program_segment {
	uint64_t address;     /* link-time */
	uint64_t offset;      /* in the file */
	uint64_t file_size;   /* bytes in the file */
	uint64_t memory_size; /* bytes in memory; what is beyond those of the file is 0 */
	bool executable, writable;
};

struct program_file {
	const char *path;	 /* on the target: absolute, without symbolic links */
	const char *file;	 /* where it is here: the sysroot and the path */
	const char *script;	 /* the path of a #! script that names it; NULL: asked for itself */
	const char *build_id;	 /* in lower-case hexadecimal; NULL: it has none */
	const char *interpreter; /* the dynamic loader; NULL: static, or a library */
	bool position_independent;
	uint64_t text_bias; /* link-time address minus offset in the file, of its code */
	uint64_t entry;	    /* link-time address of the first instruction; 0: it has none */
	const struct program_segment *segments; /* sorted by address */
	size_t segment_count;
};

/*
 * The program that @name means on the target: a path when there is a '/' in it, else what PATH
 * leads to. A script that begins with #! means the program that interprets it. NULL with @error
 * when there is none or it is no program for this architecture.
 */
struct program_file *program_file_find(struct arena *arena, const struct debuginfo_target *target,
				       const char *name, struct debuginfo_error *error);

/*
 * The files that a path with wildcards (those of glob(3), and ** for any number of directories)
 * means on the target: programs and libraries, each once by its resolved path, sorted. Their number
 * is the result.
 */
size_t program_files_matching(struct arena *arena, const struct debuginfo_target *target,
			      const char *pattern, struct program_file ***files);

/* The program or library at @path of the target. NULL with @error as above. */
struct program_file *program_file_open(struct arena *arena, const struct debuginfo_target *target,
				       const char *path, struct debuginfo_error *error);

/* The program that process @pid of this machine runs. NULL with @error when there is none. */
struct program_file *program_file_of_process(struct arena *arena,
					     const struct debuginfo_target *target, int64_t pid,
					     struct debuginfo_error *error);

/* Where in the file a link-time address is. False when it is not in the file. */
bool program_file_offset(const struct program_file *file, uint64_t address, uint64_t *offset);

/* The link-time address of an offset in the file. False when it is not mapped. */
bool program_file_address(const struct program_file *file, uint64_t offset, uint64_t *address);

/* The segment that a link-time address is in; NULL when it is in none. */
const struct program_segment *program_file_segment(const struct program_file *file,
						   uint64_t address);

#endif
