// SPDX-License-Identifier: GPL-2.0-only
/* The number, arguments and result of the system call that a handler runs at. Handler context. */
#include "syscall.h"

int64_t stap_syscall_number(struct stap_context *c)
{
	return stap_call_of(c)->number;
}

int64_t stap_syscall_argument(struct stap_context *c, unsigned number)
{
	if (number < 1 || number > STAP_SYSCALL_ARGUMENTS)
		return 0;
	return stap_syscall_value((struct pt_regs *)c->registers, number - 1);
}

int64_t stap_syscall_result(struct stap_context *c)
{
	return stap_call_of(c)->result;
}

const char *stap_syscall_own_name(struct stap_context *c)
{
	return stap_call_of(c)->name ?: "";
}

bool stap_syscall_is_compat(struct stap_context *c)
{
	return stap_call_of(c)->is_compat;
}
