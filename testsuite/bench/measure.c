/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * measure COUNT COMMAND…: runs COMMAND that often, one after the other, its output thrown away.
 * Prints the least and the median of its wall-clock seconds and its peak memory in MiB.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b)
{
	double first = *(const double *)a, second = *(const double *)b;

	return first < second ? -1 : first > second;
}

static int run(char **command, long *peak_kib)
{
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int nothing = open("/dev/null", O_RDWR);

		dup2(nothing, STDIN_FILENO);
		dup2(nothing, STDOUT_FILENO);
		dup2(nothing, STDERR_FILENO);
		execvp(command[0], command);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
		return 1;
	if (usage.ru_maxrss > *peak_kib)
		*peak_kib = usage.ru_maxrss;
	return status != 0;
}

int main(int argc, char **argv)
{
	int count = argc > 2 ? atoi(argv[1]) : 0;
	double *seconds = calloc((size_t)count + 1, sizeof(*seconds));
	long peak_kib = 0;

	if (count < 1 || !seconds)
		return 2;
	for (int i = 0; i < count; i++) {
		double start = now();

		if (run(argv + 2, &peak_kib))
			return 1;
		seconds[i] = now() - start;
	}
	qsort(seconds, (size_t)count, sizeof(*seconds), compare);
	printf("%8.3f %8.3f %7ld\n", seconds[0], seconds[count / 2], peak_kib / 1024);
	return 0;
}
