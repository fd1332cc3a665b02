// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rare part of a step of unwinding: rules that are not plain, and code without rules.
 */
#include "stacks/unwind.h"

#include "arch/x86/user_words.h"

#define WORD sizeof(unsigned long)

/* What a signal handler returns to: mov $__NR_rt_sigreturn, %rax; syscall. */
#define SIGRETURN_CODE_1 0x0f0000000fc0c748ul
#define SIGRETURN_CODE_2 0x05u

/* Where the registers of the interrupted place are above rsp then: struct ucontext, uc_mcontext. */
#define SIGNAL_CONTEXT 40

static bool is_known(const struct stap_unwind *frame, unsigned int number)
{
	return number < STAP_FRAME_REGISTERS && !(frame->unknown & 1u << number);
}

/* The caller's value of a register. False when it is lost; *@value is 0 then. */
static bool saved_value(const struct stap_unwind *frame, const struct stap_object_data *data,
			unsigned long bias, const struct stap_frame_saved *saved, unsigned long cfa,
			unsigned long *value)
{
	unsigned long address;

	*value = 0;
	switch (saved->kind) {
	case STAP_SAVED_AT_CFA:
		return stap_user_word(cfa + saved->offset, value);
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
 * Applies any rule that has a CFA. The callee's stack pointer being below it is what bounds a
 * stack; a signal handler may have a stack of its own.
 */
enum stap_unwind_result stap_unwind_apply(struct stap_unwind *frame,
					  const struct stap_object_data *data, unsigned long bias,
					  const union stap_frame_word *rule,
					  unsigned long *return_address_at)
{
	const union stap_frame_word *word = rule + 1, *end = word + rule->rule.saved_count;
	const struct stap_unwind callee = *frame;
	bool is_signal = rule->rule.flags & STAP_FRAME_SIGNAL;
	unsigned long cfa, value;

	if (!find_cfa(frame, data, bias, &rule->rule, &cfa) ||
	    (cfa <= frame->registers[STAP_FRAME_SP] && !is_signal))
		return STAP_UNWIND_BAD;
	*return_address_at = 0;
	set(frame, STAP_FRAME_SP, cfa, true);
	if (rule->rule.flags & STAP_FRAME_CALLED) {
		bool is_there = stap_user_word(cfa - WORD, &value);

		*return_address_at = cfa - WORD;
		set(frame, STAP_FRAME_RA, value, is_there);
	}
	for (; word < end; word++) {
		const struct stap_frame_saved *saved = &word->saved;
		bool is_there = saved_value(&callee, data, bias, saved, cfa, &value);

		if (saved->number < STAP_FRAME_REGISTERS)
			set(frame, saved->number, value, is_there);
		if (saved->number == STAP_FRAME_RA && saved->kind == STAP_SAVED_AT_CFA)
			*return_address_at = cfa + saved->offset;
	}
	frame->is_behind_call = !is_signal;
	return is_known(frame, STAP_FRAME_RA) ? STAP_UNWIND_CALLER : STAP_UNWIND_BAD;
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
