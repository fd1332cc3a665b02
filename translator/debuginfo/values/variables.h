/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parameters and local variables in scope at an address: of the lexical blocks that contain it,
 * from the innermost outwards, to the instance of the function it is in. For a place in an inlined
 * instance that is the inlined function; what surrounds it is not in scope, as in the source.
 */
#ifndef STAP_DEBUGINFO_VARIABLES_H
#define STAP_DEBUGINFO_VARIABLES_H

#include "debuginfo/functions.h"
#include "debuginfo/values/location.h"
#include "debuginfo/types/types.h"

struct source_variable {
	const char *name;
	const struct type *type;
	bool parameter;
	uint64_t die;			   /* offset of the concrete variable or formal_parameter */
	uint64_t pc;			   /* where it was asked for, … */
	struct function_instance instance; /* … and in which instance */
};

/*
 * All variables that can be named at @pc of @instance, innermost scope first and in the order of
 * their declarations within one; one that is hidden by an inner one of the same name is left out.
 * At the entry of the instance only its own scope counts: no inner block is entered yet.
 * Their number is the result. What is optimised out there is included: ask variable_location().
 */
size_t variables_at(struct debuginfo *debuginfo, const struct function_instance *instance,
		    uint64_t pc, struct source_variable **found);

/*
 * The variable that @name means at @pc of @instance. Returns NULL with @error when there is none;
 * the remedy then lists those there are.
 */
struct source_variable *variable_find(struct debuginfo *debuginfo,
				      const struct function_instance *instance, uint64_t pc,
				      const char *name, struct debuginfo_error *error);

/*
 * The variable that a DIE outside of functions describes, or a static one in a function: it is the
 * same everywhere. NULL when there is no variable at @die.
 */
struct source_variable *variable_of_die(struct debuginfo *debuginfo, uint64_t die);

/*
 * Where the variable's value is, at the address it was looked up for. Returns NULL with @error when
 * the compiler left it out there, with the lines at which it is available as the remedy; or when
 * its location uses what is not supported.
 */
struct location *variable_location(struct debuginfo *debuginfo,
				   const struct source_variable *variable,
				   struct debuginfo_error *error);

/*
 * True when the variable has a value at its place, as far as that is known without evaluating
 * where: what a listing goes by.
 */
bool variable_is_available(struct debuginfo *debuginfo, const struct source_variable *variable);

#endif
