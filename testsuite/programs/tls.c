// clang-format off
// program libtls-linked.so: gcc -O1 -g -fPIC -shared -DLIBRARY=linked -o $OUT $SOURCE
// program libtls-initial.so: gcc -O1 -g -fPIC -shared -ftls-model=initial-exec -DLIBRARY=initial -o $OUT $SOURCE
// program libtls-described.so: gcc -O1 -g -fPIC -shared -mtls-dialect=gnu2 -DLIBRARY=described -o $OUT $SOURCE
// program libtls-opened.so: gcc -O1 -g -fPIC -shared -DLIBRARY=opened -o $OUT $SOURCE
// program tls: gcc -O1 -g -o $OUT $SOURCE -L$DIRECTORY -ltls-linked -ltls-initial -ltls-described -Wl,-rpath,'$ORIGIN'
// program tls-fixed: gcc -O1 -g -no-pie -o $OUT $SOURCE -L$DIRECTORY -ltls-linked -ltls-initial -ltls-described -Wl,-rpath,'$ORIGIN'
// program tls-static: gcc -O1 -g -static -DALONE -o $OUT $SOURCE
// Thread variables of a program and of libraries, in two threads: NUMBER is 1 in the main thread and 2 in the other.
// clang-format on
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define JOIN(a, b)  JOIN_(a, b)
#define JOIN_(a, b) a##b

#ifdef LIBRARY

__thread long JOIN(LIBRARY, _first) = 5;
static __thread char padding[100];
__thread long JOIN(LIBRARY, _second) = 6;

/* linked_work(NUMBER), … */
__attribute__((noipa)) void JOIN(LIBRARY, _probed)(int number)
{
	__asm__ volatile("" : : "r"(number), "r"(padding));
}

void JOIN(LIBRARY, _work)(int number)
{
	JOIN(LIBRARY, _first) += 100 * number;
	JOIN(LIBRARY, _second) += 1000 * number;
	JOIN(LIBRARY, _probed)(number);
}

#else

void linked_work(int number);
void initial_work(int number);
void described_work(int number);

__thread int program_number = 7;
__thread long program_zero;
_Alignas(64) static __thread struct {
	char name[8];
	long value;
} aligned = { "thread", 1 };

__attribute__((noipa)) void probed(int number)
{
	static __thread int calls;

	calls++;
	__asm__ volatile("" : : "r"(number), "r"(&calls));
}

static void (*opened_work)(int number);

static void *work(void *argument)
{
	int number = (int)(long)argument;

	program_number += number;
	program_zero = 10 * number;
	aligned.value += number;
	errno = 20 + number;
	probed(number);
#ifndef ALONE
	linked_work(number);
	initial_work(number);
	described_work(number);
	opened_work(number);
#endif
	return NULL;
}

__attribute__((noipa)) void before(void)
{
	__asm__ volatile("");
}

int main(void)
{
	pthread_t thread;

	before();

#ifndef ALONE
	void *library = dlopen("libtls-opened.so", RTLD_NOW);

	if (!library) {
		puts(dlerror());
		return 1;
	}
	opened_work = (void (*)(int))dlsym(library, "opened_work");
#endif
	work((void *)1);
	pthread_create(&thread, NULL, work, (void *)2);
	pthread_join(thread, NULL);
	return 0;
}

#endif
