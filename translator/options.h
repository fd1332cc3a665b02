/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of stap: doc/stap.1 describes every option. */
#ifndef STAP_OPTIONS_H
#define STAP_OPTIONS_H

#include "session.h"

/*
 * Reads the command line into session->options. Returns true when stap shall go on; false when all
 * is done (--help, --version) or after a message about a wrong option, with the exit status in
 * @status.
 */
bool options_parse(struct session *session, int argc, char **argv, int *status);

#endif
