/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Symbolic evaluation of DWARF expressions: the stack machine of the standard runs here, but over
 * trees instead of numbers. Stack operations and calls disappear by that, and a branch, which may
 * only go forward, becomes a choice between what its two ways lead to.
 */
#include <string.h>

#include "debuginfo/values/call_sites.h"
#include "debuginfo/values/frame.h"
#include "debuginfo/values/location_evaluate.h"
#include "debuginfo/values/location_tree.h"

enum {
	STACK_MAX = 64,
	STEP_MAX = 4096,    /* operations of one evaluation, over all ways of its branches */
	WEIGHT_MAX = 20000, /* nodes of a tree, written out */
	NESTING_MAX = 8,    /* expressions in expressions */
};

/* DWARF 5 §2.5.1: a stack entry has a base type, or the generic type: size 0 here. */
struct entry {
	tree value; /* extended from the size of its type to 64 bits */
	unsigned int size;
	bool is_signed;
};

struct stack {
	struct entry entries[STACK_MAX];
	unsigned int depth;
};

struct machine {
	const struct location_context *context;
	struct arena *arena;
	struct debuginfo_error *error;
	const Dwarf_Op *operations;
	size_t count;
	bool entry_values; /* registers are those at the entry of the function */
	int nesting;
	unsigned int *steps;
	bool needs_entry_value, needs_address;

	/* The location that the operations so far describe; its kind once that is certain. */
	struct location location;
	bool described;
	VEC(struct location_piece) pieces;
};

static bool fail(struct machine *machine, const char *text)
{
	if (!machine->error->text)
		machine->error->text = arena_strdup(machine->arena, text);
	return false;
}

static bool unsupported(struct machine *machine, unsigned int operation)
{
	if (!machine->error->text)
		machine->error->text =
			arena_printf(machine->arena,
				     "its location uses the DWARF operation 0x%x, which is not "
				     "supported",
				     operation);
	return false;
}

static bool push_typed(struct machine *machine, struct stack *stack, tree value, unsigned int size,
		       bool is_signed)
{
	if (stack->depth == STACK_MAX || value->weight > WEIGHT_MAX)
		return fail(machine, "its location is too complex");
	stack->entries[stack->depth++] =
		(struct entry){ .value = value, .size = size, .is_signed = is_signed };
	return true;
}

static bool push(struct machine *machine, struct stack *stack, tree value)
{
	return push_typed(machine, stack, value, 0, false);
}

static bool pop(struct machine *machine, struct stack *stack, struct entry *entry)
{
	if (!stack->depth)
		return fail(machine, "its location is damaged: the stack is empty");
	*entry = stack->entries[--stack->depth];
	return true;
}

/* What register @number holds, or held at the entry of the function; never NULL. */
static tree register_value(struct machine *machine, uint64_t number)
{
	const struct location_context *context = machine->context;
	tree value = NULL;

	if (!machine->entry_values || context->at_entry) {
		if (!context->registers)
			return tree_leaf(machine->arena, LOC_REGISTER, number);
		if (number < FRAME_REGISTERS)
			value = context->registers[number];
	} else if (!context->entry_values) {
		machine->needs_entry_value = true;
		return tree_leaf(machine->arena, LOC_ENTRY_REGISTER, number);
	} else {
		value = entry_value(context->entry_values, (unsigned int)number);
		machine->needs_address = true;
	}
	if (value)
		return value;
	fail(machine, "optimised out: no call of the function says what it was then");
	return tree_leaf(machine->arena, LOC_UNKNOWN, 0);
}

/* @value cut to @size bytes and extended; size 0 is the generic type. */
static tree to_type(struct machine *machine, tree value, unsigned int size, bool is_signed)
{
	if (!size)
		return value;
	return tree_unary(machine->arena, is_signed ? LOC_SIGN_EXTEND : LOC_ZERO_EXTEND, size,
			  value);
}

