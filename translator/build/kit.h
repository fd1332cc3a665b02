/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kit: the runtime compiled once for a kernel, and what is needed to make a module of it and a
 * script without kbuild. kbuild itself is asked how: it compiles a module with the whole runtime
 * and an empty script, and the commands it used are read from its .cmd files.
 */
#ifndef STAP_BUILD_KIT_H
#define STAP_BUILD_KIT_H

#include "build/command.h"
#include "session.h"

struct kit {
	const char *directory;	 /* libkit.a, kit.mod.o, extra objects */
	argument_vector compile; /* compiler and flags for a C file without kernel headers */
	argument_vector objtool; /* to be followed by an object; empty: this kernel needs none */
	bool objtool_linked;	 /* it runs once, over script and runtime linked together */
	argument_vector link_objects;  /* ld -r: to be followed by -o and objects */
	argument_vector link_module;   /* ld -r -T module.lds …: likewise */
	argument_vector extra_objects; /* linked into every module, paths */
};

/*
 * The module name that kit.mod.o was made with, as long as a name can be: replaced in the linked
 * module by the name wanted and NUL bytes.
 */
#define KIT_MODULE_NAME "stap_kit_module_name_that_a_script_replaces_with_its_ow"

/*
 * Adds to @key all that a kit depends on: the kernel's headers, configuration and build tools, the
 * compiler, the runtime's sources.
 */
void kit_identity(struct session *session, void *key);

/*
 * Returns the kit for the session's target, made now when the cache does not have it (that takes
 * seconds and is said on stderr). NULL after an error.
 */
const struct kit *kit_open(struct session *session);

#endif
