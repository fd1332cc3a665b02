// SPDX-License-Identifier: GPL-2.0-only
/* Numbers and names of 64-bit system calls, from the kernel's own table. Any context. */
#include <linux/kernel.h>
#include <linux/string.h>

#include "stap.h"

#undef __SYSCALL
#define __SYSCALL(number, function)	     [number] = #function,
#define __SYSCALL_NORETURN(number, function) [number] = #function,
static const char *const functions[] = {
#include <asm/syscalls_64.h>
};

/* Where the function in the kernel has another name than the call. */
static const struct {
	const char *function, *name;
} others[] = {
	{ "newstat", "stat" },	 { "newlstat", "lstat" },      { "newfstat", "fstat" },
	{ "newuname", "uname" }, { "sendfile64", "sendfile" }, { "umount", "umount2" },
	{ "sysctl", "_sysctl" },
};

const char *stap_syscall_name(int64_t number)
{
	const char *name;
	u32 i;

	if (number < 0 || number >= ARRAY_SIZE(functions) || !functions[number])
		return NULL;
	name = functions[number] + strlen("sys_");
	if (!strcmp(name, "ni_syscall"))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(others); i++)
		if (!strcmp(others[i].function, name))
			return others[i].name;
	return name;
}

int64_t stap_syscall_number_of(const char *name)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(functions); i++) {
		const char *own = stap_syscall_name(i);

		if (own && !strcmp(own, name))
			return i;
	}
	return -1;
}
