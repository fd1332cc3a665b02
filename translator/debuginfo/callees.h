/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which functions a function calls, as far as the compiler knew: calls of functions by name, and
 * what is inlined in it. Calls through pointers are not known.
 */
#ifndef STAP_DEBUGINFO_CALLEES_H
#define STAP_DEBUGINFO_CALLEES_H

#include "debuginfo/functions.h"

struct function_callee {
	struct source_function function;
	struct function_instance instance; /* called, or inlined in the caller */
	/* Of one that is called: where its calls in the caller return to. */
	const uint64_t *returns;
	size_t return_count;
};

/*
 * The functions that @query means and that @caller, an instance of some function, calls or has
 * inlined: directly, not by way of what is inlined in it. A call that the compiler made a jump, at
 * the end of the caller, leaves no trace of who called, and is left out. In the order of the
 * debuginfo; their number is the result, @found gets the array.
 */
size_t callees_find(struct debuginfo *debuginfo, const struct function_instance *caller,
		    const struct function_query *query, struct function_callee **found);

#endif
