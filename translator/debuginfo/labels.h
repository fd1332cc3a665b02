/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Labels in the source of functions: where goto leads to.
 */
#ifndef STAP_DEBUGINFO_LABELS_H
#define STAP_DEBUGINFO_LABELS_H

#include "debuginfo/functions.h"

struct source_label {
	const char *name;
	const char *file; /* that of the function */
	unsigned int line;
	uint64_t pc;
};

/*
 * The labels of the function in one instance of it that match @pattern (a name, or as fnmatch(3)
 * says) and that the compiler kept; not those of what is inlined there. In the order of the
 * debuginfo; their number is the result, @found gets the array.
 */
size_t labels_find(struct debuginfo *debuginfo, const struct function_instance *instance,
		   const char *pattern, struct source_label **found);

#endif