/* The base type a typed operation names: false when it is not one of integers. */
static bool base_type(struct machine *machine, const Dwarf_Op *operation, uint64_t reference,
		      unsigned int *size, bool *is_signed)
{
	Dwarf_Attribute attribute;
	Dwarf_Word bytes, encoding;
	Dwarf_Die die;

	*size = 0;
	*is_signed = false;
	if (!reference) /* the generic type */
		return true;
	if (!machine->context->attribute ||
	    dwarf_getlocation_die(machine->context->attribute, operation, &die) ||
	    dwarf_formudata(dwarf_attr(&die, DW_AT_byte_size, &attribute), &bytes) ||
	    dwarf_formudata(dwarf_attr(&die, DW_AT_encoding, &attribute), &encoding))
		return fail(machine, "its location is damaged: a base type is missing");
	if (encoding == DW_ATE_float || encoding == DW_ATE_complex_float || bytes > 8 ||
	    (bytes & (bytes - 1)) || !bytes)
		return fail(machine, "its location computes with a type that is not supported");
	*size = bytes;
	*is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
	return true;
}

static bool evaluate(struct machine *machine);

/* Start evaluating an expression that the current one refers to, in the same place. */
static bool nested(struct machine *machine, struct machine *inner,
		   const struct location_context *context, const Dwarf_Op *operations, size_t count)
{
	*inner = (struct machine){
		.context = context,
		.arena = machine->arena,
		.error = machine->error,
		.operations = operations,
		.count = count,
		.entry_values = machine->entry_values,
		.nesting = machine->nesting + 1,
		.steps = machine->steps,
	};
	if (inner->nesting > NESTING_MAX)
		return fail(machine, "its location is too complex");
	return evaluate(inner);
}

static void merge_needs(struct machine *machine, const struct machine *inner)
{
	machine->needs_entry_value |= inner->needs_entry_value;
	machine->needs_address |= inner->needs_address;
}

/* The number that a frame base or a CFA comes down to: an address, or what is in a register. */
static bool push_base(struct machine *machine, struct stack *stack, const Dwarf_Op *operations,
		      size_t count, int64_t offset)
{
	struct location_context context = *machine->context;
	struct machine inner;
	tree base;

	context.attribute = NULL;
	context.initial = NULL;
	if (operations == context.frame_base)
		context.frame_base_count = 0;
	else
		context.cfa_count = 0;
	if (!nested(machine, &inner, &context, operations, count))
		return false;
	merge_needs(machine, &inner);
	if (inner.location.kind == LOCATION_REGISTER)
		base = register_value(machine, inner.location.dwarf_register);
	else if (inner.location.kind == LOCATION_MEMORY || inner.location.kind == LOCATION_VALUE)
		base = inner.location.expression;
	else
		return fail(machine, "its location is damaged: no frame base");
	return push(
		machine, stack,
		tree_binary(machine->arena, LOC_ADD, base, tree_constant(machine->arena, offset)));
}

static bool push_frame_base(struct machine *machine, struct stack *stack, int64_t offset)
{
	const struct location_context *context = machine->context;

	if (!context->frame_base_count)
		return fail(machine, "it is on the stack, but the function has no frame base");
	return push_base(machine, stack, context->frame_base, context->frame_base_count, offset);
}

static bool push_cfa(struct machine *machine, struct stack *stack)
{
	const struct location_context *context = machine->context;

	if (context->cfa_value)
		return push(machine, stack, context->cfa_value);
	if (!context->cfa_count)
		return fail(machine, "it is on the stack, but there is no call frame information");
	return push_base(machine, stack, context->cfa, context->cfa_count, 0);
}

