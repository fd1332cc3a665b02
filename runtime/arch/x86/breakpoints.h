/* SPDX-License-Identifier: GPL-2.0-only */
/* Hardware breakpoints: how many each CPU has (debug registers; Intel SDM volume 3, §17.2). */
#ifndef STAP_ARCH_BREAKPOINTS_H
#define STAP_ARCH_BREAKPOINTS_H

#define STAP_BREAKPOINTS 4

#endif
