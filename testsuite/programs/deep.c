// program deep: gcc -O2 -g -fomit-frame-pointer -o $OUT $SOURCE
// A stack of 20 frames, _start and those of the C library included, with saved registers in most
// of them; leaf() at its end is called in batches, and the nanoseconds of one call printed: the
// least of all batches. deep [BATCHES].
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BATCH 50

static long long least = -1;
static int batches;

__attribute__((noipa)) void leaf(void)
{
	__asm__ volatile("");
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

__attribute__((noipa)) int work(int a, int b)
{
	for (int batch = 0; batch < batches; batch++) {
		long long start = now_ns();

		for (int i = 0; i < BATCH; i++)
			leaf();
		long long spent = now_ns() - start;

		if (least < 0 || spent < least)
			least = spent;
	}
	return a + b;
}

/* Keeps some values over its calls, and so saves registers. */
__attribute__((noipa)) int go(int depth, int a, int b, int c)
{
	int result = depth ? go(depth - 1, a + 1, b, c) : work(a, b);

	return result + a * b + c;
}

int main(int argc, char **argv)
{
	batches = argc > 1 ? atoi(argv[1]) : 1;
	int result = go(13, argc, 2, 3);

	fprintf(stderr, "event %lld\n", least / BATCH);
	return result == 0;
}