/* DW_OP_entry_value (DWARF 5 §2.5.1.7): what an expression of registers was at the entry. */
static bool push_entry_value(struct machine *machine, struct stack *stack,
			     const Dwarf_Op *operation)
{
	struct location_context context = *machine->context;
	Dwarf_Attribute expression;
	struct machine inner;
	Dwarf_Op *operations;
	bool outer = machine->entry_values, done;
	size_t count;

	if (!context.attribute ||
	    dwarf_getlocation_attr(context.attribute, operation, &expression) ||
	    dwarf_getlocation(&expression, &operations, &count))
		return fail(machine, "its location is damaged: no entry value");
	context.attribute = &expression;
	context.initial = NULL;
	context.frame_base_count = context.cfa_count = 0;
	machine->entry_values = true;
	done = nested(machine, &inner, &context, operations, count);
	machine->entry_values = outer;
	if (!done)
		return false;
	merge_needs(machine, &inner);
	if (inner.location.kind == LOCATION_REGISTER) {
		machine->entry_values = true;
		done = push(machine, stack, register_value(machine, inner.location.dwarf_register));
		machine->entry_values = outer;
		return done;
	}
	if (inner.location.kind == LOCATION_MEMORY || inner.location.kind == LOCATION_VALUE)
		return push(machine, stack, inner.location.expression);
	return unsupported(machine, operation->atom);
}

/* An address or constant in .debug_addr. */
static bool push_indexed(struct machine *machine, struct stack *stack, const Dwarf_Op *operation,
			 bool address)
{
	Dwarf_Attribute attribute;
	Dwarf_Addr value;

	if (!machine->context->attribute ||
	    dwarf_getlocation_attr(machine->context->attribute, operation, &attribute) ||
	    dwarf_formaddr(&attribute, &value))
		return fail(machine, "its location is damaged: no such address");
	machine->needs_address |= address;
	return push(machine, stack,
		    tree_leaf(machine->arena, address ? LOC_ADDRESS : LOC_CONSTANT, value));
}

/* DW_OP_const_type: a byte with the size, and the bytes. */
static bool push_typed_constant(struct machine *machine, struct stack *stack,
				const Dwarf_Op *operation)
{
	const uint8_t *block = (const uint8_t *)(uintptr_t)operation->number2;
	unsigned int size;
	uint64_t value = 0;
	bool is_signed;

	if (!base_type(machine, operation, operation->number, &size, &is_signed))
		return false;
	if (!block || block[0] != size)
		return fail(machine, "its location is damaged: a constant has another size");
	memcpy(&value, block + 1, size);
	return push_typed(machine, stack,
			  to_type(machine, tree_constant(machine->arena, value), size, is_signed),
			  size, is_signed);
}

static bool read_memory(struct machine *machine, struct stack *stack, unsigned int size,
			unsigned int type_size, bool is_signed)
{
	struct entry address;

	if (!pop(machine, stack, &address))
		return false;
	if (machine->entry_values && !machine->context->at_entry)
		return fail(machine, "its location needs memory as it was when the function was "
				     "entered");
	if (!size || size > 8 || (size & (size - 1)))
		return fail(machine, "its location reads memory in a size that is not supported");
	return push_typed(machine, stack,
			  to_type(machine,
				  tree_unary(machine->arena, LOC_READ, size, address.value),
				  type_size, is_signed),
			  type_size, is_signed);
}

/* The operations that name a type by reference. */
static bool step_typed(struct machine *machine, struct stack *stack, const Dwarf_Op *operation)
{
	struct entry value;
	unsigned int size;
	bool is_signed;

	switch (operation->atom) {
	case DW_OP_regval_type:
	case DW_OP_GNU_regval_type:
		if (!base_type(machine, operation, operation->number2, &size, &is_signed))
			return false;
		return push_typed(machine, stack,
				  to_type(machine, register_value(machine, operation->number), size,
					  is_signed),
				  size, is_signed);
	case DW_OP_deref_type:
	case DW_OP_GNU_deref_type:
		return base_type(machine, operation, operation->number2, &size, &is_signed) &&
		       read_memory(machine, stack, operation->number, size, is_signed);
	case DW_OP_const_type:
	case DW_OP_GNU_const_type:
		return push_typed_constant(machine, stack, operation);
	default: /* DW_OP_convert, DW_OP_reinterpret: the same for integers */
		return base_type(machine, operation, operation->number, &size, &is_signed) &&
		       pop(machine, stack, &value) &&
		       push_typed(machine, stack, to_type(machine, value.value, size, is_signed),
				  size, is_signed);
	}
}

