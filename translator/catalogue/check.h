/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * --check-tapset: does all of a library work on the target kernel? Every function is called, every
 * alias probed with all its variables used, and modules compiled of that.
 */
#ifndef STAP_CATALOGUE_CHECK_H
#define STAP_CATALOGUE_CHECK_H

#include "session.h"

/*
 * Checks the library in @directory, or the shipped one when that is NULL, and writes a line per
 * item to stdout: "ok", "absent" of an alias of what this kernel has not, or "error" and why; then
 * a summary. Returns false when there were errors.
 */
bool check_tapset(struct session *session, const char *directory);

/* Returns @directory as a part of the search path, which it becomes the first of if it was not. */
const char *tapset_to_search(struct session *session, const char *directory);

#endif
