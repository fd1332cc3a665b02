/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers of IEEE 754 binary64, as the runtime's files share them. No kernel header is needed. */
#ifndef STAP_FLOATING_POINT_H
#define STAP_FLOATING_POINT_H

#include "stap.h"

#define FLOAT_SIGN     (1ull << 63)
#define FLOAT_INFINITY 0x7ff0000000000000ull
#define FLOAT_HIDDEN   (1ull << 52) /* the bit that is not written before a fraction */

/*
 * The number nearest to fraction × 2^(exponent - 63); the last bit of the fraction may stand for
 * any that were cut off, as long as more than 53 bits are before it.
 */
uint64_t stap_float_round(bool negative, int exponent, uint64_t fraction);

#endif
