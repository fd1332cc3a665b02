// program throws: g++ -O2 -g -o $OUT $SOURCE
// A program that throws and catches exceptions, for the marks of its C++ library: throws [TIMES].
#include <cstdio>
#include <cstdlib>

static int caught;

__attribute__((noipa)) static void fail(int n)
{
	if (n % 2)
		throw n;
	throw "text";
}

int main(int argc, char **argv)
{
	for (int i = 0; i < (argc > 1 ? atoi(argv[1]) : 3); i++) {
		try {
			fail(i);
		} catch (int n) {
			caught += n;
		} catch (const char *) {
			caught += 10;
		}
	}
	printf("%d\n", caught);
	return 0;
}
