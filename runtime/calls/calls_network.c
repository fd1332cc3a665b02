// SPDX-License-Identifier: GPL-2.0-only
/* System calls about sockets, polling, messages, keys, the system as a whole. */
#include "call_text.h"

const struct stap_call stap_calls_network[] = {
	{ NULL },
};
