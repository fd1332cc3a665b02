// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE

#include "object_cache.h"
#include "write_all.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CACHE_BYTES (256u << 20) /* of all entries */

static void entry_path(char path[PATH_MAX], const char *directory,
		       const struct object_cache_key *key)
{
	snprintf(path, PATH_MAX, "%s/%.128s-%u-%llu-%llu-%x", directory, key->build_id, key->parts,
		 key->file_size, key->debug_size, STAP_OBJECT_DATA_MAGIC);
}

static bool is_own(int fd, struct stat *status)
{
	return !fstat(fd, status) && S_ISREG(status->st_mode) && status->st_uid == geteuid() &&
	       !(status->st_mode & (S_IWGRP | S_IWOTH));
}

static bool read_all(int fd, char *to, size_t size)
{
	while (size) {
		ssize_t count = read(fd, to, size);

		if (count <= 0)
			return false;
		to += count;
		size -= (size_t)count;
	}
	return true;
}

static struct stap_object_data *read_entry(int fd)
{
	struct stap_object_data *data;
	struct stat status;

	if (!is_own(fd, &status) || status.st_size < (off_t)sizeof(*data) ||
	    status.st_size > UINT32_MAX)
		return NULL;
	data = malloc((size_t)status.st_size);
	if (data && read_all(fd, (char *)data, (size_t)status.st_size) &&
	    data->magic == STAP_OBJECT_DATA_MAGIC && data->size == status.st_size)
		return data;
	free(data);
	return NULL;
}

struct stap_object_data *object_cache_load(const char *directory,
					   const struct object_cache_key *key)
{
	char path[PATH_MAX];
	struct stap_object_data *data;
	int fd;

	entry_path(path, directory, key);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return NULL;
	data = read_entry(fd);
	if (data)
		futimens(fd, NULL); /* used now: the last to make room */
	close(fd);
	return data;
}

struct aged_entry {
	char name[NAME_MAX + 1];
	unsigned long long size;
	struct timespec used;
};

static int compare_age(const void *a, const void *b)
{
	const struct timespec *first = &((const struct aged_entry *)a)->used;
	const struct timespec *second = &((const struct aged_entry *)b)->used;

	if (first->tv_sec != second->tv_sec)
		return first->tv_sec < second->tv_sec ? -1 : 1;
	return first->tv_nsec < second->tv_nsec ? -1 : first->tv_nsec > second->tv_nsec;
}

/* Adds what @name is to the *@count @entries, which are to be freed, even after false: no memory.
 */
static bool add_entry(struct aged_entry **entries, size_t *count, int directory, const char *name)
{
	struct aged_entry *more;
	struct stat status;

	if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) || !S_ISREG(status.st_mode))
		return true;
	if (!(*count & (*count - 1))) {
		more = realloc(*entries, (*count ? 2 * *count : 1) * sizeof(*more));
		if (!more)
			return false;
		*entries = more;
	}
	more = &(*entries)[(*count)++];
	snprintf(more->name, sizeof(more->name), "%s", name);
	more->size = (unsigned long long)status.st_size;
	more->used = status.st_mtim;
	return true;
}

void object_cache_prune(const char *directory, unsigned long long limit)
{
	struct aged_entry *entries = NULL;
	DIR *stream = opendir(directory);
	unsigned long long total = 0;
	struct dirent *entry;
	size_t count = 0;

	if (!stream)
		return;
	while ((entry = readdir(stream)))
		if (!add_entry(&entries, &count, dirfd(stream), entry->d_name))
			break;
	for (size_t i = 0; i < count; i++)
		total += entries[i].size;
	if (total > limit)
		qsort(entries, count, sizeof(*entries), compare_age);
	for (size_t i = 0; i < count && total > limit; i++)
		if (!unlinkat(dirfd(stream), entries[i].name, 0))
			total -= entries[i].size;
	closedir(stream);
	free(entries);
}

void object_cache_store(const char *directory, const struct object_cache_key *key,
			const struct stap_object_data *data)
{
	char path[PATH_MAX], temporary[PATH_MAX + 8];
	bool good;
	int fd;

	entry_path(path, directory, key);
	snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return;
	good = write_all(fd, data, data->size);
	good &= !close(fd);
	if (!good || rename(temporary, path))
		unlink(temporary);
	object_cache_prune(directory, CACHE_BYTES);
}
