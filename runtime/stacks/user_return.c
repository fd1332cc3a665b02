// SPDX-License-Identifier: GPL-2.0-only
/*
 * Return addresses on the stack of a process.
 *
 * The kernel keeps those that uretprobes have replaced in a list per task, the innermost first.
 * While it runs the handlers of a return, the first of them are already freed, and in an interrupt
 * the list may be half changed: they are read by loads that survive a fault, and count only when
 * they are of the location that is asked for.
 */
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <linux/uprobes.h>

#include "runtime.h"
#include "stacks/user_return.h"

/* The kernel allows a task 64. */
#define REPLACED_MAX 64

unsigned long stap_replaced_return(unsigned long location)
{
#ifdef CONFIG_UPROBES
	const struct return_instance *at;
	struct return_instance instance;
	unsigned int i;

	if (!current->utask)
		return 0;
	at = current->utask->return_instances;
	for (i = 0; i < REPLACED_MAX && at; i++, at = instance.next) {
		if (copy_from_kernel_nofault(&instance, at, sizeof(instance)))
			break;
		if (instance.stack == location)
			return instance.orig_ret_vaddr;
	}
#endif
	return 0;
}

/* Handler context or sleeper. */
uint64_t stap_user_return(struct stap_context *c, uint64_t address, const char *place)
{
	unsigned long replaced = stap_replaced_return(address);

	return replaced ?: stap_read_user(c, address, sizeof(replaced), place);
}

/* Handler context. */
bool stap_user_returns_to(struct stap_context *c, int64_t offset, const uint64_t *returns,
			  uint32_t return_count)
{
	unsigned long location, address;
	uint32_t i;

	if (!c->registers)
		return false;
	location = c->registers->sp + offset;
	address = stap_user_return(c, location, NULL);
	for (i = 0; i < return_count; i++)
		if (returns[i] + c->bias == address)
			return true;
	return false;
}
