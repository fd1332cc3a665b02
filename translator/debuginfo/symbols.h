/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ELF symbols by name and by address, out of the index. They know what DWARF does not: places in
 * assembler, section bounds such as _stext, aliases.
 */
#ifndef STAP_DEBUGINFO_SYMBOLS_H
#define STAP_DEBUGINFO_SYMBOLS_H

#include "debuginfo/debuginfo.h"

struct symbol {
	const char *name;
	uint64_t address; /* link-time; of a per-CPU variable, its offset */
	uint64_t size;	  /* bytes; 0 when not known */
	bool function;	  /* STT_FUNC */
	bool global;	  /* not STB_LOCAL */
	bool code;	  /* in an executable section */
};

/*
 * The symbols with this name, or matching this pattern of fnmatch(3), sorted by name and address;
 * their number is the result. A name can have several: static ones of different units.
 */
size_t symbols_find(struct debuginfo *debuginfo, const char *pattern, struct symbol **found);

/*
 * The last symbol in code that is at @address or before it, whether or not its size reaches there;
 * of several at one place, functions and then global symbols are preferred. False when none is.
 */
bool symbol_at(struct debuginfo *debuginfo, uint64_t address, struct symbol *symbol);

#endif
