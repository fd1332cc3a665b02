/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where in the running kernel the functions are that a module knows by name alone. The kernel tells
 * a module the address of one symbol after a search through all; for many it is quicker to go
 * through its list once.
 */
#ifndef STAPRUN_SYMBOLS_H
#define STAPRUN_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wanted_symbol {
	const char *name;
	size_t number; /* as the module counts them */
};

struct symbols {
	struct wanted_symbol *wanted; /* sorted by name */
	uint64_t *addresses;	      /* by number, as struct stap_symbols has them */
	size_t count;
	bool in_init; /* what is read is of the kernel's code that is gone after boot */
	bool is_known;
};

/*
 * Takes the names out of a module's section STAP_SYMBOLS_SECTION, which stays in use. Returns false
 * without memory.
 */
bool symbols_begin(struct symbols *symbols, const char *names, size_t size);

/* Looks at one line of /proc/kallsyms. */
void symbols_line(struct symbols *symbols, const char *line);

/*
 * Reads /proc/kallsyms. What it does not have is marked STAP_SYMBOL_ABSENT; where it hides all
 * addresses, all stay 0, for the module to ask the kernel.
 */
void symbols_find(struct symbols *symbols);

#endif
