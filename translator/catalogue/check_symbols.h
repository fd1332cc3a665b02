/* SPDX-License-Identifier: GPL-2.0-only */
/* What a module wants of the kernel: linking does not ask whether that is there. */
#ifndef STAP_CATALOGUE_CHECK_SYMBOLS_H
#define STAP_CATALOGUE_CHECK_SYMBOLS_H

#include "arena.h"

/*
 * Returns the name of a symbol that the module @path refers to and that is neither in it nor among
 * those that the runtime imports (its section __versions). NULL: there is none, or it cannot be
 * told.
 */
const char *missing_symbol(struct arena *arena, const char *path);

#endif
