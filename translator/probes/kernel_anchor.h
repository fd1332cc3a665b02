/* SPDX-License-Identifier: GPL-2.0-only */
/* How a module finds the displacement of KASLR, for families that know link-time addresses. */
#ifndef STAP_PROBES_KERNEL_ANCHOR_H
#define STAP_PROBES_KERNEL_ANCHOR_H

#include <stdio.h>

struct session;

/*
 * Writes where register_kprobe, which modules can find in the running kernel, is in the debug file:
 * stap_kernel_offset is the difference. More than one family may write it.
 */
void kernel_anchor_write(FILE *stream, struct session *session);

#endif
