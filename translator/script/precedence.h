/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How tightly operators bind, loosest first. It is SystemTap's: as in C, but all comparisons share
 * one level, and the string join stands between the shifts and the sums.
 */
#ifndef STAP_SCRIPT_PRECEDENCE_H
#define STAP_SCRIPT_PRECEDENCE_H

#include "script/ast.h"

enum precedence {
	PRECEDENCE_ASSIGNMENT,	/* = += … <<<, from the right */
	PRECEDENCE_CONDITIONAL, /* ? :, from the right */
	PRECEDENCE_LOGICAL_OR,
	PRECEDENCE_LOGICAL_AND,
	PRECEDENCE_OR,
	PRECEDENCE_XOR,
	PRECEDENCE_AND,
	PRECEDENCE_IN,
	PRECEDENCE_COMPARISON, /* < > <= >= == != =~ !~ */
	PRECEDENCE_SHIFT,      /* << >> >>> */
	PRECEDENCE_CONCAT,     /* . */
	PRECEDENCE_SUM,
	PRECEDENCE_PRODUCT,
	PRECEDENCE_UNARY, /* - + ! ~ &, ++ and -- before */
	PRECEDENCE_POSTFIX,
	PRECEDENCE_VALUE,
};

/* Returns the level of an operator between two operands. */
enum precedence precedence_of(enum binary_op op);

#endif
