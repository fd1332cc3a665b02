/* SPDX-License-Identifier: GPL-2.0-only */
/* The conditions of %( CONDITION %? … %: … %). */
#ifndef STAP_SCRIPT_CONDITIONAL_H
#define STAP_SCRIPT_CONDITIONAL_H

#include "script/macro.h"

/*
 * Reads a condition and the %? after it, and stores its value. Returns false after an error, which
 * has been reported.
 */
bool read_condition(struct preprocessor *preprocessor, bool *value);

/*
 * Compares versions such as "6.1.0-56-cloud" piece by piece, numbers as numbers. Returns less than,
 * equal to or more than 0.
 */
int version_compare(const char *a, const char *b);

#endif