/* The operation of a tree for one of two operands; @is_signed as the type of the operands is. */
static enum location_op binary_operation(unsigned int atom, const struct entry *operand)
{
	/* The generic type divides and compares with a sign, and takes the remainder without. */
	bool is_signed = operand->is_signed || !operand->size;

	switch (atom) {
	case DW_OP_plus:
		return LOC_ADD;
	case DW_OP_minus:
		return LOC_SUBTRACT;
	case DW_OP_mul:
		return LOC_MULTIPLY;
	case DW_OP_div:
		return is_signed ? LOC_DIVIDE_SIGNED : LOC_DIVIDE;
	case DW_OP_mod:
		return operand->is_signed ? LOC_MODULO_SIGNED : LOC_MODULO;
	case DW_OP_and:
		return LOC_AND;
	case DW_OP_or:
		return LOC_OR;
	case DW_OP_xor:
		return LOC_XOR;
	case DW_OP_shl:
		return LOC_SHIFT_LEFT;
	case DW_OP_shr:
		return LOC_SHIFT_RIGHT;
	case DW_OP_shra:
		return LOC_SHIFT_RIGHT_SIGNED;
	case DW_OP_eq:
		return LOC_EQUAL;
	case DW_OP_ne:
		return LOC_NOT_EQUAL;
	case DW_OP_lt:
	case DW_OP_gt:
		return is_signed ? LOC_LESS_SIGNED : LOC_LESS;
	default: /* DW_OP_le, DW_OP_ge */
		return is_signed ? LOC_LESS_EQUAL_SIGNED : LOC_LESS_EQUAL;
	}
}

static bool step_binary(struct machine *machine, struct stack *stack, unsigned int atom)
{
	struct entry a, b;
	enum location_op op;
	tree result;

	if (!pop(machine, stack, &b) || !pop(machine, stack, &a))
		return false;
	op = binary_operation(atom, &a);
	/* A shift's own meaning decides how the bits above a narrow type are filled. */
	if (atom == DW_OP_shr || atom == DW_OP_shra)
		a.value = to_type(machine, a.value, a.size, atom == DW_OP_shra);
	if (atom == DW_OP_gt || atom == DW_OP_ge)
		result = tree_binary(machine->arena, op, b.value, a.value);
	else
		result = tree_binary(machine->arena, op, a.value, b.value);
	if (op >= LOC_EQUAL && op <= LOC_LESS_EQUAL_SIGNED)
		return push(machine, stack, result);
	return push_typed(machine, stack, to_type(machine, result, a.size, a.is_signed), a.size,
			  a.is_signed);
}

static bool step_unary(struct machine *machine, struct stack *stack, unsigned int atom)
{
	struct arena *arena = machine->arena;
	struct entry a;
	tree result;

	if (!pop(machine, stack, &a))
		return false;
	result = tree_unary(arena, atom == DW_OP_not ? LOC_NOT : LOC_NEGATE, 0, a.value);
	if (atom == DW_OP_abs)
		result = tree_select(
			arena,
			tree_binary(arena, LOC_LESS_SIGNED, a.value, tree_constant(arena, 0)),
			result, a.value);
	return push_typed(machine, stack, to_type(machine, result, a.size, a.is_signed), a.size,
			  a.is_signed);
}

/* The operations that only move entries. */
static bool step_stack(struct machine *machine, struct stack *stack, const Dwarf_Op *operation)
{
	struct entry *top = stack->entries + stack->depth - 1, moved;
	unsigned int needed = 1, from = 0;

	switch (operation->atom) {
	case DW_OP_over:
		from = 1;
		break;
	case DW_OP_pick:
		from = operation->number < STACK_MAX ? operation->number : STACK_MAX;
		break;
	case DW_OP_swap:
		needed = 2;
		break;
	case DW_OP_rot:
		needed = 3;
		break;
	}
	if (stack->depth < needed || stack->depth <= from)
		return fail(machine, "its location is damaged: the stack is empty");
	switch (operation->atom) {
	case DW_OP_drop:
		stack->depth--;
		return true;
	case DW_OP_swap:
		moved = top[0];
		top[0] = top[-1];
		top[-1] = moved;
		return true;
	case DW_OP_rot:
		moved = top[0];
		top[0] = top[-1];
		top[-1] = top[-2];
		top[-2] = moved;
		return true;
	default: /* DW_OP_dup, DW_OP_over, DW_OP_pick */
		moved = top[-(int)from];
		return push_typed(machine, stack, moved.value, moved.size, moved.is_signed);
	}
}

