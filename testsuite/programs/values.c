// program values: gcc -O2 -g -o $OUT $SOURCE
// program values-plain: gcc -O0 -g -o $OUT $SOURCE
// program values-fixed: gcc -O1 -g -no-pie -o $OUT $SOURCE
// Values of many types, as parameters, results, and in memory: values [TIMES [wait]].
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum colour {
	RED,
	GREEN = 5,
};

struct inner {
	short x, y;
};

struct node {
	struct node *next;
	const char *name;
	char text[8];
	enum colour colour;
	unsigned int low : 3, high : 5;
	struct inner inner[2];
	union {
		int number;
		unsigned char bytes[4];
	};
	void (*call)(void);
};

struct big {
	long words[4];
};

struct two {
	long first;
	int second;
};

static int calls_of_sum;
int all_calls;
long table[4] = { 1, 2, 3, 4 };
static struct node second = { .name = "second", .text = "B", .colour = RED, .number = 7 };
static struct node first = { .next = &second,
			     .name = "first",
			     .text = "A",
			     .colour = GREEN,
			     .low = 2,
			     .high = 17,
			     .inner = { { 1, -2 }, { 3, -4 } },
			     .number = 0x04030201 };

__attribute__((noipa)) int sum(int a, short b, unsigned char c, long d, int e, int f, int g, long h)
{
	static int kept;

	kept += a;
	calls_of_sum++;
	all_calls++;
	return a + b + c + (int)d + e + f + g + (int)h + kept;
}

__attribute__((noipa)) const struct node *visit(const struct node *node, const char *label)
{
	all_calls += (int)strlen(node->name) + label[0];
	return node->next;
}

__attribute__((noipa)) struct big make_big(long from, struct two two)
{
	struct big big = { { from, from + 1, two.first, two.second } };

	return big;
}

__attribute__((noipa)) struct two swap(struct two two)
{
	struct two other = { two.second, (int)two.first };

	return other;
}

__attribute__((noipa)) double scale(double factor, int number)
{
	return factor * number;
}

static inline __attribute__((always_inline)) int twice(int n)
{
	int doubled = 2 * n;

	all_calls += doubled;
	return doubled;
}

__attribute__((noipa)) int deep(int n)
{
	int local = twice(n);

	if (n > 2)
		goto out;
	local += deep(n + 1);
	all_calls++;
out:
	return local + 1;
}

__attribute__((noipa)) int leaf(int n)
{
	all_calls += n;
	return -n;
}

__attribute__((noipa)) int middle(int n)
{
	int kept = n;

	all_calls++;
	return leaf(n + 1) + kept;
}

int main(int argc, char **argv)
{
	int times = argc > 1 ? atoi(argv[1]) : 1;
	long total = 0;

	if (argc > 2) /* for a line on standard input */
		getchar();
	for (int i = 0; i < times; i++) {
		struct two two = { 10 + i, 20 };
		struct big big = make_big(100, two);

		total += sum(i, -2, 250, 1L << 40, 5, 6, 7, 8) + big.words[0];
		visit(visit(&first, "one"), "two");
		total += swap(two).first + (long)scale(1.5, 4);
		total += deep(1) + middle(3) + leaf(9);
	}
	printf("total %ld\n", total & 0xffff);
	return 0;
}
