/* SPDX-License-Identifier: GPL-2.0-only */
/* How a module finds by how much KASLR moved the kernel: for scripts with link-time addresses. */
#ifndef STAP_PROBES_KERNEL_ANCHOR_H
#define STAP_PROBES_KERNEL_ANCHOR_H

#include <stdint.h>

struct session;

/*
 * Returns where register_kprobe, which a module can find in the running kernel, is in the debug
 * file; 0 when the script uses no debug file of the kernel.
 */
uint64_t kernel_anchor(struct session *session);

#endif
