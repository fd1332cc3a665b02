/* SPDX-License-Identifier: GPL-2.0-only */
/* $x, @var, @cast and @entry, asked of the probe's family. */
#ifndef STAP_SEMANTIC_LOWER_H
#define STAP_SEMANTIC_LOWER_H

#include "semantic/analysis.h"

/*
 * Returns the value of @defined (EXPR_DEFINED) at the place of @body. *@is_known is false when it
 * depends on the type of a value that the script is not followed for yet.
 */
bool is_defined(struct analysis *analysis, struct body *body, const struct expr *defined,
		bool *is_known);

#endif
