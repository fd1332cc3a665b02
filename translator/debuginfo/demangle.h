/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names in the source behind those that compilers give to symbols (Itanium C++ ABI §5.1, and
 * Rust's).
 */
#ifndef STAP_DEBUGINFO_DEMANGLE_H
#define STAP_DEBUGINFO_DEMANGLE_H

#include "arena.h"

/*
 * The name with its scopes and without parameters: "ns::class::function". NULL when @symbol is no
 * such name, or one of code that the source does not have: parts of functions, thunks.
 */
const char *demangled_name(struct arena *arena, const char *symbol);

#endif
