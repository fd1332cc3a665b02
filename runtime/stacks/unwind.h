/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From one frame of a user-space stack to its caller's, by the tables of object_data.h (DWARF 5
 * §6.4.3). No kernel header is needed: the unit tests unwind their own stacks with it.
 *
 *	user_stack.*	     a whole stack: where it begins and ends, what is mapped where
 *	unwind_step.*	     one frame
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

/* The rules that were found last, for stacks are much the same: one for each pc modulo their
 * number. */
#define STAP_UNWIND_HINTS 128
struct stap_unwind_hint {
	const struct stap_object_data *data;
	const union stap_frame_word *rule; /* NULL: there is none */
	uint32_t pc;			   /* less the data's base */
};

/* The registers of a frame. */
struct stap_unwind {
	struct stap_unwind_hint *hints; /* STAP_UNWIND_HINTS of the CPU, which stay */
	unsigned long registers[STAP_FRAME_REGISTERS]; /* the last one: where it is at */
	uint32_t unknown;			       /* a bit for each register that was lost */
	/* The pc is behind a call; else it is the place that was interrupted. */
	bool is_behind_call;
};

static inline const void *stap_data_table(const struct stap_object_data *data,
					  const struct stap_table *table)
{
	return (const char *)data + table->offset;
}

enum stap_unwind_result {
	STAP_UNWIND_CALLER,    /* the registers are those of the caller */
	STAP_UNWIND_OUTERMOST, /* there is none */
	STAP_UNWIND_NO_RULE,   /* nothing is known of the code at this pc */
	STAP_UNWIND_BAD,       /* the stack is damaged, not in memory, or a table is */
};

/* Applies a rule that has a CFA: what stap_unwind_step() (unwind_step.h) does with any rule. */
enum stap_unwind_result stap_unwind_apply(struct stap_unwind *frame,
					  const struct stap_object_data *data, unsigned long bias,
					  const union stap_frame_word *rule,
					  unsigned long *return_address_at);

/*
 * From code without rules that is what a signal handler returns to, told by its instructions, to
 * the place that was interrupted.
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