/* Settle what the operations since the last piece describe. Without a kind, it is an address. */
static bool settle(struct machine *machine, struct stack *stack)
{
	struct entry address;

	if (machine->described)
		return true;
	if (!pop(machine, stack, &address))
		return false;
	machine->location.kind = LOCATION_MEMORY;
	machine->location.expression = address.value;
	machine->described = true;
	return true;
}

static bool add_piece(struct machine *machine, struct stack *stack, uint64_t bits, uint64_t offset)
{
	struct location_piece piece = { .bit_size = bits, .bit_offset = offset };

	if (!machine->described && !stack->depth) {
		machine->location = (struct location){ .kind = LOCATION_ABSENT };
		machine->described = true;
	}
	if (!settle(machine, stack))
		return false;
	if (bits > INT32_MAX || offset > INT32_MAX)
		return fail(machine, "its location is damaged: a piece is too large");
	piece.location = machine->location;
	vec_push(machine->arena, &machine->pieces, piece);
	machine->location = (struct location){ 0 };
	machine->described = false;
	return true;
}

static bool describe_register(struct machine *machine, uint64_t number)
{
	if (number > UINT16_MAX)
		return fail(machine, "its location is damaged: no such register");
	machine->location.kind = LOCATION_REGISTER;
	machine->location.dwarf_register = number;
	machine->described = true;
	return true;
}

static bool describe_bytes(struct machine *machine, const Dwarf_Op *operation)
{
	Dwarf_Block block;

	if (!machine->context->attribute ||
	    dwarf_getlocation_implicit_value(machine->context->attribute, operation, &block))
		return fail(machine, "its location is damaged: no value");
	machine->location.kind = LOCATION_BYTES;
	machine->location.bytes = block.data;
	machine->location.byte_count = block.length;
	machine->described = true;
	return true;
}

static bool describe_implicit_pointer(struct machine *machine, const Dwarf_Op *operation)
{
	Dwarf_Die die;

	if (!machine->context->attribute ||
	    dwarf_getlocation_die(machine->context->attribute, operation, &die))
		return fail(machine, "its location is damaged: it points to nothing");
	machine->location.kind = LOCATION_IMPLICIT_POINTER;
	machine->location.pointee_die = machine->context->parts
						? debug_parts_offset(machine->context->parts, &die)
						: dwarf_dieoffset(&die);
	machine->location.pointee_offset = (int64_t)operation->number2;
	machine->described = true;
	return true;
}

static bool describe_value(struct machine *machine, struct stack *stack)
{
	struct entry value;

	if (!pop(machine, stack, &value))
		return false;
	machine->location.kind = LOCATION_VALUE;
	machine->location.expression = value.value;
	machine->described = true;
	return true;
}

