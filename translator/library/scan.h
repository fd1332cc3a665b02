/* SPDX-License-Identifier: GPL-2.0-only */
/* The names that a tapset file defines, found without parsing it. */
#ifndef STAP_LIBRARY_SCAN_H
#define STAP_LIBRARY_SCAN_H

#include "library/library.h"

/*
 * Calls @found for every function, global and alias that @text declares. Names are owned by
 * @arena. Both branches of a conditional count: the parser decides later.
 */
void library_scan(struct arena *arena, const char *text, size_t size,
		  void (*found)(enum library_kind kind, const char *name, void *data), void *data);

#endif
