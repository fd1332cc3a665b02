// program frames-O0: gcc -O0 -g -Wno-format -z execstack -o $OUT $SOURCE
// program frames-O2: gcc -O2 -g -Wno-format -z execstack -o $OUT $SOURCE
// program frames-fixed: gcc -O2 -g -no-pie -Wno-format -z execstack -o $OUT $SOURCE
// program frames-static: gcc -O2 -g -static-pie -Wno-format -z execstack -o $OUT $SOURCE
// program frames-lazy: gcc -O2 -g -Wl,-z,lazy -Wno-format -z execstack -o $OUT $SOURCE
// Frames of many shapes: each calls here() with its number, from which the stack is taken.
#define _GNU_SOURCE
#include <dirent.h>
#include <ftw.h>
#include <link.h>
#include <printf.h>
#include <pthread.h>
#include <search.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#define noinline __attribute__((noipa))

volatile int sink;
volatile void *kept;

noinline void here(int shape)
{
	sink = shape;
}

static noinline void keep(void *memory)
{
	kept = memory;
}

static noinline void simple(void)
{
	here(1);
}

static noinline int recurse(int depth)
{
	if (!depth)
		here(2);
	return depth ? recurse(depth - 1) + depth : 0;
}

static noinline int odd(int depth);

static noinline int even(int depth)
{
	if (!depth)
		here(3);
	return depth ? odd(depth - 1) + 1 : 0;
}

static noinline int odd(int depth)
{
	return depth ? even(depth - 1) + 2 : 0;
}

static noinline double variable_arguments(int count, ...)
{
	va_list arguments;
	double sum = 0;

	va_start(arguments, count);
	while (count--)
		sum += va_arg(arguments, double);
	va_end(arguments);
	here(4);
	return sum;
}

static noinline void big_stack(void)
{
	char memory[200000];

	keep(memory);
	here(5);
	keep(memory);
}

static noinline void with_alloca(int size)
{
	keep(__builtin_alloca(size));
	here(6);
	keep(__builtin_alloca(2 * size));
	here(7);
}

static noinline int with_array(int size)
{
	int array[size];

	keep(array);
	here(8);
	return array[0];
}

static noinline void aligned(void)
{
	char memory[256] __attribute__((aligned(128)));

	keep(memory);
	here(9);
	keep(memory);
}

static noinline void aligned_and_alloca(int size)
{
	char memory[64] __attribute__((aligned(64)));

	keep(memory);
	keep(__builtin_alloca(size));
	here(10);
	keep(memory);
}

/* ---------------------------------------------------------------- signals */

static void handler(int number)
{
	here(number == SIGUSR1 ? 11 : 12);
}

static noinline void signalled(void)
{
	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	kill(getpid(), SIGUSR1);
}

static noinline void on_other_stack(void)
{
	stack_t other = { .ss_sp = malloc(65536), .ss_size = 65536 };
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_ONSTACK };

	sigaltstack(&other, NULL);
	sigaction(SIGUSR2, &action, NULL);
	raise(SIGUSR2);
}

static void nested_handler(int number)
{
	if (number == SIGHUP)
		raise(SIGURG);
	here(13);
}

static noinline void nested_signals(void)
{
	signal(SIGHUP, nested_handler);
	signal(SIGURG, nested_handler);
	raise(SIGHUP);
}

static void skip_instruction(int number, siginfo_t *info, void *context)
{
	ucontext_t *interrupted = context;

	here(14);
	interrupted->uc_mcontext.gregs[REG_RIP] += 2; /* ud2 */
}

/* Interrupted at the first instruction, with registers pushed, behind all, before the return. */
void traps(void);
__asm__(".text\n.type traps,@function\ntraps:\n.cfi_startproc\nud2\n"
	"push %rbx\n.cfi_adjust_cfa_offset 8\n.cfi_offset rbx,-16\nud2\n"
	"push %rbp\n.cfi_adjust_cfa_offset 8\n.cfi_offset rbp,-24\nmov %rsp,%rbp\n"
	".cfi_def_cfa_register rbp\nsub $64,%rsp\nud2\nmov %rbp,%rsp\n"
	"pop %rbp\n.cfi_restore rbp\n.cfi_def_cfa rsp,16\nud2\n"
	"pop %rbx\n.cfi_restore rbx\n.cfi_adjust_cfa_offset -8\nud2\nret\n.cfi_endproc\n"
	".size traps,.-traps\n");

static noinline void trapped(void)
{
	struct sigaction action = { .sa_sigaction = skip_instruction, .sa_flags = SA_SIGINFO };

	sigaction(SIGILL, &action, NULL);
	traps();
}

static sigjmp_buf back;

