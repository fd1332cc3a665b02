/* SPDX-License-Identifier: GPL-2.0-only */
/* process(…).mark: part of the process family; see mark.c. */
#ifndef STAP_PROBES_MARK_H
#define STAP_PROBES_MARK_H

#include "probes/family.h"

/* The forms of points that resolve_marks() resolves, behind what names the object. */
#define MARK_FORMS(object) object ".mark(string)", object ".provider(string).mark(string)"

bool resolve_marks(struct resolve *resolve, const struct point *point);

/* struct probe_family.lower and .variables for probes whose place has a mark. */
bool mark_lower(struct resolve *resolve, struct probe *probe, struct expr *target);
const char *mark_variables(struct resolve *resolve, const struct probe *probe);

#endif
