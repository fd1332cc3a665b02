// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers by name, and arguments by number: of a function at its entry (System V ABI AMD64
 * §3.2.3), of a system call. Handler context.
 */
#include <linux/ptrace.h>
#include <linux/string.h>

#include "arch/x86/syscall.h"
#include "runtime.h"

#define REGISTER_ARGUMENTS 6
#define STACK_POINTER	   7

static const u8 argument_registers[REGISTER_ARGUMENTS] = { 5, 4, 1, 2, 8, 9 };

static uint64_t value_of(struct stap_context *c, unsigned int number)
{
	return stap_in_user_mode(c) ? stap_user_register(c, number, NULL)
				    : stap_kernel_register(c, number, NULL);
}

static bool is_valid(struct stap_context *c, int64_t number)
{
	if (number >= 1)
		return true;
	stap_raise_format(c, NULL, "there is no argument %lld", number);
	return false;
}

/* Where the argument @number, from 1, is in memory, when it is in no register. */
static uint64_t place_on_stack(struct stap_context *c, int64_t number)
{
	return value_of(c, STACK_POINTER) + (number - REGISTER_ARGUMENTS) * sizeof(u64);
}

uint64_t stap_argument(struct stap_context *c, int64_t number)
{
	uint64_t place;

	if (!is_valid(c, number))
		return 0;
	if (stap_at_system_call(c))
		return stap_syscall_argument(c, min_t(int64_t, number, INT_MAX));
	if (number <= REGISTER_ARGUMENTS)
		return value_of(c, argument_registers[number - 1]);
	place = place_on_stack(c, number);
	if (c->error)
		return 0;
	return stap_in_user_mode(c) ? stap_read_user(c, place, sizeof(u64), NULL)
				    : stap_read_kernel(c, place, sizeof(u64), NULL);
}

/* arch/x86/syscall.h says where they are. */
static void set_call_argument(struct stap_context *c, int64_t number, uint64_t value)
{
	static const u8 wide[STAP_SYSCALL_ARGUMENTS] = { 5, 4, 1, 10, 8, 9 };
	static const u8 compat[STAP_SYSCALL_ARGUMENTS] = { 3, 2, 1, 4, 5, 6 };
	bool is_compat = stap_syscall_is_compat(c);

	if (number > STAP_SYSCALL_ARGUMENTS)
		stap_raise_format(c, NULL, "a system call has no argument %lld", number);
	else
		stap_set_register(c, (is_compat ? compat : wide)[number - 1], value,
				  is_compat ? sizeof(u32) : sizeof(u64), NULL);
}

void stap_set_argument(struct stap_context *c, int64_t number, uint64_t value)
{
	uint64_t place;

	if (!is_valid(c, number))
		return;
	if (stap_at_system_call(c))
		return set_call_argument(c, number, value);
	if (number <= REGISTER_ARGUMENTS) {
		stap_set_register(c, argument_registers[number - 1], value, sizeof(u64), NULL);
		return;
	}
	place = place_on_stack(c, number);
	if (c->error)
		return;
	if (stap_in_user_mode(c))
		stap_write_user(c, place, value, sizeof(u64), NULL);
	else
		stap_write_kernel(c, place, value, sizeof(u64), NULL);
}

/* ---------------------------------------------------------------- names */

/* By DWARF's numbers; each also with "r" before it, or with "e" for its low 32 bits. */
static const char *const names[] = { "ax", "dx", "cx", "bx", "si", "di", "bp", "sp", "8",
				     "9",  "10", "11", "12", "13", "14", "15", "ip" };

/* Returns false when there is no such register. */
static bool find_register(const char *name, unsigned int *number, bool *is_half)
{
	u32 i;

	*is_half = name[0] == 'e';
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		bool is_numbered = names[i][0] <= '9';
		const char *rest = name + ((is_numbered && name[0] == 'r') ||
					   (!is_numbered && (name[0] == 'r' || name[0] == 'e')));

		if ((is_numbered && rest == name) || strcmp(rest, names[i]))
			continue;
		*number = i;
		return true;
	}
	return false;
}

uint64_t stap_named_register(struct stap_context *c, const char *name, bool of_user)
{
	unsigned int number;
	uint64_t value;
	bool is_half;

	if (!find_register(name, &number, &is_half)) {
		stap_raise_format(c, NULL, "there is no register '%s'", name);
		return 0;
	}
	value = of_user ? stap_user_register(c, number, NULL) : value_of(c, number);
	return is_half ? (u32)value : value;
}

bool stap_is_32bit_program(struct stap_context *c)
{
	if (stap_at_system_call(c))
		return stap_syscall_is_compat(c);
#ifdef CONFIG_IA32_EMULATION
	return test_thread_flag(TIF_ADDR32);
#else
	return false;
#endif
}

/* ---------------------------------------------------------------- the kernel's stack */

int64_t stap_stack_size(void)
{
	return THREAD_SIZE;
}

int64_t stap_stack_used(void)
{
	return THREAD_SIZE - (current_stack_pointer & (THREAD_SIZE - 1));
}
