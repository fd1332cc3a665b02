// program texts: gcc -O2 -g -o $OUT $SOURCE
// Calls take() with texts of all kinds, and busy(): texts [SECONDS]
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <uchar.h>
#include <unistd.h>

#define PAGE 4096

struct texts {
	const char *plain;     /* with what has to be escaped */
	const char *edge;      /* five letters at the end of a page, nothing behind it */
	const char *untouched; /* over the edge of a page, in pages that nobody touched */
	const char *nowhere;
	const char16_t *wide;
	const char16_t *wide_untouched;
	const char16_t *wide_bad[4];
	const char32_t *wider;
	const char32_t *wider_bad[3];
	const char *huge; /* longer than strings of scripts are */
	long numbers[2];
	long is_busy; /* plain and wide are in memory */
};

__attribute__((aligned(PAGE))) static const char pages[3 * PAGE] = {
	[PAGE - 4] = 'o', 'v', 'e', 'r', '-', 't', 'h', 'e', '\n', 'e', 'd', 'g', 'e'
};
__attribute__((aligned(PAGE))) static const char16_t wide_pages[2 * PAGE] = {
	[PAGE / 2 - 1] = 0xd83d, 0xde00, '!'
};

__attribute__((noipa)) void take(const struct texts *texts)
{
}

/* What a timer finds in memory while this runs: plain, edge and wide. */
__attribute__((noipa)) void busy(struct texts *texts, time_t seconds)
{
	struct timespec start, now;

	clock_gettime(CLOCK_MONOTONIC, &start);
	if (*(volatile const char *)texts->plain && *(volatile const char16_t *)texts->wide)
		*(volatile long *)&texts->is_busy = 1;
	do {
		getppid();
		for (int i = 0; i < 1000; i++)
			(void)*(volatile long *)&texts->is_busy;
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec - start.tv_sec <= seconds);
}

int main(int argc, char **argv)
{
	char *memory = mmap((void *)0x10000000, 2 * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *huge = malloc(10000);
	struct texts *texts = (struct texts *)memory;

	munmap(memory + PAGE, PAGE);
	memcpy(memory + PAGE - 5, "edges", 5);
	memset(huge, 'h', 9999);
	huge[9999] = 0;
	*texts = (struct texts){
		.plain = "say \"hi\"\n\1\\ \xc3\xa9",
		.edge = memory + PAGE - 5,
		.untouched = pages + PAGE - 4,
		.nowhere = memory + PAGE,
		.wide = u"h\u00e9\u20ac\U0001F600\n",
		.wide_untouched = wide_pages + PAGE / 2 - 1,
		.wide_bad = { u"a\xd800z", u"a\xdc00", (const char16_t *)(memory + PAGE - 2),
			      u"\xd800" },
		.wider = U"h\u00e9\u20ac\U0001F600\n",
		.wider_bad = { U"a\x110000", U"\xd800", (const char32_t *)(memory + PAGE - 3) },
		.huge = huge,
		.numbers = { -2, 0x1122334455667788 },
	};
	take(texts);
	if (argc > 1)
		busy(texts, atoi(argv[1]));
	return 0;
}
