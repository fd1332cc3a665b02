// SPDX-License-Identifier: GPL-2.0-only
/* System calls about processes, memory, signals, time, limits, security. */
#include "call_text.h"

const struct stap_call stap_calls_process[] = {
	{ NULL },
};
