/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One object file with its debug information: the target kernel's vmlinux, later also a module or
 * a user program. It is an ELF file and its DWARF, read with libelf and libdw, and an index over
 * them that is kept in a cache (index.h).
 *
 *	debuginfo.h	opening; errors; what kind of addresses there are
 *	find.h		where the debug file of a kernel is
 *	build_id.h	which build a file is of
 *	index.h		the file in the cache: names to places, made once per build-id
 *	functions.h	functions and their inlined instances by name, file, line, address
 *	names.h		types, enumerators and variables by name
 *	symbols.h	ELF symbols by name and by address
 *	forbidden.h	where the kernel refuses probes
 *	lines.h		source lines to addresses and back
 *	variables.h	what is in scope at an address
 *	types.h		what a variable or a result is
 *	location.h	where its value is, as a small tree that becomes C
 *
 * Addresses everywhere are link-time addresses of the file; for a kernel, the one it runs at
 *differs from it by the displacement that KASLR chose. Memory comes from the arena given at
 *opening.
 */
#ifndef STAP_DEBUGINFO_DEBUGINFO_H
#define STAP_DEBUGINFO_DEBUGINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"

struct debuginfo;

/* Why something was not found or not understood. The caller adds the place in the script. */
struct debuginfo_error {
	char *text;   /* one line, no final newline; NULL when there is no error */
	char *remedy; /* what the person can do about it, or NULL */
};

/* Which kernel, and where its files are. */
struct debuginfo_target {
	const char *release;	/* as from uname -r; NULL when build_tree is given */
	const char *build_tree; /* stap -r /path/to/build/tree, or NULL */
	const char *sysroot;	/* prefix of every path below, or NULL for none */
	const char *cache_dir;	/* where the index is kept; NULL: built and not kept */
	/*
	 * Called once before an index is built, which takes about a second, so that the person can
	 * be told. May be NULL.
	 */
	void (*building_index)(const char *path, void *data);
	void *data;
};

/*
 * Open the debug file of the target kernel, and the index over it, building that when the cache
 * does not have it. Returns NULL and fills in @error when there is no debug file (with the package
 * to install as the remedy), or when the target is the running kernel and the build-id is not that
 * of /sys/kernel/notes. Of another kernel it is not known before the module meets it.
 */
struct debuginfo *debuginfo_open_kernel(struct arena *arena, const struct debuginfo_target *target,
					struct debuginfo_error *error);

/*
 * Open any ELF file with DWARF, @cache_dir as above. Errors: not there, not ELF, without DWARF or
 * without build-id.
 */
struct debuginfo *debuginfo_open_file(struct arena *arena, const char *path, const char *cache_dir,
				      struct debuginfo_error *error);

/* Unmap and close. Strings and structs handed out stay valid until the arena goes. NULL is allowed.
 */
void debuginfo_close(struct debuginfo *debuginfo);

/* The path of the debug file. */
const char *debuginfo_path(const struct debuginfo *debuginfo);

/* The build-id in lower-case hexadecimal. */
const char *debuginfo_build_id(const struct debuginfo *debuginfo);

#endif
