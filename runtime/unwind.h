/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From one frame of a user-space stack to its caller's, by the tables of object_data.h (DWARF 5
 * §6.4.3). No kernel header is needed: the unit tests unwind their own stacks with it.
 *
 *	user_stack.*	     a whole stack: where it begins and ends, what is mapped where
 *	unwind_step.c	     one frame
 *	unwind_expression.c  DWARF expressions
 *
 * The stack is the user's, and may be anything: each step takes bounded time, and no read faults.
 * All functions run in handler context, between stap_user_memory_begin() and _end().
 */
#ifndef STAP_UNWIND_H
#define STAP_UNWIND_H

#include "object_data.h"
#include "stap.h"

#define STAP_FRAME_SP 7 /* DWARF's number of the stack pointer */

/* The registers of a frame. */
struct stap_unwind {
	unsigned long registers[STAP_FRAME_REGISTERS]; /* the last one: where it is at */
	uint32_t unknown;			       /* a bit for each register that was lost */
	/* The pc is behind a call; else it is the place that was interrupted. */
	bool is_behind_call;
};

enum stap_unwind_result {
	STAP_UNWIND_CALLER,    /* the registers are those of the caller */
	STAP_UNWIND_OUTERMOST, /* there is none */
	STAP_UNWIND_NO_RULE,   /* nothing is known of the code at this pc */
	STAP_UNWIND_BAD,       /* the stack is damaged, not in memory, or a table is */
};

/*
 * From a frame of a file with @data, mapped with @bias (run-time minus link-time address), to its
 * caller. *@return_address_at becomes the address that the return address was read from; 0: from
 * elsewhere than the stack.
 */
enum stap_unwind_result stap_unwind_step(struct stap_unwind *frame,
					 const struct stap_object_data *data, unsigned long bias,
					 unsigned long *return_address_at);

/*
 * The same for code without rules that is what a signal handler returns to, told by its
 * instructions.
 */
enum stap_unwind_result stap_unwind_signal(struct stap_unwind *frame);

/*
 * Evaluates the expression at @offset of the data's expressions over the registers of @frame; with
 * @cfa on the stack, unless it is NULL. False when it is malformed, too long, or reads memory that
 * is not there.
 */
bool stap_unwind_expression(const struct stap_unwind *frame, const struct stap_object_data *data,
			    unsigned long bias, int32_t offset, const unsigned long *cfa,
			    unsigned long *result);

#endif