static void jump_out(int number)
{
	siglongjmp(back, number);
}

static noinline void jumped(void)
{
	signal(SIGALRM, jump_out);
	if (!sigsetjmp(back, 1))
		raise(SIGALRM);
	here(15);
}

static jmp_buf plain;

static noinline void jump_from(int depth)
{
	if (depth)
		jump_from(depth - 1);
	longjmp(plain, 1);
}

static noinline void long_jumped(void)
{
	if (!setjmp(plain))
		jump_from(5);
	here(16);
}

/* ---------------------------------------------------------------- threads */

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void destroy(void *value)
{
	here(17);
}

static void clean(void *value)
{
	here(18);
}

static noinline int in_thread(int depth)
{
	if (depth)
		return in_thread(depth - 1) + 1;
	here(19);
	return 0;
}

static void *thread(void *argument)
{
	pthread_setspecific(key, argument);
	pthread_cleanup_push(clean, NULL);
	in_thread(3);
	pthread_cleanup_pop(1);
	return NULL;
}

static void *exiting_thread(void *argument)
{
	pthread_cleanup_push(clean, NULL);
	pthread_exit(NULL);
	pthread_cleanup_pop(0);
	return NULL;
}

static void first(void)
{
	here(20);
}

static noinline void threads(void)
{
	pthread_t id;

	pthread_once(&once, first);
	pthread_key_create(&key, destroy);
	pthread_create(&id, NULL, thread, &key);
	pthread_join(id, NULL);
	pthread_create(&id, NULL, exiting_thread, NULL);
	pthread_join(id, NULL);
}

/* ---------------------------------------------------------------- called by the C library */

static int compare(const void *a, const void *b)
{
	here(21);
	return *(const int *)a - *(const int *)b;
}

static int compare_arguments(const void *a, const void *b, void *argument)
{
	here(22);
	return *(const int *)b - *(const int *)a;
}

static void act(const void *node, VISIT which, int depth)
{
	here(23);
}

static int visit_object(struct dl_phdr_info *info, size_t size, void *data)
{
	here(24);
	return 1;
}

static int visit_file(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	here(25);
	return 1;
}

static int select_entry(const struct dirent *entry)
{
	static int calls;

	if (!calls++)
		here(26);
	return 0;
}

static ssize_t cookie_write(void *cookie, const char *text, size_t size)
{
	here(27);
	return size;
}

static int print_number(FILE *stream, const struct printf_info *info, const void *const *arguments)
{
	here(28);
	return 0;
}

static int print_size(const struct printf_info *info, size_t count, int *types, int *sizes)
{
	if (count)
		types[0] = PA_INT;
	return 1;
}

static noinline void callbacks(void)
{
	int numbers[] = { 2, 1 }, key_number = 2;
	struct dirent **entries;
	void *root = NULL;
	FILE *stream;

	qsort(numbers, 2, sizeof(int), compare);
	qsort_r(numbers, 2, sizeof(int), compare_arguments, &root);
	bsearch(&key_number, numbers, 2, sizeof(int), compare);
	tsearch(&numbers[0], &root, compare);
	tsearch(&numbers[1], &root, compare);
	twalk(root, act);
	dl_iterate_phdr(visit_object, NULL);
	nftw("/proc/self/fd", visit_file, 3, 0);
	scandir("/proc/self", &entries, select_entry, alphasort);
	stream = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = cookie_write });
	fprintf(stream, "%d", 1);
	fclose(stream);
	register_printf_specifier('Y', print_number, print_size);
	printf("%Y", 5);
}

/* ---------------------------------------------------------------- what compilers do */

static inline __attribute__((always_inline)) int innermost(int n)
{
	here(29);
	return n + 1;
}

static inline __attribute__((always_inline)) int inner(int n)
{
	return innermost(n * 2) + 1;
}

static noinline int inlined(int n)
{
	return inner(n) * 3;
}

static noinline __attribute__((noreturn)) void no_return(void)
{
	here(30);
	longjmp(plain, 1);
}

static noinline void ends_with_call(void)
{
	if (!setjmp(plain))
		no_return();
}

static noinline void tail_target(int n)
{
	here(31);
	sink = n;
}

static noinline void tail_called(int n)
{
	tail_target(n + 1);
}

static noinline int many_arguments(int a, int b, int c, int d, int e, int f, int g, long h, long i)
{
	here(32);
	return a + b + c + d + e + f + g + (int)(h + i);
}

struct large {
	long values[20];
};

static noinline struct large by_value(struct large large)
{
	here(33);
	large.values[0]++;
	return large;
}

static noinline long double floats(long double a, double b)
{
	here(34);
	return a * b;
}

