/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Making expression trees, with constants computed where that is plain.
 */
#ifndef STAP_DEBUGINFO_LOCATION_TREE_H
#define STAP_DEBUGINFO_LOCATION_TREE_H

#include "debuginfo/values/location.h"

typedef const struct location_expression *tree;

tree tree_leaf(struct arena *arena, enum location_op op, uint64_t value);
tree tree_constant(struct arena *arena, uint64_t value);

/* LOC_TLS, LOC_READ, LOC_RETURN, LOC_SIGN_EXTEND, LOC_ZERO_EXTEND (of 8 bytes: @a itself),
 * LOC_NEGATE, LOC_NOT.
 */
tree tree_unary(struct arena *arena, enum location_op op, unsigned int size, tree a);

/* Operations of two operands; sums with constants are gathered into one. */
tree tree_binary(struct arena *arena, enum location_op op, tree a, tree b);

tree tree_select(struct arena *arena, tree condition, tree yes, tree no);

#endif
