/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of the addresses of a process, by the data of its files (object_data.h). */
#ifndef STAP_USER_SYMBOLS_H
#define STAP_USER_SYMBOLS_H

#include "object_data.h"
#include "stacks/symbols.h"
#include "stacks/user_objects.h"

/* ---------------------------------------------------------------- in a file (object_lookup.c) */

/*
 * An address in a file: what is known of it, by lookups that step outwards through the functions
 * inlined there. It starts as `.data` and `.address` (link-time, less the data's base) alone.
 */
struct stap_source_walk {
	const struct stap_object_data *data;
	u32 address;
	bool is_begun, is_over;
	u32 next;	/* inlines before this number are looked at; 0: none is left */
	u32 depth;	/* of the inlined function that was found last */
	u32 file, line; /* in `strings`; of the place in the function that comes next */
};

/* The name that has @address, in the data's terms; false when none has. Any context. */
bool stap_object_symbol_at(const struct stap_object_data *data, u32 address,
			   struct stap_symbol *symbol);

/*
 * The next function at the address, from the innermost inlined one outwards: its name, if it is
 * inlined, and the line in it. False once the function with code of its own was told. Any context.
 */
bool stap_source_walk_on(struct stap_source_walk *walk, struct stap_symbol *symbol);

/* ---------------------------------------------------------------- in a process (user_symbols.c) */

/* The path of a file, "vdso"; NULL: an unknown file, or none. Any context. */
const char *stap_mapping_name(const struct stap_mapping *mapping);

/*
 * Puts a user address, which is in @mapping (NULL: nowhere); with STAP_AS_FILELINE a line for each
 * inlined function too. Handler context.
 */
void stap_put_user_frame(struct stap_context *c, struct stap_output *o, u64 address, bool is_return,
			 const struct stap_mapping *mapping, enum stap_address_form form);

#endif
