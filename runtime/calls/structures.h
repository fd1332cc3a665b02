/* SPDX-License-Identifier: GPL-2.0-only */
/* Structures in the memory of a process that several system calls take. */
#ifndef STAP_CALL_STRUCTURES_H
#define STAP_CALL_STRUCTURES_H

#include "call_text.h"

/* clang-format off */
#define STAP_TIMESPEC { .write = stap_write_timespec } /* {tv_sec=1, tv_nsec=0} */
#define STAP_TIMESPECS { .write = stap_write_timespecs } /* [the two of utimensat] */
#define STAP_TIMEVAL { .write = stap_write_timeval } /* {tv_sec=1, tv_usec=0} */
#define STAP_TIMEVALS { .write = stap_write_timevals }
#define STAP_ITIMERSPEC { .write = stap_write_itimerspec }
#define STAP_ITIMERVAL { .write = stap_write_itimerval }
#define STAP_SIGNAL { .write = stap_write_signal } /* SIGINT */
/* [INT TERM], ~[KILL]; its size in bytes is in the argument @number, or 0: that of a word. */
#define STAP_SIGSET(number) { .write = stap_write_sigset, .data = (const void *)(number) }
#define STAP_IOVEC(number) { .write = stap_write_iovec, .data = (const void *)(number) }
/* The same of what is only filled in: the addresses. */
#define STAP_IOVEC_OUT(number) { .write = stap_write_iovec_out, .data = (const void *)(number) }
#define STAP_STRINGS { .write = stap_write_strings } /* ["ls", "-l"], ended by NULL */
#define STAP_RLIMIT { .write = stap_write_rlimit }
#define STAP_INT_AT { .write = stap_write_int_at } /* [5] */
#define STAP_LONG_AT { .write = stap_write_long_at }
#define STAP_MODE { .write = stap_write_mode } /* S_IFREG|0644 */
#define STAP_RLIMIT64 { .write = stap_write_rlimit, .data = (const void *)1 }
#define STAP_KEY { .write = stap_write_key } /* of System V IPC: IPC_PRIVATE, 0x1234 */
#define STAP_IPC_FLAGS(names) { .write = stap_write_ipc_flags, .data = &(names) } /* A|B|0600 */
/* 64 bits in two arguments of a 32-bit call, @number and the next. */
#define STAP_PAIR(number) { .write = stap_write_pair, .data = (const void *)(number) }
#define STAP_SKIP { .write = stap_write_int, .is_given = stap_call_never } /* not shown */
/* clang-format on */

stap_argument_writer stap_write_timespec, stap_write_timespecs, stap_write_timeval,
	stap_write_timevals, stap_write_itimerspec, stap_write_itimerval, stap_write_signal,
	stap_write_sigset, stap_write_iovec, stap_write_iovec_out, stap_write_strings,
	stap_write_rlimit, stap_write_int_at, stap_write_long_at, stap_write_device,
	stap_write_mode, stap_write_key, stap_write_pair, stap_write_ipc_flags;

/* A member of a structure that is a long or a pointer. False on a fault, the address written. */
bool stap_call_read_long(struct stap_call_text *text, unsigned long *value, unsigned long address);
/* Bytes of a long or a pointer of the process. */
unsigned int stap_call_word(const struct stap_call_text *text);
void stap_call_put_sigset(struct stap_call_text *text, u64 set);
/* At most MOST_SHOWN elements of an array are written, then "...". */
#define STAP_MOST_SHOWN 32

#define STAP_IPC_64 0x100 /* set in commands by libraries: no part of their meaning */
void stap_call_put_iovec(struct stap_call_text *text, unsigned long address, unsigned long count);
bool stap_call_never(const struct stap_call_text *text);

#endif
