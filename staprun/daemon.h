/* SPDX-License-Identifier: GPL-2.0-only */
/* -D: staprun goes on in the background, without a terminal. */
#ifndef STAPRUN_DAEMON_H
#define STAPRUN_DAEMON_H

#include <stdbool.h>

/*
 * Returns in a new process, with a descriptor for daemon_started(), or -1 after a message. This one
 * waits for that, shows the other's number and ends with status 0; or with its status when it ended
 * before. To be called before there are threads or anything to undo.
 */
int daemon_begin(void);

/*
 * Tells who waits that the script has started, and closes @daemon. Returns false when nobody waits
 * any more: who started it is gone, and does not know of this process. poll() says so before, with
 * POLLERR.
 */
bool daemon_started(int daemon);

#endif