/* All operations but branches. */
static bool step(struct machine *machine, struct stack *stack, const Dwarf_Op *operation)
{
	struct arena *arena = machine->arena;
	unsigned int atom = operation->atom;
	struct entry entry;

	if (atom >= DW_OP_lit0 && atom <= DW_OP_lit31)
		return push(machine, stack, tree_constant(arena, atom - DW_OP_lit0));
	if (atom >= DW_OP_reg0 && atom <= DW_OP_reg31)
		return describe_register(machine, atom - DW_OP_reg0);
	if (atom >= DW_OP_breg0 && atom <= DW_OP_breg31)
		return push(machine, stack,
			    tree_binary(arena, LOC_ADD, register_value(machine, atom - DW_OP_breg0),
					tree_constant(arena, operation->number)));
	switch (atom) {
	case DW_OP_addr:
		machine->needs_address = true;
		return push(machine, stack, tree_leaf(arena, LOC_ADDRESS, operation->number));
	case DW_OP_addrx:
	case DW_OP_GNU_addr_index:
		return push_indexed(machine, stack, operation, true);
	case DW_OP_constx:
	case DW_OP_GNU_const_index:
		return push_indexed(machine, stack, operation, false);
	case DW_OP_const1u:
	case DW_OP_const1s:
	case DW_OP_const2u:
	case DW_OP_const2s:
	case DW_OP_const4u:
	case DW_OP_const4s:
	case DW_OP_const8u:
	case DW_OP_const8s:
	case DW_OP_constu:
	case DW_OP_consts:
		return push(machine, stack, tree_constant(arena, operation->number));
	case DW_OP_regx:
		return describe_register(machine, operation->number);
	case DW_OP_bregx:
		return push(machine, stack,
			    tree_binary(arena, LOC_ADD, register_value(machine, operation->number),
					tree_constant(arena, operation->number2)));
	case DW_OP_fbreg:
		return push_frame_base(machine, stack, operation->number);
	case DW_OP_call_frame_cfa:
		return push_cfa(machine, stack);
	case DW_OP_form_tls_address:
	case DW_OP_GNU_push_tls_address:
		return pop(machine, stack, &entry) &&
		       push(machine, stack, tree_unary(arena, LOC_TLS, 8, entry.value));
	case DW_OP_dup:
	case DW_OP_drop:
	case DW_OP_over:
	case DW_OP_pick:
	case DW_OP_swap:
	case DW_OP_rot:
		return step_stack(machine, stack, operation);
	case DW_OP_deref:
		return read_memory(machine, stack, 8, 0, false);
	case DW_OP_deref_size:
		return read_memory(machine, stack, operation->number, 0, false);
	case DW_OP_abs:
	case DW_OP_neg:
	case DW_OP_not:
		return step_unary(machine, stack, atom);
	case DW_OP_plus:
	case DW_OP_minus:
	case DW_OP_mul:
	case DW_OP_div:
	case DW_OP_mod:
	case DW_OP_and:
	case DW_OP_or:
	case DW_OP_xor:
	case DW_OP_shl:
	case DW_OP_shr:
	case DW_OP_shra:
	case DW_OP_eq:
	case DW_OP_ne:
	case DW_OP_lt:
	case DW_OP_le:
	case DW_OP_gt:
	case DW_OP_ge:
		return step_binary(machine, stack, atom);
	case DW_OP_plus_uconst:
		return pop(machine, stack, &entry) &&
		       push_typed(machine, stack,
				  to_type(machine,
					  tree_binary(arena, LOC_ADD, entry.value,
						      tree_constant(arena, operation->number)),
					  entry.size, entry.is_signed),
				  entry.size, entry.is_signed);
	case DW_OP_regval_type:
	case DW_OP_GNU_regval_type:
	case DW_OP_deref_type:
	case DW_OP_GNU_deref_type:
	case DW_OP_const_type:
	case DW_OP_GNU_const_type:
	case DW_OP_convert:
	case DW_OP_GNU_convert:
	case DW_OP_reinterpret:
	case DW_OP_GNU_reinterpret:
		return step_typed(machine, stack, operation);
	case DW_OP_entry_value:
	case DW_OP_GNU_entry_value:
		return push_entry_value(machine, stack, operation);
	case DW_OP_stack_value:
		return describe_value(machine, stack);
	case DW_OP_implicit_value:
		return describe_bytes(machine, operation);
	case DW_OP_piece:
		return add_piece(machine, stack, 8 * operation->number, 0);
	case DW_OP_bit_piece:
		return add_piece(machine, stack, operation->number, operation->number2);
	case DW_OP_nop:
	case DW_OP_GNU_uninit:
		return true;
	case DW_OP_implicit_pointer:
	case DW_OP_GNU_implicit_pointer:
		return describe_implicit_pointer(machine, operation);
	case DW_OP_GNU_parameter_ref:
		return fail(machine, "optimised out: only the caller of the function could tell");
	default:
		return unsupported(machine, atom);
	}
}

