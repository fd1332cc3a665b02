/* SPDX-License-Identifier: GPL-2.0-only */
/* All that a library declares: its functions with their types, its aliases with their variables. */
#ifndef STAP_CATALOGUE_CATALOGUE_H
#define STAP_CATALOGUE_CATALOGUE_H

#include "library/library.h"
#include "session.h"

/* A variable that an alias sets. Its type is told from what is assigned, and may be unknown. */
struct alias_variable {
	const char *name;
	enum value_type type;
};

struct alias_variables {
	struct alias_variable *items;
	size_t count, capacity;
};

/* One function or one alias. */
struct catalogue_item {
	struct library_file *file;
	struct script *script;
	const struct function *function; /* one of the two */
	const struct alias_declaration *alias;
	/* How it is written: "strlen:long (s:string)", "vfs.read". */
	const char *text;
	bool is_private;
	/* What an alias sets for handlers wherever it is, in the order set; without _names. */
	struct alias_variables variables;
};

struct catalogue {
	struct session *session;
	VEC(struct catalogue_item) items; /* by the search path, the file, the place in it */
};

/*
 * Reads the whole library, or only what is below @directory unless that is NULL. Errors in files
 * are reported. Never NULL.
 */
struct catalogue *catalogue_make(struct session *session, const char *directory);

/* "name:string", "name" where the type is not known. */
const char *catalogue_variable(struct arena *arena, const struct alias_variable *variable);

/* "long", "string", "unknown": as in a listing. */
const char *catalogue_type(enum value_type type);

#endif
