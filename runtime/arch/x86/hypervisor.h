/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether x86-64 runs as a guest, so that a hypervisor may stop a CPU at any place for
 * milliseconds.
 */
#ifndef STAP_ARCH_HYPERVISOR_H
#define STAP_ARCH_HYPERVISOR_H

#include <asm/cpufeature.h>

static __always_inline bool stap_is_guest(void)
{
	return boot_cpu_has(X86_FEATURE_HYPERVISOR);
}

#endif
