// program calls: gcc -O2 -g -o $OUT $SOURCE
// program calls-static: gcc -O2 -g -static -o $OUT $SOURCE
// program calls-fixed: gcc -O2 -g -no-pie -o $OUT $SOURCE
// program calls-stripped: gcc -O2 -o $OUT $SOURCE
// A function that is called with known arguments: calls [TIMES].
#include <stdio.h>
#include <stdlib.h>

struct pair {
	int first;
	long second;
};

int calls_made;

__attribute__((noipa)) int add(int a, long b, const char *text, struct pair *pair)
{
	calls_made++;
	pair->first += a;
	pair->second += b;
	return a + (int)b + text[0];
}

int main(int argc, char **argv)
{
	struct pair pair = { 1, 2 };
	int times = argc > 1 ? atoi(argv[1]) : 3, sum = 0;

	for (int i = 0; i < times; i++)
		sum += add(i, 10 * i, "text", &pair);
	printf("%d\n", sum);
	return 0;
}
