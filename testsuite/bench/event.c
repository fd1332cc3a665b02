/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The event that the cost of a probe is measured on: a read of one byte of /dev/zero, which calls
 * vfs_read once. Prints the nanoseconds of one, which in a guest with --icount are instructions:
 * the least of many short batches, so that no interrupt and no other process is in it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define BATCH 100

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int argc, char **argv)
{
	int batches = argc > 1 ? atoi(argv[1]) : 200;
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	long long least = -1;
	char byte;

	if (fd < 0)
		return 1;
	for (int batch = 0; batch < batches; batch++) {
		long long start = now_ns();

		for (int i = 0; i < BATCH; i++)
			if (read(fd, &byte, 1) != 1)
				return 1;
		long long spent = now_ns() - start;

		if (least < 0 || spent < least)
			least = spent;
	}
	fprintf(stderr, "event %lld\n", least / BATCH);
	return 0;
}
