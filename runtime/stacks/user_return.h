/* SPDX-License-Identifier: GPL-2.0-only */
/* Return addresses on the stack of a process, where uretprobes have replaced some. */
#ifndef STAP_USER_RETURN_H
#define STAP_USER_RETURN_H

/*
 * The return address that was at user address @location of the current task before a uretprobe,
 * ours or anybody's, put that of the kernel's trampoline there; 0: what is there now is the one.
 * Any context.
 */
unsigned long stap_replaced_return(unsigned long location);

#endif
