// SPDX-License-Identifier: GPL-2.0-only
/*
 * DWARF expressions of call frame information (DWARF 5 §2.5, §6.4.2): of PLT stubs, signal frames,
 * functions that align their stack. All values are words; steps and depth are bounded.
 */
#include "stacks/unwind.h"

#include "arch/x86/user_words.h"

#define DEPTH	   16
#define MOST_STEPS 256 /* operations; expressions may loop */
#define LONGEST	   16  /* bytes of a number in LEB128, which may be padded */

enum operation {
	OP_ADDR = 0x03,
	OP_DEREF = 0x06,
	OP_CONST1U = 0x08,
	OP_CONST1S,
	OP_CONST2U,
	OP_CONST2S,
	OP_CONST4U,
	OP_CONST4S,
	OP_CONST8U,
	OP_CONST8S,
	OP_CONSTU,
	OP_CONSTS,
	OP_DUP,
	OP_DROP,
	OP_OVER,
	OP_PICK,
	OP_SWAP,
	OP_ROT,
	OP_ABS = 0x19,
	OP_AND,
	OP_DIV,
	OP_MINUS,
	OP_MOD,
	OP_MUL,
	OP_NEG,
	OP_NOT,
	OP_OR,
	OP_PLUS,
	OP_PLUS_UCONST,
	OP_SHL,
	OP_SHR,
	OP_SHRA,
	OP_XOR,
	OP_BRA,
	OP_EQ,
	OP_GE,
	OP_GT,
	OP_LE,
	OP_LT,
	OP_NE,
	OP_SKIP,
	OP_LIT0 = 0x30,
	OP_BREG0 = 0x70,
	OP_BREGX = 0x92,
	OP_DEREF_SIZE = 0x94,
	OP_NOP = 0x96,
};

struct machine {
	const struct stap_unwind *frame;
	unsigned long bias;
	const uint8_t *start, *at, *end;
	unsigned long stack[DEPTH];
	unsigned int depth;
	bool failed;
};

/* ---------------------------------------------------------------- operands */

/* Fewer bytes than @size are left: 0, and the machine stops. */
static unsigned long operand(struct machine *m, unsigned int size)
{
	unsigned long value = 0;
	unsigned int i;

	if ((unsigned long)(m->end - m->at) < size) {
		m->failed = true;
		return 0;
	}
	for (i = 0; i < size; i++)
		value |= (unsigned long)m->at[i] << 8 * i;
	m->at += size;
	return value;
}

