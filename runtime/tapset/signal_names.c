// SPDX-License-Identifier: GPL-2.0-only
/* Names of signals, as in signal(7). Any context. */
#include <linux/kernel.h>
#include <linux/signal.h>

#include "stap.h"

#define S(name) [name] = #name

static const char *const names[] = {
	S(SIGHUP),  S(SIGINT),	  S(SIGQUIT), S(SIGILL),   S(SIGTRAP),	 S(SIGABRT), S(SIGBUS),
	S(SIGFPE),  S(SIGKILL),	  S(SIGUSR1), S(SIGSEGV),  S(SIGUSR2),	 S(SIGPIPE), S(SIGALRM),
	S(SIGTERM), S(SIGSTKFLT), S(SIGCHLD), S(SIGCONT),  S(SIGSTOP),	 S(SIGTSTP), S(SIGTTIN),
	S(SIGTTOU), S(SIGURG),	  S(SIGXCPU), S(SIGXFSZ),  S(SIGVTALRM), S(SIGPROF), S(SIGWINCH),
	S(SIGIO),   S(SIGPWR),	  S(SIGSYS),  S(SIGRTMIN),
};

const char *stap_signal_name(int64_t number)
{
	return number > 0 && number < ARRAY_SIZE(names) ? names[number] : NULL;
}
