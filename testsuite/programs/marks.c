// program marks: gcc -O2 -g -DNAME='"marks"' -o $OUT $SOURCE
// program marks-O0: gcc -O0 -g -DNAME='"marks-O0"' -o $OUT $SOURCE
// program marks-cpp: g++ -x c++ -O2 -g -DNAME='"marks-cpp"' -o $OUT $SOURCE
// program marks-fixed: gcc -O2 -g -fno-pic -no-pie -DNAME='"marks-fixed"' -o $OUT $SOURCE
// program marks-semaphores: gcc -O2 -g -DSEMAPHORES -DNAME='"marks-semaphores"' -o $OUT $SOURCE
// program marks-stripped: gcc -O2 -s -DNAME='"marks-stripped"' -o $OUT $SOURCE
// Marks (sys/sdt.h) whose arguments are operands of many kinds, with known values.
#ifdef SEMAPHORES
#define _SDT_HAS_SEMAPHORES 1
#define SEMAPHORE(provider, name)                                                                  \
	unsigned short provider##_##name##_semaphore __attribute__((section(".probes"), used))
#define IS_ENABLED(name) (__atomic_load_n(&marks_##name##_semaphore, __ATOMIC_RELAXED))
#else
#define SEMAPHORE(provider, name) extern int unused
#define IS_ENABLED(name)	  1
#endif
#include <stdio.h>
#include <string.h>
#include <sys/sdt.h>

SEMAPHORE(marks, program);
SEMAPHORE(marks, small);
SEMAPHORE(marks, large);
SEMAPHORE(marks, in__memory);
SEMAPHORE(marks, constants);
SEMAPHORE(marks, statics);
SEMAPHORE(marks, floats);
SEMAPHORE(marks, many);
SEMAPHORE(marks, twice);
SEMAPHORE(marks, never);
SEMAPHORE(other, end);

struct pair {
	int first;
	short second[4];
	signed char third;
};

static __thread int in_thread = 7;
static unsigned char narrow = 200;
static int table[] = { 10, -11, 12, -13 };
int calls;

__attribute__((noipa)) void integers(signed char c, unsigned char u, short s, unsigned short v,
				     int i, unsigned int n, long l, unsigned long m,
				     const char *text)
{
	DTRACE_PROBE4(marks, small, c, u, s, v);
	DTRACE_PROBE5(marks, large, i, n, l, m, text);
	calls++;
}

__attribute__((noipa)) void memory(int *array, long index, struct pair *pair)
{
	DTRACE_PROBE5(marks, in__memory, array[index], array[1], pair->second[index], pair->third,
		      table[index]);
	DTRACE_PROBE3(marks, constants, -5, 'c', 0x123456789abcL);
	DTRACE_PROBE3(marks, statics, narrow, table[2], in_thread);
	calls++;
}

__attribute__((noipa)) void numbers(double d, float f, const char *text)
{
	DTRACE_PROBE3(marks, floats, d, f, text);
	DTRACE_PROBE12(marks, many, calls, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, text);
	calls++;
}

__attribute__((noipa)) void repeat(int n)
{
	if (n > 1)
		DTRACE_PROBE1(marks, twice, n);
	else
		DTRACE_PROBE1(marks, twice, -n);
}

int main(int argc, char **argv)
{
	struct pair pair = { 1, { 2, -3, 4, 5 }, -6 };
	const char *text = argc > 1 ? argv[1] : "text";

	narrow += (unsigned char)(argc - 1);
	in_thread += argc - 1;
	DTRACE_PROBE1(marks, program, NAME);
	integers(-3, 253, -300, 65000, -70000, 4000000000u, -5000000000, 6000000000, text);
	memory(table, 3, &pair);
	if (IS_ENABLED(floats))
		numbers(1.5, 0.25f, text);
	repeat(argc);
	repeat(argc + 1);
	if (IS_ENABLED(never) && strcmp(NAME, "marks-semaphores") == 0)
		printf("somebody looks at a mark that nobody asked for\n");
	DTRACE_PROBE(other, end);
	return 0;
}
