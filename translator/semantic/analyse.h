/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps up to types, which listing needs too. */
#ifndef STAP_SEMANTIC_ANALYSE_H
#define STAP_SEMANTIC_ANALYSE_H

#include "semantic/analysis.h"

/* Binds, checks, lowers and types all probes added and all that they call. */
void analyse_bodies(struct analysis *analysis);

#endif
