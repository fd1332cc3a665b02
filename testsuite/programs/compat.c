// program compat: gcc -O1 -g -o $OUT $SOURCE
// Makes 32-bit system calls from 64-bit code, by interrupt 0x80.
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

static long call32(long number, long a, long b, long c, long d, long e, long f)
{
	long result;

	asm volatile("push %%rbp; mov %8, %%rbp; int $0x80; pop %%rbp"
		     : "=a"(result)
		     : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), "m"(f), "r"(f)
		     : "memory", "r8", "r9", "r10", "r11");
	return result;
}

int main(void)
{
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	int *time = (int *)(low + 64);
	unsigned int *action = (unsigned int *)(low + 128);
	long l = (long)low;

	strcpy(low, "/no/file");
	time[0] = 0;
	time[1] = 1000;
	action[0] = 1; /* SIG_IGN */
	action[1] = 0x10000000;
	action[3] = 2;
	call32(295, -100, l, O_RDWR | O_CLOEXEC, 0, 0, 0); /* openat */
	call32(5, l, O_CREAT, 0600, 0, 0, 0);		   /* open */
	call32(162, l + 64, 0, 0, 0, 0, 0);		   /* nanosleep */
	call32(193, l, 5, 1, 0, 0, 0);			   /* truncate64 */
	call32(174, 10, l + 128, 0, 8, 0, 0);		   /* rt_sigaction */
	call32(182, l, -1, 5, 0, 0, 0);			   /* chown: of 16 bits */
	call32(212, l, -1, 5, 0, 0, 0);			   /* chown32 */
	call32(272, -1, 1, 2, 3, 4, 1);			   /* fadvise64_64 */
	call32(37, -5000000, 15, 0, 0, 0, 0);		   /* kill */
	return 0;
}
