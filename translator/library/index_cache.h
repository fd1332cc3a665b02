/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The library's index between runs: one text file in the cache directory, with the names of each
 * tapset file under its path, size and time of change. A file that differs in one of them is
 * scanned again. Without a cache directory everything is scanned.
 */
#ifndef STAP_LIBRARY_INDEX_CACHE_H
#define STAP_LIBRARY_INDEX_CACHE_H

#include "library/library.h"

#include <sys/stat.h>

struct index_cache;

/* Never NULL. */
struct index_cache *index_cache_open(struct session *session);

/* Calls @found for the names of @path as last scanned. Returns false when it must be scanned. */
bool index_cache_names(struct index_cache *cache, const char *path, const struct stat *status,
		       void (*found)(enum library_kind kind, const char *name, void *data),
		       void *data);

/* Record that @path was scanned and what was found in it. */
void index_cache_begin(struct index_cache *cache, const char *path, const struct stat *status);
void index_cache_add(struct index_cache *cache, enum library_kind kind, const char *name);

/* Writes the file anew when something was scanned; failing to is no error. */
void index_cache_save(struct index_cache *cache);

#endif
