/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps up to types, which listing needs too. */
#ifndef STAP_SEMANTIC_ANALYSE_H
#define STAP_SEMANTIC_ANALYSE_H

#include "semantic/analysis.h"

/* Binds, checks, lowers and types all probes added and all that they call. */
void analyse_bodies(struct analysis *analysis);

/*
 * Finds the types of all functions of @scripts, as far as their code tells, and leaves them in the
 * functions. What is wrong in them is not said. The scripts cannot be used for anything else then.
 */
void type_functions(struct session *session, struct script *const *scripts, size_t count);

#endif
