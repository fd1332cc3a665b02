/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tapset library: directories of *.stp and *.stpm files. All files are indexed by the names
 * they define; a file is parsed only when a name in it is needed. The whole file then belongs to
 * the program: its probes too.
 */
#ifndef STAP_LIBRARY_H
#define STAP_LIBRARY_H

#include "script/ast.h"

struct session;
struct library;

enum library_kind {
	LIBRARY_FUNCTION,
	LIBRARY_GLOBAL,
	LIBRARY_ALIAS, /* dotted name without arguments: vfs.read */
};

struct library_name {
	enum library_kind kind;
	const char *name;
	struct library_file *file;
};

struct library_file {
	const char *path;
	const char *root;      /* the directory of the search path that it is below */
	unsigned rank;	       /* of that directory: 0 is searched first */
	struct script *script; /* NULL: not parsed yet */
	bool is_given;	       /* library_need() has given the script */
};

typedef VEC(struct library_file *) library_files;
typedef VEC(struct library_name) library_names;
typedef VEC(struct script *) library_scripts;

/*
 * Finds the files of the search path for the session's target and architecture, and gives their
 * macros (*.stpm) to session->environment. Needs nothing but options, target and environment. Never
 * NULL; a directory given with -I that cannot be read is an error, another one that is there and
 * cannot be read is warned of.
 */
struct library *library_open(struct session *session);

/* One directory of the search path. */
struct library_root {
	const char *path;
	bool is_required; /* -I: it has to be there */
};

typedef VEC(struct library_root) library_roots;

/*
 * Adds the directories that are searched, first to last: of -I, the user's own, those of the site,
 * the shipped one. They need not exist.
 */
void library_search_path(struct session *session, library_roots *roots);

/* Every name defined, private ones too, in the order of the search path. */
const library_names *library_index(const struct library *library);

/*
 * Parses every file that defines @name and adds the scripts that are new to @fresh. Errors in them
 * are reported. Returns whether any file defines the name.
 */
bool library_need(struct library *library, enum library_kind kind, const char *name,
		  library_scripts *fresh);

/* Every file with scripts, in the order of the search path. */
const library_files *library_all(const struct library *library);

/* Returns the file's script, parsed if it was not. Errors are reported. */
struct script *library_parse(struct library *library, struct library_file *file);

/* Has the files that were parsed parsed again, since pass 2 changes their trees. */
void library_forget(struct library *library);

#endif
