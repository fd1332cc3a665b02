/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cache directory: kits, modules, indexes. Everything in it is named by a key over what it was
 * made from, is put there complete by one rename, and is never changed afterwards; so two runs at
 * once are safe and nothing stale is ever used. A directory that someone else could have written
 * to is not used at all.
 */
#ifndef STAP_BUILD_CACHE_H
#define STAP_BUILD_CACHE_H

#include "session.h"

#include <sha2.h>

#define CACHE_KEY_LENGTH 32 /* hexadecimal digits */

/*
 * Finds or makes $STAP_CACHE, else $XDG_CACHE_HOME/stap, else ~/.cache/stap. Returns its path, or
 * NULL with a warning when it cannot be made or is not ours alone.
 */
const char *cache_open(struct session *session);

/* Keys: begin, add strings (NULL is allowed) and files, end. */
void cache_key_begin(SHA2_CTX *key);
void cache_key_text(SHA2_CTX *key, const char *text);
void cache_key_bytes(SHA2_CTX *key, const void *data, size_t size);
/* Adds path, size and times of a file: any change of its content changes these. */
void cache_key_file_identity(SHA2_CTX *key, const char *path);
/* Adds the same of every file directly in @directory, in order of name, and in its subdirectories.
 */
void cache_key_tree_identity(SHA2_CTX *key, struct arena *arena, const char *directory);
const char *cache_key_end(SHA2_CTX *key, struct arena *arena);

/* Makes `directory/name` below the cache; returns its path or NULL. */
const char *cache_subdirectory(struct session *session, const char *name);

/* Removes the oldest files of @directory until at most @limit bytes remain. */
void cache_prune(struct arena *arena, const char *directory, uint64_t limit);

/* Removes a directory and everything in it. */
void remove_tree(const char *path);

#endif
