/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Addresses of the kernel and of processes by name, and stacks of them as text.
 *
 *	symbol_text.c	  the forms in which all of them are written
 *	kernel_symbols.c  names in the kernel, which it knows itself
 *	kernel_stack.c	  stacks of the kernel, by its own unwinder
 *	object_lookup.c	  names and lines in the data of a file of user space
 *	user_symbols.c	  names in processes
 *	user_stack_names.c  stacks of processes
 */
#ifndef STAP_SYMBOLS_H
#define STAP_SYMBOLS_H

#include "runtime.h"

/* What is known of an address. Strings stay valid until the handler's next lookup. */
struct stap_symbol {
	const char *name;	       /* NULL: it is in nothing that has a name */
	u64 offset, size;	       /* bytes: from where the name begins; of what has the name */
	const char *module;	       /* of the kernel, or path of a file; NULL: not known */
	u32 module_length;	       /* bytes; 0: to be counted */
	u64 module_offset, module_end; /* where there is no name: in the file; of what is mapped */
	const char *file;	       /* of the source; NULL: not known */
	u32 line;
	bool is_inlined; /* the name is that of a function inlined there */
};

/* Writes an address in one of the forms. Handler context or sleeper. */
void stap_put_symbol_text(struct stap_context *c, struct stap_output *o, u64 address,
			  const struct stap_symbol *symbol, enum stap_address_form form);

/* Whether a form asks for more than the address itself, and for lines of the source. */
static inline bool stap_form_has_names(enum stap_address_form form)
{
	return form != STAP_AS_HEX;
}

static inline bool stap_form_has_lines(enum stap_address_form form)
{
	return form == STAP_AS_FILELINE || form == STAP_AS_SOURCE_FILE ||
	       form == STAP_AS_SOURCE_LINE || form == STAP_AS_SOURCE;
}

/*
 * Finds the name of a kernel address; of a return address with @is_return, which belongs to the
 * call before it, be that the last instruction of its function. Handler context or sleeper.
 */
void stap_find_kernel_symbol(struct stap_context *c, u64 address, bool is_return,
			     struct stap_symbol *symbol);

#endif
