/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Locations as expressions of the script's tree: over registers and memory reads.
 */
#include "probes/lowering.h"

#include "debuginfo/values/tls.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

/* ---------------------------------------------------------------- building expressions */

static struct expr *new_expr(struct lowering *l, enum expr_kind kind)
{
	struct expr *expr = arena_new_object(l->resolve->arena, struct expr);

	expr->kind = kind;
	expr->type = TYPE_LONG;
	expr->place = l->place;
	return expr;
}

struct expr *lower_number(struct lowering *l, int64_t value)
{
	struct expr *expr = new_expr(l, EXPR_NUMBER);

	expr->number = value;
	return expr;
}

struct expr *lower_binary(struct lowering *l, enum binary_op op, struct expr *left,
			  struct expr *right)
{
	struct expr *expr = new_expr(l, EXPR_BINARY);

	expr->binary.op = op;
	expr->binary.left = left;
	expr->binary.right = right;
	return expr;
}

struct expr *lower_register(struct lowering *l, unsigned int dwarf_register)
{
	struct expr *expr = new_expr(l, EXPR_MACHINE);

	expr->machine.kind = l->is_user ? MACHINE_UREGISTER : MACHINE_KREGISTER;
	expr->machine.argument = lower_number(l, dwarf_register);
	return expr;
}

struct expr *lower_memory(struct lowering *l, struct expr *address, unsigned int size,
			  bool is_signed)
{
	struct expr *expr = new_expr(l, EXPR_MACHINE);

	expr->machine.kind = l->is_user ? MACHINE_UDEREF : MACHINE_KDEREF;
	expr->machine.size = lower_number(l, size);
	expr->machine.argument = address;
	expr->machine.is_signed = is_signed;
	return expr;
}

struct expr *lower_convert(struct lowering *l, struct expr *operand, unsigned int size,
			   bool is_signed)
{
	if (size == 8)
		return operand;
	struct expr *expr = new_expr(l, EXPR_CONVERT);

	expr->convert.operand = operand;
	expr->convert.size = size;
	expr->convert.is_signed = is_signed;
	return expr;
}

struct expr *lower_code(struct lowering *l, const char *format, ...)
{
	struct expr *expr = new_expr(l, EXPR_CODE);
	va_list arguments;

	va_start(arguments, format);
	expr->string.text = arena_vprintf(l->resolve->arena, format, arguments);
	expr->string.length = strlen(expr->string.text);
	va_end(arguments);
	return expr;
}

static struct expr *not_supported(struct lowering *l, const char *what)
{
	if (!l->failed)
		resolve_fail(l->resolve, l->place, NULL, "where '%s' is, is described by %s",
			     l->name, what);
	l->failed = true;
	return lower_number(l, 0);
}

/* ---------------------------------------------------------------- location expressions */

static struct expr *lower_expression(struct lowering *l, const struct location_expression *from);

/* Unsigned a < b is signed (a ^ 2^63) < (b ^ 2^63). */
static struct expr *lower_unsigned_compare(struct lowering *l, enum binary_op op,
					   const struct location_expression *from)
{
	return lower_binary(l, op,
			    lower_binary(l, BINARY_XOR, lower_expression(l, from->a),
					 lower_number(l, INT64_MIN)),
			    lower_binary(l, BINARY_XOR, lower_expression(l, from->b),
					 lower_number(l, INT64_MIN)));
}

static struct expr *lower_shift(struct lowering *l, enum binary_op op,
				const struct location_expression *from)
{
	if (from->b->op != LOC_CONSTANT || from->b->value > 63)
		return not_supported(l, "a shift by a variable number of bits");
	return lower_binary(l, op, lower_expression(l, from->a), lower_expression(l, from->b));
}

static struct expr *lower_select(struct lowering *l, const struct location_expression *from)
{
	struct expr *expr = new_expr(l, EXPR_CONDITIONAL);

	expr->conditional.condition = lower_expression(l, from->c);
	expr->conditional.yes = lower_expression(l, from->a);
	expr->conditional.no = lower_expression(l, from->b);
	return expr;
}

static struct expr *lower_address(struct lowering *l, uint64_t address)
{
	const char *text = object_address_text(l->resolve->session, l->object, l->own, address);

