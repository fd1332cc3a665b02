/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of user space that a script has something in: programs and libraries, each opened once, by
 * its path without symbolic links. Those that the module has to know are numbered, and written as
 * stap_objects.
 */
#ifndef STAP_PROBES_USER_OBJECT_H
#define STAP_PROBES_USER_OBJECT_H

#include "debuginfo/loaded_file.h"
#include "probes/object.h"
#include "session.h"

struct user_object {
	const char *path;
	struct loaded_file loaded;
	bool debuginfo_asked;
	bool is_numbered;
	unsigned number; /* in stap_objects */
};

/* Which processes a point of process… means. */
struct user_program {
	const struct probed_object *object; /* the program; NULL: any */
	int64_t pid;			    /* 0: any; with -c and -x those of the target */
};

/*
 * The processes and the program that the first component of @point means: process("path"),
 * process("name in PATH"), process(PID), or process, which is what -c or -x say. With
 * @needs_program there must be one; without, only process("path") has one. False after
 * resolve_fail().
 */
bool user_program(struct resolve *resolve, const struct point *point, bool needs_program,
		  struct user_program *program);

/*
 * The object of the ELF file at @path, of which nothing but the file is read. NULL after
 * resolve_fail() at @place.
 */
const struct probed_object *user_object(struct resolve *resolve, struct place place,
					const char *path);

/* @object with its debuginfo opened. False after resolve_fail() at @place. */
bool user_object_debuginfo(struct resolve *resolve, struct place place,
			   const struct probed_object *object);

/* For point_object(): the program or, of .library, the library, with debuginfo. */
const struct probed_object *user_point_object(struct resolve *resolve, const struct point *point);

/* The offset in the file of the code at link-time @address; false when there is none. */
bool user_object_offset(const struct probed_object *object, uint64_t address, uint64_t *offset);

/* For object_address_text(). */
const char *user_address_text(struct session *session, const struct probed_object *object,
			      const struct probed_object *own, uint64_t address);

/*
 * The number of @object in stap_objects, given when it is first asked for; STAP_NO_OBJECT's of
 * NULL.
 */
unsigned user_object_number(struct session *session, const struct probed_object *object);

/* Writes stap_objects: all that have a number. Returns how many. */
size_t user_objects_write(FILE *stream, struct session *session);

#endif
