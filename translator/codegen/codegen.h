/* SPDX-License-Identifier: GPL-2.0-only */
/* Pass 3: the checked program to one C file on the interface of runtime/stap.h. */
#ifndef STAP_CODEGEN_CODEGEN_H
#define STAP_CODEGEN_CODEGEN_H

#include "semantic/program.h"

#include <stdio.h>

/*
 * Writes the C file of @program. Returns false after an error (reported), such as handlers that
 * need more string memory than a context can have.
 */
bool codegen_program(FILE *stream, struct session *session, struct program *program);

#endif
