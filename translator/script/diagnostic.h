/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Errors and warnings, in one form everywhere:
 *
 *	NAME.stp:3:12: error: unknown function 'prnit'
 *	probe begin { prnit("x") }
 *	              ^
 *	  did you mean 'print'?
 *
 * A pass reports where it finds the fault and goes on; the session stops after the pass when
 * `errors` is not 0. The same text at the same place is reported once.
 */
#ifndef STAP_SCRIPT_DIAGNOSTIC_H
#define STAP_SCRIPT_DIAGNOSTIC_H

#include "script/source.h"

#include <stdio.h>

struct diagnostics {
	struct arena *arena;
	FILE *stream; /* stderr, or a test's memory stream */
	unsigned errors, warnings;
	unsigned error_limit;	   /* further errors are counted, not shown; 0: no limit */
	bool color;		   /* --color */
	bool warnings_off;	   /* -w */
	bool warnings_are_errors;  /* -W */
	struct reported *reported; /* private: what was said already */
};

/* Report an error/a warning at @place. Further notes may follow with diagnose_note(). */
void diagnose_error(struct diagnostics *d, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void diagnose_warning(struct diagnostics *d, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds a line with a second place ("first defined here") to the last report (dropped with it). */
void diagnose_note(struct diagnostics *d, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds the remedy, indented, to the last report: "did you mean 'print'?". */
void diagnose_remedy(struct diagnostics *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Returns the entry of @names most like @name by edit distance (transposition counts 1), or NULL
 * when none is near enough to be worth naming (more than a third of the letters differ).
 */
const char *nearest_name(const char *name, const char *const *names, size_t count);

#endif
