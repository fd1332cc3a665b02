// SPDX-License-Identifier: GPL-2.0-only
/*
 * One step of unwinding: the rule for a pc found and applied.
 *
 * What the tables say is not trusted further than that a wrong table gives a wrong stack: offsets
 * are held to the tables' bounds, registers to the array's.
 */
#include "unwind.h"

#include "arch/x86/user_words.h"

#define WORD sizeof(unsigned long)

/* What a signal handler returns to: mov $__NR_rt_sigreturn, %rax; syscall. */
#define SIGRETURN_CODE_1 0x0f0000000fc0c748ul
#define SIGRETURN_CODE_2 0x05u

/* Where the registers of the interrupted place are above rsp then: struct ucontext, uc_mcontext. */
#define SIGNAL_CONTEXT 40

static const void *table(const struct stap_object_data *data, const struct stap_table *table)
{
	return (const char *)data + table->offset;
}

/* The rule for @pc, less the data's base, with the words that it says it has; or NULL. */
static const union stap_frame_word *find_rule(const struct stap_object_data *data, uint32_t pc)
{
	const uint32_t *pcs = table(data, &data->pcs), *at = pcs;
	const union stap_frame_word *words = table(data, &data->frames);
	uint32_t left = data->pcs.count, number;

	if (!left || *pcs > pc)
		return NULL;
	while (left > 1) {
		uint32_t half = left / 2;

		at += at[half] <= pc ? half : 0;
		left -= half;
	}
	if (data->wide_rules)
		number = ((const uint32_t *)table(data, &data->rules))[at - pcs];
	else
		number = ((const uint16_t *)table(data, &data->rules))[at - pcs];
	if (number >= data->frames.count ||
	    words[number].rule.saved_count >= data->frames.count - number)
		return NULL;
	return words + number;
}

static bool is_known(const struct stap_unwind *frame, unsigned int number)
{
	return number < STAP_FRAME_REGISTERS && !(frame->unknown & 1u << number);
}

/* The value of a register that is not in memory at CFA + offset. */
static bool saved_value(const struct stap_unwind *frame, const struct stap_object_data *data,
			unsigned long bias, const struct stap_frame_saved *saved, unsigned long cfa,
			unsigned long *value)
{
	unsigned long address;

	switch (saved->kind) {
	case STAP_SAVED_CFA_PLUS:
		*value = cfa + saved->offset;
		return true;
	case STAP_SAVED_REGISTER:
		if (!is_known(frame, saved->offset))
			return false;
		*value = frame->registers[saved->offset];
		return true;
	case STAP_SAVED_AT_EXPRESSION:
		return stap_unwind_expression(frame, data, bias, saved->offset, &cfa, &address) &&
		       stap_user_word(address, value);
	case STAP_SAVED_VALUE_EXPRESSION:
		return stap_unwind_expression(frame, data, bias, saved->offset, &cfa, value);
	}
	return false;
}

static void set(struct stap_unwind *frame, unsigned int number, unsigned long value, bool is_known)
{
	frame->registers[number] = value;
	if (is_known)
		frame->unknown &= ~(1u << number);
	else
		frame->unknown |= 1u << number;
}

/* The registers from @word on, which need those of the frame itself: the rare part of a rule. */
static void restore_others(struct stap_unwind *frame, const struct stap_unwind *callee,
			   const struct stap_object_data *data, unsigned long bias,
			   const union stap_frame_word *word, const union stap_frame_word *end,
			   unsigned long cfa)
{
	for (; word < end; word++) {
		const struct stap_frame_saved *saved = &word->saved;
		unsigned long value = 0;
		bool is_there = saved_value(callee, data, bias, saved, cfa, &value);

		if (saved->number < STAP_FRAME_REGISTERS)
			set(frame, saved->number, value, is_there);
	}
}

static bool find_cfa(const struct stap_unwind *frame, const struct stap_object_data *data,
		     unsigned long bias, const struct stap_frame_rule *rule, unsigned long *cfa)
{
	if (rule->cfa_kind == STAP_CFA_REGISTER) {
		if (!is_known(frame, rule->cfa_register))
			return false;
		*cfa = frame->registers[rule->cfa_register] + rule->cfa_offset;
		return true;
	}
	return rule->cfa_kind == STAP_CFA_EXPRESSION &&
	       stap_unwind_expression(frame, data, bias, rule->cfa_offset, NULL, cfa);
}

