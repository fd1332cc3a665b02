// SPDX-License-Identifier: GPL-2.0-only
/*
 * The runtime's unwinder on stacks of real processes: a child is taken step by step through code of
 * many kinds, and at each instruction its stack is what libdw says that it is.
 */
#define _GNU_SOURCE

#include <check.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "objectdata/object_data_make.h"

/* What the runtime reads is the child's memory. */
#define STAP_ARCH_USER_WORDS_H
static pid_t child;

static bool stap_user_word(unsigned long address, unsigned long *value)
{
	struct iovec local = { value, sizeof(*value) };
	struct iovec remote = { (void *)address, sizeof(*value) };

	*value = 0;
	return process_vm_readv(child, &local, 1, &remote, 1, 0) == sizeof(*value);
}

#define stap_user_words_begin(address, top) (*(top) = (address), true)
#define stap_user_words_end()		    ((void)0)
#define stap_user_word_below(top, offset, value, fault)                                            \
	do {                                                                                       \
		if (!stap_user_word((top) + (offset), value))                                      \
			goto fault;                                                                \
	} while (0)

/* The types of stap.h are there already. */
#define _LINUX_TYPES_H
#include "stacks/object_data.c"
#include "stacks/unwind_expression.c"
#include "stacks/unwind_step.c"
#include "stacks/unwind_step.h"

enum {
	DEPTH_MOST = 64,
	MAPPINGS_MOST = 128
};

/* ---------------------------------------------------------------- by the runtime */

struct mapping {
	unsigned long start, end, bias;
	const struct stap_object_data *data;
	char name[128];
};

static struct mapping mappings[MAPPINGS_MOST];
static size_t mapping_count;

static const struct stap_segment *first_segment(const struct stap_object_data *data)
{
	return (const void *)((const char *)data + data->segments.offset);
}

static const struct stap_object_data *make_data(const char *name, unsigned long start,
						unsigned long size)
{
	struct object_source source = { 0 };
	const char *problem;
	char *image = NULL;

	elf_version(EV_CURRENT);
	if (!strcmp(name, "[vdso]")) {
		struct iovec local = { 0 }, remote = { (void *)start, size };

		image = malloc(size);
		local = (struct iovec){ image, size };
		ck_assert(process_vm_readv(child, &local, 1, &remote, 1, 0) == (ssize_t)size);
		source.file = elf_memory(image, size);
	} else if (*name == '/') {
		source.file = elf_begin(open(name, O_RDONLY), ELF_C_READ_MMAP, NULL);
	}
	if (!source.file)
		return NULL;
	struct stap_object_data *data = object_data_make(&source, OBJECT_UNWIND, &problem);

	ck_assert(data && !problem);
	ck_assert(stap_object_data_check(data, data->size));
	return data;
}

/* Reads the child's mappings of code, with data for those that have none yet. */
static void read_mappings(void)
{
	char path[64], line[512];

	snprintf(path, sizeof(path), "/proc/%d/maps", child);
	FILE *stream = fopen(path, "r");

	ck_assert(stream);
	while (fgets(line, sizeof(line), stream)) {
		unsigned long start, end, offset;
		char access[8], name[256] = "";
		size_t i = 0;

		if (sscanf(line, "%lx-%lx %7s %lx %*s %*s %255s", &start, &end, access, &offset,
			   name) < 4 ||
		    access[2] != 'x')
			continue;
		while (i < mapping_count && mappings[i].start != start)
			i++;
		if (i < mapping_count)
			continue;
		ck_assert(mapping_count < MAPPINGS_MOST);
		struct mapping *mapping = &mappings[mapping_count++];

		*mapping = (struct mapping){ .start = start, .end = end };
		snprintf(mapping->name, sizeof(mapping->name), "%s", name);
		mapping->data = make_data(name, start, end - start);
		if (mapping->data)
			mapping->bias = start - offset -
					(first_segment(mapping->data)->address -
					 first_segment(mapping->data)->offset);
	}
	fclose(stream);
}

static const struct mapping *find_mapping(unsigned long pc)
{
	for (size_t i = 0; i < mapping_count; i++)
		if (pc >= mappings[i].start && pc < mappings[i].end)
			return &mappings[i];
	return NULL;
}

static void take_registers(struct stap_unwind *frame, const struct user_regs_struct *r)
{
	*frame =
		(struct stap_unwind){ .registers = { r->rax, r->rdx, r->rcx, r->rbx, r->rsi, r->rdi,
						     r->rbp, r->rsp, r->r8, r->r9, r->r10, r->r11,
						     r->r12, r->r13, r->r14, r->r15, r->rip } };
}

