/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of user space that a script has something in: programs and libraries, each once, by its
 * path without symbolic links. Those that the module has to know are numbered, and written as
 * stap_objects.
 *
 * What the family of a point process… does, is:
 *
 *	user_resolve()		goes through the programs and libraries that the point means, by
 *				points that name one each
 *	user_where()		says what such a point is about
 *	user_object_number()	is what the module knows the file by
 */
#ifndef STAP_PROBES_USER_OBJECT_H
#define STAP_PROBES_USER_OBJECT_H

#include "debuginfo/files/program_file.h"
#include "probes/object.h"
#include "session.h"

struct user_object {
	const struct program_file *file;
	bool debuginfo_asked;
	bool is_used; /* a probe is in it */
	bool is_numbered;
	unsigned number; /* in stap_objects */
};

/* ---------------------------------------------------------------- points */

/*
 * Has @part resolve @point once for each program that process("path"), process("name in PATH"),
 * process(PID) or process (what -c or -x say) means and, of .library("name"), for each library of
 * it: the point that @part gets has their paths in place of what was written. Of several, those in
 * which nothing is found are left out. False after resolve_fail().
 */
bool user_resolve(struct resolve *resolve, const struct point *point,
		  bool (*part)(struct resolve *resolve, const struct point *point));

/* What a point that user_resolve() made is about. */
struct user_where {
	const struct probed_object *object;  /* where its places are: the program or the library */
	const struct probed_object *program; /* only in processes that run it; NULL: in any */
	int64_t pid;			     /* only in this process; 0: in any */
};

void user_where(struct resolve *resolve, const struct point *point, struct user_where *where);

/*
 * For points that are about processes, not places: the program that the first component of @point
 * names (NULL: any), and the number of the process (0: any; with -c and -x, those of the target).
 * False after resolve_fail().
 */
bool user_processes(struct resolve *resolve, const struct point *point,
		    const struct probed_object **program, int64_t *pid);

/* For point_object(): what user_where() gives, with its debuginfo. */
const struct probed_object *user_point_object(struct resolve *resolve, const struct point *point);

/* ---------------------------------------------------------------- objects */

/*
 * The object of the program, by path or in PATH, or library, by path, that @name means. NULL after
 * resolve_fail() at @place.
 */
const struct probed_object *user_object_named(struct resolve *resolve, struct place place,
					      const char *name);

/* The same of what is at @path, without a look whether it is a script. */
const struct probed_object *user_file_at(struct resolve *resolve, struct place place,
					 const char *path);

/*
 * Opens the debuginfo of @object, which may be no more than its symbols: debuginfo_has_dwarf(). Of
 * many files none is fetched. False after resolve_fail() at @place.
 */
bool user_object_debuginfo(struct resolve *resolve, struct place place,
			   const struct probed_object *object, bool is_one_of_many);

/* For object_address_text(). */
const char *user_address_text(struct session *session, const struct probed_object *object,
			      const struct probed_object *own, uint64_t address);

/* ---------------------------------------------------------------- the table */

/* The number of @object in stap_objects, given when it is first asked for. */
unsigned user_object_number(struct session *session, const struct probed_object *object);

/*
 * Writes stap_objects, with session->object_parts of their data: all that have a number and, when
 * data is wanted, the files of -d and the libraries that a program needs. Returns how many.
 */
size_t user_objects_write(FILE *stream, struct session *session);

#endif
