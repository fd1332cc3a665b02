/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a module knows of the files of processes beside its probes: unwind tables, symbols, lines
 * (runtime/object_data.h). Which of these a script needs is said by the functions in C that it
 * uses, in comments: unwinds, symbols, lines.
 */
#ifndef STAP_PROBES_USER_DATA_H
#define STAP_PROBES_USER_DATA_H

#include "debuginfo/files/program_file.h"
#include "semantic/program.h"
#include "session.h"

/* What the functions of @program ask for: enum object_parts; 0: nothing. */
unsigned user_data_parts(const struct program *program);

/*
 * Makes the @parts of a file's data, or takes them from the cache, and writes them to the C file as
 * an object called stap_data_NUMBER. Returns false when there is nothing to know of the file.
 */
bool user_data_write(FILE *stream, struct session *session, const struct program_file *file,
		     unsigned number, unsigned parts);

#endif