	return text ? lower_code(l, "%s", text)
		    : not_supported(l, "an address in a section that has no symbols");
}

/* The return address at an address; that of a kernel's function is not seen through probes. */
static struct expr *lower_return(struct lowering *l, struct expr *address)
{
	struct expr *expr = lower_memory(l, address, 8, false);

	if (l->is_user)
		expr->machine.kind = MACHINE_URETURN;
	return expr;
}

/* The address of the thread variable at an offset in the block of the object. */
static struct expr *lower_thread_address(struct lowering *l, const struct location_expression *from)
{
	static const char *const models[] = {
		[TLS_EXECUTABLE] = "STAP_TLS_EXECUTABLE",
		[TLS_OFFSET] = "STAP_TLS_OFFSET",
		[TLS_MODULE] = "STAP_TLS_MODULE",
		[TLS_DESCRIPTOR] = "STAP_TLS_DESCRIPTOR",
	};
	struct debuginfo_error error = { 0 };
	struct tls_block block;
	const char *slot = "0";

	if (!l->is_user || !l->object || from->a->op != LOC_CONSTANT)
		return not_supported(l, "an offset in a thread's memory that is not known");
	if (!tls_find(l->object->debuginfo, &block, &error)) {
		if (!l->failed)
			resolve_fail(l->resolve, l->place, error.remedy,
				     "cannot tell where a thread has '%s': %s", l->name,
				     error.text);
		l->failed = true;
		return lower_number(l, 0);
	}
	if (block.model != TLS_EXECUTABLE)
		slot = object_address_text(l->resolve->session, l->object, l->own, block.slot);
	return lower_code(l, "(int64_t)stap_user_tls(c, %s, %s, %" PRId64 ", %" PRIu64 ", \"%s\")",
			  models[block.model], slot, (int64_t)from->a->value + block.start,
			  block.own, l->name);
}

static struct expr *lower_expression(struct lowering *l, const struct location_expression *from)
{
	static const enum binary_op binary_ops[] = {
		[LOC_ADD] = BINARY_ADD,
		[LOC_SUBTRACT] = BINARY_SUBTRACT,
		[LOC_MULTIPLY] = BINARY_MULTIPLY,
		[LOC_DIVIDE_SIGNED] = BINARY_DIVIDE,
		[LOC_MODULO_SIGNED] = BINARY_MODULO,
		[LOC_AND] = BINARY_AND,
		[LOC_OR] = BINARY_OR,
		[LOC_XOR] = BINARY_XOR,
		[LOC_EQUAL] = BINARY_EQUAL,
		[LOC_NOT_EQUAL] = BINARY_NOT_EQUAL,
		[LOC_LESS_SIGNED] = BINARY_LESS,
		[LOC_LESS_EQUAL_SIGNED] = BINARY_LESS_EQUAL,
	};

	switch (from->op) {
	case LOC_CONSTANT:
		return lower_number(l, (int64_t)from->value);
	case LOC_REGISTER:
		return lower_register(l, (unsigned int)from->value);
	case LOC_ENTRY_REGISTER:
		return not_supported(l, "what a register held when the function was called");
	case LOC_ADDRESS:
		return lower_address(l, from->value);
	case LOC_OBJECT:
		return l->base_of;
	case LOC_TLS:
		return lower_thread_address(l, from);
	case LOC_UNKNOWN:
		return lower_code(l, "stap_value_unknown(c, \"%s\")", l->name);
	case LOC_READ:
		return lower_memory(l, lower_expression(l, from->a), from->size, false);
	case LOC_RETURN:
		return lower_return(l, lower_expression(l, from->a));
	case LOC_SIGN_EXTEND:
		return lower_convert(l, lower_expression(l, from->a), from->size, true);
	case LOC_ZERO_EXTEND:
		return lower_convert(l, lower_expression(l, from->a), from->size, false);
	case LOC_NEGATE:
		return lower_binary(l, BINARY_SUBTRACT, lower_number(l, 0),
				    lower_expression(l, from->a));
	case LOC_NOT:
		return lower_binary(l, BINARY_XOR, lower_expression(l, from->a),
				    lower_number(l, -1));
	case LOC_LESS:
		return lower_unsigned_compare(l, BINARY_LESS, from);
	case LOC_LESS_EQUAL:
		return lower_unsigned_compare(l, BINARY_LESS_EQUAL, from);
	case LOC_SHIFT_LEFT:
		return lower_shift(l, BINARY_SHIFT_LEFT, from);
	case LOC_SHIFT_RIGHT:
		return lower_shift(l, BINARY_SHIFT_RIGHT_LOGICAL, from);
	case LOC_SHIFT_RIGHT_SIGNED:
		return lower_shift(l, BINARY_SHIFT_RIGHT, from);
	case LOC_SELECT:
		return lower_select(l, from);
	case LOC_DIVIDE:
	case LOC_MODULO:
		return not_supported(l, "an unsigned division");
	default:
		return lower_binary(l, binary_ops[from->op], lower_expression(l, from->a),
				    lower_expression(l, from->b));
	}
}

