// program lost: gcc -O2 -g -o $OUT $SOURCE
// Stacks that are none: nowhere() is run with a stack pointer that leads to no memory, and
// adrift() on memory full of return addresses into itself.
#include <stdint.h>

static uint64_t memory[4096];

/* Jumps to nowhere with the stack pointer @sp, which jumps back. */
void set_out(uint64_t sp);
void nowhere(void);
void adrift(void);
__asm__(".text\n.globl set_out, nowhere, adrift\n.type set_out,@function\nset_out:\n"
	"mov %rsp,%r11\nmov %rdi,%rsp\njmp nowhere\nback:\nmov %r11,%rsp\nret\n"
	".type nowhere,@function\nnowhere:\n.cfi_startproc\nnop\njmp back\n.cfi_endproc\n"
	".size nowhere,.-nowhere\n"
	".type adrift,@function\nadrift:\n.cfi_startproc\nnop\nnop\njmp back\n.cfi_endproc\n"
	".size adrift,.-adrift\n");
void go_adrift(uint64_t sp);
__asm__(".type go_adrift,@function\ngo_adrift:\nmov %rsp,%r11\nmov %rdi,%rsp\njmp adrift\n");

int main(void)
{
	static const uint64_t places[] = { 0,
					   8,
					   0x1000,
					   0x7fffffffeff8,
					   0x7ffffffffffc,
					   0x800000000000,
					   0xffff7ffffffffff8,
					   0xffff888000001000,
					   0xffffffffff600000,
					   0xfffffffffffffff8,
					   0xffffffffffffffff };

	for (unsigned i = 0; i < sizeof(places) / sizeof(*places); i++)
		set_out(places[i]);
	for (unsigned i = 0; i < 4096; i++)
		memory[i] = (uintptr_t)adrift + 1;
	go_adrift((uintptr_t)memory);
	return 0;
}
