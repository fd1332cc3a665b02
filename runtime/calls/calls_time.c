// SPDX-License-Identifier: GPL-2.0-only
/* System calls: clocks and timers. */
#include <linux/fcntl.h>
#include <linux/time.h>
#include <linux/timex.h>

#include "call_text.h"
#include "structures.h"

STAP_NAMES(clocks, STAP_VALUE(CLOCK_REALTIME), STAP_VALUE(CLOCK_MONOTONIC),
	   STAP_VALUE(CLOCK_PROCESS_CPUTIME_ID), STAP_VALUE(CLOCK_THREAD_CPUTIME_ID),
	   STAP_VALUE(CLOCK_MONOTONIC_RAW), STAP_VALUE(CLOCK_REALTIME_COARSE),
	   STAP_VALUE(CLOCK_MONOTONIC_COARSE), STAP_VALUE(CLOCK_BOOTTIME),
	   STAP_VALUE(CLOCK_REALTIME_ALARM), STAP_VALUE(CLOCK_BOOTTIME_ALARM),
	   STAP_VALUE(CLOCK_TAI));

STAP_NAMES(clock_flags, { 1, 1, "TIMER_ABSTIME" });

STAP_NAMES(itimers, STAP_VALUE(ITIMER_REAL), STAP_VALUE(ITIMER_VIRTUAL), STAP_VALUE(ITIMER_PROF));

STAP_NAMES(timerfd_flags, { O_CLOEXEC, O_CLOEXEC, "TFD_CLOEXEC" },
	   { O_NONBLOCK, O_NONBLOCK, "TFD_NONBLOCK" });

STAP_NAMES(timerfd_set_flags, { 1, 1, "TFD_TIMER_ABSTIME" }, { 2, 2, "TFD_TIMER_CANCEL_ON_SET" });

STAP_NAMES(notifications, STAP_VALUE(SIGEV_SIGNAL), STAP_VALUE(SIGEV_NONE),
	   STAP_VALUE(SIGEV_THREAD), { ~0ul, SIGEV_THREAD_ID, "SIGEV_THREAD_ID" });

/* A struct sigevent. */
static void write_event(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned int word = stap_call_word(text);
	s32 members[2]; /* behind the value: the signal, the notification */

	if (!value || !stap_call_read(text, members, value + word, sizeof(members))) {
		if (!value)
			stap_write_pointer(text, value, NULL);
		return;
	}
	stap_call_put(text, "{sigev_signo=");
	stap_write_signal(text, members[0], NULL);
	stap_call_put(text, ", sigev_notify=");
	stap_call_put_enum(text, members[1], &notifications);
	stap_call_put(text, "}");
}

const struct stap_call stap_calls_time[] = {
	STAP_CALL(adjtimex, STAP_POINTER),
	STAP_CALL(clock_adjtime, STAP_ENUM(clocks), STAP_POINTER),
	STAP_CALL(clock_adjtime64, STAP_INT, STAP_POINTER),
	STAP_CALL(clock_getres, STAP_ENUM(clocks), STAP_POINTER),
	STAP_CALL(clock_getres_time64, STAP_ENUM(clocks), STAP_POINTER),
	STAP_CALL(clock_gettime, STAP_ENUM(clocks), STAP_POINTER),
	STAP_CALL(clock_gettime64, STAP_ENUM(clocks), STAP_POINTER),
	STAP_CALL(clock_nanosleep, STAP_ENUM(clocks), STAP_FLAGS(clock_flags), STAP_TIMESPEC,
		  STAP_POINTER),
	STAP_CALL(clock_nanosleep_time64, STAP_ENUM(clocks), STAP_FLAGS(clock_flags), STAP_TIMESPEC,
		  STAP_POINTER),
	STAP_CALL(clock_settime, STAP_ENUM(clocks), STAP_TIMESPEC),
	STAP_CALL(clock_settime64, STAP_ENUM(clocks), STAP_TIMESPEC),
	STAP_CALL(getitimer, STAP_ENUM(itimers), STAP_POINTER),
	STAP_CALL(nanosleep, STAP_TIMESPEC, STAP_POINTER),
	STAP_CALL(setitimer, STAP_ENUM(itimers), STAP_ITIMERVAL, STAP_POINTER),
	STAP_CALL(gettimeofday, STAP_POINTER, STAP_POINTER),
	STAP_CALL(settimeofday, STAP_TIMEVAL, STAP_POINTER),
	STAP_CALL(stime, STAP_POINTER),
	STAP_CALL(time, STAP_POINTER),
	STAP_CALL(timer_create, STAP_ENUM(clocks), { .write = write_event }, STAP_POINTER),
	STAP_CALL(timer_delete, STAP_INT),
	STAP_CALL(timer_getoverrun, STAP_INT),
	STAP_CALL(timer_gettime, STAP_INT, STAP_POINTER),
	STAP_CALL(timer_gettime64, STAP_INT, STAP_POINTER),
	STAP_CALL(timer_settime, STAP_INT, STAP_FLAGS(clock_flags), STAP_ITIMERSPEC, STAP_POINTER),
	STAP_CALL(timer_settime64, STAP_INT, STAP_FLAGS(clock_flags), STAP_ITIMERSPEC,
		  STAP_POINTER),
	STAP_CALL(timerfd_create, STAP_ENUM(clocks), STAP_FLAGS(timerfd_flags)),
	STAP_CALL(timerfd_gettime, STAP_INT, STAP_POINTER),
	STAP_CALL(timerfd_gettime64, STAP_INT, STAP_POINTER),
	STAP_CALL(timerfd_settime, STAP_INT, STAP_FLAGS(timerfd_set_flags), STAP_ITIMERSPEC,
		  STAP_POINTER),
	STAP_CALL(timerfd_settime64, STAP_INT, STAP_FLAGS(timerfd_set_flags), STAP_ITIMERSPEC,
		  STAP_POINTER),
	{ NULL },
};