struct expr *lower_virtual_base(struct lowering *l, const struct type_virtual_base *base,
				struct expr *object)
{
	for (; base && !l->failed; base = base->next) {
		l->base_of = object;
		if (base->offset)
			l->base_of = lower_binary(l, BINARY_ADD, object,
						  lower_number(l, (int64_t)base->offset));
		object = lower_expression(l, base->place);
	}
	return l->failed ? NULL : object;
}

/* ---------------------------------------------------------------- locations */

/* At most 8 bytes of a constant from byte @offset on, little-endian. */
static int64_t bytes_value(const struct location *location, size_t offset)
{
	uint64_t value = 0;

	for (size_t i = 0; i < 8 && offset + i < location->byte_count; i++)
		value |= (uint64_t)location->bytes[offset + i] << (8 * i);
	return (int64_t)value;
}

bool lower_location(struct lowering *l, const struct location *location, const struct type *type,
		    struct target_value *value)
{
	*value = (struct target_value){ .type = type };
	switch (location->kind) {
	case LOCATION_MEMORY:
		value->address = lower_expression(l, location->expression);
		break;
	case LOCATION_REGISTER:
		value->number = lower_register(l, location->dwarf_register);
		break;
	case LOCATION_VALUE:
		value->number = lower_expression(l, location->expression);
		break;
	default:
		value->pieces = location;
	}
	return !l->failed;
}

/* ---------------------------------------------------------------- reading */

/* @count bits of @number from bit @offset on, zero-extended. */
static struct expr *bits_of(struct lowering *l, struct expr *number, unsigned int offset,
			    unsigned int count)
{
	if (offset)
		number = lower_binary(l, BINARY_SHIFT_RIGHT_LOGICAL, number,
				      lower_number(l, offset));
	if (count < 64)
		number = lower_binary(l, BINARY_AND, number,
				      lower_number(l, (int64_t)((1ull << count) - 1)));
	return number;
}

/* 64 bits of a constant from bit @offset on. */
static struct expr *constant_bits(struct lowering *l, const struct location *location,
				  unsigned int offset)
{
	return lower_number(l,
			    (int64_t)((uint64_t)bytes_value(location, offset / 8) >> (offset % 8)));
}

/* @count bits of one piece from bit @offset of it on. */
static struct expr *piece_bits(struct lowering *l, const struct location_piece *piece,
			       unsigned int offset, unsigned int count)
{
	const struct location *location = &piece->location;
	struct target_value value = { 0 };

	offset += piece->bit_offset;
	switch (location->kind) {
	case LOCATION_ABSENT:
		if (!l->failed)
			resolve_fail(l->resolve, l->place, NULL,
				     "'%s' is optimised out here, in this part of it", l->name);
		l->failed = true;
		return lower_number(l, 0);
	case LOCATION_BYTES:
		return bits_of(l, constant_bits(l, location, offset), 0, count);
	case LOCATION_MEMORY:
		return bits_of(l,
			       lower_memory(l,
					    lower_binary(l, BINARY_ADD,
							 lower_expression(l, location->expression),
							 lower_number(l, offset / 8)),
					    count + offset % 8 > 32   ? 8
					    : count + offset % 8 > 16 ? 4
					    : count + offset % 8 > 8  ? 2
								      : 1,
					    false),
			       offset % 8, count);
	default:
		lower_location(l, location, NULL, &value);
		return bits_of(l, value.number, offset, count);
	}
}

