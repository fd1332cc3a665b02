// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE

#include "object_cache.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
	close(fd);
	return data;
}

static bool write_all(int fd, const char *from, size_t size)
{
	while (size) {
		ssize_t count = write(fd, from, size);

		if (count < 0)
			return false;
		from += count;
		size -= (size_t)count;
	}
	return true;
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
	good = write_all(fd, (const char *)data, data->size);
	good &= !close(fd);
	if (!good || rename(temporary, path))
		unlink(temporary);
}
