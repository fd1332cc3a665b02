// SPDX-License-Identifier: GPL-2.0-only
/*
 * Variables in all the shapes that debug information gives them, for shapes.cases. Writing to the
 * parameter `run` calls everything once. The cases know line numbers of this file.
 */
#include <linux/kernel.h>
#include <linux/module.h>

#define noipa __attribute__((noipa))

enum color {
	RED,
	GREEN = 7,
	BLUE
};
enum sign {
	MINUS = -1,
	PLUS = 1
};

struct pair {
	long first, second;
};

struct odd {
	char a, b, c;
};

struct shape {
	char name[8];
	unsigned int low : 3, high : 7;
	int minus : 5;
	unsigned long wide : 40;
	union {
		int number;
		struct {
			short first, second;
		};
	};
	int matrix[2][3];
	enum color color;
	enum sign sign;
	bool yes, no;
	unsigned char byte;
	char letter;
	short small;
	struct pair pair;
	struct shape *next, **links;
	const char *text;
	int (*call)(struct shape *shape);
};

static int file_static __used = 42;
static struct shape shapes[2];
static struct shape *links[2] = { &shapes[0], &shapes[1] };
static volatile long sink;

noipa int shapes_take(struct shape *shape, int index)
{
	sink += index;
	return shape->number;
}

noipa long shapes_by_value(struct pair pair, struct shape big)
{
	return pair.first + pair.second + big.number;
}

noipa long shapes_scopes(long a)
{
	static int calls = 5;
	long outer = a * 2;

	calls++;
	{
		long inner = outer + 3;

		sink += inner;
		sink += calls;
		{
			const long outer = 99; /* hides the other one */

			sink += outer;
		}
	}
	return outer;
}

/* Its parameters are gone when the last line runs: only the callers know. */
noipa long shapes_late(long given, long unused, long kept)
{
	sink += given;
	sink++;
	sink += kept;
	sink++;
	return 3;
}

noipa long shapes_knows(long n)
{
	long one = shapes_late(5, 6, n);
	long two = shapes_late(n, n, n);

	return one + two + n;
}

noipa signed char shapes_char(void)
{
	return -3;
}

noipa bool shapes_bool(int n)
{
	return n > 1;
}

noipa enum sign shapes_enum(void)
{
	return sink == -1 ? PLUS : MINUS;
}

noipa struct pair shapes_pair(long a)
{
	return (struct pair){ a, -a };
}

noipa struct odd shapes_odd(void)
{
	return (struct odd){ 'x', 'y', 'z' };
}

noipa struct shape shapes_big(void)
{
	return shapes[0];
}

noipa struct shape *shapes_pointer(void)
{
	return &shapes[1];
}

noipa unsigned int shapes_written(struct shape *shape, unsigned int number)
{
	return shape->low * 1000000 + shape->high * 1000 + number;
}

static void fill(struct shape *shape, int n)
{
	*shape = (struct shape){ .name = "shape",
				 .low = 5,
				 .high = 100,
				 .minus = -7,
				 .wide = 0xabcdef0123,
				 .number = 0x00020001 * n,
				 .matrix = { { 1, 2, 3 }, { 4, 5, 6 * n } },
				 .color = BLUE,
				 .sign = MINUS,
				 .yes = true,
				 .byte = 200,
				 .letter = 'L',
				 .small = -2,
				 .pair = { 11, 22 },
				 .next = n == 1 ? &shapes[1] : NULL,
				 .links = links,
				 .text = n == 1 ? "a \"text\"\n" : NULL };
}

static int run(const char *value, const struct kernel_param *parameter)
{
	long (*volatile unknown)(long, long, long) = shapes_late;

	fill(&shapes[0], 1);
	fill(&shapes[1], 2);
	sink += shapes_take(&shapes[0], 1);
	sink += shapes_by_value((struct pair){ 7, 8 }, shapes[1]);
	sink += shapes_scopes(10);
	sink += shapes_knows(30);
	sink += unknown(1, 2, 3);
	sink += shapes_char() + shapes_bool(2) + shapes_bool(1) + shapes_enum();
	sink += shapes_pair(70).first + shapes_odd().c + shapes_big().number;
	sink += shapes_pointer()->number + file_static;
	pr_info("shapes: written %u\n", shapes_written(&shapes[0], 5));
	return 0;
}

static const struct kernel_param_ops run_ops = { .set = run };

module_param_cb(run, &run_ops, NULL, 0200);

static int __init shapes_start(void)
{
	return 0;
}

static void __exit shapes_stop(void)
{
}

module_init(shapes_start);
module_exit(shapes_stop);
MODULE_LICENSE("GPL");
