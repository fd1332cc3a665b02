/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a script writes for places in a program: "name@file:lines".
 */
#ifndef STAP_PROBES_PLACE_SPEC_H
#define STAP_PROBES_PLACE_SPEC_H

#include "debuginfo/functions.h"
#include "debuginfo/lines/lines.h"
#include "probes/family.h"

struct function_spec {
	const char *name, *file; /* file: NULL when not given */
	bool has_lines;
	enum line_kind kind;		 /* of lines: LINES_ABSOLUTE, LINES_RELATIVE or LINES_ALL */
	const struct line_range *ranges; /* none of LINES_ALL */
	size_t range_count;
};

/* Parses the string of @component. False after resolve_fail(). */
bool parse_function_spec(struct resolve *resolve, const struct component *component,
			 struct function_spec *spec);

bool spec_has_wildcard(const struct function_spec *spec);

#endif
