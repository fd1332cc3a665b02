/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The event that the cost of a uprobe is measured on: a call of work(), and nothing else. Prints
 * the nanoseconds of one, as event.c does.
 */
#include <stdio.h>
#include <time.h>

#define BATCH	100
#define BATCHES 100

__attribute__((noipa)) long work(long a, long b)
{
	return a + b;
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(void)
{
	long long least = -1;

	for (int batch = 0; batch < BATCHES; batch++) {
		long long start = now_ns();

		for (int i = 0; i < BATCH; i++)
			work(i, batch);
		long long spent = now_ns() - start;

		if (least < 0 || spent < least)
			least = spent;
	}
	fprintf(stderr, "event %lld\n", least / BATCH);
	return 0;
}
