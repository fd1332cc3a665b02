/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looking for the file with the DWARF of one build of a program, at one place after the other. What
 * is of another build is not taken, but remembered, so that it can be named.
 */
#ifndef STAP_DEBUGINFO_DEBUG_FILE_H
#define STAP_DEBUGINFO_DEBUG_FILE_H

#include "debuginfo/debuginfo.h"

struct debug_file_search {
	struct arena *arena;
	const char *build_id;		    /* the build; NULL: not known, and any will do */
	const char *other, *other_build_id; /* the first file of another build, NULL: none */
};

/* Whether the file at @path has a section .debug_info and is of the build. */
bool debug_file_is(struct debug_file_search *search, const char *path);

/* SYSROOT/usr/lib/debug/.build-id/…: where the file of a build is installed. NULL without one. */
char *debug_file_place(struct arena *arena, const char *sysroot, const char *build_id);

/* The path of the file named by the build, SYSROOT/usr/lib/debug/.build-id/…, if it is; or NULL. */
char *debug_file_by_build_id(struct debug_file_search *search, const char *sysroot);

/*
 * Say in @error, but for the remedy, that the file of another build, if there was one, is not that
 * of
 * @what. Returns false when there was none.
 */
bool debug_file_refuse(const struct debug_file_search *search, const char *what,
		       struct debuginfo_error *error);

#endif
