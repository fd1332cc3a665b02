/* SPDX-License-Identifier: GPL-2.0-only */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debuginfo/files/mapped_file.h"

void *mapped_file_open(int directory, const char *path, size_t *size)
{
	int fd = openat(directory, path, O_RDONLY | O_CLOEXEC);
	void *content = MAP_FAILED;
	struct stat status;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &status) && S_ISREG(status.st_mode) && status.st_size > 0) {
		*size = (size_t)status.st_size;
		content = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	close(fd);
	return content == MAP_FAILED ? NULL : content;
}
