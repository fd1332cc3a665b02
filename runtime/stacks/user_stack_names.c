// SPDX-License-Identifier: GPL-2.0-only
/*
 * User-space stacks of the current process by name (as addresses: user_stack_text.c). Handler
 * context.
 */
#include <linux/sched.h>
#include <asm/segment.h>

#include "stacks/user_stack.h"
#include "stacks/user_symbols.h"

void stap_put_user_stack(struct stap_context *c, struct stap_output *o, enum stap_address_form form)
{
	u32 left = stap_script.limits.max_backtrace;
	struct stap_user_walk walk STAP_UNSET;

	if (!left || !stap_user_walk_begin(c, &walk))
		return;
	do
		stap_put_user_frame(c, o, walk.address, walk.is_return,
				    stap_user_walk_mapping(&walk), form);
	while (--left && stap_user_walk_on(&walk));
	stap_user_walk_end(&walk);
}

void stap_put_user_stack_from(struct stap_context *c, struct stap_output *o, int64_t pc, int64_t sp,
			      int64_t fp, enum stap_address_form form)
{
	const struct stap_registers *kept = c->registers;
	struct stap_registers registers = {};
	uint8_t kind = c->registers_kind;

	if (stap_in_user_mode(c))
		registers = *kept;
	registers.ip = pc;
	registers.sp = sp;
	registers.bp = fp;
	registers.cs = __USER_CS;
	c->registers = &registers;
	c->registers_kind = STAP_USER;
	stap_put_user_stack(c, o, form);
	c->registers = kept;
	c->registers_kind = kind;
}
