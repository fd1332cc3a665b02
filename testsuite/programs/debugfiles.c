// clang-format off
// program debugfiles: gcc -O2 -g -o $OUT $SOURCE
// program debugfiles-split: from=$PWD/$SOURCE; cd $DIRECTORY; gcc -O2 -g -gsplit-dwarf -c -o $OUT.o $from; gcc -o $OUT $OUT.o
// program debugfiles-split4: from=$PWD/$SOURCE; cd $DIRECTORY; gcc -O2 -gdwarf-4 -gsplit-dwarf -c -o $OUT.o $from; gcc -o $OUT $OUT.o
// program debugfiles-link: gcc -O2 -g -o $OUT $SOURCE; mkdir -p $DIRECTORY/.debug; objcopy --only-keep-debug $OUT $DIRECTORY/.debug/debugfiles-link.debug; strip $OUT; cd $DIRECTORY/.debug; objcopy --add-gnu-debuglink=debugfiles-link.debug $OUT
// program debugfiles-dwz: gcc -O2 -gdwarf-4 -o $OUT $SOURCE; gcc -O1 -gdwarf-4 -o $OUT.other $SOURCE; cd $DIRECTORY; dwz -m debugfiles-common -r debugfiles-dwz debugfiles-dwz.other
// program debugfiles-no-id: gcc -O2 -g -Wl,--build-id=none -o $OUT $SOURCE
// program debugfiles-static: gcc -O2 -g -static -o $OUT $SOURCE
// program debugfiles-fixed: gcc -O2 -g -no-pie -o $OUT $SOURCE
// program debugfiles-stripped: gcc -O2 -s -Wl,--build-id=0x5d5d5d5d5d5d5d5d -o $OUT $SOURCE
// program debugfiles-debug: gcc -O2 -g -Wl,--build-id=0x5d5d5d5d5d5d5d5d -o $OUT $SOURCE
// program debugfiles-mini: gcc -O2 -g -o $OUT $SOURCE; cd $DIRECTORY; objcopy -S --keep-symbol=visit --keep-symbol=main $OUT mini; xz -c mini >mini.xz; strip $OUT; objcopy --add-section .gnu_debugdata=mini.xz $OUT; rm mini mini.xz
// clang-format on
// A function with variables, whose debug information is in another place in each program.
#include <stdio.h>
#include <stdlib.h>

struct shape {
	int sides;
	const char *name;
};

static int visits = 5;

static __attribute__((noipa)) int visit(struct shape *shape, long factor)
{
	static int calls;
	long product = shape->sides * factor;

	calls++;
	visits += calls;
	return (int)product;
}

int main(int argc, char **argv)
{
	struct shape shape = { argc > 1 ? atoi(argv[1]) : 4, "square" };

	printf("%d\n", visit(&shape, 10));
	return 0;
}
