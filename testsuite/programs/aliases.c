// program aliases: gcc -O2 -g -o $OUT $SOURCE
// Functions with several names, of which the debug information has one or none.
__attribute__((noipa)) int real_name(int n)
{
	return n + 1;
}

int other_name(int) __attribute__((alias("real_name")));
int third_name(int) __attribute__((alias("real_name")));
int mangled(int) __asm__("_ZN5space7mangledEi") __attribute__((alias("real_name")));

int assembled(void);
__asm__(".text\n.globl assembled, assembled_too\n.type assembled,@function\n"
	".type assembled_too,@function\nassembled:\nassembled_too:\nxor %eax,%eax\nret\n"
	".size assembled,.-assembled\n.size assembled_too,.-assembled_too\n");

int main(int argc, char **argv)
{
	return argv[0] ? other_name(argc) - real_name(argc) + assembled() : 1;
}
