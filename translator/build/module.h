/* SPDX-License-Identifier: GPL-2.0-only */
/* Pass 4: the C file of a script and the kit become a kernel module. */
#ifndef STAP_BUILD_MODULE_H
#define STAP_BUILD_MODULE_H

#include "session.h"

/*
 * Compiles @c_path and links it with the kit into the module @ko_path, whose name is @name. With
 * @kernel_headers the C file includes kernel headers, and is compiled by kbuild. Returns false
 * after an error.
 */
bool module_build(struct session *session, const char *c_path, const char *ko_path,
		  const char *name, bool kernel_headers);

/*
 * Writes the module in @ko_path under another name to the open file @fd. Returns false, with
 * errno, when that fails.
 */
bool module_copy(struct session *session, const char *ko_path, const char *name,
		 const char *new_name, int fd);

#endif
