/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keys of finished modules that are made from files of user space. Which files those are is only
 * known once a script's points are resolved (session_note_input()). So the cache has for a key over
 * all else a list of them, and the module is under a second key: over the first one, and over what
 * those files are now.
 */
#ifndef STAP_BUILD_MODULE_CACHE_H
#define STAP_BUILD_MODULE_CACHE_H

#include "session.h"

/* The second key by the list that the cache has for @key; @key itself when it has none. */
const char *module_cache_find(struct session *session, const char *key);

/* The second key by what was noted in this run; the list is put into the cache. */
const char *module_cache_key(struct session *session, const char *key);

#endif