/* @count bits of what is in pieces, from bit @offset on. */
static struct expr *pieces_bits(struct lowering *l, const struct location *location,
				unsigned int offset, unsigned int count)
{
	struct expr *number = NULL;
	unsigned int start = 0, filled = 0;

	if (location->kind == LOCATION_IMPLICIT_POINTER) {
		if (!l->failed)
			resolve_fail(l->resolve, l->place,
				     "what it points to can be read: $x->member",
				     "'%s' is a pointer that the compiler left out here", l->name);
		l->failed = true;
		return lower_number(l, 0);
	}
	if (location->kind == LOCATION_BYTES)
		return bits_of(l, constant_bits(l, location, offset), 0, count);
	for (size_t i = 0; i < location->piece_count && filled < count; i++) {
		const struct location_piece *piece = &location->pieces[i];
		unsigned int end = start + piece->bit_size, from = offset + filled;

		if (from < end) {
			unsigned int have =
				end - from < count - filled ? end - from : count - filled;
			struct expr *part = piece_bits(l, piece, from - start, have);

			if (filled)
				part = lower_binary(l, BINARY_SHIFT_LEFT, part,
						    lower_number(l, filled));
			number = number ? lower_binary(l, BINARY_OR, number, part) : part;
			filled += have;
		}
		start = end;
	}
	return number ? number : not_supported(l, "pieces that do not make up the whole");
}

static unsigned int value_size(const struct type *type)
{
	return type->size == 1 || type->size == 2 || type->size == 4 ? (unsigned int)type->size : 8;
}

/* A bitfield in memory: the smallest aligned unit that has all of it. */
static struct expr *read_bitfield(struct lowering *l, const struct target_value *value)
{
	unsigned int last = value->bit_offset + value->bit_size - 1, size = 1, offset;

	while (size < 8 && value->bit_offset / (8 * size) != last / (8 * size))
		size *= 2;
	offset = value->bit_offset / (8 * size) * size;
	if (last >= 8 * (offset + size))
		return not_supported(l, "a bitfield across two words");
	struct expr *address = value->address;

	if (offset)
		address = lower_binary(l, BINARY_ADD, address, lower_number(l, offset));
	struct expr *expr = lower_memory(l, address, size, value->type->is_signed);

	expr->machine.bit_offset = value->bit_offset - 8 * offset;
	expr->machine.bit_size = value->bit_size;
	return expr;
}

/* @number, of @bits bits, sign-extended when @is_signed. */
static struct expr *extend(struct lowering *l, struct expr *number, unsigned int bits,
			   bool is_signed)
{
	if (bits == 8 || bits == 16 || bits == 32 || bits == 64)
		return lower_convert(l, number, bits / 8, is_signed);
	if (!is_signed)
		return number;
	return lower_binary(l, BINARY_SHIFT_RIGHT,
			    lower_binary(l, BINARY_SHIFT_LEFT, number, lower_number(l, 64 - bits)),
			    lower_number(l, 64 - bits));
}

struct expr *lower_read(struct lowering *l, const struct target_value *value)
{
	unsigned int size = value_size(value->type);
	unsigned int bits = value->bit_size ? value->bit_size : 8 * size;
	struct expr *expr;

	if (value->address && value->bit_size) {
		expr = read_bitfield(l, value);
	} else if (value->address) {
		expr = value->address;
		if (value->bit_offset)
			expr = lower_binary(l, BINARY_ADD, expr,
					    lower_number(l, value->bit_offset / 8));
		expr = lower_memory(l, expr, size, value->type->is_signed);
	} else if (value->pieces) {
		expr = extend(l, pieces_bits(l, value->pieces, value->bit_offset, bits), bits,
			      value->type->is_signed);
	} else {
		expr = value->number;
		if (value->bit_offset || value->bit_size)
			expr = bits_of(l, expr, value->bit_offset, bits);
		expr = extend(l, expr, bits, value->type->is_signed);
	}
	return l->failed ? NULL : expr;
}