static unsigned long leb128(struct machine *m, bool is_signed)
{
	unsigned long value = 0;
	unsigned int shift = 0;
	uint8_t byte;

	do {
		if (shift == 7 * LONGEST) {
			m->failed = true;
			return 0;
		}
		byte = operand(m, 1);
		if (shift < 64)
			value |= (unsigned long)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	if (is_signed && byte & 0x40 && shift < 64)
		value |= -1ul << shift;
	return value;
}

/* A constant of 1, 2, 4, 8 bytes, by turns without and with sign; then LEB128. */
static unsigned long constant(struct machine *m, uint8_t operation)
{
	switch (operation) {
	case OP_CONST1S:
		return (int8_t)operand(m, 1);
	case OP_CONST2S:
		return (int16_t)operand(m, 2);
	case OP_CONST4S:
		return (int32_t)operand(m, 4);
	case OP_CONSTU:
		return leb128(m, false);
	case OP_CONSTS:
		return leb128(m, true);
	default:
		return operand(m, 1u << (operation - OP_CONST1U) / 2);
	}
}

/* ---------------------------------------------------------------- the stack */

static void push(struct machine *m, unsigned long value)
{
	if (m->depth == DEPTH)
		m->failed = true;
	else
		m->stack[m->depth++] = value;
}

static unsigned long pop(struct machine *m)
{
	if (!m->depth) {
		m->failed = true;
		return 0;
	}
	return m->stack[--m->depth];
}

/* Pushes a copy of the entry @below the top. */
static void pick(struct machine *m, unsigned long below)
{
	if (below >= m->depth)
		m->failed = true;
	else
		push(m, m->stack[m->depth - 1 - below]);
}

/* The top becomes the entry @below it, and those between move up. */
static void bury(struct machine *m, unsigned int below)
{
	unsigned long top = pop(m);
	unsigned int i;

	if (m->depth < below) {
		m->failed = true;
		return;
	}
	for (i = 0; i < below; i++)
		m->stack[m->depth - i] = m->stack[m->depth - i - 1];
	m->stack[m->depth - below] = top;
	m->depth++;
}

static void push_register(struct machine *m, unsigned long number)
{
	unsigned long offset = leb128(m, true);

	if (number >= STAP_FRAME_REGISTERS || m->frame->unknown & 1u << number)
		m->failed = true;
	else
		push(m, m->frame->registers[number] + offset);
}

static void dereference(struct machine *m, unsigned int size)
{
	unsigned long address = pop(m), low, high = 0, shift = address % 8 * 8;

	/* Aligned words are read, which never cross into the next page. */
	if (m->failed || !size || size > 8 || !stap_user_word(address - address % 8, &low) ||
	    (address % 8 + size > 8 && !stap_user_word(address - address % 8 + 8, &high))) {
		m->failed = true;
		return;
	}
	low >>= shift;
	if (shift)
		low |= high << (64 - shift);
	push(m, size == 8 ? low : low & ((1ul << 8 * size) - 1));
}

/* ---------------------------------------------------------------- operations */

static void jump(struct machine *m, bool is_taken)
{
	int16_t distance = operand(m, 2);

	if (!is_taken)
		return;
	if (distance < m->start - m->at || distance > m->end - m->at)
		m->failed = true;
	else
		m->at += distance;
}

static unsigned long divide(struct machine *m, long left, long right)
{
	if (!right)
		m->failed = true;
	if (!right || right == -1)
		return -(unsigned long)left;
	return left / right;
}

static unsigned long shift(uint8_t operation, unsigned long value, unsigned long count)
{
	if (operation == OP_SHRA)
		return (long)value >> (count > 63 ? 63 : count);
	if (count > 63)
		return 0;
	return operation == OP_SHL ? value << count : value >> count;
}

static void binary(struct machine *m, uint8_t operation)
{
	unsigned long right = pop(m), left = pop(m);

	switch (operation) {
	case OP_AND:
		return push(m, left & right);
	case OP_DIV:
		return push(m, divide(m, left, right));
	case OP_MINUS:
		return push(m, left - right);
	case OP_MOD:
		if (!right)
			m->failed = true;
		return push(m, right ? left % right : 0);
	case OP_MUL:
		return push(m, left * right);
	case OP_OR:
		return push(m, left | right);
	case OP_PLUS:
		return push(m, left + right);
	case OP_XOR:
		return push(m, left ^ right);
	case OP_EQ:
		return push(m, left == right);
	case OP_NE:
		return push(m, left != right);
	case OP_GE:
		return push(m, (long)left >= (long)right);
	case OP_GT:
		return push(m, (long)left > (long)right);
	case OP_LE:
		return push(m, (long)left <= (long)right);
	case OP_LT:
		return push(m, (long)left < (long)right);
	case OP_SHL:
	case OP_SHR:
	case OP_SHRA:
		return push(m, shift(operation, left, right));
	}
	m->failed = true;
}

static void execute(struct machine *m, uint8_t operation)
{
	unsigned long value;

	switch (operation) {
	case OP_ADDR:
		return push(m, operand(m, 8) + m->bias);
	case OP_DEREF:
		return dereference(m, 8);
	case OP_DEREF_SIZE:
		return dereference(m, operand(m, 1));
	case OP_DUP:
		return pick(m, 0);
	case OP_DROP:
		pop(m);
		return;
	case OP_OVER:
		return pick(m, 1);
	case OP_PICK:
		return pick(m, operand(m, 1));
	case OP_SWAP:
		return bury(m, 1);
	case OP_ROT:
		return bury(m, 2);
	case OP_ABS:
		value = pop(m);
		return push(m, (long)value < 0 ? -value : value);
	case OP_NEG:
		return push(m, -pop(m));
	case OP_NOT:
		return push(m, ~pop(m));
	case OP_PLUS_UCONST:
		value = pop(m);
		return push(m, value + leb128(m, false));
	case OP_BRA:
		return jump(m, pop(m));
	case OP_SKIP:
		return jump(m, true);
	case OP_BREGX:
		return push_register(m, leb128(m, false));
	case OP_NOP:
		return;
	}
	if (operation >= OP_CONST1U && operation <= OP_CONSTS)
		push(m, constant(m, operation));
	else if (operation >= OP_LIT0 && operation < OP_LIT0 + 32)
		push(m, operation - OP_LIT0);
	else if (operation >= OP_BREG0 && operation < OP_BREG0 + 32)
		push_register(m, operation - OP_BREG0);
	else
		binary(m, operation);
}

/* Finds the expression behind its length. False when it is not within the table. */
static bool find_expression(struct machine *m, const struct stap_object_data *data, uint32_t offset)
{
	const uint8_t *bytes = (const uint8_t *)data + data->expressions.offset;
	uint32_t size = data->expressions.count, length;

	if (size < 2 || offset > size - 2)
		return false;
	length = bytes[offset] | bytes[offset + 1] << 8;
	if (length > size - 2 - offset)
		return false;
	m->start = m->at = bytes + offset + 2;
	m->end = m->start + length;
	return true;
}

bool stap_unwind_expression(const struct stap_unwind *frame, const struct stap_object_data *data,
			    unsigned long bias, int32_t offset, const unsigned long *cfa,
			    unsigned long *result)
{
	struct machine m = { .frame = frame, .bias = bias };
	unsigned int steps;

	if (!find_expression(&m, data, offset))
		return false;
	if (cfa)
		push(&m, *cfa);
	for (steps = 0; m.at < m.end && !m.failed; steps++) {
		if (steps == MOST_STEPS)
			return false;
		execute(&m, *m.at++);
	}
	*result = pop(&m);
	return !m.failed;
}
