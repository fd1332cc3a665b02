/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What answers the questions of types.h: the types in the DWARF of one file, or those in BTF.
 */
#ifndef STAP_DEBUGINFO_TYPE_SOURCE_H
#define STAP_DEBUGINFO_TYPE_SOURCE_H

#include "debuginfo/names.h"
#include "debuginfo/types/types.h"

/* Each operation gets types of this source only, and as types.h says of the one that asks it. */
struct type_source {
	struct arena *arena; /* of the types */
	void *data;	     /* the source's own */
	const struct type *(*target)(const struct type *type);
	uint64_t (*length)(const struct type *type);
	size_t (*members)(const struct type *type, const struct type_member **members);
	size_t (*enumerators)(const struct type *type, const struct type_enumerator **enumerators);
	/* Of a class; NULL in a source without classes. The first one is of this class alone. */
	const struct source_variable *(*static_member)(const struct type *type, const char *name);
	bool (*is_by_reference)(const struct type *type);
	/* The first complete type called @name; NULL when there is none. */
	const struct type *(*find)(const struct type_source *source, enum named_type kind,
				   const char *name);
	/* The name of that kind nearest to @name by spelling; NULL when none is near. */
	const char *(*nearest)(const struct type_source *source, enum named_type kind,
			       const char *name);
};

#endif
