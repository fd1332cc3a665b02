/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared libraries as the dynamic loader finds them (System V gABI, "Shared Object Dependencies";
 * ld.so(8)), without running anything. What only the environment of a process says,
 * LD_LIBRARY_PATH and LD_PRELOAD, is not known here.
 */
#ifndef STAP_DEBUGINFO_LIBRARIES_H
#define STAP_DEBUGINFO_LIBRARIES_H

#include "debuginfo/files/program_file.h"

struct library_list {
	/* Those that @program needs, and those that they need, in the order they are loaded. */
	VEC(struct program_file *) files;
	VEC(const char *) missing; /* names of those that are nowhere */
};

/*
 * The libraries that @program needs, its dynamic loader included: each file once. Owned by the
 * arena.
 */
struct library_list *libraries_needed(struct arena *arena, const struct debuginfo_target *target,
				      const struct program_file *program);

/*
 * The library that @name means when @program asks for it: a path when there is a '/' in it, else
 * what the loader would find. NULL with @error when there is none.
 */
struct program_file *library_find(struct arena *arena, const struct debuginfo_target *target,
				  const struct program_file *program, const char *name,
				  struct debuginfo_error *error);

#endif
