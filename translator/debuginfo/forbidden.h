/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Places in a kernel that it refuses probes on, as far as its debug file tells: the ranges that
 * kernel/kprobes.c and the architecture put on the list, the functions marked NOKPROBE_SYMBOL, and
 * what is freed after boot; and some that it should refuse.
 */
#ifndef STAP_DEBUGINFO_FORBIDDEN_H
#define STAP_DEBUGINFO_FORBIDDEN_H

#include "debuginfo/debuginfo.h"

/* Why no probe can be at @pc, to follow "…: it"; NULL when nothing is known against it. */
const char *probe_forbidden(struct debuginfo *debuginfo, uint64_t pc);

/*
 * Why no probe may be on the function called @name, as above, of those that the kernel should
 * refuse and does not. Needs no debug file.
 */
const char *function_forbidden(const char *name);

#endif
