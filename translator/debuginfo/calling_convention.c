/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calling convention of x86-64.
 *
 * What is larger than two words, or has members that are not aligned, is in memory; the rest is in
 * as many general registers as it has words, or, when there are not enough left, in memory. A
 * function whose result is in memory gets its address as a parameter before all others.
 */
#include "debuginfo/calling_convention.h"

#include "debuginfo/location_tree.h"

#define WORD	     8 /* bytes */
#define NESTING_MAX  16
#define STACK	     7 /* DWARF's number of rsp */
#define RETURN_WORDS 2

static const unsigned int argument_registers[] = { 5, 4, 1, 2, 8, 9 }; /* rdi rsi rdx rcx r8 r9 */
static const unsigned int result_registers[RETURN_WORDS] = { 0, 1 };   /* rax rdx */

#define ARGUMENT_REGISTERS (sizeof(argument_registers) / sizeof(*argument_registers))

/* How a value is handed over. */
enum passing {
	IN_REGISTERS,
	IN_MEMORY,
	NOT_KNOWN /* floating point, or a type that is not */
};

/* What alignment demands of a type; 0: it is not known. */
static uint64_t alignment(const struct type *type, int depth)
{
	const struct type_member *members;
	const struct type *element;
	uint64_t most = 1;
	size_t count;

	switch (depth < NESTING_MAX ? type->kind : KIND_UNKNOWN) {
	case KIND_INTEGER:
	case KIND_BOOL:
	case KIND_ENUM:
	case KIND_POINTER:
	case KIND_FLOAT:
		return type->size;
	case KIND_ARRAY:
		element = type_target(type);
		return element ? alignment(element, depth + 1) : 0;
	case KIND_STRUCT:
	case KIND_UNION:
		count = type_members(type, &members);
		for (size_t i = 0; i < count; i++) {
			uint64_t own = alignment(members[i].type, depth + 1);

			if (!own)
				return 0;
			most = own > most ? own : most;
		}
		return most;
	default:
		return 0;
	}
}

/* How a struct is handed over by its members, the worst of them deciding. */
static enum passing members_passing(const struct type *type, int depth)
{
	const struct type_member *members;
	size_t count = type_members(type, &members);
	enum passing worst = IN_REGISTERS;

	for (size_t i = 0; i < count && worst != NOT_KNOWN; i++) {
		const struct type *part = members[i].type;
		enum passing own = IN_REGISTERS;
		uint64_t own_alignment = alignment(part, 0);

		while (part && part->kind == KIND_ARRAY)
			part = type_target(part);
		if (!part || !own_alignment || part->kind == KIND_FLOAT)
			own = NOT_KNOWN;
		else if (!members[i].bit_size && members[i].bit_offset % (8 * own_alignment))
			own = IN_MEMORY;
		else if (part->kind == KIND_STRUCT || part->kind == KIND_UNION)
			own = depth < NESTING_MAX ? members_passing(part, depth + 1) : NOT_KNOWN;
		worst = own > worst ? own : worst;
	}
	return worst;
}

static enum passing passing_of(const struct type *type)
{
	switch (type->kind) {
	case KIND_INTEGER:
	case KIND_BOOL:
	case KIND_ENUM:
	case KIND_POINTER:
		return type->size && type->size <= RETURN_WORDS * WORD ? IN_REGISTERS : NOT_KNOWN;
	case KIND_STRUCT:
	case KIND_UNION:
		if (type->size > RETURN_WORDS * WORD)
			return IN_MEMORY;
		return type->size ? members_passing(type, 0) : NOT_KNOWN;
	default:
		return NOT_KNOWN;
	}
}

static size_t words_of(const struct type *type)
{
	return (type->size + WORD - 1) / WORD;
}

static const struct location *in_registers(struct arena *arena, const unsigned int *registers,
					   size_t count)
{
	struct location *location = arena_new_object(arena, struct location);

	if (count == 1) {
		location->kind = LOCATION_REGISTER;
		location->dwarf_register = registers[0];
		return location;
	}
	location->kind = LOCATION_PIECES;
	location->piece_count = count;
	location->pieces = arena_alloc(arena, count * sizeof(*location->pieces));
	for (size_t i = 0; i < count; i++) {
		location->pieces[i].location.kind = LOCATION_REGISTER;
		location->pieces[i].location.dwarf_register = registers[i];
		location->pieces[i].bit_size = 8 * WORD;
	}
	return location;
}

/* In memory at @offset from where a register points. */
static const struct location *in_memory(struct arena *arena, unsigned int dwarf_register,
					uint64_t offset)
{
	struct location *location = arena_new_object(arena, struct location);

	location->kind = LOCATION_MEMORY;
	location->expression =
		tree_binary(arena, LOC_ADD, tree_leaf(arena, LOC_REGISTER, dwarf_register),
			    tree_constant(arena, offset));
	return location;
}

static const struct location *not_known(struct arena *arena, const struct type *type,
					struct debuginfo_error *error)
{
	error->text = arena_printf(arena, "where a '%s' is handed over is not known", type->text);
	return NULL;
}

const struct location *parameter_location(struct arena *arena, const struct type *result,
					  const struct type *const *parameters, size_t number,
					  struct debuginfo_error *error)
{
	size_t used = passing_of(result) == IN_MEMORY; /* registers */
	uint64_t offset = WORD;			       /* behind the return address */

	*error = (struct debuginfo_error){ 0 };
	for (size_t i = 0; i <= number; i++) {
		const struct type *type = parameters[i];
		enum passing passing = passing_of(type);
		size_t words = words_of(type);

		if (passing == NOT_KNOWN)
			return not_known(arena, type, error);
		if (passing == IN_REGISTERS && used + words <= ARGUMENT_REGISTERS) {
			if (i == number)
				return in_registers(arena, argument_registers + used, words);
			used += words;
			continue;
		}
		if (alignment(type, 0) > WORD || !alignment(type, 0))
			return not_known(arena, type, error);
		if (i == number)
			return in_memory(arena, STACK, offset);
		offset += words * WORD;
	}
	return NULL;
}

const struct location *result_location(struct arena *arena, const struct type *type,
				       struct debuginfo_error *error)
{
	*error = (struct debuginfo_error){ 0 };
	switch (passing_of(type)) {
	case IN_REGISTERS:
		return in_registers(arena, result_registers, words_of(type));
	case IN_MEMORY: /* its address comes back */
		return in_memory(arena, result_registers[0], 0);
	default:
		return not_known(arena, type, error);
	}
}
