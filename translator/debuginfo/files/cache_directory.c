/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of the debuginfo layer in the cache.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debuginfo/files/cache_directory.h"
#include "objectdata/write_all.h"

/* Bytes of all files together. */
#define CACHE_SIZE_MAX (512ull << 20)

char *cache_file_identity(struct arena *arena, const char *path)
{
	struct stat status;

	if (stat(path, &status))
		return NULL;
	/* Not the inode: it is another one where the file system is seen through overlayfs. */
	return arena_printf(arena, "%s %jd %jd.%09ld %jd.%09ld", path, (intmax_t)status.st_size,
			    (intmax_t)status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
			    (intmax_t)status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
}

char *cache_key_of_text(struct arena *arena, const char *text)
{
	enum {
		BYTES = 16
	};
	uint8_t digest[SHA256_DIGEST_LENGTH];
	char *name = arena_alloc(arena, 2 * BYTES + 1);
	SHA2_CTX key;

	SHA256Init(&key);
	SHA256Update(&key, (const uint8_t *)text, strlen(text));
	SHA256Final(digest, &key);
	for (size_t i = 0; i < BYTES; i++)
		snprintf(name + 2 * i, 3, "%02x", digest[i]);
	return name;
}

/* Ours, and nobody else can write to it. */
static bool trusted(int fd, mode_t type, size_t *size)
{
	struct stat status;

	if (fstat(fd, &status) || (status.st_mode & S_IFMT) != type || status.st_uid != geteuid() ||
	    (status.st_mode & (S_IWGRP | S_IWOTH)))
		return false;
	*size = status.st_size;
	return true;
}

/* The directory itself, made when it is to be written; -1 when it cannot be used. */
static int open_directory(const char *cache_dir, bool make)
{
	int cache, directory;
	size_t size;

	if (make)
		mkdir(cache_dir, 0700);
	cache = open(cache_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cache < 0)
		return -1;
	if (make)
		mkdirat(cache, "index", 0700);
	directory = openat(cache, "index", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (directory >= 0 &&
	    (!trusted(cache, S_IFDIR, &size) || !trusted(directory, S_IFDIR, &size))) {
		close(directory);
		directory = -1;
	}
	close(cache);
	return directory;
}

int cache_directory_open(const char *cache_dir, const char *name, size_t *size)
{
	int directory = open_directory(cache_dir, false);
	int fd;

	if (directory < 0)
		return -1;
	fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	close(directory);
	if (fd >= 0 && !trusted(fd, S_IFREG, size)) {
		close(fd);
		fd = -1;
	}
	if (fd >= 0)
		futimens(fd, NULL); /* used now: see bound_size() */
	return fd;
}

/* The least recently used file and the size of all; false when there are fewer than two. */
static bool survey(int directory, char oldest[static NAME_MAX + 1], uint64_t *total)
{
	struct timespec oldest_time = { 0 };
	size_t count = 0;
	DIR *stream;
	int again = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*total = 0;
	if (again < 0)
		return false;
	stream = fdopendir(again);
	if (!stream) {
		close(again);
		return false;
	}
	for (struct dirent *entry; (entry = readdir(stream));) {
		struct stat status;
		struct timespec time;

		if (fstatat(directory, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) ||
		    !S_ISREG(status.st_mode))
			continue;
		time = status.st_mtim;
		*total += status.st_size;
		if (!count++ || time.tv_sec < oldest_time.tv_sec ||
		    (time.tv_sec == oldest_time.tv_sec && time.tv_nsec < oldest_time.tv_nsec)) {
			oldest_time = time;
			strcpy(oldest, entry->d_name);
		}
	}
	closedir(stream);
	return count > 1;
}

/* Remove what was not used for longest until the rest is small enough. */
static void bound_size(int directory)
{
	char oldest[NAME_MAX + 1];
	uint64_t total;

	while (survey(directory, oldest, &total) && total > CACHE_SIZE_MAX)
		if (unlinkat(directory, oldest, 0))
			break;
}

void cache_directory_write(const char *cache_dir, const char *name, const void *data, size_t size)
{
	int directory = open_directory(cache_dir, true);
	char temporary[NAME_MAX + 1];
	int fd;

	if (directory < 0)
		return;
	snprintf(temporary, sizeof(temporary), "%s.%d.tmp", name, (int)getpid());
	unlinkat(directory, temporary, 0);
	fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	if (fd >= 0) {
		bool whole = write_all(fd, data, size);

		if (close(fd) || !whole || renameat(directory, temporary, directory, name))
			unlinkat(directory, temporary, 0);
		bound_size(directory);
	}
	close(directory);
}
