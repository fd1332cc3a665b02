// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of script functions that may recurse: two limits, MAXNESTING and the kernel's stack.
 *
 * A script function is a C function on the kernel's stack. On a task's stack what is left is
 * known. On another stack (interrupt, exception), whose bounds a module cannot ask for, a script
 * may use what STACK_ELSEWHERE allows from its first call on.
 */
#include "enter.h"

#define STACK_ELSEWHERE 2048

/* Called by a function that is about to run: at nesting 0 it is the handler's first call. */
static bool stack_suffices(struct stap_cpu *cpu)
{
	unsigned long sp = current_stack_pointer;

	if (cpu->c.nesting == 0)
		cpu->stack_top = sp;
	if (stap_stack_left() < THREAD_SIZE)
		return stap_stack_left() >= STAP_STACK_NEEDED;
	return cpu->stack_top - sp < STACK_ELSEWHERE;
}

/* Handler context or sleeper. */
bool stap_function_enter(struct stap_context *c, const char *place)
{
	if (unlikely(c->nesting >= stap_script.limits.max_nesting)) {
		stap_raise(c, "MAXNESTING exceeded", place);
		return false;
	}
	if (unlikely(!stack_suffices(stap_cpu_of(c)))) {
		stap_raise(c, "kernel stack exhausted by function calls", place);
		return false;
	}
	c->nesting++;
	return true;
}
