/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Demangling is libiberty's.
 */
#include <libiberty/demangle.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/demangle.h"

/* Rust's older names look like C++ with a hash at the end: so its own demangler is asked first. */
static char *demangle(const char *symbol)
{
	char *name = rust_demangle(symbol, DMGL_NO_OPTS);

	return name ? name : cplus_demangle_v3(symbol, DMGL_NO_OPTS);
}

const char *demangled_name(struct arena *arena, const char *symbol)
{
	const char *copy = NULL;
	char *name;

	/* What is behind a dot was made of the function: of it, or of a part of it. */
	if (*symbol != '_' || strchr(symbol, '.'))
		return NULL;
	name = demangle(symbol);
	if (name && !strstr(name, "thunk to "))
		copy = arena_strdup(arena, name);
	free(name);
	return copy;
}
