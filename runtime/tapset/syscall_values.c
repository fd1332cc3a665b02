// SPDX-License-Identifier: GPL-2.0-only
/*
 * The number, arguments and result of the system call that a handler runs at; 0 and "" where it
 * runs at none. Handler context or sleeper.
 */
#include "probes/syscall.h"

int64_t stap_syscall_number(struct stap_context *c)
{
	return stap_at_system_call(c) ? stap_call_of(c)->number : 0;
}

int64_t stap_syscall_argument(struct stap_context *c, unsigned number)
{
	if (!stap_at_system_call(c) || number < 1 || number > STAP_SYSCALL_ARGUMENTS)
		return 0;
	return stap_syscall_value((struct pt_regs *)c->registers, number - 1);
}

int64_t stap_syscall_result(struct stap_context *c)
{
	return stap_at_system_call(c) ? stap_call_of(c)->result : 0;
}

const char *stap_syscall_own_name(struct stap_context *c)
{
	return (stap_at_system_call(c) ? stap_call_of(c)->name : NULL) ?: "";
}

bool stap_syscall_is_compat(struct stap_context *c)
{
	return stap_at_system_call(c) && stap_call_of(c)->is_compat;
}
