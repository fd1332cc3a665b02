/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fetching debug files from the servers that DEBUGINFOD_URLS names, by way of libdebuginfod, which
 * keeps them in its own cache. The library is loaded when something is fetched, since with all that
 * it needs it takes longer to load than a script takes to translate.
 */
#ifndef STAP_DEBUGINFO_FETCH_H
#define STAP_DEBUGINFO_FETCH_H

#include "debuginfo/debuginfo.h"

/*
 * The path of the debug file of build @build_id of @what ("kernel 6.1.0"), fetched now or before.
 * @error says why there is none here. Returns NULL when no server is named; or, with what became of
 * it added to @error, when none has the file or none answers, or when @target->fetching said to
 * stop. Then nothing is left behind.
 */
char *fetch_debug_file(struct arena *arena, const struct debuginfo_target *target,
		       const char *build_id, const char *what, struct debuginfo_error *error);

#endif
