/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Data of objects that was made before, kept as files by the build-id of what it was made from. An
 * entry is put there complete, by a rename, and never changed.
 */
#ifndef STAP_OBJECTDATA_CACHE_H
#define STAP_OBJECTDATA_CACHE_H

#include "object_data.h"

struct object_cache_key {
	const char *build_id; /* hexadecimal */
	unsigned int parts;   /* enum object_parts */
	/* Bytes of the file, which may be stripped or not, and of its debug file; 0: none. */
	unsigned long long file_size, debug_size;
};

/*
 * The entry in @directory, ->size bytes, to be freed; NULL when there is none that is whole and
 * this user's own.
 */
struct stap_object_data *object_cache_load(const char *directory,
					   const struct object_cache_key *key);

/* Keeps an entry, in place of those used longest ago. That it cannot be kept is no error. */
void object_cache_store(const char *directory, const struct object_cache_key *key,
			const struct stap_object_data *data);

/* Removes the entries used longest ago until at most @limit bytes remain. */
void object_cache_prune(const char *directory, unsigned long long limit);

#endif
