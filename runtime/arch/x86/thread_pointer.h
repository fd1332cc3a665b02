/* SPDX-License-Identifier: GPL-2.0-only */
/* The thread pointer of the current task on x86-64: the base of fs. Any context of that task. */
#ifndef STAP_ARCH_THREAD_POINTER_H
#define STAP_ARCH_THREAD_POINTER_H

#include <asm/fsgsbase.h>

static __always_inline unsigned long stap_thread_pointer(void)
{
	return x86_fsbase_read_cpu();
}

#endif
