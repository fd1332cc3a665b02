/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One object file with its debug information: the target kernel's vmlinux, later also a module or
 * a user program. It is an ELF file and its DWARF, read with libelf and libdw, and an index over
 * them that is kept in a cache (index.h).
 *
 *	debuginfo.h	opening; errors; what kind of addresses there are
 *	functions.h	functions and their inlined instances by name, file, line, address
 *	names.h		types, enumerators and variables by name; scoped_names.h in their scopes
 *	symbols.h	ELF symbols by name and by address
 *	labels.h callees.h	what is in a function, and what it calls
 *	forbidden.h	where the kernel refuses probes
 *	plt.h		the stubs through which a program calls functions of libraries
 *	usdt.h		marks that its source put into it; usdt_arguments.h their arguments
 *
 *	files/		which files there are, and what is where in them:
 *	  find.h find_module.h	the debug files of a kernel and its modules
 *	  program_file.h libraries.h	programs and libraries, and how they are mapped
 *	  separate_debug.h debug_file.h fetch.h	where their debug information is; debuginfod
 *	  build_id.h vmlinuz.h packed_elf.h	which build a file is of, also one that is packed
 *	  object_file.h sections.h	the file itself; how a module, without addresses, is laid
 *out index/index.h	the file in the cache: names to places, made once per build-id lines/lines.h
 *source lines to addresses and back types/types.h	what a variable or a result is, by DWARF or
 *BTF values/		what is in scope at an address (variables.h), and where its value is, as a
 *			small tree that becomes C (location.h)
 *	tracepoints/	tracepoints, and what arguments they have
 *
 * Addresses everywhere are link-time addresses of the file; for a kernel, the one it runs at
 * differs from it by the displacement that KASLR chose. Memory comes from the arena given at
 * opening.
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

/* How far the fetching of a debug file is. */
struct debuginfo_fetch {
	const char *what;     /* "kernel 6.1.0" */
	const char *url;      /* from where, as far as it is known */
	uint64_t done, total; /* bytes; both 0 while the size is not known */
	double seconds;	      /* since it began */
	bool over, failed;    /* this is the last call; it was in vain */
	unsigned int shown;   /* for who is called; 0 at first */
};

/* Which kernel, and where its files are. */
struct debuginfo_target {
	const char *release;	/* as from uname -r; may be NULL when build_tree is given */
	const char *build_tree; /* stap -r /path/to/build/tree, or NULL */
	const char *build_id;	/* the kernel's, when known: see find_kernel_build_id() */
	const char *sysroot;	/* prefix of every path below, or NULL for none */
	const char *cache_dir;	/* where the index is kept; NULL: built and not kept */
	bool only_local;	/* nothing is fetched */
	/*
	 * Called once before an index is built, which takes about a second, so that the person can
	 * be told. May be NULL.
	 */
	void (*building_index)(const char *path, void *data);
	/*
	 * Called several times a second while a debug file is fetched, and at the end of that.
	 * Returns false to have it stopped. May be NULL.
	 */
	bool (*fetching)(struct debuginfo_fetch *fetch, void *data);
	void *data;
};

/*
 * Open the debug file of the target kernel, and the index over it, building that when the cache
 * does not have it. One that is not there is fetched, if DEBUGINFOD_URLS names a server. Returns
 * NULL and fills in @error when there is none to be had (with the package to install as the
 * remedy), or only one of another build than the kernel.
 */
struct debuginfo *debuginfo_open_kernel(struct arena *arena, const struct debuginfo_target *target,
					struct debuginfo_error *error);

/*
 * Open the debug file @path of the target, for instance of a module, whose addresses are those of
 * sections.h. Returns NULL and fills in @error when it cannot be read.
 */
struct debuginfo *debuginfo_open_target(struct arena *arena, const struct debuginfo_target *target,
					const char *path, struct debuginfo_error *error);

/*
 * Open any ELF file with DWARF, @cache_dir as above. Errors: not there, not ELF, without DWARF or
 * without build-id.
 */
struct debuginfo *debuginfo_open_file(struct arena *arena, const char *path, const char *cache_dir,
				      struct debuginfo_error *error);

/*
 * Open a program or library (program_file.h) with its debug information, from wherever that is
 * (separate_debug.h). Without any it is opened too: functions, which have no file and no line, and
 * symbols are then known from its symbol tables. Returns NULL and fills in @error when it cannot be
 * read.
 */
struct program_file;
struct debuginfo *debuginfo_open_user(struct arena *arena, const struct debuginfo_target *target,
				      const struct program_file *file,
				      struct debuginfo_error *error);

/* Whether there is DWARF; and why there is none, and what would help. */
bool debuginfo_has_dwarf(const struct debuginfo *debuginfo);
const struct debuginfo_error *debuginfo_no_dwarf(const struct debuginfo *debuginfo);

/* Unmap and close. Strings and structs handed out stay valid until the arena goes. NULL is allowed.
 */
void debuginfo_close(struct debuginfo *debuginfo);

/* The path of the file with the debug information or, without any, of the program. */
const char *debuginfo_path(const struct debuginfo *debuginfo);

/* The build-id in lower-case hexadecimal; NULL: a program that has none. */
const char *debuginfo_build_id(const struct debuginfo *debuginfo);

#endif
