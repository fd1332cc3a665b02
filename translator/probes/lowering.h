/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From what debuginfo says to expressions of the script's tree, which the rest of the translator
 * treats as any other. Used by every family that has context variables.
 *
 *	lowering.c	the expressions themselves; locations
 *	target.c	a value and what is written behind it: $x->y[3], &$x, $x$
 *	pretty.c	values as text
 *	target_any.c	@cast, @var and @enum, which mean the same in every probe
 */
#ifndef STAP_PROBES_LOWERING_H
#define STAP_PROBES_LOWERING_H

#include "debuginfo/values/location.h"
#include "debuginfo/types/types.h"
#include "probes/object.h"

/* One target ($x…, @cast…, @var…) on its way to be lowered. */
struct lowering {
	struct resolve *resolve;
	struct place place;		    /* of the target */
	const char *name;		    /* "$x", for messages */
	bool is_user;			    /* memory and registers are those of user space */
	const struct probed_object *own;    /* what the probe is in; NULL: the kernel, or nothing */
	const struct probed_object *object; /* what addresses are in; NULL: the kernel */
	struct expr *base_of;		    /* the object whose virtual base class is being found */
	bool failed;			    /* resolve_fail() was called */
};

/* ---------------------------------------------------------------- expressions */

struct expr *lower_number(struct lowering *l, int64_t value);
struct expr *lower_binary(struct lowering *l, enum binary_op op, struct expr *left,
			  struct expr *right);
/* The register with DWARF's number at the probed place. */
struct expr *lower_register(struct lowering *l, unsigned int dwarf_register);
/* @size bytes (1, 2, 4, 8) of memory at @address. */
struct expr *lower_memory(struct lowering *l, struct expr *address, unsigned int size,
			  bool is_signed);
/* The low @size bytes (1, 2, 4, 8) of @operand. */
struct expr *lower_convert(struct lowering *l, struct expr *operand, unsigned int size,
			   bool is_signed);
/* A C expression over the runtime's interface, of type long. printf's format. */
__attribute__((format(printf, 2, 3))) struct expr *lower_code(struct lowering *l,
							      const char *format, ...);

/* ---------------------------------------------------------------- values */

/*
 * A value that has a type, while what is written behind it is applied. It is one of: in memory at
 * `address`; the low bytes of `number`, with no place; or in the pieces of `location`.
 */
struct target_value {
	const struct type *type;
	struct expr *address;
	struct expr *number;
	const struct location *pieces;
	unsigned int bit_offset; /* of what is meant, from the start of the above */
	unsigned int bit_size;	 /* of a bitfield, else 0 */
};

/* The value at @location of something of @type. False after resolve_fail(). */
bool lower_location(struct lowering *l, const struct location *location, const struct type *type,
		    struct target_value *value);

/* The number that a value of a scalar type is. NULL after resolve_fail(). */
struct expr *lower_read(struct lowering *l, const struct target_value *value);

/*
 * Turns @target (EXPR_TARGET), whose name stands for @root, into an expression in place: members
 * and indices are applied, & is obeyed, numbers and pointers are read, pretty printing becomes
 * text. Sets its type, and target_type for auto-cast. False after resolve_fail().
 */
bool lower_target_value(struct lowering *l, const struct target_value *root, struct expr *target);

/*
 * Goes to @member of the struct or class that @value is. False after resolve_fail(): a virtual base
 * class of something that is not in memory.
 */
bool lower_step(struct lowering *l, struct target_value *value, const struct type_member *member,
		struct place place);

/* From a reference (C++) to what it stands for; others stay. False after resolve_fail(). */
bool lower_reference(struct lowering *l, struct target_value *value);

/* The address of what a value in memory means; NULL when it is nowhere. */
struct expr *lower_address_of(struct lowering *l, const struct target_value *value);

/* The address of a virtual base class, of an object at @object. NULL after resolve_fail(). */
struct expr *lower_virtual_base(struct lowering *l, const struct type_virtual_base *base,
				struct expr *object);

/* Goes to the member called @name of a struct, a union, or what a pointer points to. */
bool lower_member(struct lowering *l, struct target_value *value, const char *name,
		  struct place place);

/*
 * @value as text, in place of @target: {.x=1, .y={...}}; with @deep the values inside too. For a
 * string behind a pointer, the string. False after resolve_fail().
 */
bool lower_pretty(struct lowering *l, const struct target_value *value, bool deep,
		  struct expr *target);

/* ---------------------------------------------------------------- $$vars */

/* One variable of a list such as $$parms. */
struct listed_value {
	const char *name;
	bool is_available;
	struct target_value value;
};

/*
 * "name=0x1 other=?" in place of @target, pretty with one or two $ behind it. False after
 * resolve_fail().
 */
bool lower_list(struct lowering *l, const struct listed_value *values, size_t count,
		struct expr *target);

#endif
