// program clocks: gcc -O2 -o $OUT $SOURCE
// A program that asks for the time during half a second, and is in the vDSO nearly always.
#include <time.h>

int main(void)
{
	struct timespec start, now;

	clock_gettime(CLOCK_MONOTONIC, &start);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while ((now.tv_sec - start.tv_sec) * 1000000000L + now.tv_nsec - start.tv_nsec <
	       500000000L);
	return 0;
}
