// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers and names of system calls, from the table that the kit is made with. Of a task that is in
 * a 32-bit call the numbering of those. Any context.
 */
#include <linux/string.h>

#include "probes/syscall.h"

#define STAP_CALL(is_compat, number, name) [is_compat][number] = name,
static const char *const names[2][STAP_CALL_NUMBERS] = {
#include "system_calls.h"
};

const char *stap_syscall_name(int64_t number)
{
	if (number < 0 || number >= STAP_CALL_NUMBERS)
		return NULL;
	return names[stap_call_is_compat()][number];
}

int64_t stap_syscall_number_of(const char *name)
{
	bool is_compat = stap_call_is_compat();
	u32 i;

	for (i = 0; i < STAP_CALL_NUMBERS; i++)
		if (names[is_compat][i] && !strcmp(names[is_compat][i], name))
			return i;
	return -1;
}