/* Returns the number of frames; *@is_complete: up to the outermost one. */
static size_t our_stack(const struct user_regs_struct *registers, unsigned long *addresses,
			bool *is_complete)
{
	static struct stap_unwind_hint hints[STAP_UNWIND_HINTS];
	enum stap_unwind_result result;
	struct stap_unwind frame;
	unsigned long location;
	size_t count = 0;

	take_registers(&frame, registers);
	frame.hints = hints;
	do {
		addresses[count++] = frame.registers[STAP_FRAME_RA];
		unsigned long pc = addresses[count - 1] - frame.is_behind_call;
		const struct mapping *mapping = find_mapping(pc);

		if (!mapping) {
			read_mappings();
			mapping = find_mapping(pc);
		}
		result = STAP_UNWIND_NO_RULE;
		if (mapping && mapping->data)
			result = stap_unwind_step(&frame, mapping->data, mapping->bias, &location);
		if (mapping && result == STAP_UNWIND_NO_RULE)
			result = stap_unwind_signal(&frame);
	} while (result == STAP_UNWIND_CALLER && count < DEPTH_MOST);
	*is_complete = result == STAP_UNWIND_OUTERMOST;
	return count;
}

/* ---------------------------------------------------------------- by libdw */

struct stack {
	unsigned long addresses[DEPTH_MOST];
	size_t count;
};

static int take_frame(Dwfl_Frame *frame, void *argument)
{
	struct stack *stack = argument;
	Dwarf_Addr pc;

	if (!dwfl_frame_pc(frame, &pc, NULL) || stack->count == DEPTH_MOST)
		return DWARF_CB_ABORT;
	stack->addresses[stack->count++] = pc;
	return DWARF_CB_OK;
}

static Dwfl *dwfl;
static size_t steps;

static void open_dwfl(void)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_linux_proc_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
	};

	dwfl = dwfl_begin(&callbacks);
	ck_assert(dwfl_linux_proc_report(dwfl, child) == 0);
	dwfl_report_end(dwfl, NULL, NULL);
	ck_assert(dwfl_linux_proc_attach(dwfl, child, true) == 0);
}

/* ---------------------------------------------------------------- the child */

static volatile int sink;

static int __attribute__((noinline)) compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void __attribute__((noinline)) sort(void)
{
	int numbers[] = { 3, 1, 2 };

	qsort(numbers, 3, sizeof(int), compare);
	sink += numbers[0];
}

static void __attribute__((noinline)) use(void *memory)
{
	__asm__ volatile("" : : "r"(memory) : "memory");
}

static int __attribute__((noinline)) allocate(int size)
{
	char *memory = __builtin_alloca(size);

	use(memory);
	return memory[0] + size;
}

static int __attribute__((noinline)) aligned(int size)
{
	char memory[64] __attribute__((aligned(64)));
	char *more = __builtin_alloca(size);

	use(memory);
	use(more);
	return memory[0];
}

static int __attribute__((noinline, optimize("no-optimize-sibling-calls"))) recurse(int depth)
{
	return depth ? recurse(depth - 1) + 1 : allocate(24);
}

static void handler(int number)
{
	sink += number;
	sort();
}

static void __attribute__((noinline)) interrupted(void)
{
	kill(getpid(), SIGUSR1);
}

static void __attribute__((noinline)) on_other_stack(void)
{
	stack_t other = { .ss_sp = malloc(65536), .ss_size = 65536 };
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_ONSTACK };

	sigaltstack(&other, NULL);
	sigaction(SIGUSR2, &action, NULL);
	kill(getpid(), SIGUSR2);
}

static void __attribute__((noinline)) print(void)
{
	char text[64];
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(text, sizeof(text), "%d %s %f", sink, "text", 1.5);
	use(text);
}

static void child_main(void)
{
	signal(SIGUSR1, handler);
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	sink += recurse(5) + aligned(40);
	sort();
	interrupted();
	on_other_stack();
	print();
	sink += atoi("77");
	_exit(0);
}

static void wait_for_stop(int *status)
{
	ck_assert(waitpid(child, status, 0) == child);
}

/*
 * With sanitizers libdw takes so long that of seven steps one is looked at. The function that
 * aligns its stack is then called by one whose frame goes by rbp, and gcc does not say in the
 * epilogue that rbp is the caller's again: there no unwinder finds the caller's frame.
 */
#ifdef __SANITIZE_ADDRESS__
#define IS_SANITIZED 1
#define STRIDE	     7
#else
#define IS_SANITIZED 0
#define STRIDE	     1
#endif

/* Whether the tables are known to be wrong at @pc. */
static bool is_misled(unsigned long pc)
{
	Dwfl_Module *module = dwfl_addrmodule(dwfl, pc);
	const char *name = module ? dwfl_module_addrname(module, pc) : NULL;

	return IS_SANITIZED && name && !strncmp(name, "aligned", strlen("aligned"));
}

