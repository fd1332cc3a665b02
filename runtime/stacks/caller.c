// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who called the function that a probe is in: told by the return address on the stack.
 *
 * Where the return of a function is probed, by us or by anybody, the kernel has put the address of
 * a trampoline in place of that. Then its unwinder, which knows what was there, is asked.
 */
#include <linux/kprobes.h>
#include <linux/sched.h>
#include <asm/unwind.h>

#include "runtime.h"

/* Frames between the place of a probe and the caller asked for; more only with damage. */
#define FRAMES_MAX 64

/* Handler context. The return address that was at @location before it was replaced; 0: unknown. */
static unsigned long recover(struct stap_context *c, unsigned long location)
{
#ifdef HAVE_UNWIND_SP
	struct pt_regs *registers = (struct pt_regs *)c->registers;
	struct unwind_state state;
	unsigned int i;

	unwind_start(&state, current, registers, NULL);
	for (i = 0; i < FRAMES_MAX && !unwind_done(&state); i++) {
		/* A frame begins right above the return address of the one that it called. */
		if (state.sp == location + sizeof(location))
			return unwind_get_return_address(&state);
		if (state.sp > location || !unwind_next_frame(&state))
			break;
	}
#endif
	return 0;
}

static bool is_in(const uint64_t *addresses, uint32_t count, unsigned long address)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		if (addresses[i] + stap_kernel_offset == address)
			return true;
	return false;
}

/* Handler context. */
bool stap_returns_to(struct stap_context *c, int64_t offset, const uint64_t *returns,
		     uint32_t return_count, uint32_t trampoline_count)
{
	unsigned long location, address;

	if (!c->registers)
		return false;
	location = c->registers->sp + offset;
	address = stap_read_kernel(c, location, sizeof(address), NULL);
	if (is_in(returns + return_count, trampoline_count, address))
		address = recover(c, location);
	return is_in(returns, return_count, address);
}
