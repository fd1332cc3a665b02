/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types of variables and results, free of where they were read from.
 */
#ifndef STAP_DEBUGINFO_TYPES_H
#define STAP_DEBUGINFO_TYPES_H

#include "debuginfo/debuginfo.h"

enum type_kind {
	KIND_VOID,
	KIND_INTEGER, /* also characters */
	KIND_BOOL,
	KIND_ENUM,
	KIND_POINTER, /* also a reference, an array or function decayed to one */
	KIND_FLOAT,
	KIND_STRUCT,
	KIND_UNION,
	KIND_ARRAY,
	KIND_FUNCTION,
	KIND_UNKNOWN, /* of a language or an encoding not handled */
};

struct type {
	enum type_kind kind; /* with typedefs and qualifiers resolved */
	bool is_signed;	     /* of an integer or enum: to be sign-extended */
	uint64_t size;	     /* bytes; 0 when not known or incomplete */
	/*
	 * As C, with typedef names kept, in the form of a listing: "struct file*", "char const*",
	 * "long int[]", "void (*) (void*)".
	 */
	const char *text;
	uint64_t die; /* offset in .debug_info; 0 of void */
};

/* True for what fits a script's number: integers, bools, enums, pointers. */
bool type_is_scalar(const struct type *type);

/*
 * What the function at an instance returns: KIND_VOID when nothing. For an inlined instance, of the
 * function that was inlined.
 */
struct function_instance;
struct type *type_of_result(struct debuginfo *debuginfo, const struct function_instance *instance);

#endif