/*
 * Compares the stack here with libdw's, which at some places ends early and takes that for the end.
 * Returns whether it went as far as @outermost, which is found out at the first instruction.
 */
static bool compare_stacks(const struct user_regs_struct *registers, unsigned long *outermost)
{
	unsigned long addresses[DEPTH_MOST];
	struct stack stack = { .count = 0 };
	bool is_complete;
	size_t count = our_stack(registers, addresses, &is_complete);

	dwfl_getthread_frames(dwfl, child, take_frame, &stack);
	ck_assert_uint_gt(stack.count, 0);
	if (!*outermost)
		*outermost = stack.addresses[stack.count - 1];
	for (size_t i = 0; i < stack.count; i++)
		ck_assert_msg(i < count && addresses[i] == stack.addresses[i],
			      "step %zu, frame %zu of %zu at %#llx: %#lx, not %#lx", steps, i,
			      stack.count, registers->rip, i < count ? addresses[i] : 0,
			      stack.addresses[i]);
	if (stack.count != count || !is_misled(registers->rip))
		ck_assert_msg(is_complete && addresses[count - 1] == *outermost,
			      "step %zu: %zu frames at %#llx end at %#lx", steps, count,
			      registers->rip, addresses[count - 1]);
	return stack.count == count;
}

/* ---------------------------------------------------------------- data that means harm */

/* An object whose only expression pushes a number of @length bytes in LEB128. */
struct expression_object {
	struct stap_object_data data;
	uint8_t expression[2 + 1 + 64];
};

static struct expression_object with_number(unsigned int length)
{
	struct expression_object object = {
		.data = { .expressions = { offsetof(struct expression_object, expression),
					   3 + length } },
		.expression = { (uint8_t)(1 + length), 0, OP_CONSTU },
	};

	memset(object.expression + 3, 0x80, length - 1);
	object.expression[2 + length] = 1;
	return object;
}

START_TEST(numbers_are_bounded)
{
	const struct expression_object padded = with_number(10), endless = with_number(60);
	const struct stap_unwind frame = { .unknown = 0 };
	unsigned long value;

	ck_assert(stap_unwind_expression(&frame, &padded.data, 0, 0, NULL, &value));
	ck_assert_uint_eq(value, 1ul << 63);
	ck_assert(!stap_unwind_expression(&frame, &endless.data, 0, 0, NULL, &value));
}
END_TEST

/* A file can have 65535 segments, and each look-up of a mapping goes through those of its file. */
START_TEST(segments_are_bounded)
{
	static struct {
		struct stap_object_data data;
		struct stap_segment segments[65];
	} object;

	object.data = (struct stap_object_data){ .magic = STAP_OBJECT_DATA_MAGIC,
						 .size = sizeof(object),
						 .segments = { sizeof(object.data), 64 } };
	ck_assert(stap_object_data_check(&object.data, sizeof(object)));
	object.data.segments.count = 65;
	ck_assert(!stap_object_data_check(&object.data, sizeof(object)));
}
END_TEST

/* ---------------------------------------------------------------- real stacks */

START_TEST(every_instruction)
{
	unsigned long outermost = 0;
	size_t whole = 0, compared = 0;
	int status;

	child = fork();
	if (!child)
		child_main();
	wait_for_stop(&status);
	open_dwfl();
	while (WIFSTOPPED(status)) {
		struct user_regs_struct registers;
		int number = WSTOPSIG(status);

		ck_assert(ptrace(PTRACE_GETREGS, child, NULL, &registers) == 0);
		if (steps++ % STRIDE == 0) {
			compared++;
			whole += compare_stacks(&registers, &outermost);
		}
		if (number == SIGTRAP || number == SIGSTOP)
			number = 0;
		ck_assert(ptrace(PTRACE_SINGLESTEP, child, NULL, (void *)(long)number) == 0);
		wait_for_stop(&status);
	}
	ck_assert(WIFEXITED(status));
	if (getenv("SHOW_TABLES"))
		printf("%zu steps, %zu whole stacks\n", steps, whole);
	ck_assert_uint_gt(steps, 1000);
	ck_assert_uint_gt(whole, compared * 9 / 10);
	dwfl_end(dwfl);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("unwinding");
	TCase *stacks = tcase_create("stacks");

	tcase_set_timeout(stacks, 60);
	tcase_add_test(stacks, every_instruction);
	tcase_add_test(stacks, numbers_are_bounded);
	tcase_add_test(stacks, segments_are_bounded);
	suite_add_tcase(suite, stacks);

	SRunner *runner = srunner_create(suite);

	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed != 0;
}
