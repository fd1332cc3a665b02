/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE

#include "build/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct place nowhere;

/* mkdir -p; parents that exist are left alone. */
static bool make_directories(struct arena *arena, const char *path)
{
	char *copy = arena_strdup(arena, path);

	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return !mkdir(copy, 0700) || errno == EEXIST;
}

static const char *cache_path(struct arena *arena)
{
	const char *path = getenv("STAP_CACHE");

	if (path && *path)
		return path;
	path = getenv("XDG_CACHE_HOME");
	if (path && *path)
		return arena_printf(arena, "%s/stap", path);
	path = getenv("HOME");
	return path && *path ? arena_printf(arena, "%s/.cache/stap", path) : NULL;
}

const char *cache_open(struct session *session)
{
	const char *path = cache_path(session->arena);
	struct stat status;

	if (!path)
		return NULL;
	if (*path != '/') {
		char *here = getcwd(NULL, 0);

		path = arena_printf(session->arena, "%s/%s", here ? here : "", path);
		free(here);
	}
	if (!make_directories(session->arena, path) || stat(path, &status)) {
		diagnose_warning(&session->diagnostics, nowhere, "cannot use the cache %s: %s",
				 path, strerror(errno));
		diagnose_remedy(&session->diagnostics, "set STAP_CACHE to a directory of yours");
		return NULL;
	}
	if (status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) ||
	    !S_ISDIR(status.st_mode)) {
		diagnose_warning(&session->diagnostics, nowhere,
				 "not using the cache %s: others can write to it", path);
		diagnose_remedy(&session->diagnostics,
				"chown and chmod go-w it, or set STAP_CACHE");
		return NULL;
	}
	return path;
}

void cache_key_begin(SHA2_CTX *key)
{
	SHA256Init(key);
}

void cache_key_bytes(SHA2_CTX *key, const void *data, size_t size)
{
	uint64_t length = size;

	SHA256Update(key, (const uint8_t *)&length, sizeof(length));
	SHA256Update(key, data, size);
}

void cache_key_text(SHA2_CTX *key, const char *text)
{
	if (text)
		cache_key_bytes(key, text, strlen(text));
	else
		cache_key_bytes(key, &(char){ 0 }, 1);
}

void cache_key_file_identity(SHA2_CTX *key, const char *path)
{
	struct stat status;

	cache_key_text(key, path);
	if (stat(path, &status)) {
		cache_key_text(key, NULL);
		return;
	}
	/* Not the inode: it is another one where the file system is seen through overlayfs. */
	uint64_t identity[] = { (uint64_t)status.st_size, (uint64_t)status.st_mtim.tv_sec,
				(uint64_t)status.st_mtim.tv_nsec, (uint64_t)status.st_ctim.tv_sec,
				(uint64_t)status.st_ctim.tv_nsec };

	cache_key_bytes(key, identity, sizeof(identity));
}

void cache_key_tree_identity(SHA2_CTX *key, struct arena *arena, const char *directory)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		struct dirent *entry = entries[i];

		if (*entry->d_name != '.') {
			const char *path = arena_printf(arena, "%s/%s", directory, entry->d_name);

			if (entry->d_type == DT_DIR)
				cache_key_tree_identity(key, arena, path);
			else
				cache_key_file_identity(key, path);
		}
		free(entry);
	}
	if (count >= 0)
		free(entries);
}

const char *cache_key_end(SHA2_CTX *key, struct arena *arena)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	char *text = arena_alloc(arena, CACHE_KEY_LENGTH + 1);

	SHA256Final(digest, key);
	for (size_t i = 0; i < CACHE_KEY_LENGTH / 2; i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	return text;
}

const char *cache_subdirectory(struct session *session, const char *name)
{
	if (!session->cache_directory)
		return NULL;
	const char *path = arena_printf(session->arena, "%s/%s", session->cache_directory, name);

	return make_directories(session->arena, path) ? path : NULL;
}

struct aged_file {
	const char *path;
	uint64_t size;
	struct timespec used;
};

static int compare_age(const void *a, const void *b)
{
	const struct timespec *first = &((const struct aged_file *)a)->used;
	const struct timespec *second = &((const struct aged_file *)b)->used;

	if (first->tv_sec != second->tv_sec)
		return first->tv_sec < second->tv_sec ? -1 : 1;
	return first->tv_nsec < second->tv_nsec ? -1 : first->tv_nsec > second->tv_nsec;
}

void cache_prune(struct arena *arena, const char *directory, uint64_t limit)
{
	DIR *stream = opendir(directory);
	VEC(struct aged_file) files = { 0 };
	struct dirent *entry;
	uint64_t total = 0;

	while (stream && (entry = readdir(stream))) {
		struct aged_file file = { .path = arena_printf(arena, "%s/%s", directory,
							       entry->d_name) };
		struct stat status;

		if (stat(file.path, &status) || !S_ISREG(status.st_mode))
			continue;
		file.size = (uint64_t)status.st_size;
		file.used = status.st_mtim;
		total += file.size;
		vec_push(arena, &files, file);
	}
	if (stream)
		closedir(stream);
	if (total <= limit)
		return;
	qsort(files.items, files.count, sizeof(*files.items), compare_age);
	for (size_t i = 0; i < files.count && total > limit; i++)
		if (!unlink(files.items[i].path))
			total -= files.items[i].size;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	remove(path);
	return 0;
}

void remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
