// SPDX-License-Identifier: GPL-2.0-only
/* hrtimer_setup() takes the function together with the clock; hrtimer_init() is gone then. */
#include <linux/hrtimer.h>

void trial(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *));
void trial(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *))
{
	hrtimer_setup(timer, function, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
}
