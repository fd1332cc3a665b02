// program pages: gcc -O2 -g -pthread -o $OUT $SOURCE
// Calls touch() with memory that the program itself never touched: pages [THREADS TIMES].
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096

/* Its text begins at the end of a page and goes on in the next one. */
__attribute__((aligned(PAGE))) static const char texts[3 * PAGE] = {
	[PAGE - 4] = 'o', 'v', 'e', 'r', '-', 't', 'h', 'e', '-', 'e', 'd', 'g', 'e'
};

__attribute__((noipa)) void touch(const char *text, long *number, const char *nowhere)
{
}

static void *toucher(void *times)
{
	for (long i = 0; i < (long)times; i++) {
		char *memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
				    -1, 0);

		touch("same", (long *)memory, NULL);
		munmap(memory, PAGE);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int threads = argc > 1 ? atoi(argv[1]) : 0;
	long times = argc > 2 ? atol(argv[2]) : 0, *number;
	pthread_t ids[16];
	char *gone = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (int i = 0; i < threads; i++)
		pthread_create(&ids[i], NULL, toucher, (void *)times);
	for (int i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
	if (threads)
		return 0;
	number = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	touch(texts + PAGE - 4, number, gone);
	printf("number %ld\n", *number);
	return 0;
}