static noinline int nested(int n)
{
	int local = n;
	auto int within(int m);
	int within(int m)
	{
		here(35);
		return m + local;
	}
	int (*volatile function)(int) = within;

	return function(3);
}

static noinline int switched(int n)
{
	switch (n) {
	case 0:
		here(36);
		return 5;
	case 1:
		return 6;
	case 2:
		return sink;
	case 3:
		return 9;
	}
	return -1;
}

static noinline int partial(int n)
{
	char memory[100];

	if (n < 0)
		return 1;
	keep(memory);
	here(37);
	return memory[0];
}

static noinline __attribute__((cold)) void cold(void)
{
	here(38);
}

static noinline void to_cold(int n)
{
	if (__builtin_expect(n > 0, 0))
		cold();
	keep(&n);
}

/* ---------------------------------------------------------------- hand-written frames */

/* The CFA by another register; kept in memory, by an expression; registers kept in registers. */
void by_register(void);
void by_expression(void);
void in_register(void);
__asm__(".text\n.type by_register,@function\nby_register:\n.cfi_startproc\n"
	"push %rbx\n.cfi_def_cfa_offset 16\n.cfi_offset rbx,-16\nmov %rsp,%rbx\n"
	".cfi_def_cfa_register rbx\nsub $40,%rsp\nand $-64,%rsp\nmov $39,%edi\ncall here\n"
	"mov %rbx,%rsp\n.cfi_def_cfa_register rsp\npop %rbx\n.cfi_def_cfa_offset 8\nret\n"
	".cfi_endproc\n.size by_register,.-by_register\n"
	".type by_expression,@function\nby_expression:\n.cfi_startproc\n"
	"lea 8(%rsp),%rax\nsub $120,%rsp\n.cfi_def_cfa_offset 128\nand $-32,%rsp\nmov %rax,16(%rsp)\n"
	/* DW_CFA_def_cfa_expression: DW_OP_breg7 16, DW_OP_deref */
	".cfi_escape 0x0f,0x03,0x77,0x10,0x06\nmov $40,%edi\ncall here\n"
	"mov 16(%rsp),%rsp\n.cfi_def_cfa rsp,0\nlea -8(%rsp),%rsp\n.cfi_def_cfa_offset 8\nret\n"
	".cfi_endproc\n.size by_expression,.-by_expression\n"
	".type in_register,@function\nin_register:\n.cfi_startproc\n"
	"push %r12\n.cfi_adjust_cfa_offset 8\n.cfi_offset r12,-16\n"
	"mov %rbp,%r12\n.cfi_register rbp,r12\nxor %ebp,%ebp\nmov $41,%edi\ncall here\n"
	"mov %r12,%rbp\n.cfi_same_value rbp\npop %r12\n.cfi_adjust_cfa_offset -8\nret\n"
	".cfi_endproc\n.size in_register,.-in_register\n");

/* ---------------------------------------------------------------- other stacks and processes */

static ucontext_t main_context, coroutine_context;

static void coroutine(int n)
{
	here(42);
	swapcontext(&coroutine_context, &main_context);
	here(43);
}

static noinline void coroutines(void)
{
	getcontext(&coroutine_context);
	coroutine_context.uc_stack.ss_sp = malloc(65536);
	coroutine_context.uc_stack.ss_size = 65536;
	coroutine_context.uc_link = &main_context;
	makecontext(&coroutine_context, (void (*)(void))coroutine, 1, 5);
	swapcontext(&main_context, &coroutine_context);
	swapcontext(&main_context, &coroutine_context);
}

static noinline void forked(void)
{
	pid_t child = fork();

	if (child) {
		waitpid(child, NULL, 0);
		return;
	}
	here(44);
	_exit(0);
}

static void at_exit(void)
{
	here(45);
}

__attribute__((constructor)) static void constructor(void)
{
	here(46);
}

__attribute__((destructor)) static void destructor(void)
{
	here(47);
}

int main(void)
{
	atexit(at_exit);
	simple();
	sink = recurse(9) + even(6) + (int)variable_arguments(3, 1.0, 2.0, 3.0);
	big_stack();
	with_alloca(33);
	with_array(21);
	aligned();
	aligned_and_alloca(77);
	signalled();
	on_other_stack();
	nested_signals();
	trapped();
	jumped();
	long_jumped();
	threads();
	callbacks();
	inlined(1);
	ends_with_call();
	tail_called(1);
	many_arguments(1, 2, 3, 4, 5, 6, 7, 8, 9);
	by_value((struct large){ { 1 } });
	floats(1, 2);
	nested(2);
	switched(0);
	partial(1);
	to_cold(1);
	by_register();
	by_expression();
	in_register();
	coroutines();
	forked();
	return 0;
}