/* The operation that a branch at @from leads to; forward ones only. */
static bool branch_target(struct machine *machine, size_t from, size_t *target)
{
	const Dwarf_Op *branch = &machine->operations[from];
	/* Counted from behind the branch: one byte of operation and two of distance. */
	uint64_t offset = branch->offset + 3 + (int16_t)branch->number;

	for (size_t i = from + 1; i < machine->count; i++) {
		if (machine->operations[i].offset == offset) {
			*target = i;
			return true;
		}
	}
	if (offset > machine->operations[machine->count - 1].offset) {
		*target = machine->count;
		return true;
	}
	return fail(machine, "its location loops, which is not supported");
}

static bool run(struct machine *machine, struct stack *stack, size_t at);

/* Both ways of a branch to the end, joined by a choice. */
static bool run_branch(struct machine *machine, struct stack *stack, size_t at)
{
	struct machine other = *machine;
	struct stack other_stack;
	struct entry condition;
	size_t target;

	if (!pop(machine, stack, &condition) || !branch_target(machine, at, &target))
		return false;
	other_stack = *stack;
	if (!run(&other, &other_stack, target) || !run(machine, stack, at + 1))
		return false;
	if (machine->pieces.count || other.pieces.count ||
	    machine->location.kind != other.location.kind ||
	    (machine->location.kind != LOCATION_MEMORY && machine->location.kind != LOCATION_VALUE))
		return fail(machine, "its location branches in a way that is not supported");
	machine->location.expression =
		tree_select(machine->arena, condition.value, other.location.expression,
			    machine->location.expression);
	if (machine->location.expression->weight > WEIGHT_MAX)
		return fail(machine, "its location is too complex");
	merge_needs(machine, &other);
	return true;
}

/* From operation @at to the end; settles the location unless it is in pieces. */
static bool run(struct machine *machine, struct stack *stack, size_t at)
{
	while (at < machine->count) {
		const Dwarf_Op *operation = &machine->operations[at];

		if (++*machine->steps > STEP_MAX)
			return fail(machine, "its location is too complex");
		if (operation->atom == DW_OP_bra)
			return run_branch(machine, stack, at);
		if (operation->atom == DW_OP_skip) {
			if (!branch_target(machine, at, &at))
				return false;
			continue;
		}
		if (machine->described && operation->atom != DW_OP_piece &&
		    operation->atom != DW_OP_bit_piece)
			return fail(machine, "its location is damaged: operations follow its end");
		if (!step(machine, stack, operation))
			return false;
		at++;
	}
	return machine->pieces.count || settle(machine, stack);
}

static bool evaluate(struct machine *machine)
{
	struct stack stack = { .depth = 0 };

	if (!machine->count)
		return fail(machine, "optimised out");
	if (machine->context->initial && !push(machine, &stack, machine->context->initial))
		return false;
	if (!run(machine, &stack, 0))
		return false;
	if (machine->pieces.count) {
		machine->location = (struct location){
			.kind = LOCATION_PIECES,
			.pieces = machine->pieces.items,
			.piece_count = machine->pieces.count,
		};
	}
	return true;
}

struct location *location_evaluate(const struct location_context *context,
				   const Dwarf_Op *operations, size_t count,
				   struct debuginfo_error *error)
{
	unsigned int steps = 0;
	struct machine machine = {
		.context = context,
		.arena = context->arena,
		.error = error,
		.operations = operations,
		.count = count,
		.steps = &steps,
	};
	struct location *location;

	if (!evaluate(&machine) || error->text)
		return NULL;
	location = arena_alloc(context->arena, sizeof(*location));
	*location = machine.location;
	location->needs_entry_value = machine.needs_entry_value;
	location->needs_address = machine.needs_address;
	return location;
}