/*
 * Applies a rule that has a CFA. The callee's stack pointer being below it is what bounds a stack;
 * a signal handler may have a stack of its own.
 */
static enum stap_unwind_result apply(struct stap_unwind *frame, const struct stap_object_data *data,
				     unsigned long bias, const union stap_frame_word *rule,
				     unsigned long *return_address_at)
{
	const union stap_frame_word *word = rule + 1, *end = word + rule->rule.saved_count;
	unsigned long cfa, address = 0;
	struct stap_unwind callee;
	bool is_signal = rule->rule.flags & STAP_FRAME_SIGNAL;

	if (!find_cfa(frame, data, bias, &rule->rule, &cfa) ||
	    (cfa <= frame->registers[STAP_FRAME_SP] && !is_signal))
		return STAP_UNWIND_BAD;
	*return_address_at = 0;
	if (rule->rule.flags & STAP_FRAME_CALLED) {
		*return_address_at = cfa - WORD;
		if (!stap_user_word(cfa - WORD, &address))
			return STAP_UNWIND_BAD;
	}
	if (stap_unlikely(end > word && end[-1].saved.kind != STAP_SAVED_AT_CFA))
		callee = *frame;
	for (; word < end && word->saved.kind == STAP_SAVED_AT_CFA; word++) {
		unsigned int number = word->saved.number;
		unsigned long value;

		if (stap_user_word(cfa + word->saved.offset, &value)) {
			if (number < STAP_FRAME_REGISTERS)
				frame->registers[number] = value;
			frame->unknown &= ~(1u << (number & 31));
		} else {
			frame->unknown |= 1u << (number & 31);
		}
		if (number == STAP_FRAME_RA)
			*return_address_at = cfa + word->saved.offset;
	}
	frame->registers[STAP_FRAME_SP] = cfa;
	if (rule->rule.flags & STAP_FRAME_CALLED)
		frame->registers[STAP_FRAME_RA] = address;
	if (stap_unlikely(word < end))
		restore_others(frame, &callee, data, bias, word, end, cfa);
	frame->is_behind_call = !is_signal;
	return is_known(frame, STAP_FRAME_RA) ? STAP_UNWIND_CALLER : STAP_UNWIND_BAD;
}

enum stap_unwind_result stap_unwind_step(struct stap_unwind *frame,
					 const struct stap_object_data *data, unsigned long bias,
					 unsigned long *return_address_at)
{
	unsigned long pc =
		frame->registers[STAP_FRAME_RA] - frame->is_behind_call - bias - data->base;
	const union stap_frame_word *rule;

	*return_address_at = 0;
	if ((uint32_t)pc != pc)
		return STAP_UNWIND_NO_RULE;
	rule = find_rule(data, (uint32_t)pc);
	if (!rule || rule->rule.cfa_kind == STAP_CFA_NONE)
		return STAP_UNWIND_NO_RULE;
	if (rule->rule.cfa_kind == STAP_CFA_OUTERMOST)
		return STAP_UNWIND_OUTERMOST;
	return apply(frame, data, bias, rule, return_address_at);
}

enum stap_unwind_result stap_unwind_signal(struct stap_unwind *frame)
{
	/* struct sigcontext: from r8 on, by DWARF's numbers. */
	static const uint8_t order[] = { 8, 9, 10, 11, 12, 13, 14, 15, 5, 4, 6, 3, 1, 0, 2, 7, 16 };
	unsigned long pc = frame->registers[STAP_FRAME_RA], code, context, value;
	struct stap_unwind interrupted = { .unknown = 0 };
	unsigned int i;

	if (!stap_user_word(pc, &code) || code != SIGRETURN_CODE_1 ||
	    !stap_user_word(pc + WORD, &code) || (uint8_t)code != SIGRETURN_CODE_2)
		return STAP_UNWIND_NO_RULE;
	context = frame->registers[STAP_FRAME_SP] + SIGNAL_CONTEXT;
	for (i = 0; i < sizeof(order); i++) {
		if (!stap_user_word(context + i * WORD, &value))
			return STAP_UNWIND_BAD;
		interrupted.registers[order[i]] = value;
	}
	*frame = interrupted;
	return STAP_UNWIND_CALLER;
}
