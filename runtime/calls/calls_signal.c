// SPDX-License-Identifier: GPL-2.0-only
/* System calls: signals. */
#include <linux/fcntl.h>
#include <linux/signal.h>

#include "call_text.h"
#include "structures.h"

STAP_NAMES(sigmask_hows, STAP_VALUE(SIG_BLOCK), STAP_VALUE(SIG_UNBLOCK), STAP_VALUE(SIG_SETMASK));

STAP_NAMES(action_flags, { 0x04000000, 0x04000000, "SA_RESTORER" }, STAP_FLAG(SA_ONSTACK),
	   STAP_FLAG(SA_RESTART), STAP_FLAG(SA_NODEFER), STAP_FLAG(SA_RESETHAND),
	   STAP_FLAG(SA_NOCLDSTOP), STAP_FLAG(SA_SIGINFO), STAP_FLAG(SA_NOCLDWAIT));

STAP_NAMES(signalfd_flags, { O_CLOEXEC, O_CLOEXEC, "SFD_CLOEXEC" },
	   { O_NONBLOCK, O_NONBLOCK, "SFD_NONBLOCK" });

STAP_NAMES(stack_flags, { 1, 1, "SS_ONSTACK" }, { 2, 2, "SS_DISABLE" },
	   { 1u << 31, 1u << 31, "SS_AUTODISARM" });

static void write_handler(struct stap_call_text *text, unsigned long value)
{
	if (value == 0)
		stap_call_put(text, "SIG_DFL");
	else if (value == 1)
		stap_call_put(text, "SIG_IGN");
	else
		stap_write_pointer(text, value, NULL);
}

/* The kernel's struct sigaction, of rt_sigaction(). */
static void write_action(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned int word = stap_call_word(text);
	unsigned long handler, flags, restorer;
	u64 mask;

	if (!value)
		return stap_write_pointer(text, value, NULL);
	if (!stap_call_read_long(text, &handler, value) ||
	    !stap_call_read_long(text, &flags, value + word) ||
	    !stap_call_read_long(text, &restorer, value + 2 * word) ||
	    !stap_call_read(text, &mask, value + 3 * word, sizeof(mask)))
		return;
	stap_call_put(text, "{sa_handler=");
	write_handler(text, handler);
	stap_call_put(text, ", sa_mask=");
	stap_call_put_sigset(text, mask);
	stap_call_put(text, ", sa_flags=");
	stap_call_put_flags(text, flags, &action_flags);
	if (flags & 0x04000000) {
		stap_call_put(text, ", sa_restorer=");
		stap_write_pointer(text, restorer, NULL);
	}
	stap_call_put(text, "}");
}

static void write_stack(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned int word = stap_call_word(text);
	unsigned long stack, size;
	u32 flags;

	if (!value)
		return stap_write_pointer(text, value, NULL);
	if (!stap_call_read_long(text, &stack, value) ||
	    !stap_call_read(text, &flags, value + word, sizeof(flags)) ||
	    !stap_call_read_long(text, &size, value + 2 * word))
		return;
	stap_call_put(text, "{ss_sp=");
	stap_write_pointer(text, stack, NULL);
	stap_call_put(text, ", ss_flags=");
	stap_call_put_flags(text, flags, &stack_flags);
	stap_call_printf(text, ", ss_size=%lu}", size);
}

const struct stap_call stap_calls_signal[] = {
	STAP_CALL(alarm, STAP_UINT),
	STAP_CALL(signalfd, STAP_INT, STAP_SIGSET(3), STAP_ULONG),
	STAP_CALL(signalfd4, STAP_INT, STAP_SIGSET(3), STAP_ULONG, STAP_FLAGS(signalfd_flags)),
	STAP_CALL(kill, STAP_INT, STAP_SIGNAL),
	STAP_CALL(pause),
	STAP_CALL(rt_sigaction, STAP_SIGNAL, { .write = write_action }, STAP_POINTER, STAP_ULONG),
	STAP_CALL(rt_sigpending, STAP_POINTER, STAP_ULONG),
	STAP_CALL(rt_sigprocmask, STAP_ENUM(sigmask_hows), STAP_SIGSET(4), STAP_POINTER,
		  STAP_ULONG),
	STAP_CALL(rt_sigqueueinfo, STAP_INT, STAP_SIGNAL, STAP_POINTER),
	STAP_CALL(rt_sigsuspend, STAP_SIGSET(2), STAP_ULONG),
	STAP_CALL(rt_sigtimedwait, STAP_SIGSET(4), STAP_POINTER, STAP_TIMESPEC, STAP_ULONG),
	STAP_CALL(rt_sigtimedwait_time64, STAP_SIGSET(4), STAP_POINTER, STAP_TIMESPEC, STAP_ULONG),
	STAP_CALL(rt_tgsigqueueinfo, STAP_INT, STAP_INT, STAP_SIGNAL, STAP_POINTER),
	STAP_CALL(sgetmask),
	STAP_CALL(sigaction, STAP_SIGNAL, STAP_POINTER, STAP_POINTER),
	STAP_CALL(sigaltstack, { .write = write_stack }, STAP_POINTER),
	STAP_CALL(signal, STAP_SIGNAL, STAP_POINTER),
	STAP_CALL(sigpending, STAP_POINTER),
	STAP_CALL(sigprocmask, STAP_ENUM(sigmask_hows), STAP_SIGSET(0), STAP_POINTER),
	STAP_CALL(sigsuspend, STAP_INT, STAP_INT, STAP_HEX),
	STAP_CALL(ssetmask, STAP_HEX),
	STAP_CALL(tgkill, STAP_INT, STAP_INT, STAP_SIGNAL),
	STAP_CALL(tkill, STAP_INT, STAP_SIGNAL),
	STAP_CALL(pidfd_send_signal, STAP_INT, STAP_SIGNAL, STAP_POINTER, STAP_HEX),
	STAP_CALL(rt_sigreturn),
	STAP_CALL(sigreturn),
	{ NULL },
};
