/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What many files of the runtime include, and each takes long over: the kit's Kbuild has it
 * compiled first, and read by the compiler before each file. Files include what they use all the
 * same.
 */
#ifndef STAP_HEADERS_H
#define STAP_HEADERS_H

#include <linux/kconfig.h>
#include <linux/compiler_types.h>

#include <linux/fs.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#endif
