/* SPDX-License-Identifier: GPL-2.0-only */
/* What staprun itself says, on stderr. */
#ifndef STAPRUN_MESSAGE_H
#define STAPRUN_MESSAGE_H

extern int message_verbosity;	/* -v, counted */
extern int message_no_warnings; /* -w */

/* "ERROR: …". Returns false, so that a function can end with it. */
_Bool error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* "WARNING: …", unless -w was given. */
void warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* "staprun: …", with -v. */
void verbose(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
