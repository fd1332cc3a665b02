// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers of the probed place by DWARF number.
 */
#include <linux/sched.h>
#include <linux/sched/task_stack.h>

#include "arch/x86/probed_registers.h"
#include "runtime.h"

#define INSTRUCTION_POINTER 16

static u64 not_there(struct stap_context *c, unsigned number, const char *place)
{
	stap_raise_format(c, place, "register %u is not available here", number);
	return 0;
}

/*
 * Handler context or sleeper. ftrace leaves the address after its call in the instruction pointer:
 * the place hit is in c->address.
 */
uint64_t stap_kernel_register(struct stap_context *c, unsigned number, const char *place)
{
	switch (c->registers_kind) {
	case STAP_ENTRY_ONLY:
		if (number == INSTRUCTION_POINTER)
			return c->address;
		if (number < 32 && (STAP_ENTRY_REGISTERS & 1u << number))
			return stap_register(c->registers, number);
		break;
	case STAP_KERNEL:
		if (number == INSTRUCTION_POINTER && c->address)
			return c->address;
		if (number <= INSTRUCTION_POINTER)
			return stap_register(c->registers, number);
		break;
	}
	return not_there(c, number, place);
}

/* Handler context or sleeper. In kernel mode: what the current task entered the kernel with. */
uint64_t stap_user_register(struct stap_context *c, unsigned number, const char *place)
{
	const struct stap_registers *registers = c->registers;

	if (number > INSTRUCTION_POINTER || !current->mm)
		return not_there(c, number, place);
	if (!stap_in_user_mode(c))
		registers = stap_registers_of(task_pt_regs(current));
	return stap_register(registers, number);
}

/* Handler context. The low @size bytes are set; the probed code goes on with the new value. */
bool stap_set_register(struct stap_context *c, unsigned number, uint64_t value, unsigned size,
		       const char *place)
{
	unsigned long *written = (unsigned long *)c->registers + stap_register_index(number);
	bool is_there = c->registers_kind == STAP_KERNEL || stap_in_user_mode(c) ||
			(c->registers_kind == STAP_ENTRY_ONLY && number < 32 &&
			 (STAP_ENTRY_REGISTERS & 1u << number));

	if (!is_there || number >= INSTRUCTION_POINTER) {
		not_there(c, number, place);
		return false;
	}
	if (size == 4) /* as the processor does: the upper half becomes 0 */
		*written = (u32)value;
	else if (size == 8)
		*written = value;
	else
		memcpy(written, &value, size);
	return true;
}
