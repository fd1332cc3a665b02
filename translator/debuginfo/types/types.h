/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types of variables and results, free of where they were read from.
 *
 *	types.c		what does not depend on that
 *	types_dwarf.c	types in DWARF; types_dwarf_classes.c what only classes have
 *	types_btf.c	types in BTF
 */
#ifndef STAP_DEBUGINFO_TYPES_H
#define STAP_DEBUGINFO_TYPES_H

#include "debuginfo/debuginfo.h"

enum type_kind {
	KIND_VOID,
	KIND_INTEGER, /* also characters */
	KIND_BOOL,
	KIND_ENUM,
	KIND_POINTER, /* also a reference */
	KIND_FLOAT,
	KIND_STRUCT,
	KIND_UNION,
	KIND_ARRAY,
	KIND_FUNCTION,
	KIND_UNKNOWN, /* of a language or an encoding not handled */
};

struct type_source; /* where a type is described: DWARF or BTF */

struct type {
	enum type_kind kind; /* with typedefs and qualifiers resolved */
	bool is_signed;	     /* of an integer or enum: to be sign-extended */
	bool is_reference;   /* a pointer that stands for what it points to (C++) */
	uint64_t size;	     /* bytes; 0 when not known or incomplete */
	/*
	 * As C, with typedef names kept, in the form of a listing: "struct file*", "char const*",
	 * "long int[]", "void (*) (void*)".
	 */
	const char *text;
	const struct type_source *source;
	uint64_t id;	    /* to its source: offset in .debug_info, number in BTF; 0 of void */
	unsigned dimension; /* of an array of arrays: the first dimension of those of `id` */
	const struct type *pointee; /* of a pointer made by type_pointer_to(), else NULL */
};

/*
 * One step from an object to a virtual base class in it, which only the object itself tells the
 * place of: the base is at `place` (location.h), in which LOC_OBJECT is the object's address plus
 * `offset` bytes.
 */
struct type_virtual_base {
	uint64_t offset;
	const struct location_expression *place;
	const struct type_virtual_base *next; /* from there on; NULL: that is the last step */
};

/*
 * A member of a struct or union. Of a bitfield bit_offset is that of its lowest bit, on a
 * little-endian machine.
 */
struct type_member {
	const char *name; /* NULL: an anonymous struct or union, or a base class */
	const struct type *type;
	const struct type_virtual_base *base; /* steps before the offset; NULL: none */
	uint64_t bit_offset;		      /* from the start of the struct, or of the base */
	unsigned int bit_size;		      /* of a bitfield, else 0 */
};

struct type_enumerator {
	const char *name;
	int64_t value;
};

/*
 * What a pointer points to, the elements of an array (arrays again, of an array of arrays), the
 * result of a function. NULL for other kinds. A struct that is only declared where the type is from
 * is the definition that another unit has of it, if there is one.
 */
const struct type *type_target(const struct type *type);

/* The number of elements of an array; 0 when it is not known. */
uint64_t type_length(const struct type *type);

/* The members of a struct or union, in order; returns their number. */
size_t type_members(const struct type *type, const struct type_member **members);

/*
 * The member called @name of a struct or union, or of its base classes and the anonymous ones in
 * it; its offset is from the start of @type. False when there is none.
 */
bool type_member_find(const struct type *type, const char *name, struct type_member *member);

/*
 * The variable that is the static member called @name of a class, or of its base classes. NULL when
 * there is none that has a place or value.
 */
struct source_variable;
const struct source_variable *type_static_find(const struct type *type, const char *name);

/*
 * Whether it is a class that functions hand over in memory, whatever its size, since it cannot be
 * copied byte by byte (Itanium C++ ABI §3.1.2.3).
 */
bool type_is_by_reference(const struct type *type);

/* The enumerators of an enum, in order; returns their number. */
size_t type_enumerators(const struct type *type, const struct type_enumerator **enumerators);

/* What answers for the types of @debuginfo. */
const struct type_source *debuginfo_types(struct debuginfo *debuginfo);

/*
 * The type that a script means by @text in @cast: "struct task_struct", "task_struct", "pid_t",
 * "unsigned long", "char*". NULL when @source has none of that name.
 */
const struct type *type_find(const struct type_source *source, const char *text);

/* The type of a pointer to @type. */
const struct type *type_pointer_to(const struct type *type);

/* True for what fits a script's number: integers, bools, enums, pointers. */
bool type_is_scalar(const struct type *type);

/* The type nearest by spelling to what @text means there; NULL when none is near. */
const char *type_find_nearest(const struct type_source *source, const char *text);

/*
 * What the function at an instance returns: KIND_VOID when nothing. For an inlined instance, of the
 * function that was inlined.
 */
struct function_instance;
struct type *type_of_result(struct debuginfo *debuginfo, const struct function_instance *instance);

#endif
