/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calling convention of x86-64.
 *
 * What is larger than two words, or has members that are not aligned, is in memory; the rest is in
 * as many general registers as it has words, or, when there are not enough left, in memory. A
 * function whose result is in memory gets its address as a parameter before all others.
 */
#include <string.h>

#include "debuginfo/values/calling_convention.h"

#include "debuginfo/values/location_tree.h"

#define WORD	     8 /* bytes */
#define NESTING_MAX  16
#define STACK	     7 /* DWARF's number of rsp */
#define RETURN_WORDS 2

/* Of the general ones; the first floating-point values are in vector registers. */
static const unsigned int argument_registers[] = { 5, 4, 1, 2, 8, 9 }; /* rdi rsi rdx rcx r8 r9 */
static const unsigned int result_registers[RETURN_WORDS] = { 0, 1 };   /* rax rdx */

#define VECTOR_REGISTERS   8
#define ARGUMENT_REGISTERS (sizeof(argument_registers) / sizeof(*argument_registers))

/* What 8 bytes of a value are handed over in (System V ABI AMD64 §3.2.3, "Classification"). */
enum word_class {
	NO_CLASS, /* padding: nothing */
	VECTOR,
	GENERAL
};

/* How a value is handed over. */
struct passing {
	enum {
		IN_REGISTERS,
		IN_MEMORY,
		NOT_KNOWN
	} where;
	enum word_class words[RETURN_WORDS];
	size_t general, vector; /* registers of each kind */
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

static void classify(const struct type *type, uint64_t offset, struct passing *passing, int depth);

static void classify_members(const struct type *type, uint64_t offset, struct passing *passing,
			     int depth)
{
	const struct type_member *members;
	size_t count = type_members(type, &members);

	for (size_t i = 0; i < count && passing->where == IN_REGISTERS; i++) {
		uint64_t own = alignment(members[i].type, 0), at = members[i].bit_offset;

		if (!own)
			passing->where = NOT_KNOWN;
		else if (!members[i].bit_size && at % (8 * own))
			passing->where = IN_MEMORY;
		else
			classify(members[i].type, offset + at / 8, passing, depth + 1);
	}
}

static void classify_elements(const struct type *type, uint64_t offset, struct passing *passing,
			      int depth)
{
	const struct type *element = type_target(type);
	uint64_t count = type_length(type);

	if (!element || !element->size)
		passing->where = NOT_KNOWN;
	for (uint64_t i = 0; i < count && passing->where == IN_REGISTERS; i++)
		classify(element, offset + i * element->size, passing, depth + 1);
}

static void set_words(const struct type *type, uint64_t offset, struct passing *passing,
		      enum word_class class)
{
	for (uint64_t word = offset / WORD; word * WORD < offset + type->size; word++)
		if (word >= RETURN_WORDS)
			passing->where = NOT_KNOWN;
		else if (passing->words[word] < class)
			passing->words[word] = class;
}

/* What a part of a value, @offset bytes from its start, makes of its words. */
static void classify(const struct type *type, uint64_t offset, struct passing *passing, int depth)
{
	switch (depth < NESTING_MAX ? type->kind : KIND_UNKNOWN) {
	case KIND_INTEGER:
	case KIND_BOOL:
	case KIND_ENUM:
	case KIND_POINTER:
		set_words(type, offset, passing, GENERAL);
		break;
	case KIND_FLOAT:
		if (!strcmp(type->text, "long double"))
			passing->where = IN_MEMORY;
		else if (type->size > WORD)
			passing->where = NOT_KNOWN;
		else
			set_words(type, offset, passing, VECTOR);
		break;
	case KIND_STRUCT:
	case KIND_UNION:
		classify_members(type, offset, passing, depth);
		break;
	case KIND_ARRAY:
		classify_elements(type, offset, passing, depth);
		break;
	default:
		passing->where = NOT_KNOWN;
	}
}

static struct passing passing_of(const struct type *type)
{
	struct passing passing = { .where = IN_REGISTERS };

	if (!type->size) {
		passing.where = NOT_KNOWN;
	} else if (type->size > RETURN_WORDS * WORD || type_is_by_reference(type)) {
		passing.where = type->kind == KIND_STRUCT || type->kind == KIND_UNION ? IN_MEMORY
										      : NOT_KNOWN;
	} else {
		classify(type, 0, &passing, 0);
	}
	for (size_t i = 0; i < RETURN_WORDS; i++) {
		passing.general += passing.words[i] == GENERAL;
		passing.vector += passing.words[i] == VECTOR;
	}
	return passing;
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

/* A value in general registers. */
static const struct location *in_general(struct arena *arena, const struct type *type,
					 const struct passing *passing,
					 const unsigned int *registers,
					 struct debuginfo_error *error)
{
	if (passing->general && !passing->vector && passing->general == words_of(type))
		return in_registers(arena, registers, passing->general);
	if (!passing->vector)
		return not_known(arena, type, error);
	error->text = arena_printf(
		arena, "a '%s' is handed over in a vector register, which cannot be read",
		type->text);
	return NULL;
}

/* Where the next value of @type is on the stack, whose next free byte is at @offset; 0: unknown. */
static uint64_t stack_offset(const struct type *type, uint64_t offset)
{
	uint64_t align = alignment(type, 0);

	if (align <= WORD)
		return align ? offset : 0;
	/* The return address lies below a multiple of 16. */
	return (offset - WORD + align - 1) / align * align + WORD;
}

const struct location *parameter_location(struct arena *arena, const struct type *result,
					  const struct type *const *parameters, size_t number,
					  struct debuginfo_error *error)
{
	size_t general = passing_of(result).where == IN_MEMORY, vector = 0; /* registers used */
	uint64_t offset = WORD; /* behind the return address */

	*error = (struct debuginfo_error){ 0 };
	for (size_t i = 0; i <= number; i++) {
		const struct type *type = parameters[i];
		const struct passing passing = passing_of(type);

		if (passing.where == NOT_KNOWN)
			return not_known(arena, type, error);
		if (passing.where == IN_REGISTERS &&
		    general + passing.general <= ARGUMENT_REGISTERS &&
		    vector + passing.vector <= VECTOR_REGISTERS) {
			if (i == number)
				return in_general(arena, type, &passing,
						  argument_registers + general, error);
			general += passing.general;
			vector += passing.vector;
			continue;
		}
		offset = stack_offset(type, offset);
		if (!offset)
			return not_known(arena, type, error);
		if (i == number)
			return in_memory(arena, STACK, offset);
		offset += words_of(type) * WORD;
	}
	return NULL;
}

const struct location *result_location(struct arena *arena, const struct type *type,
				       struct debuginfo_error *error)
{
	const struct passing passing = passing_of(type);

	*error = (struct debuginfo_error){ 0 };
	switch (passing.where) {
	case IN_REGISTERS:
		return in_general(arena, type, &passing, result_registers, error);
	case IN_MEMORY:
		if (type->kind == KIND_FLOAT) /* on the stack of the x87 */
			return not_known(arena, type, error);
		return in_memory(arena, result_registers[0], 0); /* its address comes back */
	default:
		return not_known(arena, type, error);
	}
}
