/* SPDX-License-Identifier: GPL-2.0-only */
/* What user_object.c and user_programs.c share. */
#ifndef STAP_PROBES_USER_PROGRAMS_H
#define STAP_PROBES_USER_PROGRAMS_H

#include "probes/user_object.h"

/* The program that @name means by path or in PATH. NULL after resolve_fail() at @place. */
const struct program_file *user_program_named(struct resolve *resolve, struct place place,
					      const char *name);

/* The object of @file, made when it is first asked for. */
const struct probed_object *user_object(struct session *session, const struct program_file *file);

/* The object of the file at @path, which has no symbolic links; NULL: there is none yet. */
struct probed_object *user_object_at(struct session *session, const char *path);

/* Closes a file in which nothing was found. */
void user_object_forget(struct session *session, const char *path);

#endif
