/* SPDX-License-Identifier: GPL-2.0-only */
/* The arguments of a mark as variables, $arg1 and so on. */
#ifndef STAP_PROBES_MARK_ARGUMENTS_H
#define STAP_PROBES_MARK_ARGUMENTS_H

#include "debuginfo/usdt.h"
#include "probes/lowering.h"

/* Whether @name is $argN, and its number from 1. */
bool mark_argument_number(const char *name, unsigned int *number);

/* Lowers $argN, and what is written behind it. False after resolve_fail(). */
bool mark_argument_lower(struct lowering *l, const struct usdt_mark *mark, unsigned int number,
			 struct expr *target);

/* Lowers $$parms: "$arg1=0x1 $arg2=0x2". False after resolve_fail(). */
bool mark_arguments_lower(struct lowering *l, const struct usdt_mark *mark, struct expr *target);

/* "$arg1:long $arg2:long" */
const char *mark_arguments_listed(struct arena *arena, const struct usdt_mark *mark);

/* "there are $arg1 … $arg3", "there are no arguments" */
const char *mark_arguments_text(struct arena *arena, const struct usdt_mark *mark);

#endif
